"""What a key does while a question stands on the screen."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

from . import notes, places
from .answers import not_asked_of_threat
from .questions import FIELDS, INDEX, KEY_UNKNOWN, LAST_OF_NINE, UNKNOWN, Field, Kind
from .state import State, View

ENTER, BACK, UP, DOWN, JUMP = "enter", "backspace", "up", "down", "/"
LONGEST_WORD = 20


def ask(state: State, key: str, now: datetime) -> State:
    """The call after this key on a question; ``now`` is what the clocks here show."""
    if state.jumping:
        return _jump(state, key)
    if key == DOWN:
        return _go(state, min(state.at + 1, len(FIELDS) - 1))
    if key == UP:
        return _go(state, max(state.at - 1, 0))
    one = FIELDS[state.at]
    typing = one.kind in (Kind.WORD, Kind.NOTE)
    if key == JUMP and not typing:
        return replace(state, jumping=True)
    if key == KEY_UNKNOWN and not state.typed and not state.picked:
        return _answer(state, one, UNKNOWN)
    match one.kind:
        case Kind.ONE | Kind.COUNT:
            return _one(state, one, key)
        case Kind.SOME:
            return _some(state, one, key)
        case Kind.PLACES:
            return _places(state, one, key)
        case Kind.CLOCK:
            return _clock(state, one, key, now)
        case Kind.WORD | Kind.NOTE:
            return _line(state, one, key)


def _one(state: State, one: Field, key: str) -> State:
    if key == ENTER:
        default = "SELF" if one.id == "caller" else None
        return _next(state) if default is None else _answer(state, one, default)
    return _answer(state, one, one.keys[key]) if key in one.keys else state


def _some(state: State, one: Field, key: str) -> State:
    if key == BACK:
        return replace(state, picked=state.picked[:-1])
    if key == ENTER:
        return _answer(state, one, state.picked) if state.picked else _next(state)
    word = one.keys.get(key)
    if word is None:
        return state
    if word == "NONE":
        return _answer(state, one, (word,))
    again = one.id == "children" or word not in state.picked
    more = again and len(state.picked) < one.most
    return replace(state, picked=(*state.picked, word)) if more else state


def _places(state: State, one: Field, key: str) -> State:
    if key == BACK:
        if state.typed:
            return replace(state, typed=state.typed[:-1])
        return replace(state, picked=state.picked[:-1])
    if key == ENTER:
        if not state.typed:
            return _answer(state, one, state.picked) if state.picked else _next(state)
        found = places.begins(state.typed)
        if not found:
            return state
        picked = tuple(dict.fromkeys((*state.picked, found[0].code)))
        if len(picked) >= one.most:
            return _answer(state, one, picked)
        return replace(state, picked=picked, typed="")
    if key.isdigit() and state.typed:
        found = places.begins(state.typed)
        if 1 <= int(key) <= len(found):
            picked = tuple(dict.fromkeys((*state.picked, found[int(key) - 1].code)))
            full = len(picked) >= one.most
            return _answer(state, one, picked) if full else replace(state, picked=picked, typed="")
        return state
    return _typed(state, key, LONGEST_WORD)


def _clock(state: State, one: Field, key: str, now: datetime) -> State:
    """An hour is a moment from when it is said: once it has passed it is not that of tomorrow."""
    if key == ENTER:
        return _next(state)
    if key == BACK:
        return replace(state, typed=state.typed[:-1])
    if not (len(key) == 1 and key.isdigit()):
        return state
    typed = state.typed + key
    if len(typed) < 4:
        return replace(state, typed=typed)
    good = int(typed[:2]) < 24 and int(typed[2:]) < 60
    if not good:
        return replace(state, typed="")
    return _answer(state, one, _next_such(typed, now).isoformat())


def _next_such(clock: str, now: datetime) -> datetime:
    """The next moment at which a clock here shows this, which one night does twice."""
    today = now.replace(hour=int(clock[:2]), minute=int(clock[2:]), second=0, microsecond=0, fold=0)
    some = (today, today.replace(fold=1), today + timedelta(days=1))
    return next(one for one in some if one.timestamp() > now.timestamp())


def _line(state: State, one: Field, key: str) -> State:
    if key == ENTER:
        line = state.typed.strip()
        if not line:
            return _next(state)
        found = notes.looks_like(line)
        if found is not None:
            return replace(state, message=f"note.{found.value}")
        return _answer(state, one, line)
    if key == BACK:
        return replace(state, typed=state.typed[:-1])
    return _typed(state, key, notes.LONGEST if one.kind is Kind.NOTE else LONGEST_WORD)


def _typed(state: State, key: str, longest: int) -> State:
    fits = len(key) == 1 and key.isprintable() and len(state.typed) < longest
    return replace(state, typed=state.typed + key) if fits else state


def _answer(state: State, one: Field, word: Any) -> State:  # noqa: ANN401 - a word or several
    return _next(replace(state, answers={**state.answers, one.id: word}))


def _next(state: State) -> State:
    at = state.at + 1
    if at == INDEX["she_knows"] and state.answers.get("caller", "SELF") == "SELF":
        at += 1
    if at == LAST_OF_NINE + 1 and state.agency:
        return replace(_go(state, LAST_OF_NINE), view=View.OPTIONS)
    level = (state.found or {}).get("level", "")
    if at == LAST_OF_NINE + 1 and not not_asked_of_threat(state.answers, level):
        at = INDEX["call_back"]
    if at >= len(FIELDS):
        return replace(_go(state, len(FIELDS) - 1), view=View.OPTIONS)
    return _go(state, at)


def _go(state: State, at: int) -> State:
    """Another field; what was picked there before stands there again."""
    before = state.answers.get(FIELDS[at].id)
    some = FIELDS[at].kind in (Kind.SOME, Kind.PLACES) and isinstance(before, tuple)
    picked = before if some and isinstance(before, tuple) else ()
    return replace(state, at=at, typed="", picked=picked, jumping=False)


def _jump(state: State, key: str) -> State:
    if not key.isdigit():
        return replace(state, jumping=False)
    at = next(n for n, one in enumerate(FIELDS) if one.question == int(key))
    return _go(state, at)
