"""Who is where on which night, as arrays: company for caps (H16), cover stories and wishes.

Source: docs/domain.md 9.1 H16, 10.3. Where a household has stays of its own the scalar functions
answer; such houses are few.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from matching.groups import FOREVER
from matching.situation import Stay
from matching.standing import Standing
from matching.vocabulary import HouseholdId, ShelterId, TargetGroup, ThreatLevel

Ints = NDArray[np.int64]
Bools = NDArray[np.bool_]

KEPT_NIGHTS = 60
KEPT_WINDOWS = 1000


@dataclass(frozen=True, slots=True)
class Load:
    """Persons who count against a cap, one row for every time in which their number stands."""

    house: Ints
    """Place among the shelters that have the cap."""
    since: Ints
    until: Ints
    persons: Ints


class StayColumns:
    """All stays that stand, by shelter number; nights count from tonight."""

    def __init__(
        self, standing: Standing, number: dict[ShelterId, int], caps: dict[str, Ints]
    ) -> None:
        tonight, stays = standing.situation.tonight, standing.situation.stays
        long = standing.rules.long_stay_nights
        self.shelters = len(number)
        self.shelter = np.array([number[standing.shelter_of[s.unit]] for s in stays], np.int64)
        first, count = tonight.toordinal(), len(stays)
        self.start = np.fromiter((s.span.start.toordinal() for s in stays), np.int64, count) - first
        self.end = np.fromiter((s.span.end.toordinal() for s in stays), np.int64, count) - first
        self.number_of = np.array([s.persons for s in stays], np.int64)
        self.long = self.end - self.start > long
        self.t4 = np.array([s.t_eff is ThreatLevel.T4 for s in stays], np.bool_)
        groups = {group: number for number, group in enumerate(TargetGroup)}
        self.group = np.array([groups[s.target_group] for s in stays], np.int64)
        languages: dict[str, list[int]] = {}
        self.of: dict[HouseholdId, set[int]] = {}
        self.numbers: dict[HouseholdId, int] = {}
        self.household = self.numbered(stays)
        for row, stay in enumerate(stays):
            self.of.setdefault(stay.household, set()).add(int(self.shelter[row]))
            for language in stay.languages:
                languages.setdefault(language, []).append(row)
        self.languages = {word: np.array(rows, dtype=np.int64) for word, rows in languages.items()}
        self._there: dict[int, Bools] = {}
        self._long_there: dict[int, Bools] = {}
        kinds = {"cap_t4": self.t4, "cap_long": self.long}
        self.capped = {name: np.flatnonzero(cap >= 0) for name, cap in caps.items()}
        """By cap: the numbers of the shelters that have it."""
        self._cap = {name: cap[self.capped[name]] for name, cap in caps.items()}
        self._loads = {name: self._load(kind, caps[name] >= 0) for name, kind in kinds.items()}
        self._room: dict[tuple[str, int, int], Ints] = {}

    def numbered(self, stays: Sequence[Stay]) -> Ints:
        """Whose stays they are, each household with a number of its own."""
        numbers = self.numbers
        found = (numbers.setdefault(stay.household, len(numbers)) for stay in stays)
        return np.fromiter(found, np.int64, len(stays))

    def _load(self, kind: Bools, capped: Bools) -> Load:
        """How many persons of these stays each capped house holds, from change to change."""
        rows, since = self.once(np.flatnonzero(kind & capped[self.shelter]))
        place = (np.cumsum(capped) - 1)[self.shelter[rows]]
        persons = self.number_of[rows]
        house = np.concatenate([place, place])
        night = np.concatenate([since, self.end[rows]])
        change = np.concatenate([persons, -persons])
        order = np.lexsort((night, house))
        house, night = house[order], night[order]
        # Whoever comes also goes, so each house starts again from nobody.
        level = np.cumsum(change[order])
        last = np.ones(len(order), dtype=bool)
        last[:-1] = (house[1:] != house[:-1]) | (night[1:] != night[:-1])
        house, night, level = house[last], night[last], level[last]
        until = np.full(len(house), FOREVER, dtype=np.int64)
        same = house[1:] == house[:-1]
        until[:-1][same] = night[1:][same]
        return Load(house, night, until, level)

    def once(self, rows: Ints) -> tuple[Ints, Ints]:
        """Rows, and since when each adds its household: who has two units sleeps there once."""
        rows = rows[np.lexsort((self.start[rows], self.household[rows], self.shelter[rows]))]
        house, household, since = self.shelter[rows], self.household[rows], self.start[rows]
        other = np.ones(len(rows), dtype=bool)
        other[1:] = (house[1:] != house[:-1]) | (household[1:] != household[:-1])
        # Each household of a house on nights of its own, so that one running maximum serves all.
        apart = np.cumsum(other) * (np.ptp(np.concatenate([since, self.end[rows], [0]])) + 1)
        reach = np.maximum.accumulate(self.end[rows] + apart)
        since[1:] = np.maximum(since[1:], reach[:-1] - apart[1:])
        adds = since < self.end[rows]
        return rows[adds], since[adds]

    def there(self, night: int) -> Bools:
        """Which stays are there on a night; kept, since nearly everybody asks for tonight."""
        known = self._there.get(night)
        if known is None:
            known = (self.start <= night) & (night < self.end)
            if len(self._there) > KEPT_NIGHTS:
                self._there.clear()
            self._there[night] = known
        return known

    def somebody(self, stays: Bools) -> Bools:
        """Houses in which one of these stays is."""
        found = np.zeros(self.shelters, dtype=bool)
        found[self.shelter[stays]] = True
        return found

    def long_stayers(self, night: int) -> Bools:
        """Houses with somebody on a long stay that night."""
        known = self._long_there.get(night)
        if known is None:
            if len(self._long_there) > KEPT_NIGHTS:
                self._long_there.clear()
            known = self._long_there[night] = self.somebody(self.long & self.there(night))
        return known

    def room(self, cap: str, since: int, until: int) -> Ints:
        """Persons whom the cap still leaves on every night of [since, until), by capped house."""
        known = self._room.get((cap, since, until))
        if known is None:
            load = self._loads[cap]
            meets = np.flatnonzero((load.since < until) & (load.until > since))
            most = np.zeros(len(self._cap[cap]), dtype=np.int64)
            np.maximum.at(most, load.house[meets], load.persons[meets])
            known = self._cap[cap] - most
            if len(self._room) > KEPT_WINDOWS:
                self._room.clear()
            self._room[cap, since, until] = known
        return known

    def speaking(self, languages: frozenset[str], night: int) -> Bools:
        """Houses where somebody who speaks one of these languages is that night."""
        found = np.zeros(self.shelters, dtype=bool)
        for language in languages:
            rows = self.languages.get(language)
            if rows is not None:
                there = (self.start[rows] <= night) & (night < self.end[rows])
                found[self.shelter[rows[there]]] = True
        return found
