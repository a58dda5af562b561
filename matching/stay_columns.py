"""Who is where on which night, as arrays: company for caps (H16), cover stories and wishes.

Source: docs/domain.md 9.1 H16, 10.3. Where a household has stays of its own, or a capped house
expects somebody later, the scalar functions answer; such houses are few.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from matching.groups import night_number
from matching.standing import Standing
from matching.vocabulary import HouseholdId, ShelterId, TargetGroup, ThreatLevel

Ints = NDArray[np.int64]
Bools = NDArray[np.bool_]

KEPT_NIGHTS = 60


class StayColumns:
    """All stays that stand, by shelter number; nights count from tonight."""

    def __init__(
        self, standing: Standing, number: dict[ShelterId, int], capped: dict[str, Bools]
    ) -> None:
        tonight, stays = standing.situation.tonight, standing.situation.stays
        long = standing.rules.long_stay_nights
        self.shelters = len(number)
        self.shelter = np.array([number[standing.shelter_of[s.unit]] for s in stays], np.int64)
        self.start = np.array([night_number(s.span.start, tonight) for s in stays], np.int64)
        self.end = np.array([night_number(s.span.end, tonight) for s in stays], np.int64)
        self.number_of = np.array([s.persons for s in stays], np.int64)
        self.long = np.array([s.span.nights > long for s in stays], np.bool_)
        self.t4 = np.array([s.t_eff is ThreatLevel.T4 for s in stays], np.bool_)
        self.group = np.array([list(TargetGroup).index(s.target_group) for s in stays], np.int64)
        self.languages: dict[str, list[int]] = {}
        self.of: dict[HouseholdId, set[int]] = {}
        for row, stay in enumerate(stays):
            self.of.setdefault(stay.household, set()).add(int(self.shelter[row]))
            for language in stay.languages:
                self.languages.setdefault(language, []).append(row)
        self._there: dict[int, Bools] = {}
        self._long_there: dict[int, Bools] = {}
        kinds = {"cap_t4": self.t4, "cap_long": self.long}
        self._counted = {
            name: np.flatnonzero(kind & capped[name][self.shelter]) for name, kind in kinds.items()
        }
        """By cap: the stays that count against it in a house that has it."""

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

    def persons(self, cap: str, since: int, until: int) -> Ints:
        """Persons in each house who count against this cap and are there within [since, until)."""
        rows = self._counted[cap]
        rows = rows[(self.start[rows] < until) & (self.end[rows] > since)]
        return np.bincount(
            self.shelter[rows], weights=self.number_of[rows], minlength=self.shelters
        ).astype(np.int64)

    def speaking(self, languages: frozenset[str], night: int) -> Bools:
        """Houses where somebody who speaks one of these languages is that night."""
        rows = [row for language in languages for row in self.languages.get(language, ())]
        found = np.zeros(self.shelters, dtype=bool)
        if rows:
            chosen = np.array(rows)
            found[self.shelter[chosen[self.there(night)[chosen]]]] = True
        return found
