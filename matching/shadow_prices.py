"""What one more free unit on a night would be worth to the plan: shadow prices of the night run.

A price says by how much a stage would fall if the group had one unit more on the nights that the row
stands for; it comes from the relaxation that proved the stage. Where a price stands, somebody else
could use the unit at once. Source: docs/domain.md 10.3 (scarcity), 10.4; docs/decisions/0111.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta

from matching.columns import Columns
from matching.model import Prices, Problem
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
    """Every price above 0 of a unit, stage by stage, in the order of groups and nights."""
    groups, nights = columns.bundles.groups, problem.nights
    told = []
    for tier, prices in found:
        if prices is None:
            continue
        for row in range(len(nights)):
            price = round(float(prices.nights[row]) * THOUSANDTHS)
            group = int(nights.resource[row])
            # Caps of persons stand after the groups and are no units.
            if price > 0 and group < len(groups):
                one = groups[group]
                since, night = (
                    columns.tonight + timedelta(days=int(of[row]))
                    for of in (nights.since, nights.night)
                )
                told.append(UnitPrice(one.shelter, one.units, since, night, tier, price))
    return tuple(told)
