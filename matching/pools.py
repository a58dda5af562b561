"""H15 in the rows of the joint plan: of the units that are free tonight some are kept for others.

One row for each region and level of which any are kept, over everybody who is not entitled to them.
Source: docs/domain.md 9.1, 9.6, 10.4.
"""

from __future__ import annotations

import numpy as np

from matching.bundle_columns import ALONE
from matching.candidates import Candidates, Home
from matching.columns import NO_LIMIT, Bools, Columns, Ints
from matching.nights import Uses
from matching.places import Places
from matching.vocabulary import SecurityLevel

NO_POOL = -1
CAPS = ("cap_t4", "cap_long")
"""Columns of shelters with a cap of persons, whose rows stand before these."""


class Pools:
    """For each region and level of which units are kept, how many others may take tonight."""

    def __init__(self, columns: Columns) -> None:
        self.first = len(columns.bundles.groups) + len(CAPS) * len(columns.ids)
        """Number of the first of them among the resources: behind groups of units and caps of persons."""
        above, level = columns.numbers["beyond_reserve"], columns.numbers["level"]
        keeps = np.flatnonzero(above < NO_LIMIT)
        kind = columns.numbers["region"] * (int(max(SecurityLevel)) + 1) + level
        _, one, pool = np.unique(kind[keeps], return_index=True, return_inverse=True)
        self.free = above[keeps[one]]
        self._level = level
        self._pool = np.full(len(columns), NO_POOL)
        self._pool[keeps] = pool.ravel()

    def holds(self, resource: int) -> Bools:
        """The houses whose units this resource counts."""
        return self._pool == resource - self.first  # type: ignore[no-any-return]

    def left_free(self, places: Places, found: Candidates) -> Bools:
        """Houses with a unit free tonight that nobody may take for whom it is not kept.

        ``places``: all that the plan takes.
        """
        drawn = self.drawn(places, found)
        used = np.bincount(drawn.resource - self.first, drawn.amount, minlength=len(self.free))
        full = np.append(used >= np.maximum(0, self.free), False)
        units, houses = found.columns.bundles, len(self._pool)
        tonight = (units.unit_opens <= 0) & (units.closes[units.unit_group] > 0)
        free = np.bincount(units.shelter[units.unit_group], tonight, houses)
        first = places.start == 0
        taken = np.bincount(places.shelter[first], 1 + (places.second[first] != ALONE), houses)
        return full[self._pool] & (free > taken)  # type: ignore[no-any-return]

    def kept_from(self, home: Home, shelters: Ints, left: Bools) -> Ints:
        """Those of these houses from which she is kept by this alone, of all that are ``left_free``."""
        hers = left[shelters] & (self._level[shelters] > home.drawn.over)
        hers &= (home.start == 0) & ~np.isin(shelters, list(home.drawn.spared))
        kept: Ints = shelters[hers]
        return kept

    def drawn(self, places: Places, found: Candidates) -> Uses:
        """What these places take of the units of which some are kept, tonight."""
        over = np.array([home.drawn.over for home in found.homes], dtype=np.int64)
        shelter, home = places.shelter, places.home
        takes = (places.start == 0) & (self._pool[shelter] != NO_POOL)
        takes &= self._level[shelter] > over[home]
        for number, one in enumerate(found.homes):
            if one.drawn.spared:
                takes &= (home != number) | ~np.isin(shelter, list(one.drawn.spared))
        column = np.flatnonzero(takes).astype(np.int32)
        return Uses(
            column,
            (self.first + self._pool[shelter[column]]).astype(np.int32),
            places.start[column],
            places.start[column] + 1,
            1 + (places.second[column] != ALONE).astype(np.int16),
        )
