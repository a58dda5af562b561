"""What a price says of a stay, beside the night solved again with the unit gone for her nights.

A stay that leaves somebody of P1 without a bed has a price above 0, be it ever so short. The other way
round a price may stand where nobody loses a bed: it is the safe side (decision 0268).
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import timedelta
from random import Random

import pytest

from matching.price_columns import PriceColumns
from matching.shadow_prices import UnitPrice
from matching.situation import Household, Situation, Stay, StayState
from matching.solve import Night
from matching.vocabulary import (
    Answer,
    HouseholdId,
    NightSpan,
    ThreatLevel,
    Tier,
    UnitId,
)
from tests.support.builders import day, household, shelter, situation, threat
from tests.support.crowded import crowded_situation

SOMEBODY = HouseholdId("somebody")
SEEDS = range(60)
"""Drawn worlds with short plans and needs that begin later, so that rows stand for several nights."""


def left_out(world: Situation) -> int:
    """Households of P1 without a bed, by solving."""
    first = Night(world).optimised().tiers[0]
    assert first.name is Tier.P1
    assert first.proven
    return first.value


def gone(world: Situation, unit: UnitId, start: int, nights: int) -> Situation:
    """The same night with this unit held for somebody for these nights."""
    first = world.tonight + timedelta(days=start)
    held = Stay(
        household=SOMEBODY,
        unit=unit,
        span=NightSpan(first, first + timedelta(days=nights)),
        state=StayState.HELD,
        t_eff=ThreatLevel.T2,
        persons=1,
    )
    return replace(world, stays=(*world.stays, held))


@dataclass(frozen=True)
class Asked:
    """Prices of one unit in thousandths of a household: as asked, and by rows' own nights alone."""

    now: int
    own_nights: int


def asked(
    prices: tuple[UnitPrice, ...], unit: UnitId, start: int, nights: int, of: Situation
) -> Asked:
    """What a stay pays of the prices of P1, told again without the running sums."""
    hers = {of.tonight + timedelta(days=start + n) for n in range(nights)}
    mine = [one for one in prices if unit in one.units and one.tier is Tier.P1]
    held = [
        {one.since + timedelta(days=n) for n in range((one.night - one.since).days + 1)} & hers
        for one in mine
    ]
    return Asked(
        sum(one.price for one, some in zip(mine, held, strict=True) if some),
        sum(one.price for one in mine if one.night in hers),
    )


def short_plans(seed: int) -> Situation:
    """A crowded night whose plans end early and whose needs begin on different nights.

    Nothing is kept for others (H15): a unit less may bar a house by rule, and no price tells of a rule.
    """
    rng = Random(seed)
    world = crowded_situation(rng, rng.randint(3, 7), rng.randint(1, 3))
    return replace(
        world,
        rules=replace(world.rules, reserve_units_s3=0, reserve_units_s4=0),
        households=tuple(
            replace(
                one,
                needed_from=world.tonight + timedelta(days=rng.choice([0, 1, 3, 5])),
                planned_until=world.tonight + timedelta(days=rng.choice([6, 8, 12, 25, 60])),
            )
            for one in world.households
        ),
    )


def test_a_short_stay_that_leaves_somebody_without_a_bed_is_never_told_that_the_unit_is_free():
    losses = short = 0
    for seed in SEEDS:
        world = short_plans(seed)
        night = Night(world)
        prices = night.optimised_with_prices().prices
        before = left_out(world)
        for group in night.found.columns.bundles.groups:
            for start, nights in ((0, 1), (0, 3), (1, 2)):
                if group.nights_for(SOMEBODY, start) < nights:
                    continue
                unit = group.units[0]
                if left_out(gone(world, unit, start, nights)) <= before:
                    continue
                paid = asked(prices, unit, start, nights, world)
                assert paid.now > 0, (seed, unit, start, nights)
                losses += 1
                short += paid.own_nights == 0
    assert losses >= 20
    assert short >= 5, "no stay lay before the night of the row"


def needs(name: str, level: ThreatLevel, first: int, end: int) -> Household:
    """A household that needs a bed from that night to that one."""
    when = {"needed_from": day(first), "planned_until": day(end)}
    tonight = Answer.NO if first else Answer.YES
    return household(name, threat=threat(level), tonight=tonight, **when)


@pytest.fixture
def one_flat() -> Situation:
    """One house with one flat: one who needs it tonight, and one who needs it from night 3 on."""
    return situation(
        (needs("now", ThreatLevel.T3, 0, 20), needs("then", ThreatLevel.T2, 3, 30)), (shelter(),)
    )


@pytest.mark.parametrize(
    ("start", "nights", "lost", "own_nights", "now"),
    [
        (0, 2, 1, False, True),  # between the rows: she has no bed, and it was told as free
        (0, 9, 1, True, True),
        (1, 2, 0, False, True),  # she goes there for one night: the safe side
        (3, 2, 0, True, True),  # the same of the row's own night, as before
        (4, 9, 0, False, False),  # after it nobody comes
    ],
)
def test_the_one_row_of_a_flat_stands_for_tonight_though_it_is_of_night_3(
    one_flat, start, nights, lost, own_nights, now
):
    prices = Night(one_flat).optimised_with_prices().prices
    first = [one for one in prices if one.tier is Tier.P1]
    assert [(one.since, one.night) for one in first] == [(day(0), day(3))]
    unit = UnitId("s1-u1")
    assert left_out(gone(one_flat, unit, start, nights)) - left_out(one_flat) == lost
    paid = asked(prices, unit, start, nights, one_flat)
    assert (paid.own_nights > 0, paid.now > 0) == (own_nights, now)
    groups = Night(one_flat).found.columns.bundles.groups
    told = PriceColumns(groups, first, one_flat.tonight).by_unit
    assert sum(told[unit].values()) == first[0].price * 30


def test_the_last_unit_has_a_price_though_nobody_waits_for_a_second_one():
    """One more would place nobody and one less leaves her out: the price is between the two."""
    world = situation((needs("now", ThreatLevel.T3, 0, 20),), (shelter(),))
    told = Night(world).optimised_with_prices().prices
    assert [(one.tier, 0 < one.price <= 1000) for one in told] == [(Tier.P1, True)]
    two = situation((needs("now", ThreatLevel.T3, 0, 20),), (shelter(), shelter("s2")))
    assert Night(two).optimised_with_prices().prices == ()
