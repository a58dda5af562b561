"""At 03:00 somebody hears: over a real mail server, a real hook and a gateway, without content."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest
from sqlalchemy import text

from app.notices.hooks import HooksRefused, read_hooks
from app.notices.outbox import sending
from app.notices.sender import TEXT
from app.store import alarms, late_alarms
from app.store.nights import OSLO
from app.upkeep import JOBS
from models.words import AlarmKind, Role
from tests.support.database import Database
from tests.support.houses import BERGEN, call, house, load_all_zones, place
from tests.support.receivers import Received, hook_receiver, mail_receiver
from tests.support.served import Caller, Clock, Served, serving


@pytest.fixture
def served(database: Database) -> Iterator[Served]:
    """It is 02:00 UTC, 03:00 or 04:00 in Oslo, and no page is open."""
    clock = Clock(stopped=True)
    night = clock().replace(hour=2, minute=0, second=0, microsecond=0) + timedelta(days=1)
    clock.forward(seconds=(night - clock()).total_seconds())
    with serving(database, clock) as running:
        load_all_zones(running.service)
        yield running


class Duty:
    """A coordinator who hears by a hook, and a duty manager who hears by mail; both on duty."""

    def __init__(self, served: Served, folder: Path, hook: Received, mail: Received) -> None:
        self.served = served
        self.hook, self.mail = hook, mail
        file = folder / "hooks.json"
        said = {
            "mail": {"host": "127.0.0.1", "port": mail.port, "from": "havn@example.org"},
            "hooks": {
                "night-1": {"webhook": f"http://127.0.0.1:{hook.port}/a"},
                "night-2": {"mail": "manager@example.org"},
            },
        }
        file.write_text(json.dumps(said))
        file.chmod(0o600)
        self.send = sending(read_hooks(file).notices)
        office = served.caller(Role.ADMIN)
        self.coordinator = served.caller(Role.COORDINATOR)
        self.manager = served.caller(Role.ADMIN)
        self.office = office
        for who, way in ((self.coordinator, "night-1"), (self.manager, "night-2")):
            office.ok("PUT", f"/accounts/{who.account}/notice-way", {"hook": way})
        self.on_duty_again()
        self.quiet()

    def on_duty_again(self) -> None:
        """Both are on duty from an hour ago on."""
        now = self.served.clock()
        for who, post in ((self.coordinator, "COORDINATOR"), (self.manager, "DUTY_MANAGER")):
            span = {
                "account": str(who.account),
                "post": post,
                "starts_at": (now - timedelta(hours=1)).isoformat(),
                "ends_at": (now + timedelta(hours=9)).isoformat(),
            }
            self.office.ok("POST", "/duty-spans", span)

    def rounds(self, minutes: int) -> None:
        """As the service does them beside itself: each minute the jobs of a minute, then it sends."""
        for _ in range(minutes):
            self.served.clock.forward(minutes=1)
            now = self.served.clock()
            for job in JOBS:
                if job.every == 1:
                    job.act(self.served.service, now)
            self.send(self.served.service, now)

    def quiet(self) -> None:
        """What was sent until now is out of the way."""
        self.send(self.served.service, self.served.clock())
        self.hook.got.clear()
        self.mail.got.clear()

    def heard(self) -> tuple[int, int]:
        """How often the coordinator and the duty manager heard."""
        return len(self.hook.got), len(self.mail.got)


@pytest.fixture
def duty(served: Served, tmp_path: Path) -> Iterator[Duty]:
    with hook_receiver() as hook, mail_receiver() as mail:
        yield Duty(served, tmp_path, hook, mail)


def open_alarms(who: Caller) -> list[tuple[str, str]]:
    return [(one["kind"], one["subject"]) for one in who.ok("GET", "/alarms")["alarms"]]


def lives(
    served: Served, boss: Caller, worker: Caller, home: dict[str, Any]
) -> tuple[str, dict[str, Any]]:
    """A case whose household has accepted a place there, and the placement."""
    case = call(served, worker)["id"]
    found = worker.ok("POST", f"/referrals/{case}/options", key=None)
    option = next(o for o in found["options"] if o["shelter"] == home["id"])
    held = worker.ok("POST", f"/offers/{option['offer']}/hold", version=1)
    path = f"/offers/{held['id']}"
    yes = home["staff"].ok("POST", f"{path}/answer", {"yes": True}, version=held["version"])
    took = worker.ok("POST", f"{path}/accept", version=yes["version"])
    placement: dict[str, Any] = home["staff"].ok("GET", f"/placements/{took['placement']}")
    return case, placement


def test_a_household_without_a_bed_is_heard_of_within_a_minute_and_nothing_is_said_of_it(
    served: Served, duty: Duty
) -> None:
    worker = served.caller(Role.ON_CALL)
    case = call(served, worker)["id"]
    worker.ok("POST", f"/referrals/{case}/options", key=None)
    duty.rounds(1)
    assert min(duty.heard()) >= 1
    assert ("NO_SAFE_BED", case) in open_alarms(duty.coordinator)
    for got in (*duty.hook.got, *duty.mail.got):
        assert TEXT.encode() in got
        assert case.encode() not in got
        assert b"BED" not in got


def test_a_missed_arrival_at_three_in_the_night_reaches_a_person_within_five_minutes(
    served: Served, duty: Duty
) -> None:
    """Also when the hook says no at first; whoever finds her has answered it."""
    boss, worker = duty.coordinator, served.caller(Role.ON_CALL)
    home = house(served, boss, "FJORD-1", "Tromsø")
    case, placement = lives(served, boss, worker, home)
    offer = next(
        one["id"]
        for one in worker.ok("GET", "/offers")["offers"]
        if one["referral"] == case and one["state"] == "TAKEN"
    )
    evening = served.clock().astimezone(OSLO)
    three = (evening + timedelta(days=1)).replace(hour=3, minute=0)
    way = {
        "met_at": "STATION",
        "met_in": place(served, "Tromsø"),
        "means": "TRAIN",
        "arrive_by": three.isoformat(),
    }
    worker.ok("PUT", f"/offers/{offer}/way", way)
    served.clock.forward(seconds=(three - served.clock()).total_seconds())
    duty.on_duty_again()
    duty.quiet()
    duty.hook.refusals = 2
    duty.rounds(5)
    assert ("MISSED_ARRIVAL", case) in open_alarms(boss)
    taken = [got for got in duty.hook.got[2:] if TEXT.encode() in got]
    assert taken
    assert duty.mail.got
    assert case.encode() not in b"".join([*duty.hook.got, *duty.mail.got])
    (task,) = (t for t in boss.ok("GET", "/tasks")["tasks"] if t["kind"] == "MISSED_ARRIVAL")
    assert task["mine"] is True
    seen = home["staff"].ok("GET", f"/placements/{placement['id']}")["version"]
    home["staff"].ok("POST", f"/placements/{placement['id']}/arrive", version=seen)
    assert open_alarms(boss) == []


def test_a_resident_whose_house_became_known_is_heard_of(served: Served, duty: Duty) -> None:
    boss, worker = duty.coordinator, served.caller(Role.ON_CALL)
    home = house(served, boss, "FJORD-1", "Tromsø")
    case, placement = lives(served, boss, worker, home)
    home["staff"].ok("POST", f"/placements/{placement['id']}/arrive", version=placement["version"])
    duty.quiet()
    report = {"shelter": home["id"], "scope": "GENERAL", "level": "CONFIRMED"}
    boss.ok("POST", "/compromises", report)
    duty.rounds(1)
    assert min(duty.heard()) >= 1
    assert ("SAFETY_GAP", case) in open_alarms(boss)


def test_a_hold_that_ends_is_heard_of_unless_somebody_called_her(
    served: Served, duty: Duty
) -> None:
    boss, worker = duty.coordinator, served.caller(Role.ON_CALL)
    home = house(served, boss, "FJORD-1", "Tromsø")
    case = call(served, worker)["id"]
    option = worker.ok("POST", f"/referrals/{case}/options", key=None)["options"][0]
    held = worker.ok("POST", f"/offers/{option['offer']}/hold", version=1)
    path = f"/offers/{held['id']}"
    yes = home["staff"].ok("POST", f"{path}/answer", {"yes": True}, version=held["version"])
    duty.rounds(89)
    duty.quiet()
    duty.rounds(20)
    assert ("HOLD_ENDING", held["id"]) not in open_alarms(boss)
    duty.quiet()
    duty.rounds(2)
    assert ("HOLD_ENDING", held["id"]) in open_alarms(boss)
    assert min(duty.heard()) >= 1
    worker.ok("POST", f"{path}/accept", version=yes["version"])
    assert open_alarms(boss) == []


@pytest.mark.parametrize(("outcome", "reached"), [("DONE", True), ("NOT_REACHED", False)])
def test_who_was_called_before_her_hold_ends_is_not_called_again_nor_an_alarm(
    served: Served, duty: Duty, outcome: str, reached: bool
) -> None:
    boss, worker = duty.coordinator, served.caller(Role.ON_CALL)
    home = house(served, boss, "FJORD-1", "Tromsø")
    case = call(served, worker)["id"]
    option = worker.ok("POST", f"/referrals/{case}/options", key=None)["options"][0]
    held = worker.ok("POST", f"/offers/{option['offer']}/hold", version=1)
    home["staff"].ok("POST", f"/offers/{held['id']}/answer", {"yes": True}, version=held["version"])

    def to_call() -> list[str]:
        tasks = boss.ok("GET", "/tasks?limit=50")["tasks"]
        return [one["id"] for one in tasks if one["kind"] == "CALL_BACK"]

    duty.rounds(95)
    (task,) = to_call()
    boss.ok("POST", f"/tasks/{task}/done", {"outcome": outcome})
    duty.rounds(1)
    assert (to_call() == []) is reached
    duty.rounds(17)
    ringing = [one for one in boss.ok("GET", "/alarms")["alarms"] if one["kind"] == "HOLD_ENDING"]
    assert (ringing == []) is reached
    for one in ringing:
        duty.manager.ok("POST", f"/alarms/{one['id']}/answer")
    duty.rounds(2)
    assert ("HOLD_ENDING", held["id"]) not in open_alarms(boss)


def test_an_act_that_waits_for_a_second_person_is_heard_of(served: Served, duty: Duty) -> None:
    second, boss = served.signed_in(Role.COORDINATOR), served.signed_in(Role.COORDINATOR)
    now = served.clock()
    span = {
        "account": str(second.account),
        "post": "COORDINATOR",
        "starts_at": (now - timedelta(hours=1)).isoformat(),
        "ends_at": (now + timedelta(hours=9)).isoformat(),
    }
    served.caller(Role.ADMIN).ok("POST", "/duty-spans", span)
    made = call(served, boss)
    path = f"/referrals/{made['id']}"
    area = boss.ok(
        "POST",
        f"{path}/areas",
        {"place": place(served, BERGEN), "kind": "WORK"},
        version=boss.ok("GET", path)["version"],
    )
    asked = boss.ok(
        "POST",
        f"{path}/areas/{area['id']}/clear",
        {"purpose": "MISTAKE", "reason": "another street"},
        version=area["version"],
    )
    duty.quiet()
    duty.rounds(30)
    waiting = [subject for kind, subject in open_alarms(duty.manager) if kind.startswith("SECOND")]
    assert waiting == [asked["approval"]]
    assert duty.heard()[1] >= 1


def test_an_alarm_that_nobody_answers_is_told_again_to_all_and_one_that_is_answered_is_not(
    served: Served, duty: Duty
) -> None:
    asleep = served.caller(Role.COORDINATOR)
    with hook_receiver() as elsewhere:
        with served.service.store.transaction() as tx:
            alarm = alarms.raise_(tx, AlarmKind.MISSED_ARRIVAL, now=served.clock())
        duty.rounds(9)
        first = duty.heard()
        duty.rounds(2)
        assert [after - before for before, after in zip(first, duty.heard(), strict=True)] == [1, 1]
        (line,) = duty.coordinator.ok("GET", "/alarms")["alarms"]
        assert line["escalations"] == 1
        assert told(served, asleep, alarm)
        duty.coordinator.ok("POST", f"/alarms/{alarm}/answer")
        duty.quiet()
        duty.rounds(40)
        assert duty.heard() == (0, 0)
        assert elsewhere.got == []


def told(served: Served, who: Caller, subject: UUID) -> bool:

    query = "SELECT count(*) FROM notices WHERE account_id = :a AND subject_id = :s"
    with served.service.store.transaction() as tx:
        return bool(tx.execute(text(query), {"a": who.account, "s": subject}).scalar_one())


def test_what_happens_anew_is_heard_also_when_nobody_answered_what_happened_before(
    served: Served, duty: Duty
) -> None:
    home = house(served, duty.coordinator, "FJORD-1", "Tromsø")
    case, _ = lives(served, duty.coordinator, served.caller(Role.ON_CALL), home)

    def raised() -> UUID:
        with served.service.store.transaction() as tx:
            return alarms.raise_(
                tx,
                AlarmKind.SAFETY_GAP,
                now=served.clock(),
                subject_kind="referral",
                subject=UUID(case),
            )

    first = raised()
    duty.rounds(45)
    duty.quiet()
    duty.rounds(15)
    assert duty.heard() == (0, 0)
    assert raised() == first
    duty.rounds(1)
    assert min(duty.heard()) == 1
    assert raised() == first
    duty.rounds(1)
    assert max(duty.heard()) == 1, "it is heard of once until it goes up"
    duty.rounds(10)
    assert min(duty.heard()) == 2


@pytest.mark.parametrize(
    ("kind", "minutes"),
    [(AlarmKind.NOBODY_ON_DUTY, 11), (AlarmKind.REVIEW_OVERDUE, 24 * 60 + 1)],
)
def test_each_alarm_that_somebody_waits_behind_goes_up_in_its_time(
    served: Served, duty: Duty, kind: AlarmKind, minutes: int
) -> None:
    asleep = served.caller(Role.COORDINATOR)
    with served.service.store.transaction() as tx:
        alarm = alarms.raise_(tx, kind, now=served.clock())
    served.clock.forward(minutes=minutes - 3)
    with served.service.store.transaction() as tx:
        late_alarms.escalate(tx, served.clock())
    assert not told(served, asleep, alarm)
    served.clock.forward(minutes=3)
    with served.service.store.transaction() as tx:
        late_alarms.escalate(tx, served.clock())
    assert told(served, asleep, alarm)


def test_a_gateway_of_text_messages_gets_a_number_and_the_constant_text(
    served: Served, tmp_path: Path
) -> None:
    with hook_receiver() as received:
        file = tmp_path / "hooks.json"
        said = {
            "sms": {"url": f"http://127.0.0.1:{received.port}/send", "token": "t-1"},
            "hooks": {"sms-1": {"sms": "+4700000000"}},
        }
        file.write_text(json.dumps(said))
        file.chmod(0o600)
        who = served.caller(Role.COORDINATOR)
        served.caller(Role.ADMIN).ok(
            "PUT", f"/accounts/{who.account}/notice-way", {"hook": "sms-1"}
        )
        with served.service.store.transaction() as tx:
            alarms.raise_(tx, AlarmKind.MISSED_ARRIVAL, now=served.clock())
        sending(read_hooks(file).notices)(served.service, served.clock())
    (got,) = received.got
    head, _, body = got.partition(b"\n\n")
    assert json.loads(body or got[got.index(b"{") :]) == {"to": "+4700000000", "text": TEXT}
    assert b"Bearer t-1" in head


def test_a_gateway_without_tls_elsewhere_is_refused(tmp_path: Path) -> None:
    file = tmp_path / "hooks.json"
    hooks = {"x": {"sms": "+4700000000"}}
    for sms in ({"url": "http://sms.example.org/", "token": "t"}, {}):
        file.write_text(json.dumps({"sms": sms, "hooks": hooks}))
        file.chmod(0o600)
        with pytest.raises(HooksRefused):
            read_hooks(file)


def test_an_alarm_of_a_case_that_a_list_keeps_from_somebody_is_neither_told_to_her_nor_shown(
    served: Served, duty: Duty
) -> None:
    away, boss = served.caller(Role.COORDINATOR), duty.coordinator
    worker = served.caller(Role.ON_CALL)
    case = call(served, worker)["id"]
    boss.ok("POST", f"/referrals/{case}/take-over", {"purpose": "ABSENCE"})
    accounts = served.caller(Role.ADMIN).ok("GET", "/accounts")["accounts"]
    handle = next(one["handle"] for one in accounts if one["id"] == str(away.account))
    boss.ok("POST", f"/referrals/{case}/readers", {"handle": handle})
    worker.ok("POST", f"/referrals/{case}/options", key=None)
    duty.rounds(25)
    seen = {kind for kind, _ in open_alarms(boss)}
    assert {"NO_SAFE_BED", "TASK_OVERDUE"} <= seen
    assert open_alarms(away) == []
    for one in boss.ok("GET", "/alarms")["alarms"]:
        assert not told(served, away, UUID(one["id"]))
        assert away("POST", f"/alarms/{one['id']}/answer").status_code == 404
