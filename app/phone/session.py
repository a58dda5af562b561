"""What each key does to an open call, and what each answer of the service does: values in, values out.

Nothing here reads a clock, a file, a key or the line.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime
from typing import Any

from . import answers, booking
from .asking import ask
from .booking import submit
from .problem import slug_of
from .questions import FIELDS, LAST_OF_NINE
from .state import State, Submission, View
from .words import Language

LANGUAGE, END, TAB = "ctrl-l", "ctrl-e", "tab"
AFTER_TAB = {
    View.ASK: View.OPTIONS,
    View.OPTIONS: View.UNKNOWN,
    View.UNKNOWN: View.ASK,
}


def press(state: State, key: str, now: datetime) -> State:
    """The call after this key; ``now`` is the local time of this device."""
    state = replace(state, message="")
    if key == LANGUAGE:
        other = Language.NO if state.language is Language.EN else Language.EN
        return replace(state, language=other)
    if key == END:
        return replace(state, view=View.ENDING)
    if state.view is View.ENDING:
        return _ending(state, key)
    if key == TAB and state.view in AFTER_TAB:
        return replace(state, view=AFTER_TAB[state.view], jumping=False)
    match state.view:
        case View.ASK:
            after_nine = FIELDS[state.at].question == 10 and not state.jumping
            after = (
                booking.choose(state, key) if after_nine and key.isdigit() else ask(state, key, now)
            )
        case View.OPTIONS | View.UNKNOWN:
            after = booking.choose(state, key)
        case View.HELD:
            after = booking.on_held(state, key)
        case View.TRAVEL:
            after = booking.on_travel(state, key)
    return looked_for(after)


def _ending(state: State, key: str) -> State:
    return replace(state, over=True) if key in ("y", "j") else left_open(state)


def left_open(state: State) -> State:
    """The same call, which goes on."""
    return replace(state, over=False, view=View.HELD if state.held else View.ASK)


def unheard(state: State) -> bool:
    """Whether the service has not heard something beside her answers: a hold, her yes, a referral."""
    hers = state.held is not None and state.wanted != ""
    return hers or any(one.kind not in ("SEARCH", "SHOW") for one in state.pending)


def looked_for(state: State) -> State:
    """The same call, which asks for options when something was answered since it last did."""
    busy = any(one.kind == "SEARCH" for one in state.pending)
    done = state.view in (View.HELD, View.TRAVEL)
    if state.agency:
        return _referred(state)
    return state if busy or done else with_all_said(state)


def with_all_said(state: State) -> State:
    """The same call, whose newest answers are to be told too, whatever else is on its way."""
    return _told(state) if answers.enough_to_search(state.answers) else state


def ended(state: State) -> State:
    """The same call when it is over: whatever was answered is told.

    Options need some of the answers; a person who looks for her needs none of them.
    """
    return _told(state) if answers.tells_something(state.answers) else state


def _told(state: State) -> State:
    if state.agency or state.searched == state.answers:
        return state
    revision = state.revision + 1
    sent = {
        "call": state.call,
        "revision": revision,
        "answers": answers.body(state.answers),
        **answers.further(state.answers),
    }
    made = submit(state, "SEARCH", "/calls", sent)
    return replace(made, revision=revision, searched=dict(state.answers))


def _referred(state: State) -> State:
    """An agency refers once, when all of the nine were asked."""
    if state.sent or FIELDS[LAST_OF_NINE].id not in state.answers:
        return state
    return submit(state, "REFER", "/own-referrals", answers.body(state.answers))


def answered(state: State, key: str, status: int, told: Mapping[str, Any]) -> State:
    """The call after the service answered what was sent under this key."""
    mine: Submission | None = next((one for one in state.pending if one.key == key), None)
    if mine is None:
        return state
    if status == 401 and mine.kind != "SEARCH":  # nobody heard it; her answers wait sealed
        return replace(state, message="refused.401")
    state = replace(state, pending=tuple(one for one in state.pending if one.key != key))
    if status >= 400:
        return looked_for(booking.refused(state, mine, status, slug_of(told)))
    if mine.kind == "REFER":
        return replace(state, found=dict(told))
    if mine.kind == "SEARCH":
        return booking.take_wanted(looked_for(replace(state, found=dict(told))))
    return looked_for(booking.moved(state, mine, told))
