"""What one more free unit on a night would be worth to the plan: shadow prices of the night run.

A price says by how much a stage would fall if the group had one unit more on the nights that the row
stands for; it comes from the relaxation that proved the stage. Where a price stands, somebody else
could use the unit at once. Source: docs/domain.md 10.3 (scarcity), 10.4; docs/decisions/0111.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta

import numpy as np

from matching.columns import Columns
from matching.model import Prices, Problem
from matching.pools import Pools
from matching.vocabulary import ShelterId, Tier, UnitId, value

THOUSANDTHS = 1000
"""Prices are whole thousandths of the stage's own unit."""


@value
class UnitPrice:
    """The price of one unit of a group on the nights for which one row stands, in one stage.

    Unit: thousandths of what the stage counts, a household for ``p1``-``p3``; it is asked once of a
    stay, however many of these nights it holds.
    """

    shelter: ShelterId
    units: tuple[UnitId, ...]
    since: date
    """The first of these nights."""
    night: date
    """The last of them: the row's own, on which everybody is there who came on one of them."""
    tier: Tier
    price: int


def unit_prices(
    problem: Problem, columns: Columns, found: Sequence[tuple[Tier, Prices | None]]
) -> tuple[UnitPrice, ...]:
    """Every price above 0 of a unit, stage by stage, in the order of groups and nights.

    A unit of a house with a reserve has the price of that row too (H15): whoever takes it tonight, one
    less is left beyond what is kept.
    """
    groups, nights = columns.bundles.groups, problem.nights
    pools = Pools(columns)
    told = []
    for tier, prices in found:
        if prices is None:
            continue
        worth: dict[tuple[int, int], tuple[int, int]] = {}
        """By group and last night the first night and the price; one of either kind may end there."""
        for row in range(len(nights)):
            price = round(float(prices.nights[row]) * THOUSANDTHS)
            if price <= 0:
                continue
            since, night = int(nights.since[row]), int(nights.night[row])
            for group in _groups_of(int(nights.resource[row]), len(groups), pools, columns):
                first, before = worth.get((group, night), (since, 0))
                worth[group, night] = min(first, since), before + price
        for (group, night), (since, price) in sorted(worth.items()):
            one = groups[group]
            first_night, last = (columns.tonight + timedelta(days=n) for n in (since, night))
            told.append(UnitPrice(one.shelter, one.units, first_night, last, tier, price))
    return tuple(told)


def _groups_of(resource: int, groups: int, pools: Pools, columns: Columns) -> list[int]:
    """Groups of which a unit less is one less of this resource; caps of persons are no units."""
    if resource < groups:
        return [resource]
    if resource < pools.first:
        return []
    return np.flatnonzero(pools.holds(resource)[columns.bundles.shelter]).tolist()
