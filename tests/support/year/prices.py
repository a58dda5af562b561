"""Prices of the last night in the last tier of the options: a thin seam until the service stores them."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import date, timedelta

import numpy as np

from matching import options as core
from matching.bundle_columns import ALONE
from matching.columns import Bools, Columns, Ints
from matching.filter import Screen
from matching.firm_costs import FirmCosts, firm_costs
from matching.shadow_prices import UnitPrice
from matching.situation import Household
from matching.standing import Standing
from matching.vocabulary import SecurityLevel, Tier, UnitId

WORTH = {Tier.P1: 30, Tier.P2: 10, Tier.P3: 3}
"""Points of stewardship for the price of a whole household of each class [D]."""
STEWARDSHIP_BITS = 5
MOST = 2**12 - 1


@dataclass(frozen=True, slots=True)
class Prices:
    """What a unit is worth to others, by the last night run: points by unit and row night."""

    by_unit: dict[UnitId, tuple[tuple[date, float], ...]]

    @classmethod
    def of(cls, told: Sequence[UnitPrice]) -> Prices:
        """The prices of a plan, weighed by class."""
        found: dict[UnitId, list[tuple[date, float]]] = defaultdict(list)
        for one in told:
            if one.tier in WORTH:
                for unit in one.units:
                    found[unit].append((one.night, WORTH[one.tier] * one.price / 1000))
        return cls({unit: tuple(sorted(rows)) for unit, rows in found.items()})

    def points(self, unit: UnitId, first: date, end: date) -> float:
        """What a stay over these nights takes from others: the rows that it covers."""
        rows = self.by_unit.get(unit, ())
        return sum(points for night, points in rows if first <= night < end)


NO_PRICES = Prices({})


@dataclass(frozen=True, slots=True)
class Seam:
    """What is laid over the order of the options; nothing by default."""

    prices: Prices = NO_PRICES
    reserves: Mapping[SecurityLevel, int] = field(default_factory=dict)
    """Free units of each level that every region keeps for households that need that level."""

    def __bool__(self) -> bool:
        return bool(self.prices.by_unit) or bool(self.reserves)


class Priced(FirmCosts):
    """Costs whose order in the last tier counts what the units are worth to others.

    The costs that are read again and told stay those of the core.
    """

    __slots__ = ("kept", "surcharge")
    surcharge: Ints
    kept: Bools
    """Ways into the last units of a level above hers: only where there is no other (H15)."""

    def keys(self) -> Ints:
        """All tiers as one number, the last one with the price of the units in it."""
        before = super().keys() >> STEWARDSHIP_BITS
        last: Ints = np.minimum(MOST, self.stewardship + self.surcharge)
        keys: Ints = (before << MOST.bit_length()) | last
        if self.kept.any() and not self.kept.all():
            keys[self.kept] = core.GONE
        return keys

    def points(self, way: int) -> int:
        """The last tier of one way, with what others would lose."""
        return int(self.stewardship[way] + self.surcharge[way])


@contextmanager
def laid_over(
    seam: Seam, household: Household, columns: Columns, standing: Standing
) -> Iterator[None]:
    """While this lasts ``matching.options`` ranks with this seam."""
    if not seam:
        yield
        return

    def priced(
        asked: Household, of: Columns, there: Standing, screen: Screen, shelters: Bools
    ) -> FirmCosts:
        plain = firm_costs(asked, of, there, screen, shelters)
        found = Priced(**{name: getattr(plain, name) for name in FirmCosts.__slots__})
        points = _surcharge(seam.prices, plain, of, there, asked, screen)
        object.__setattr__(found, "surcharge", points)
        object.__setattr__(found, "kept", _kept_for_others(seam, plain, of, screen, there))
        return found

    # The one name that the options look up; every other reader keeps the plain costs.
    setattr(core, "firm_costs", priced)  # noqa: B010
    try:
        yield
    finally:
        setattr(core, "firm_costs", firm_costs)  # noqa: B010


def _kept_for_others(
    seam: Seam, plain: FirmCosts, columns: Columns, screen: Screen, standing: Standing
) -> Bools:
    """Ways into houses of a level above hers, in regions that have no more than is kept free."""
    level, region = columns.numbers["level"], columns.numbers["region"]
    needed = int(standing.rules.required(screen.asked.level))
    bundles, house = columns.bundles, columns.bundles.shelter
    free = (
        np.bincount(house[bundles.unit_group][bundles.unit_opens <= 0], minlength=len(level))
        * columns.flags["open"]
    )
    kept = np.zeros(len(level), dtype=bool)
    for above, number in seam.reserves.items():
        here = level == int(above)
        if int(above) > needed:
            left = np.bincount(region[here], free[here], minlength=int(region.max()) + 1)
            kept |= here & (left[region] <= number)
    found: Bools = kept[plain.shelter]
    return found


def _surcharge(
    prices: Prices,
    plain: FirmCosts,
    columns: Columns,
    standing: Standing,
    household: Household,
    screen: Screen,
) -> Ints:
    """Points of each way: the rows that its nights cover, of the unit that would be taken."""
    start, fitting = standing.plan_span(household).start, screen.bedding.fitting
    found = np.zeros(len(plain.rows), dtype=np.int64)
    for way, (row, nights) in enumerate(
        zip(plain.rows.tolist(), plain.nights.tolist(), strict=True)
    ):
        end = start + timedelta(days=nights)
        for group in (int(fitting.first[row]), int(fitting.second[row])):
            if group != ALONE:
                unit = columns.bundles.groups[group].units[0]
                found[way] += round(prices.points(unit, start, end))
    return found
