"""An open call as lines of text: one question, the safe options below it, the clock above.

No address, no distance and no number of a house is in anything that is shown (docs/domain.md 6.5).
"""

from __future__ import annotations

import textwrap
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from . import places
from .answers import unknown
from .booking import TRAVEL, shown
from .questions import FIELDS, Kind
from .session import unheard
from .state import State, View
from .words import Language, text

WIDTH = 80
CHOICES_WITHIN = timedelta(minutes=15)
"""By when she is promised choices (domain 13: what a shelter has to answer tonight)."""


@dataclass(frozen=True, slots=True)
class Line:
    """Whether the service answers, and how many referrals wait sealed on this device."""

    up: bool = True
    waiting: int = 0
    refused: int = 0
    """Of those that wait: how many are not taken (``waiting.refused``)."""


def lines(state: State, line: Line, now: datetime, rows: int = 24) -> list[str]:
    """The whole screen; what does not fit on so many rows is left out above the last lines."""
    head, foot = [*_head(state, line, now), ""], ["", *_foot(state)]
    return [*head, *_middle(state, line, now)[: rows - len(head) - len(foot)], *foot]


def _head(state: State, line: Line, now: datetime) -> list[str]:
    seconds = max(0, int(now.timestamp() - state.began))
    clock = f"{seconds // 60:02d}:{seconds % 60:02d}"
    name = (state.found or {}).get("code_name", "")
    how = text("line.up" if line.up else "line.down", state.language)
    if line.waiting:
        how += ", " + text("line.waiting", state.language).format(n=line.waiting)
    if line.refused:
        how += ", " + text("line.refused", state.language).format(n=line.refused)
    asked = "".join(
        str(number) if any(f.id in state.answers for f in FIELDS if f.question == number) else "."
        for number in range(1, 10)
    )
    return [f"{clock}   {name:<10}   {asked}   {how}"]


def _middle(state: State, line: Line, now: datetime) -> list[str]:
    match state.view:
        case View.ASK:
            return [*_question(state, now), "", *_options(state, line)]
        case View.OPTIONS:
            return _options(state, line, whole=True)
        case View.UNKNOWN:
            return _unknown(state)
        case View.HELD:
            return _held(state)
        case View.TRAVEL:
            return _travel(state)
        case View.ENDING:
            more = _wrapped(text("end.unheard", state.language)) if unheard(state) else []
            return [*more, text("end.sure", state.language)]


def _question(state: State, now: datetime) -> list[str]:
    one, speak = FIELDS[state.at], state.language
    number = str(one.question) if one.question <= 9 else "+"
    by = (now + CHOICES_WITHIN).strftime("%H:%M")
    said = text(f"say.{one.id}", speak).format(by=by)
    out = [f"{number}  {text(f'q{one.question}', speak)}", *_wrapped(said)]
    if one.id in ("caller", "children", "gender", "must_have", "languages"):
        out += [text(f"keys.{one.id}", speak)]
    elif one.kind is Kind.ONE and one.id not in ("self_fear", "interpreter"):
        out += [text("keys.yes_no", speak)]
    return [*out, f"> {_typed(state)}"]


def _typed(state: State) -> str:
    one = FIELDS[state.at]
    if one.kind is Kind.PLACES:
        picked = [places.name_of(code) for code in state.picked]
        begun = [f"{n} {p.name}" for n, p in enumerate(places.begins(state.typed), 1)]
        tail = f"{state.typed}_   {'  '.join(begun)}" if state.typed else "_"
        return _fit(", ".join([*picked, tail]))
    if one.kind is Kind.SOME:
        return _fit(" ".join([*state.picked, "_"]))
    if state.typed or one.kind in (Kind.WORD, Kind.NOTE, Kind.CLOCK):
        return _fit(f"{state.typed}_", last=True)
    before = state.answers.get(one.id)
    return before if isinstance(before, str) else "_"


def _options(state: State, line: Line, *, whole: bool = False) -> list[str]:
    speak, found = state.language, state.found
    if state.agency:
        return _referral(state)
    if not line.up:
        return _wrapped(text("down", speak))
    if found is None:
        asked = any(one.kind == "SEARCH" for one in state.pending)
        return [text("options.wait" if asked else "options.not_yet", speak)]
    level = text("options.level", speak).format(level=found["level"])
    on_its_way = any(one.kind == "SEARCH" for one in state.pending)
    out = [f"{text('options', speak)} - {level}{' ...' if on_its_way else ''}"]
    if state.wanted or any(one.kind == "HOLD" for one in state.pending):
        out += [text("options.holding", speak)]
    out += [
        one for n, option in enumerate(shown(state), 1) for one in _option(state, n, option, whole)
    ]
    if found["result"] != "OPTIONS":
        out += _wrapped(text(f"result.{found['result']}", speak))
    steps = [text(f"step.{code}", speak) for code in found.get("next_steps", ())]
    if found["result"] == "NO_SAFE_BED":
        return [*out, *_no_bed(state, found), *steps[: None if whole else 2]]
    return [*out[:1], *steps[:1], *out[1:]]


def _no_bed(state: State, found: Mapping[str, Any]) -> list[str]:
    """What she is told, and the step of the ladder that somebody is at."""
    speak, rung = state.language, found.get("rung")
    said = [*found.get("say", ()), *([rung["say"]] if rung else [])]
    out = _wrapped("“" + " ".join(one[speak.value] for one in said) + "”")
    if rung:
        until = datetime.fromisoformat(rung["due_at"]).astimezone().strftime("%H:%M")
        out += [text("rung", speak).format(step=text(f"rung.{rung['kind']}", speak), until=until)]
    return out


def _referral(state: State) -> list[str]:
    """All that an agency hears."""
    if state.found is not None:
        return _wrapped(text(f"agency.{state.found['status']}", state.language))
    return [text("agency.wait" if state.sent else "agency.not_yet", state.language)]


def _option(state: State, number: int, option: Mapping[str, Any], whole: bool) -> list[str]:
    speak, found = state.language, state.found or {}
    to_call = option in found.get("call_first", ())
    nights = _nights(option, speak)
    mark = f"  {text('options.call_first', speak)}" if to_call else ""
    where, what = text(f"region.{option['region']}", speak), text(f"kind.{option['kind']}", speak)
    codes = [*(option["there"][1:] if whole else ()), *option["why"]]  # the first is its kind
    there = "  ".join(text(code, speak) for code in codes)
    key = text("options.call_key" if to_call else "options.hold_key", speak).format(n=number)
    head = f"{number} {option['code_name']}  {where}  {what}  {nights}{mark}"
    return [_fit(head), *_wrapped(f"{key}  {there}", indent="    ")]


def _nights(option: Mapping[str, Any], speak: Language) -> str:
    first, to = (date.fromisoformat(option["nights"][end]) for end in ("first", "to"))
    return text("options.nights", speak).format(nights=(to - first).days, first=first.isoformat())


def _unknown(state: State) -> list[str]:
    """What is to be asked at arrival, and what was assumed meanwhile."""
    speak, found = state.language, state.found or {}
    names = "; ".join(text(f"f.{name}", speak) for name in unknown(state.answers))
    out = _wrapped(f"{text('options.at_arrival', speak)} {names}")
    out += ["", text("options.assumed", speak)]
    return out + [f"  {text(f'assumed.{code}', speak)}" for code in found.get("assumed", ())]


def _held(state: State) -> list[str]:
    held, speak = state.held or {}, state.language
    region = text(f"region.{held['region']}", speak)
    out = [f"{held['code_name']}  {region}"]
    if held["state"] == "SHELTER_ASKED":
        until = datetime.fromisoformat(held["hold_until"]).astimezone().strftime("%H:%M")
        out += [text("held", speak).format(until=until), text("held.keys", speak)]
        return out
    option = next((one for one in shown(state) if one["code_name"] == held["code_name"]), {})
    kind = text(f"kind.{option.get('kind', '')}", speak)
    said = text("say.offer", speak).format(region=region, kind=kind)
    codes = [*option.get("there", ()), *option.get("why", ())]
    read = " ".join(text(code, speak) for code in codes)
    return [
        *out,
        *_wrapped(said),
        *(_wrapped(f"“{read}”") if read else []),
        text("yes.keys", speak),
    ]


def _travel(state: State) -> list[str]:
    speak = state.language
    out = [text("taken", speak)]
    for number, name in enumerate(TRAVEL[: state.travel_at + 1]):
        done = number < state.travel_at
        word = state.travel.get(name, "") if done else f"{state.typed}_"
        out += [*_wrapped(text(f"travel.{name}", speak)), f"> {_fit(word, last=True)}"]
    if state.travel_at >= len(TRAVEL):
        told = not any(one.kind == "TRAVEL" for one in state.pending)
        out += _wrapped(text("travel.done" if told else "travel.telling", speak))
    elif TRAVEL[state.travel_at] != "meeting_point":
        out += [text("keys.yes_no", speak)]
    return out


def _foot(state: State) -> list[str]:
    speak = state.language
    if state.jumping:
        return [text("keys.jump", speak)]
    said = text(state.message, speak)
    if state.message.startswith("refused.") and said == state.message:
        said = text("refused", speak).format(slug=state.message.partition(".")[2])
    foot = _wrapped(text("keys.foot", speak))
    return [*(_wrapped(said) if state.message else [""]), *foot]


def _wrapped(said: str, indent: str = "") -> list[str]:
    return textwrap.wrap(said, WIDTH, initial_indent=indent, subsequent_indent=indent) or [""]


def _fit(line: str, *, last: bool = False) -> str:
    if len(line) <= WIDTH - 2:
        return line
    return line[2 - WIDTH :] if last else line[: WIDTH - 3] + "…"
