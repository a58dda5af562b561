"""Blanked, hidden, killed: an open call is sealed and comes back by its PIN; nothing is readable."""

from __future__ import annotations

import re
import time
from dataclasses import replace
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest

from app.phone import device, kept, session, vault, waiting
from app.phone.vault import WRONG_AT_MOST
from tests.support.bad_line import bad_line
from tests.support.phone import END, ENTER, ESC, PIN, enrolled, telephone
from tests.support.served import Served

CANARIES = (b"heather-canary", b"Hamar", b"NO-T-", b"WOMAN", b"FJORD", b"VERY")
CASE = re.compile(rb"R-[0-9A-Z]{6}")
"""The code name of a case; two letters alone stand in sealed bytes by chance."""


@pytest.fixture
def home(served: Served, houses: Any, tmp_path: Path) -> Path:
    enrolled(served, tmp_path)
    return tmp_path


def begin(call: Any) -> None:
    """A call of which something is known."""
    call.see("Can you talk safely now?")
    call.press(ENTER + "n" + "n" + "y" + "0330" + "heather-canary"[:12] + ENTER)
    call.see("How many need a place tonight?")
    call.press("1" + ENTER + "w" + "?" + "ham" + ENTER)
    call.see("Where do they live, work, look?")


def test_quick_hide_blanks_and_the_pin_brings_the_call_back(home):
    with telephone(home) as call:
        begin(call)
        call.press(ESC)
        time.sleep(0.3)
        call.read(0.3)
        assert call.text().strip() == ""
        assert "\x1b[3J" in call.out.split("\x1b[H")[-1]
        call.press(PIN)
        call.see("PIN: ******")
        call.press(ENTER)
        call.see("Where do they live, work, look?", "1234")


def test_a_minute_without_a_key_blanks(home):
    with telephone(home, idle_s=1.0) as call:
        begin(call)
        until = time.monotonic() + 10
        while call.text().strip() and time.monotonic() < until:
            call.read(0.2)
        assert call.text().strip() == ""
        call.press(PIN + ENTER)
        call.see("Where do they live, work, look?")


def test_a_crash_loses_nothing_that_was_answered(home):
    with telephone(home) as call:
        begin(call)
        call.kill()
    with telephone(home) as call:
        call.see("An open call waits")
        call.press(PIN + ENTER)
        call.see("Where do they live, work, look?", "1234")
        call.press(END + "y")
        assert call.ended() == 0
    with telephone(home) as call:
        call.see("Can you talk safely now?")


def test_a_hold_whose_answer_was_lost_in_a_crash_is_held_once(served, coordinator, home):
    with telephone(home) as call:
        call.see("Can you talk safely now?")
        call.press(ENTER + "?" * 7 + "w" + "?" * 16)
        call.see("1 FJORD-0")
        call.press("1")
        while "Holding ..." not in call.out:
            assert call.read(20)
        call.kill()
    with telephone(home) as call:
        call.see("An open call waits")
        call.press(PIN + ENTER)
        call.see("Held until")
        name = call.text().split()[1]
    line = next(
        r for r in coordinator.ok("GET", "/referrals")["referrals"] if r["code_name"] == name
    )
    offers = coordinator.ok("GET", "/offers")["offers"]
    held = [o for o in offers if o["referral"] == line["id"] and o["state"] == "SHELTER_ASKED"]
    assert len(held) == 1


def test_her_yes_that_was_not_heard_is_kept_when_the_call_is_ended(served, houses, tmp_path):
    at = urlsplit(str(served.client.base_url))
    assert at.hostname is not None and at.port is not None
    with bad_line(at.hostname, at.port, round_trip_s=0.01) as line:
        enrolled(served, tmp_path, service=line.url)
        with telephone(tmp_path) as call:
            call.see("Can you talk safely now?")
            call.press(ENTER + "?" * 7 + "w" + "?" * 16)
            call.see("1 FJORD-0")
            call.press("1")
            call.see("y the shelter said yes by telephone")
            call.press("y")
            call.see("a she takes it")
            line.down = True
            line.hang_up()
            call.press("a" + END)
            call.see("NOT HEARD YET", "y ends it")
            call.press("y")
            assert call.ended() == 0
        line.down = False
        with telephone(tmp_path) as call:
            call.see("An open call waits")
            call.press(PIN + ENTER)
            call.see("She takes it.", "picked up")
            call.press(END + "y")
            assert call.ended() == 0
    assert not list((tmp_path / "calls").glob("*"))


def test_a_call_that_is_kept_when_it_is_ended_knows_which_word_of_it_waits(
    served, houses, tmp_path
):
    at = urlsplit(str(served.client.base_url))
    assert at.hostname is not None and at.port is not None
    with bad_line(at.hostname, at.port, round_trip_s=0.01) as line:
        enrolled(served, tmp_path, service=line.url)
        with telephone(tmp_path) as call:
            call.see("Can you talk safely now?")
            call.press(ENTER + "?" * 7 + "w" + "?" * 16)
            call.see("1 FJORD-0", "Has he threatened to kill")
            while " ..." in call.text():  # newer options are on their way
                call.read(0.2)
            line.down = True
            line.hang_up()
            call.press("1" + "yy" + END)
            call.see("NOT HEARD YET", "y ends it")
            call.press("y")
            assert call.ended() == 0
    on = device.read(tmp_path)
    (sealed,) = waiting.all_of(on)
    kept_call = kept.again(on, vault.opened(on.lock, PIN), sealed.call)
    assert sealed.revision == kept_call.revision
    more = replace(kept_call, answers={**kept_call.answers, "note": "quiet"}, pending=())
    assert session.with_all_said(more).revision == kept_call.revision + 1


def test_no_file_of_the_device_tells_of_a_call(home):
    with telephone(home) as call:
        begin(call)
        call.press("osl" + ENTER + ENTER + "???" + "2???")
        call.see("Medicine every day")
        call.kill()
    files = [file for file in home.rglob("*") if file.is_file()]
    assert any(file.parent.name == "calls" for file in files)
    for file in files:
        assert file.stat().st_mode & 0o077 == 0, file
        content = file.read_bytes()
        for canary in CANARIES:
            assert canary not in content or file.name == "token", (file, canary)
        assert not CASE.search(content) or file.name == "token", file


def test_five_wrong_pins_throw_away_what_was_sealed(home):
    with telephone(home) as call:
        begin(call)
        call.press(ESC)
        for _ in range(WRONG_AT_MOST):
            call.press("000000" + ENTER)
            call.see("Not that one.")
            call.press("\x7f")
        call.press(PIN + ENTER)
        call.see("what was sealed here is gone")
    assert not list((home / "calls").glob("*"))
    assert device.read(home).lock["sealed"] == ""


def test_an_open_call_outlives_a_new_enrolment_with_its_pin_and_no_other(served, home):
    with telephone(home) as call:
        begin(call)
        call.kill()
    enrolled(served, home)
    with telephone(home) as call:
        call.see("An open call waits")
        call.press(PIN + ENTER)
        call.see("Where do they live, work, look?", "1234")
        call.kill()
    enrolled(served, home, pin="135792")
    assert not list((home / "calls").glob("*"))


def test_the_screen_is_wiped_when_the_program_is_left(home):
    with telephone(home) as call:
        begin(call)
        call.press("\x03")
        assert call.ended() == 0
        assert call.out.endswith("\x1b[H\x1b[2J\x1b[3J\x1b[?25h\x1b[?1049l")
