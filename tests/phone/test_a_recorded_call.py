"""A recorded call: keys in, the screen compared, against the real service."""

from __future__ import annotations

import pytest

from tests.support.phone import END, ENTER, TAB, enrolled, telephone


@pytest.fixture
def home(served, houses, tmp_path):
    """A device that was enrolled."""
    enrolled(served, tmp_path)
    return tmp_path


def test_the_script_with_everything_unknown_gets_options_and_a_hold(home):
    with telephone(home) as call:
        first = call.see("Can you talk safely now?")
        assert "0  Greeting" in first and "00:0" in first
        call.press(ENTER)
        assert "112" in call.see("in danger this minute")
        call.press(
            "?" * 7 + "w" + "?" * 16
        )  # she says she; from danger now to consent nothing else
        call.see("Has he threatened to kill", "1 FJORD-0", "2 FJORD-0", "3 FJORD-0")
        shown = call.text()
        assert "CALL FIRST" in shown and "STALE-01" in shown
        assert "km" not in shown
        call.press("1")
        call.see("Held until", "y the shelter said yes by telephone")
        assert call.strokes <= 30
        call.press("y")
        call.see("“There is a place: North, shared house.", "a she takes it")
        call.press("a")
        call.see("She takes it.", "picked up")
        call.press("yn?")
        call.see("Meeting point")
        call.press("the station, north door" + ENTER)
        call.see("All is said.")
        call.press(END + "y")
        assert call.ended() == 0
    assert not list((home / "calls").glob("*"))


def test_options_are_there_as_soon_as_three_five_and_six_were_asked(home):
    with telephone(home) as call:
        call.see("Can you talk safely now?")
        call.press(ENTER + "/3" + "1" + ENTER + "w")  # one adult, no child, she
        call.press("/5" + "osl" + ENTER + ENTER)
        assert "FJORD" not in call.text()
        call.press("/6" + "2")
        call.see("1 FJORD-0", "Could they know where you are now?")
        call.press(TAB)
        call.see("3 holds it.  A room of your own.")
        call.press(TAB)
        call.see("Assumed because unknown:")


def test_the_screen_speaks_norwegian_too(home):
    with telephone(home, HAVN_INTAKE_LANGUAGE="no") as call:
        call.see("Kan du snakke trygt nå?")
        call.press(ENTER)
        call.see("Er du eller et barn i fare akkurat nå?")
        call.press("j\x0c")
        call.see("“If we are cut off")


def test_the_telephone_yes_of_a_house_that_must_be_called_first(home):
    with telephone(home) as call:
        call.see("Can you talk safely now?")
        call.press(ENTER + "?" * 7 + "w" + "?" * 16)
        call.see("STALE-01", "then 4: it said yes by telephone")
        call.press("4")
        call.see("STALE-01", "a she takes it")
        call.press("d")
        call.see("Safe options")


def test_a_name_is_not_taken_and_stays_on_no_screen(home):
    with telephone(home) as call:
        call.see("Can you talk safely now?")
        call.press(ENTER)
        call.see("in danger this minute")
        call.press("?" * 24 + ENTER * 5)
        call.see("One line, 140 signs")
        call.press("call Kari Nordmann" + ENTER)
        call.see("That looks like a name")
