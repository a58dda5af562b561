"""Tier 6 with prices: a scarce place is not spent where another serves as well, and nothing else moves."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from random import Random

import numpy as np
import pytest

from matching.columns import Columns
from matching.options import options, ranked
from matching.price_columns import PriceColumns, price
from matching.shadow_prices import UnitPrice
from matching.situation import Household, Shelter, Situation
from matching.standing import Standing
from matching.vocabulary import ShelterId, ThreatLevel, Tier, UnitId
from tests.support.builders import (
    TONIGHT,
    features,
    household,
    shelter,
    situation,
    threat,
    unit,
)
from tests.support.crowded import crowded_situation


def priced(
    units: str, thousandths: int, night: int = 0, tier: Tier = Tier.P1, first: int | None = None
) -> UnitPrice:
    """So much for that unit on that night, or on those from the first one to it."""
    at = TONIGHT + timedelta(days=night)
    since = at if first is None else TONIGHT + timedelta(days=first)
    return UnitPrice(ShelterId(""), (UnitId(units),), since, at, tier, thousandths)


def asked(who: Household, world: Situation, *prices: UnitPrice) -> list[str]:
    """The shelters offered, the best first."""
    standing = Standing(world)
    columns = Columns(standing)
    told = PriceColumns(columns.bundles.groups, prices, world.tonight)
    return [option.shelter for option in options(who, columns, standing, told).options]


@pytest.fixture
def two() -> tuple[Household, tuple[Shelter, Shelter]]:
    """A T1 case; a large, far S2 room and a near S4 flat, which without prices is cheaper for her."""
    who = household("h1", threat=threat(ThreatLevel.T1))
    room = shelter("room", zone="Bergen", features=features(2), units=(unit("room-u", beds=3),))
    flat = shelter("flat", zone="Oslo", features=features(4), units=(unit("flat-u"),))
    return who, (room, flat)


def test_a_scarce_s4_flat_is_not_spent_on_a_t1_case_when_an_s2_room_serves_as_well(two):
    who, houses = two
    world = situation((who,), houses)
    assert asked(who, world) == ["flat", "room"]
    assert asked(who, world, priced("flat-u", 1000)) == ["room", "flat"]


def test_what_is_told_of_an_option_has_no_price_in_it(two):
    who, houses = two
    standing = Standing(situation((who,), houses))
    columns = Columns(standing)
    told = PriceColumns(columns.bundles.groups, [priced("flat-u", 1000)], TONIGHT)
    plain = {o.shelter: o.costs for o in options(who, columns, standing).options}
    assert {o.shelter: o.costs for o in options(who, columns, standing, told).options} == plain


def test_a_price_on_a_night_that_she_does_not_stay_is_not_hers(two):
    who, houses = two
    short = replace(who, planned_until=TONIGHT + timedelta(days=3))
    world = situation((short,), houses)
    assert asked(short, world, priced("flat-u", 1000, night=2)) == ["room", "flat"]
    assert asked(short, world, priced("flat-u", 1000, night=3)) == ["flat", "room"]


@pytest.mark.parametrize(("first", "order"), [(2, ["room", "flat"]), (3, ["flat", "room"])])
def test_a_price_is_asked_from_the_first_night_for_which_it_stands(two, first, order):
    """She stays for nights 0 to 2, and the row of the plan is that of night 9."""
    who, houses = two
    short = replace(who, planned_until=TONIGHT + timedelta(days=3))
    world = situation((short,), houses)
    assert asked(short, world, priced("flat-u", 1000, night=9, first=first)) == order


def test_a_price_that_has_begun_before_tonight_is_asked_from_tonight_on(two):
    who, houses = two
    world = situation((who,), houses)
    assert asked(who, world, priced("flat-u", 1000, night=0, first=-9000)) == ["room", "flat"]
    assert asked(who, world, priced("flat-u", 1000, night=-1, first=-9000)) == ["flat", "room"]


@pytest.mark.parametrize(
    ("start", "nights", "points"),
    [
        (0, 1, 0),
        (0, 2, 3),  # night 1 is one of those for which the first price stands
        (1, 4, 3),  # all four of its nights, and it is asked once
        (3, 3, 3 + 6),  # the first to its end, the second from its beginning
        (0, 90, 3 + 6 + 12),
        (5, 1, 6),
        (7, 2, 0),  # between the second and the third
        (9, 1, 12),
    ],
)
def test_each_price_is_asked_once_of_a_stay_that_holds_a_night_for_which_it_stands(
    two, start, nights, points
):
    """The first stands for nights 1 to 4 (3 points), then 5 to 6 (6), then 9 alone (12)."""
    who, houses = two
    groups = Columns(Standing(situation((who,), houses))).bundles.groups
    flat = next(n for n, group in enumerate(groups) if group.shelter == "flat")
    prices = [
        priced("flat-u", 100, night=4, first=1),
        priced("flat-u", 200, night=6, first=5),
        priced("flat-u", 400, night=9),
    ]
    told = PriceColumns(groups, prices, TONIGHT)
    one, none = np.array([flat]), np.array([-1])
    assert told.of(one, none, start, np.array([nights])).tolist() == [points]


def test_no_price_outweighs_what_is_her_own(two):
    who, (room, flat) = two
    worse = replace(room, turnover_per_year=5000)
    who = replace(who, planned_until=TONIGHT + timedelta(days=100))  # so long that it counts
    world = situation((who,), (worse, replace(flat, turnover_per_year=10)))
    assert asked(who, world, priced("flat-u", 1_000_000)) == ["flat", "room"]


def test_prices_of_risk_buy_no_bed(two):
    who, houses = two
    world = situation((who,), houses)
    assert asked(who, world, priced("flat-u", 9000, tier=Tier.RISK_SUM)) == ["flat", "room"]


@pytest.mark.parametrize("seed", range(8))
def test_the_columns_and_the_scalar_price_agree_on_drawn_worlds(seed):
    rng = Random(seed)
    world = crowded_situation(rng, 6, 5)
    standing = Standing(world)
    columns = Columns(standing)
    units = [u.id for s in world.shelters for u in s.units]
    nights = [world.tonight + timedelta(days=rng.randrange(-2, 60)) for _ in range(40)]
    prices = [
        UnitPrice(
            ShelterId(""),
            (rng.choice(units),),
            night - timedelta(days=rng.choice([0, 0, 1, 9])),
            night,
            rng.choice([Tier.P1, Tier.P2, Tier.P3, Tier.RISK_SUM]),
            rng.randrange(1, 2000),
        )
        for night in nights
    ]
    told = PriceColumns(columns.bundles.groups, prices, world.tonight)
    met = 0
    for who in world.households:
        found = ranked(who, columns, standing, told)
        fitting, rows = found.screen.bedding.fitting, found.priced.rows
        start = (standing.plan_span(who).start - world.tonight).days
        many = told.of(fitting.first[rows], fitting.second[rows], start, found.priced.nights)
        for way, row in enumerate(rows.tolist()):
            bundle = columns.bundles.bundle(fitting, row)
            nights = int(found.priced.nights[way])
            assert many[way] == price(bundle, start, nights, told.by_unit)
        met += int(np.count_nonzero(many))
    assert met or seed


def test_without_prices_the_order_is_as_it_was():
    world = crowded_situation(Random(3), 8, 6)
    standing = Standing(world)
    columns = Columns(standing)
    none = PriceColumns(columns.bundles.groups, (), world.tonight)
    for who in world.households:
        assert (
            ranked(who, columns, standing, none).options == ranked(who, columns, standing).options
        )
