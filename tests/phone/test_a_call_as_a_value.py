"""A call is a value: what each key and each answer of the service makes of it, without a terminal."""

from __future__ import annotations

import time
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from app.phone import answers, session
from app.phone.here import Here
from app.phone.notes import Names, looks_like
from app.phone.questions import FIELDS, INDEX
from app.phone.state import State, View

NOW = datetime(2026, 3, 2, 2, 0, tzinfo=UTC)
OPTION = {
    "offer": "o-1",
    "version": 1,
    "code_name": "FJORD-1",
    "kind": "SAFE_HOUSE",
    "region": "NORTH",
    "nights": {"first": "2026-03-01", "to": "2026-03-08"},
    "there": [],
    "why": [],
}
FOUND = {"level": "T3", "result": "OPTIONS", "options": [OPTION], "call_first": []}


def keyed(state: State, *keys: str) -> State:
    for key in keys:
        state = session.press(state, key, NOW)
    return state


def new(**more: Any) -> State:
    return State("c", NOW.timestamp(), **more)


def answer(state: State, **told: Any) -> State:
    """The oldest submission is answered with this."""
    return session.answered(state, state.pending[0].key, 201, told)


def everything_unknown() -> State:
    return keyed(new(), "enter", *"?" * 24)


def test_an_unknown_answer_and_one_that_was_not_asked_send_nothing_reassuring():
    body = answers.body(everything_unknown().answers)
    assert body == {}
    assert answers.body({}) == {}


def test_nothing_is_looked_for_before_people_places_and_fear_were_asked():
    state = keyed(new(), "enter", "/", "3", "1", "/", "6", "2")
    assert state.pending == ()
    state = keyed(state, "/", "5", "?")
    assert [one.kind for one in state.pending] == ["SEARCH"]


def test_one_search_is_on_its_way_at_a_time_and_the_newest_answers_follow():
    state = keyed(new(), "enter", "/", "3", "1", "/", "5", "?", "/", "6", "2", "y")
    assert len(state.pending) == 1
    first = state.pending[0]
    state = answer(state, **FOUND)
    assert [one.kind for one in state.pending] == ["SEARCH"]
    assert state.pending[0].key != first.key
    assert state.pending[0].body is not None
    assert state.pending[0].body["revision"] == 2
    assert state.pending[0].body["answers"]["fear"] == {
        "self_fear": "VERY",
        "knows_location": "YES",
    }
    assert answer(state, **FOUND).pending == ()


def test_what_was_said_while_a_search_is_on_its_way_is_told_too_when_the_call_ends():
    state = keyed(everything_unknown(), *"????", "enter", *"a quiet room", "enter")
    assert [one.body["revision"] for one in state.pending if one.body] == [1]
    whole = session.with_all_said(state)
    told = whole.pending[-1].body
    assert told is not None and (told["revision"], told["note"]) == (2, "a quiet room")
    assert whole.revision == 2 and whole.pending[:-1] == state.pending
    assert session.with_all_said(whole) == whole


def test_a_house_chosen_while_newer_options_are_on_their_way_is_held_when_it_is_in_them():
    state = everything_unknown()
    state = answer(state, **FOUND)
    assert state.pending
    state = keyed(state, "1")
    assert state.wanted == "FJORD-1" and all(one.kind == "SEARCH" for one in state.pending)
    held = answer(state, **FOUND)
    assert [one.path for one in held.pending] == ["/offers/o-1/hold"]
    gone = answer(state, **{**FOUND, "options": []})
    assert gone.pending == () and gone.message == "options.changed"


def test_a_house_to_be_called_first_is_never_held_without_its_yes():
    state = answer(
        answer(everything_unknown(), **FOUND), **{**FOUND, "options": [], "call_first": [OPTION]}
    )
    assert [one.path for one in keyed(state, "1").pending] == ["/offers/o-1/telephone-yes"]


def test_after_a_loss_the_options_are_looked_for_again():
    state = keyed(answer(answer(everything_unknown(), **FOUND), **FOUND), "1")
    key = state.pending[0].key
    told = {"type": "urn:havn:problem:unit-taken"}
    state = session.answered(state, key, 409, told)
    assert state.message == "refused.unit-taken"
    assert [one.kind for one in state.pending] == ["SEARCH"]


def test_at_t4_no_further_question_would_change_anything():
    assert answers.not_asked_of_threat({}, "T3")
    assert not answers.not_asked_of_threat({}, "T4")
    last = replace(everything_unknown(), at=INDEX["tell_shelter"], found={**FOUND, "level": "T4"})
    assert FIELDS[keyed(last, "?").at].id == "call_back"


def test_somebody_else_who_calls_is_asked_whether_she_knows():
    assert FIELDS[keyed(new(), "p").at].id == "she_knows"
    assert FIELDS[keyed(new(), "enter").at].id == "danger_now"
    state = keyed(new(), "p", "n")
    assert answers.body(state.answers) == {"she_knows": "NO", "referrer_kind": "POLICE"}


def said_at(now: datetime, field: str, clock: str) -> State:
    """A call in which this clock is typed at that moment."""
    state = replace(new(), at=INDEX[field])
    for key in clock:
        state = session.press(state, key, now)
    return state


def safe_until(state: State) -> str:
    return str(answers.body(state.answers)["safe_contact"]["safe_until"])


def test_the_hour_until_which_it_is_safe_is_the_next_such_hour():
    said = [safe_until(said_at(NOW, "safe_until", clock)) for clock in ("0330", "0130")]
    assert said == ["2026-03-02T03:30:00+00:00", "2026-03-03T01:30:00+00:00"]


def test_an_hour_that_has_passed_since_it_was_said_is_not_that_of_tomorrow():
    evening = datetime(2026, 3, 2, 22, 30, tzinfo=UTC)
    state = said_at(evening, "safe_until", "2300")
    later = evening + timedelta(minutes=35)
    state = replace(state, at=INDEX["call_back"])
    for key in "2310":
        state = session.press(state, key, evening)
    state = replace(state, at=0)
    for key in ("/", "3", "1", "/", "5", "?", "/", "6", "2"):
        state = session.press(state, key, later)
    (sent,) = (one.body for one in state.pending)
    assert sent is not None
    assert sent["answers"]["safe_contact"]["safe_until"] == "2026-03-02T23:00:00+00:00"
    assert sent["call_back_at"] == "2026-03-02T23:10:00+00:00"


@pytest.mark.parametrize(
    ("utc", "clock", "until"),
    [
        ("00:50", "0210", "01:10"),
        ("00:50", "0255", "00:55"),
        ("01:10", "0240", "01:40"),
        ("01:10", "0300", "02:00"),
    ],
)
def test_in_the_hour_that_comes_twice_it_is_the_next_time_that_a_clock_shows_it(
    monkeypatch, utc: str, clock: str, until: str
):
    monkeypatch.setenv("TZ", "Europe/Oslo")
    time.tzset()
    try:
        moment = datetime.fromisoformat(f"2026-10-25T{utc}:00+00:00")
        here = moment.astimezone(Here())
        assert datetime.fromisoformat(here.isoformat()) == moment
        said = datetime.fromisoformat(safe_until(said_at(here, "safe_until", clock)))
        assert said == datetime.fromisoformat(f"2026-10-25T{until}:00+00:00")
    finally:
        monkeypatch.undo()
        time.tzset()


def test_an_hour_after_the_clocks_change_is_that_of_the_time_which_holds_then(monkeypatch):
    monkeypatch.setenv("TZ", "Europe/Oslo")
    time.tzset()
    try:
        before = datetime(2026, 3, 28, 23, 30, tzinfo=UTC).astimezone(Here())
        assert before.isoformat() == "2026-03-29T00:30:00+01:00"
        after = datetime.fromisoformat(safe_until(said_at(before, "safe_until", "0600")))
        assert after == datetime(2026, 3, 29, 4, 0, tzinfo=UTC)
    finally:
        monkeypatch.undo()
        time.tzset()


def test_a_call_is_the_same_after_it_was_sealed_and_opened():
    state = keyed(new(), "enter", *"n?n0330", "w", "enter", "2", "a", "b", "enter", "w", "y")
    assert State.from_bytes(state.to_bytes()) == state
    searching = everything_unknown()
    assert State.from_bytes(searching.to_bytes()) == searching


def test_an_agency_is_sent_once_and_sees_no_option():
    state = keyed(new(agency=True), "c", "y", *"?" * 24)
    assert [one.path for one in state.pending] == ["/own-referrals"]
    state = answer(state, id="x", status="RECEIVED")
    assert keyed(state, "1", "2", "tab", "tab", "?").pending == ()


def test_a_caller_who_is_cut_off_early_is_told_of_when_the_call_ends():
    state = keyed(new(), "enter", "y")
    assert state.pending == ()
    (word,) = session.ended(state).pending
    assert word.body is not None and word.body["answers"] == {"danger_now": "YES"}
    assert session.ended(keyed(new(), "enter")).pending == ()


def test_a_call_is_not_forgotten_while_her_yes_is_not_heard():
    state = keyed(answer(answer(everything_unknown(), **FOUND), **FOUND), "tab")
    held = {"id": "o-1", "version": 2, "code_name": "FJORD-1", "region": "NORTH", "state": "SHOWN"}
    state = keyed(state, "1")
    state = session.answered(state, state.pending[0].key, 201, held)
    assert not session.unheard(state)
    said = keyed(state, "a")
    assert [one.kind for one in said.pending] == ["TAKE"] and session.unheard(said)
    waits = replace(state, wanted="a", pending=(replace(said.pending[0], kind="SHOW"),))
    assert session.unheard(waits)
    ended = keyed(said, "ctrl-e", "y")
    assert ended.over
    left = session.left_open(ended)
    assert left.view is View.HELD and not left.over and left.pending == said.pending


def test_a_refusal_of_a_referral_is_told_as_one_and_of_too_many_places_as_such():
    agency = keyed(new(agency=True), "enter", *"?" * 24)
    (refer,) = agency.pending
    no = {"type": "urn:havn:problem:quota"}
    assert session.answered(agency, refer.key, 429, no).message == "refused.refer"
    state = everything_unknown()
    told = session.answered(state, state.pending[0].key, 429, no)
    assert told.message == "refused.quota"


def test_what_nobody_heard_since_the_token_opens_nothing_is_still_to_be_told():
    agency = keyed(new(agency=True), "enter", *"?" * 24)
    (refer,) = agency.pending
    told = session.answered(agency, refer.key, 401, {})
    assert told.message == "refused.401" and told.pending == (refer,) and session.unheard(told)
    state = keyed(answer(answer(everything_unknown(), **FOUND), **FOUND), "1")
    (hold,) = state.pending
    told = session.answered(state, hold.key, 401, {})
    assert told.message == "refused.401" and told.pending == (hold,)
    searching = everything_unknown()
    told = session.answered(searching, searching.pending[0].key, 401, {})
    assert told.message == "refused.401" and searching.pending[0] not in told.pending


def test_ending_asks_first():
    state = keyed(new(), "ctrl-e")
    assert state.view is View.ENDING and not state.over
    assert keyed(state, "n").view is View.ASK
    assert keyed(state, "y").over


@pytest.mark.parametrize(
    ("line", "found"),
    [
        ("needs a quiet room", None),
        ("Comes at four. Has two bags.", None),
        ("with Kari Nordmann", Names.NAME),
        ("her sister Amina knows", Names.NAME),
        ("ring 97 12 34 56", Names.TELEPHONE_NUMBER),
        ("+47 971-23-456", Names.TELEPHONE_NUMBER),
        ("010190 12345", Names.IDENTITY_NUMBER),
        ("at 0330, bus 12", None),
        ("x" * 140, None),
        ("x" * 141, Names.TOO_LONG),
    ],
)
def test_a_line_that_may_name_somebody_is_seen(line: str, found: Names | None):
    assert looks_like(line) is found
