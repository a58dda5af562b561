"""Weekly intake hours in one cell: MON-FRI 08:00-22:00 | SAT 10:00-16:00, or ALWAYS."""

from __future__ import annotations

import re
from dataclasses import dataclass
from itertools import pairwise

from app.importing.cells import Reader

DAYS = ("MON", "TUE", "WED", "THU", "FRI", "SAT", "SUN")
ALWAYS, UNKNOWN = "ALWAYS", "UNKNOWN"
MIDNIGHT = 24 * 60
_PART = re.compile(
    r"(?P<first>[A-Z]{3})(-(?P<last>[A-Z]{3}))?"
    r" +(?P<h1>[0-9]{2}):(?P<m1>[0-5][0-9])-(?P<h2>[0-9]{2}):(?P<m2>[0-5][0-9])"
)


@dataclass(frozen=True, slots=True, order=True)
class Window:
    """One weekly window; local minutes of one day, 0 is Monday."""

    weekday: int
    from_minute: int
    to_minute: int


@dataclass(frozen=True, slots=True)
class Hours:
    """When somebody can arrive; ``known`` false is UNKNOWN."""

    known: bool
    windows: tuple[Window, ...]


def intake_hours() -> Reader:
    """Weekly hours. A window over midnight is split: 22:00-02:00 goes on in the next day."""
    return Reader("hours like MON-FRI 08:00-22:00 | SAT 10:00-16:00, or ALWAYS, or UNKNOWN", _read)


def _read(text: str) -> Hours:
    said = text.upper()
    if said == UNKNOWN:
        return Hours(False, ())
    if said == ALWAYS:
        return Hours(True, tuple(Window(day, 0, MIDNIGHT) for day in range(7)))
    found: list[Window] = []
    for part in said.split("|"):
        found += _windows(part.strip())
    windows = sorted(found)
    for one, other in pairwise(windows):
        if one.weekday == other.weekday and other.from_minute < one.to_minute:
            raise ValueError("two windows overlap")
    return Hours(True, tuple(windows))


def _windows(part: str) -> list[Window]:
    told = _PART.fullmatch(part)
    if told is None:
        raise ValueError("no window")
    start = 60 * int(told["h1"]) + int(told["m1"])
    end = 60 * int(told["h2"]) + int(told["m2"])
    if start >= MIDNIGHT or end > MIDNIGHT or start == end:
        raise ValueError("no time of the day")
    made = []
    for day in _days(told["first"], told["last"] or told["first"]):
        if start < end:
            made.append(Window(day, start, end))
        else:
            made.append(Window(day, start, MIDNIGHT))
            if end:
                made.append(Window((day + 1) % 7, 0, end))
    return made


def _days(first: str, last: str) -> list[int]:
    """The days from one to the other, over Sunday when need be."""
    start, end = DAYS.index(first), DAYS.index(last)
    return [(start + n) % 7 for n in range((end - start) % 7 + 1)]


def written(hours: Hours) -> str:
    """The cell that reads as these hours."""
    if not hours.known:
        return UNKNOWN
    if hours.windows == tuple(Window(day, 0, MIDNIGHT) for day in range(7)):
        return ALWAYS
    return " | ".join(
        f"{DAYS[w.weekday]} {_clock(w.from_minute)}-{_clock(w.to_minute)}" for w in hours.windows
    )


def _clock(minute: int) -> str:
    return f"{minute // 60:02d}:{minute % 60:02d}"
