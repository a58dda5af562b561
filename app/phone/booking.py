"""From an option to travel: what the keys do there, and what the service's answers do."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from . import notes
from .state import State, Submission, View

TRAVEL = ("pick_up", "alone", "phone_left", "meeting_point")
_YES_NO = {"y": "YES", "j": "YES", "n": "NO", "?": "UNKNOWN"}


def submit(
    state: State,
    kind: str,
    path: str,
    body: Mapping[str, Any] | None = None,
    version: int | None = None,
) -> State:
    """The same call with one more thing to be told; its key follows from the call alone."""
    number = state.sent + 1
    one = Submission(f"{state.call}-{number}", kind, path, body, version)
    return replace(state, sent=number, pending=(*state.pending, one))


def shown(state: State) -> list[Mapping[str, Any]]:
    """What stands on the screen to be chosen: options, then shelters to call first."""
    found = state.found or {}
    return [*found.get("options", ()), *found.get("call_first", ())]


def choose(state: State, key: str) -> State:
    """Hold the option of that number, or say that its shelter said yes by telephone."""
    some = shown(state)
    busy = any(one.kind != "SEARCH" for one in state.pending)
    if state.agency or not key.isdigit() or not 1 <= int(key) <= len(some) or busy:
        return state
    option = some[int(key) - 1]
    if state.pending:  # what is on its way replaces these offers
        return replace(state, wanted=option["code_name"])
    return _hold(state, option)


def take_wanted(state: State) -> State:
    """What was chosen while newer options were on their way is held, if it is among them."""
    if not state.wanted or state.pending:
        return state
    name, state = state.wanted, replace(state, wanted="")
    for option in shown(state):
        if option["code_name"] == name:
            return _hold(state, option)
    return replace(state, message="options.changed")


def _hold(state: State, option: Mapping[str, Any]) -> State:
    to_call = option in (state.found or {}).get("call_first", ())
    act = "telephone-yes" if to_call else "hold"
    path = f"/offers/{option['offer']}/{act}"
    return submit(state, "HOLD", path, version=option["version"])


def on_held(state: State, key: str) -> State:
    """The shelter's word, then hers; one key each."""
    if state.held is None:
        return state
    if state.pending:  # her word does not wait for the line, it goes after what is on its way
        being_shown = all(one.kind == "SHOW" for one in state.pending)
        return replace(state, wanted=key) if being_shown and key in ("a", "d") else state
    offer, version = f"/offers/{state.held['id']}", state.held["version"]
    if state.held["state"] == "SHELTER_ASKED":
        if key in ("y", "j"):
            return submit(state, "YES", f"{offer}/answer", {"yes": True}, version)
        if key == "n":
            no = {"yes": False, "reason": "OTHER"}
            return submit(state, "NO", f"{offer}/answer", no, version)
        if key == "x":
            return submit(state, "NO", f"{offer}/release", None, version)
    elif key == "a":
        return submit(state, "TAKE", f"{offer}/accept", None, version)
    elif key == "d":
        return submit(state, "NO", f"{offer}/decline", {"reason": "NOT_SAID"}, version)
    return state


def on_travel(state: State, key: str) -> State:
    """How she gets there, asked only now (domain 6.2)."""
    if state.travel_at >= len(TRAVEL):
        return state
    name = TRAVEL[state.travel_at]
    if name != "meeting_point":
        if key == "enter":
            return _travels(state, {})
        return _travels(state, {name: _YES_NO[key]}) if key in _YES_NO else state
    if key == "enter":
        found = notes.looks_like(state.typed)
        if found is not None:
            return replace(state, message=f"note.{found.value}")
        return _travels(state, {name: state.typed.strip()} if state.typed.strip() else {})
    if key == "backspace":
        return replace(state, typed=state.typed[:-1])
    fits = len(key) == 1 and key.isprintable() and len(state.typed) < notes.LONGEST
    return replace(state, typed=state.typed + key) if fits else state


def _travels(state: State, more: Mapping[str, str]) -> State:
    travel = {**state.travel, **more}
    at = state.travel_at + 1
    state = replace(state, travel=travel, travel_at=at, typed="")
    if at < len(TRAVEL) or state.held is None:
        return state
    placement = state.held["placement"]
    return submit(state, "TRAVEL", f"/placements/{placement}/travel", dict(travel))


def moved(state: State, mine: Submission, told: Mapping[str, Any]) -> State:
    """The call after an offer went one step on."""
    match mine.kind:
        case "HOLD":
            return _shown_at_once(replace(state, held=dict(told), view=View.HELD))
        case "YES":
            return _shown_at_once(replace(state, held=dict(told)))
        case "SHOW":
            wanted, after = state.wanted, replace(state, held=dict(told), wanted="")
            return on_held(after, wanted) if wanted else after
        case "TAKE":
            return replace(state, held=dict(told), view=View.TRAVEL, travel_at=0, typed="")
        case "NO":
            return replace(state, held=None, view=View.OPTIONS, searched=None)
        case _:
            return state


def _shown_at_once(state: State) -> State:
    """What the shelter has agreed to is on the worker's screen to be said: it counts as shown."""
    if state.held is None or state.held["state"] != "SHELTER_YES":
        return state
    return submit(state, "SHOW", f"/offers/{state.held['id']}/show", None, state.held["version"])


def refused(state: State, mine: Submission, status: int, slug: str) -> State:
    """The call after the service said no: why in one line, and options are looked for again."""
    message = "refused.401" if status == 401 else f"refused.{slug}"
    if mine.kind == "REFER":
        return replace(state, message="refused.refer")
    if mine.kind == "SEARCH":
        return replace(state, message=message)
    if mine.kind == "HOLD":
        return replace(state, message=message, searched=None)
    if slug in ("hold-over", "wrong-state", "stale"):
        return replace(state, message=message, held=None, view=View.OPTIONS, searched=None)
    return replace(state, message=message)
