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

ByNights = dict[UnitId, dict[tuple[int, int], int]]
"""Of each priced unit, thousandths of points by the first and last night for which they stand."""


def by_unit(prices: Sequence[UnitPrice], tonight: date) -> ByNights:
    """Thousandths of points of each unit, for nights from tonight on."""
    found: ByNights = defaultdict(lambda: defaultdict(int))
    for one in prices:
        since, night = (one.since - tonight).days, (one.night - tonight).days
        if night >= 0 and one.tier in WEIGHTS:
            for unit in one.units:
                found[unit][max(0, since), night] += one.price * WEIGHTS[one.tier]
    return found


def points(thousandths: int) -> int:
    """Whole points of one stay, half up and at most ``PRICE_CAP``."""
    return min(PRICE_CAP, (thousandths + THOUSANDTHS // 2) // THOUSANDTHS)


def price(bundle: Bundle, start: int, nights: int, prices: ByNights) -> int:
    """What these units are worth to others on these nights; of units alike the dearest is asked.

    Each price is asked once where one of her nights is one of those for which it stands.
    """
    total = 0
    for group in bundle.groups:
        total += max(
            sum(
                worth
                for (since, last), worth in prices.get(unit, {}).items()
                if since < start + nights and start <= last
            )
            for unit in group.units
        )
    return points(total)


class PriceColumns:
    """The prices of all groups of a picture, so that a stay's price is two look-ups for each."""

    def __init__(self, groups: Sequence[Group], prices: Sequence[UnitPrice], tonight: date) -> None:
        self.by_unit = by_unit(prices, tonight)
        horizon = 1 + max((n for nights in self.by_unit.values() for _, n in nights), default=0)
        priced = [
            g for g, group in enumerate(groups) if any(u in self.by_unit for u in group.units)
        ]
        self._place: Ints = np.zeros(len(groups), dtype=np.int64)
        """By group its first line of the sums; line 0 is of a unit that has no price."""
        self._lines: Ints = np.ones(len(groups), dtype=np.int64)
        begun, over = [_nothing(horizon)], [_nothing(horizon)]
        for g in priced:
            self._place[g], self._lines[g] = len(begun), len(groups[g].units)
            for unit in groups[g].units:
                begun.append(_nothing(horizon))
                over.append(_nothing(horizon))
                for (since, last), worth in self.by_unit.get(unit, {}).items():
                    begun[-1][since + 1] += worth
                    over[-1][last + 1] += worth
        self._begun: Ints = np.cumsum(begun, axis=1)
        """Of each line, by night, the sum of what stands from an earlier night on."""
        self._over: Ints = np.cumsum(over, axis=1)
        """The sum of what stands for earlier nights alone."""
        self._horizon = horizon

    def __bool__(self) -> bool:
        return len(self._begun) > 1

    def of(self, first: Ints, second: Ints, start: int, nights: Ints) -> Ints:
        """Points of each way: the groups of its units (below 0: none), and its nights."""
        total = self._group(first, start, nights)
        both = np.flatnonzero(second >= 0)
        total[both] += self._group(second[both], start, nights[both])
        return np.minimum(PRICE_CAP, (total + THOUSANDTHS // 2) // THOUSANDTHS)

    def _group(self, group: Ints, start: int, nights: Ints) -> Ints:
        """What has begun before the stay ends, without what was over before it starts."""
        low = min(start, self._horizon)
        high = np.minimum(start + nights, self._horizon)
        total: Ints = np.zeros(len(group), dtype=np.int64)
        for row in np.flatnonzero(self._place[group]).tolist():
            at = int(self._place[group[row]])
            lines = slice(at, at + int(self._lines[group[row]]))
            total[row] = int((self._begun[lines, high[row]] - self._over[lines, low]).max())
        return total


def _nothing(horizon: int) -> Ints:
    return np.zeros(horizon + 1, dtype=np.int64)
