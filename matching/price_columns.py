"""What the units of each group would be worth to others, as the last night run told it (tier 6).

A price is read for the order of one caller's options alone: it is added to her stewardship where all
that is hers ties, and is no cost of hers. Nobody is told the number: it is made of everybody's need.
Unit: points of tier 6. Source: docs/domain.md 10.3; docs/decisions/0111, 0119.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from datetime import date

import numpy as np

from matching.bundles import Bundle
from matching.columns import Ints
from matching.groups import Group
from matching.shadow_prices import THOUSANDTHS, UnitPrice
from matching.vocabulary import Tier, UnitId

WEIGHTS: Mapping[Tier, int] = {Tier.P1: 30, Tier.P2: 10, Tier.P3: 3}
"""Points for a whole household of the class that the unit would place; a band of risk is no bed."""
PRICE_CAP = 30
"""Points for one stay: as many as the tier itself has at most."""

ByNight = dict[UnitId, dict[int, int]]
"""Of each priced unit, thousandths of points by the number of the night."""


def by_unit(prices: Sequence[UnitPrice], tonight: date) -> ByNight:
    """Thousandths of points of each unit and night from tonight on."""
    found: ByNight = defaultdict(lambda: defaultdict(int))
    for one in prices:
        night = (one.night - tonight).days
        if night >= 0 and one.tier in WEIGHTS:
            for unit in one.units:
                found[unit][night] += one.price * WEIGHTS[one.tier]
    return found


def points(thousandths: int) -> int:
    """Whole points of one stay, half up and at most ``PRICE_CAP``."""
    return min(PRICE_CAP, (thousandths + THOUSANDTHS // 2) // THOUSANDTHS)


def price(bundle: Bundle, start: int, nights: int, prices: ByNight) -> int:
    """What these units are worth to others on these nights; of units alike the dearest is asked."""
    total = 0
    for group in bundle.groups:
        total += max(
            sum(p for night, p in prices.get(unit, {}).items() if start <= night < start + nights)
            for unit in group.units
        )
    return points(total)


class PriceColumns:
    """The prices of all groups of a picture, so that a stay's price is two look-ups for each."""

    def __init__(self, groups: Sequence[Group], prices: Sequence[UnitPrice], tonight: date) -> None:
        self.by_unit = by_unit(prices, tonight)
        horizon = 1 + max((n for nights in self.by_unit.values() for n in nights), default=0)
        priced = [
            g for g, group in enumerate(groups) if any(u in self.by_unit for u in group.units)
        ]
        self._place: Ints = np.zeros(len(groups), dtype=np.int64)
        """By group its first line of ``_sums``; line 0 is of a unit that has no price."""
        self._lines: Ints = np.ones(len(groups), dtype=np.int64)
        sums = [np.zeros(horizon + 1, dtype=np.int64)]
        for g in priced:
            self._place[g], self._lines[g] = len(sums), len(groups[g].units)
            for unit in groups[g].units:
                line = np.zeros(horizon + 1, dtype=np.int64)
                for night, told in self.by_unit.get(unit, {}).items():
                    line[night + 1] = told
                sums.append(np.cumsum(line))
        self._sums: Ints = np.array(sums)
        self._horizon = horizon

    def __bool__(self) -> bool:
        return len(self._sums) > 1

    def of(self, first: Ints, second: Ints, start: int, nights: Ints) -> Ints:
        """Points of each way: the groups of its units (below 0: none), and its nights."""
        total = self._group(first, start, nights)
        both = np.flatnonzero(second >= 0)
        total[both] += self._group(second[both], start, nights[both])
        return np.minimum(PRICE_CAP, (total + THOUSANDTHS // 2) // THOUSANDTHS)

    def _group(self, group: Ints, start: int, nights: Ints) -> Ints:
        low = min(start, self._horizon)
        high = np.minimum(start + nights, self._horizon)
        total: Ints = np.zeros(len(group), dtype=np.int64)
        for row in np.flatnonzero(self._place[group]).tolist():
            at = int(self._place[group[row]])
            lines = self._sums[at : at + int(self._lines[group[row]])]
            total[row] = int((lines[:, high[row]] - lines[:, low]).max())
        return total
