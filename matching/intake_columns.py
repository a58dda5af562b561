"""Weekly intake hours as merged stretches of minutes: is a house open then, and how long on (H13).

Windows that touch or overlap are one stretch, over two weeks, so that a stretch may run over
Sunday midnight. Minutes count from Monday 00:00, local wall time. Source: docs/domain.md 9.1 H13.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta

import numpy as np
from numpy.typing import NDArray

from matching.situation import Shelter
from matching.vocabulary import Answer

Ints = NDArray[np.int64]
Floats = NDArray[np.float64]
Bools = NDArray[np.bool_]

DAY, WEEK = 1440, 7 * 1440
MINUTE, MICROSECOND = timedelta(minutes=1), timedelta(microseconds=1)
PER_MINUTE = MINUTE // MICROSECOND


class IntakeColumns:
    """All known stretches of all shelters that do not open at any hour anyway."""

    def __init__(self, shelters: Sequence[Shelter], zone: Ints) -> None:
        self.always = np.array([s.after_hours is Answer.YES for s in shelters], dtype=bool)
        rows = [
            (number, since, until)
            for number, shelter in enumerate(shelters)
            if shelter.intake_hours_known and not self.always[number]
            for since, until in stretches(shelter)
        ]
        table = np.array(rows, dtype=np.int64).reshape(-1, 3)
        self.shelter, self.since, self.until = (table[:, column].copy() for column in range(3))
        # A minute of the week lies in the first of the two.
        first = self.since < WEEK
        self._first = self.shelter[first], self.since[first], self.until[first]
        self._zone = zone[self._first[0]]

    def open_at(self, minute: Ints) -> Bools:
        """Whether each shelter is open in this minute of the week; one number per zone."""
        shelter, since, until = self._first
        at = minute[self._zone]
        found = self.always.copy()
        found[shelter[(since <= at) & (at < until)]] = True
        return found

    def open_through(self, first: datetime, last: datetime) -> Bools:
        """Whether each shelter is open at every minute from first to last, both included."""
        start = minute_of_week(first)
        within = first - first.replace(second=0, microsecond=0)
        end = (start * MINUTE + within + (last - first)) // MICROSECOND
        found = self.always.copy()
        found[self.shelter[(self.since <= start) & (self.until * PER_MINUTE > end)]] = True
        return found


def minute_of_week(at: datetime) -> int:
    """The minute in which an instant lies, from Monday 00:00."""
    return at.weekday() * DAY + at.hour * 60 + at.minute


def stretches(shelter: Shelter) -> list[tuple[int, int]]:
    """Merged stretches of two weeks of a shelter's windows."""
    windows = sorted(
        (
            week * WEEK + w.weekday * DAY + w.from_minute,
            week * WEEK + w.weekday * DAY + w.to_minute,
        )
        for w in shelter.intake_hours
        for week in (0, 1)
    )
    merged: list[tuple[int, int]] = []
    for since, until in windows:
        if merged and since <= merged[-1][1]:
            merged[-1] = (merged[-1][0], max(merged[-1][1], until))
        else:
            merged.append((since, until))
    return merged
