"""A bad line: cut, down, back again; every referral arrives once and no bed is promised meanwhile."""

from __future__ import annotations

import json
import time
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit
from uuid import uuid4

import pytest
from sqlalchemy import select

from app.phone import device, waiting
from app.phone.courier import Answer, Courier
from app.phone.line import Heard, Line
from app.phone.sending import Sender, send_all
from app.phone.state import Submission
from app.phone.taking import Asking
from app.store.walls import StepOut
from models.phone_call import PhoneCallRecord
from models.referral import ReferralRecord
from tests.support.bad_line import BadLine, bad_line
from tests.support.phone import END, ENTER, enrolled, telephone
from tests.support.served import Served


@pytest.fixture(scope="module")
def line(served: Served):
    at = urlsplit(str(served.client.base_url))
    assert at.hostname is not None and at.port is not None
    with bad_line(at.hostname, at.port, round_trip_s=0.02) as running:
        yield running


@pytest.fixture
def home(served: Served, houses: Any, line: BadLine, tmp_path: Path) -> Path:
    """A device whose line to the service is the bad one."""
    line.down, line.cut_share, line.cut_within = False, 0.0, 2000
    enrolled(served, tmp_path, service=line.url)
    return tmp_path


def referral(number: int) -> dict[str, Any]:
    return {
        "call": str(uuid4()),
        "revision": 1,
        "answers": {"people": {"adults": 1 + number % 3, "gender": "WOMAN"}},
    }


def stored(served: Served, calls: list[str]) -> tuple[int, int]:
    """Of these calls: how many are stored, and how many referrals stand for them."""
    c, r = PhoneCallRecord, ReferralRecord
    with served.service.store.transaction() as tx, tx.as_service(StepOut.COUNTS):
        query = select(r.id).select_from(c).join(r, r.id == c.referral_id).where(c.id.in_(calls))
        found = list(tx.execute(query).scalars())
    return len(found), len(set(found))


def test_queued_referrals_arrive_once_in_any_order_after_restarts_from_a_wrong_clock(
    served: Served, home: Path, line: BadLine
):
    on = device.read(home)
    yesterday = datetime.now().astimezone() - timedelta(days=1)
    calls = [referral(number) for number in range(40)]
    for one in calls:
        waiting.put(on, one, yesterday)
    assert waiting.count(on) == 40
    line.cut_share, line.cut_within = 1.0, 8000
    line.again(7)
    sends = 0
    while waiting.count(on) and sends < 200:
        restarted = Line(line.url, device.read(home).token())  # each a program that began anew
        sends += 1
        send_all(device.read(home), restarted)
        restarted.close()
    assert line.cuts > 0
    assert waiting.count(on) == 0
    names = [one["call"] for one in calls]
    assert stored(served, names) == (40, 40)


def test_what_was_sent_in_the_open_and_sealed_is_one_case(served: Served, home: Path):
    on, one = device.read(home), referral(0)
    line = Line(on.service, on.token())
    assert line.ask("POST", "/calls", one, key=f"{one['call']}-1").status == 201
    waiting.put(on, one, datetime.now().astimezone())
    assert send_all(on, line).left == 0
    line.close()
    assert stored(served, [one["call"]]) == (1, 1)


def test_a_word_that_is_sealed_anew_is_taken_as_the_same_one(served: Served, home: Path):
    on, one = device.read(home), referral(0)
    line = Line(on.service, on.token())
    for _ in range(2):
        waiting.put(on, one, datetime.now().astimezone())
        assert send_all(on, line).left == 0
    line.close()
    assert stored(served, [one["call"]]) == (1, 1)


def test_the_newest_word_of_a_call_is_the_one_that_waits(home: Path):
    on, first, now = device.read(home), referral(0), datetime.now().astimezone()
    second = {**first, "revision": 2}
    waiting.put(on, second, now)
    (newest,) = waiting.all_of(on)
    waiting.put(on, first, now)
    waiting.put(on, second, now)
    waiting.drop(on, first)
    assert list(waiting.all_of(on)) == [newest]
    waiting.put(on, {**first, "revision": 3}, now)
    assert [one.revision for one in waiting.all_of(on)] == [3]
    waiting.drop(on, {**first, "revision": 3})
    assert waiting.count(on) == 0


@pytest.mark.parametrize("left", [b"", b'{"key":', b"[]", b'{"key": "k"}', b"\xff"])
def test_a_file_that_the_disk_has_damaged_is_in_no_other_words_way(
    served: Served, home: Path, left: bytes
):
    on, sent = device.read(home), [referral(number) for number in range(3)]
    for one in sent:
        waiting.put(on, one, datetime.now().astimezone())
    damaged = home / waiting.FOLDER / f"{sent[0]['call']}.json"
    damaged.write_bytes(left)
    line = Line(on.service, on.token())
    told = send_all(on, line)
    line.close()
    assert (told.sent, told.left, waiting.refused(on)) == (2, 1, 1)
    assert stored(served, [one["call"] for one in sent]) == (2, 2)
    waiting.put(on, {**sent[0], "revision": 2}, datetime.now().astimezone())
    assert (waiting.count(on), waiting.refused(on)) == (1, 0)


def test_what_is_refused_for_good_stays_is_told_and_is_tried_rarely(
    served: Served, home: Path, line: BadLine
):
    on, good = device.read(home), referral(1)
    bad = {**referral(0), "answers": {"people": {"adults": -1}}}
    for one in (bad, good):
        waiting.put(on, one, datetime.now().astimezone())
    line.again(1)
    sender = Sender(on)
    while not line.up:
        time.sleep(0.05)
    time.sleep(1.5)
    once = line.up
    time.sleep(5)
    sender.end()
    assert stored(served, [good["call"], bad["call"]]) == (1, 1)
    assert line.up == once, "it was tried again and again"
    assert (waiting.count(on), waiting.refused(on)) == (1, 1)
    with telephone(home) as call:
        call.see("Can you talk safely now?", "1 waiting, 1 NOT TAKEN")
        call.press("\x03")
        assert call.ended() == 0
    with telephone(home, "send") as sending:
        assert sending.ended() == 75
        assert "sent 0, waiting 1" in sending.out
    assert line.up > once, "who asks for it has it tried at once"


def test_times_of_a_clock_that_is_a_day_wrong_are_put_right(served: Served, home: Path):
    on, one = device.read(home), referral(0)
    wrong = datetime.now().astimezone() - timedelta(days=1)
    one["answers"]["safe_contact"] = {"safe_until": (wrong + timedelta(hours=2)).isoformat()}
    waiting.put(on, one, wrong)
    line = Line(on.service, on.token())
    entry = next(iter(waiting.all_of(on)))
    got = line.ask("POST", "/calls/sealed", entry.body(), key=entry.key, sent_at=wrong.isoformat())
    assert got.status == 201
    told = next(
        c
        for c in line.ask("GET", "/calls").body["calls"]
        if c["code_name"] == got.body["code_name"]
    )
    line.close()
    until = datetime.fromisoformat(told["safe_until"])
    ahead = until - datetime.now().astimezone()
    assert timedelta(hours=1, minutes=55) < ahead < timedelta(hours=2, minutes=5)


def test_the_device_cannot_read_what_waits(home: Path):
    on, one = device.read(home), referral(0)
    one["note"] = "heather-canary"
    waiting.put(on, one, datetime.now().astimezone())
    for file in home.rglob("*"):
        if file.is_file():
            content = file.read_bytes()
            assert b"heather-canary" not in content and b"WOMAN" not in content
            assert file.stat().st_mode & 0o077 == 0
    sealed = json.loads(next((home / "waiting").glob("*.json")).read_bytes())
    assert set(sealed) == {"key", "key_id", "sealed"}


def test_a_search_on_a_line_that_is_cut_gets_its_options(home: Path, line: BadLine):
    on = device.read(home)
    line.cut_share = 0.5
    line.again(3)
    courier = Courier(lambda: Asking(on))
    for number in range(5):
        one = referral(number)
        courier.carry((Submission(f"{one['call']}-1", "SEARCH", "/calls", one),))
        answers: list[Answer] = []
        until = time.monotonic() + 30
        while not answers and time.monotonic() < until:
            time.sleep(0.02)
            answers = courier.answers()
        assert [a.status for a in answers] == [201]
        assert answers[0].body["result"] == "OPTIONS"
    courier.end()
    line.cut_share = 0.0


def test_a_line_that_is_down_promises_no_bed_and_shows_the_printed_list(
    served: Served, home: Path, line: BadLine
):
    with telephone(home, "fallback") as printed:
        printed.ended()
        assert "+47 00 00 00 00" in printed.out and "NORTH" in printed.out
        assert "FJORD" not in printed.out and "Tromsø" not in printed.out
    line.down = True
    line.hang_up()
    with telephone(home) as call:
        call.see("Can you talk safely now?")
        call.press(ENTER + "?" * 24)
        shown = call.see("LINE DOWN", "No bed", "1 waiting", seconds=30)
        assert "FJORD" not in shown
        call.press("?" * 4 + ENTER + "a quiet room" + ENTER)
        call.press("\x06")
        call.see("PIN:")
        call.press("482915" + ENTER)
        call.see("Switchboard: +47 00 00 00 00")
        call.press(ENTER + END + "y")
        assert call.ended() == 0
    on = device.read(home)
    assert waiting.count(on) == 1
    names = [one.call for one in waiting.all_of(on)]
    line.down = False
    with telephone(home, "send") as sending:
        assert sending.ended() == 0
        assert "sent 1, waiting 0" in sending.out
    assert stored(served, names) == (1, 1)
    with served.service.store.transaction() as tx, tx.as_service(StepOut.COUNTS):
        line_ = select(PhoneCallRecord.one_line).where(PhoneCallRecord.id.in_(names))
        assert tx.execute(line_).scalar_one() == "a quiet room"


def test_a_call_that_is_left_while_the_line_is_down_waits_for_the_service_too(
    home: Path, line: BadLine
):
    line.down = True
    line.hang_up()
    with telephone(home) as call:
        call.see("Can you talk safely now?")
        call.press(ENTER + "?" * 24)
        call.see("Has he threatened to kill")
        call.press("\x03")
        assert call.ended() == 0
    assert waiting.count(device.read(home)) == 1
    assert len(list((home / "calls").glob("*"))) == 1
    line.down = False


def test_what_waits_while_the_line_is_down_exits_75_in_one_line(home: Path, line: BadLine):
    on = device.read(home)
    waiting.put(on, referral(0), datetime.now().astimezone())
    line.down = True
    line.hang_up()
    with telephone(home, "send") as sending:
        assert sending.ended() == 75
        assert "sent 0, waiting 1" in sending.out
        assert sending.process.stderr is not None
        said = sending.process.stderr.read().decode().splitlines()
        assert said == [
            "havn: The service does not answer: nothing is lost, try again or use the printed list."
        ]
    line.down = False


@pytest.mark.parametrize(
    ("status", "problem", "final"),
    [
        (429, "urn:havn:problem:quota", True),
        (429, "urn:havn:problem:too-many", False),
        (503, "urn:havn:problem:busy", False),
        (409, "urn:havn:problem:wrong-state", True),
    ],
)
def test_too_fast_is_asked_again_and_too_many_places_is_not(status: int, problem: str, final: bool):
    assert Heard(status, {"type": problem}).final is final
