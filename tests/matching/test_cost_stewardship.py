"""Tier 6: security saved for those who need it, beds not wasted, the price of the way (10.3)."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from matching.bundles import Bundle
from matching.costs.stewardship import (
    scarce_levels,
    scarcity,
    stewardship,
    travel,
    travel_cost,
    unused_beds,
)
from matching.situation import Shelter
from matching.standing import Standing
from matching.vocabulary import SecurityLevel, ShelterStatus, ThreatLevel
from tests.support import builders


def _house(name: str, level: int, units: int = 5, **changes: Any) -> Shelter:
    made = tuple(builders.unit(f"{name}{n}") for n in range(units))
    return builders.shelter(name, features=builders.features(level), units=made, **changes)


def test_a_level_is_scarce_from_80_percent_of_its_open_units_on() -> None:
    who, house = builders.household(), _house("a", 4)
    for taken, scarce in ((3, False), (4, True)):
        stays = tuple(builders.stay(f"r{n}", f"a{n}") for n in range(taken))
        standing = Standing(builders.situation((who,), (house,), stays=stays))
        assert (SecurityLevel.S4 in scarce_levels(standing)) is scarce
        assert scarcity(who, house, standing) == (4 - 2) * (3 if scarce else 1)


def test_units_out_of_service_and_closed_houses_are_not_there() -> None:
    who, house = builders.household(), _house("a", 4)
    stays = tuple(builders.stay(f"r{n}", f"a{n}") for n in range(3))
    closed = tuple(
        replace(u, out_of_service=(builders.nights(0, 1),)) if n == 4 else u
        for n, u in enumerate(house.units)
    )
    three_of_four = replace(house, units=closed)
    standing = Standing(builders.situation((who,), (three_of_four,), stays=stays))
    assert scarce_levels(standing) == frozenset()
    more = (*stays, builders.stay("r3", "a3"))
    standing = Standing(builders.situation((who,), (three_of_four,), stays=more))
    assert scarce_levels(standing) == {SecurityLevel.S4}
    paused = _house("b", 4, status=ShelterStatus.PAUSED)
    standing = Standing(builders.situation((who,), (house, paused), stays=more))
    assert scarce_levels(standing) == {SecurityLevel.S4}


@pytest.mark.parametrize(("level", "cost"), list(zip(ThreatLevel, (3, 2, 1, 0), strict=True)))
def test_security_above_what_she_needs_costs_a_point_a_level(level: ThreatLevel, cost: int) -> None:
    who, house = builders.household(threat=builders.threat(level)), _house("a", 4)
    assert scarcity(who, house, Standing(builders.situation((who,), (house,)))) == cost


@pytest.mark.parametrize(("beds", "cost"), [(1, 0), (2, 0), (3, 2), (5, 6)])
def test_each_unused_bed_above_one_costs_two(beds: int, cost: int) -> None:
    who, house = builders.household(), builders.shelter(units=(builders.unit(beds=beds),))
    standing = Standing(builders.situation((who,), (house,)))
    assert unused_beds(who, Bundle(standing.groups_in(house.id))) == cost


@pytest.mark.parametrize(
    ("km", "cost"), [(0.0, 0), (83.3, 0), (83.4, 1), (249.9, 1), (250.0, 2), (9999.0, 10)]
)
def test_travel_is_rounded_half_up_and_at_most_ten(km: float, cost: int) -> None:
    assert travel_cost(km, 6.0) == cost


def test_travel_runs_from_where_she_is_and_not_knowing_it_cannot_steer() -> None:
    who, house = builders.household(), builders.shelter(zone="Bergen")
    standing = Standing(builders.situation((who,), (house,)))
    assert travel(who, house, standing) == 2  # 305 km at 6 NOK
    assert travel(replace(who, where_now=None), house, standing) == 0
    assert travel(who, replace(house, zone=None), standing) == 10


def test_the_tier_is_clipped_to_its_range() -> None:
    who, house = builders.household(), builders.shelter(units=(builders.unit(beds=40),))
    standing = Standing(builders.situation((who,), (house,)))
    assert stewardship(who, house, Bundle(standing.groups_in(house.id)), standing) == 30
