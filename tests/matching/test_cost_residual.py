"""Tier 2: bands of margin, leg and what she says herself, times the weight of her level (10.3)."""

from __future__ import annotations

from dataclasses import replace

import pytest

from matching.costs.residual import (
    conspicuous_band,
    leg_band,
    margin_band,
    risk,
    robust,
)
from matching.exclusion import leg_bars, live_areas
from matching.geography import Place, Zone
from matching.reach import reach
from matching.situation import ActorRoute, Household, Shelter
from matching.standing import Standing
from matching.vocabulary import Region, ThreatLevel, ZoneId
from matching.zone_columns import Away, ZoneColumns
from tests.support import builders


def _standing(who: Household, where: Shelter) -> Standing:
    return Standing(builders.situation((who,), (where,)))


FEARED = builders.household(
    threat=builders.threat(ThreatLevel.T3), danger=(builders.danger(builders.OSLO),)
)


@pytest.mark.parametrize(
    ("town", "band"), [("Fredrikstad", 9), ("Hamar", 3), ("Bergen", 0), ("Trondheim", 0)]
)
def test_v1_bands_of_the_golden_towns(town: str, band: int) -> None:
    house = builders.shelter(zone=town)
    standing = _standing(FEARED, house)
    assert margin_band(FEARED, house, standing) == band
    assert risk(FEARED, house, standing) == band * 4


@pytest.mark.parametrize(("level", "weight"), list(zip(ThreatLevel, (1, 2, 4, 8), strict=True)))
def test_each_level_has_its_weight(level: ThreatLevel, weight: int) -> None:
    house = builders.shelter(region=Region.WEST)
    who = builders.household(threat=builders.threat(level), stands_out_in=frozenset({Region.WEST}))
    assert risk(who, house, _standing(who, house)) == weight


def test_without_any_live_area_there_is_nothing_to_be_near_to() -> None:
    who = replace(FEARED, danger=(), where_now=None)
    house = builders.shelter()
    assert risk(who, house, _standing(who, house)) == 0


def test_a_shelter_without_a_zone_has_the_worst_bands() -> None:
    house = builders.shelter(zone=None)
    standing = _standing(FEARED, house)
    assert risk(FEARED, house, standing) == (9 + 1) * 4
    assert not robust(FEARED, house, standing)


def test_a_leg_beside_the_house_is_one_band_more() -> None:
    """Hamar lies 21.6 km beside the leg from Oslo to Trondheim [C]."""
    stops = (builders.OSLO, builders.TOWNS["Trondheim"])
    house = builders.shelter(zone="Hamar")
    for width, band in ((21.0, 0), (22.5, 1)):
        who = replace(FEARED, routes=(ActorRoute(actor=None, stops=stops, width_km=width),))
        assert leg_band(who, house, _standing(who, house)) == band


def test_only_her_own_word_makes_a_region_conspicuous() -> None:
    house = builders.shelter(region=Region.NORTH)
    assert conspicuous_band(builders.household(), house) == 0
    said = builders.household(stands_out_in=frozenset({Region.NORTH, Region.EAST}))
    assert conspicuous_band(said, house) == 1


def test_robust_is_outside_when_every_radius_grows_by_half() -> None:
    """T3: 90 km instead of 60; Hamar is 99.4 km away, Fredrikstad 78."""
    told = {
        town: robust(FEARED, builders.shelter(zone=town), _standing(FEARED, builders.shelter()))
        for town in ("Hamar", "Fredrikstad")
    }
    assert told == {"Hamar": True, "Fredrikstad": False}


@pytest.mark.parametrize(
    ("lon", "level", "bars", "holds"),
    [
        (9.5, ThreatLevel.T4, True, False),
        (9.8, ThreatLevel.T4, False, False),
        (10.0, ThreatLevel.T4, False, True),
        (9.3, ThreatLevel.T3, False, True),
    ],
)
def test_a_leg_that_would_bar_it_if_it_reached_half_as_far_again_makes_it_fragile(
    lon: float, level: ThreatLevel, bars: bool, holds: bool
) -> None:
    """A T4's leg without width bars to 30 km, so 45 is the rim; these lie 26, 42, 52 and 16 km off."""
    leg = ActorRoute(actor=None, stops=(Place(60.0, 9.0), Place(64.0, 9.0)), width_km=0.0)
    town = Zone(ZoneId("town"), Place(62.0, lon), 0.0)
    who = replace(FEARED, danger=(), where_now=None, routes=(leg,), threat=builders.threat(level))
    house = builders.shelter(zone="town")
    standing = Standing(builders.situation((who,), (house,), zones=(town,)))
    assert leg_bars(who, town, level, standing.rules) is bars
    assert robust(who, house, standing) is holds
    areas = live_areas(who, standing.situation.tonight)
    away = Away(ZoneColumns([town], standing.rules.distance_factor), [a.place for a in areas])
    seen = reach(who, areas, away, standing)
    assert (bool(seen.barred[0]), bool(seen.robust[0])) == (bars, holds)
