"""Invented countries: area, towns, and zones that are wide, hold several towns and see no shelter."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from functools import cache

import pytest

from app.places.zones import MIN_ADDRESSES, MIN_RADIUS_KM, PEOPLE_PER_ADDRESS
from app.worlds.generate.figures import SIZES, scaled
from app.worlds.generate.maps import CountryMap, country_map, norway
from matching.geography import great_circle_km

MAPS = [("uk", 1), ("uk", 2), ("us", 1)]


@cache
def country(size: str, seed: int) -> CountryMap:
    return country_map(SIZES[size], seed)


@pytest.mark.parametrize(("size", "seed"), MAPS)
def test_a_zone_is_wide_and_holds_several_towns_and_many_addresses(size: str, seed: int) -> None:
    towns, people = Counter[str](), Counter[str]()
    for town in country(size, seed).towns:
        towns[town.zone] += 1
        people[town.zone] += town.people
    for zone in country(size, seed).zones:
        assert zone.radius_km >= MIN_RADIUS_KM
        assert towns[zone.id] >= 2
        assert people[zone.id] / PEOPLE_PER_ADDRESS >= MIN_ADDRESSES


@pytest.mark.parametrize(("size", "seed"), MAPS)
def test_a_zones_disc_holds_every_house_of_its_towns(size: str, seed: int) -> None:
    zones = {zone.id: zone for zone in country(size, seed).zones}
    for town in country(size, seed).towns:
        zone = zones[town.zone]
        reach = max(5.0, town.extent_km)
        assert great_circle_km(zone.centre, town.place) + reach <= zone.radius_km + 0.2


@pytest.mark.parametrize(("size", "seed"), MAPS)
def test_zones_are_drawn_without_looking_at_shelters(size: str, seed: int) -> None:
    more = replace(SIZES[size], shelters=7, units=99, households=3)
    assert country_map(more, seed).zones == country(size, seed).zones


@pytest.mark.parametrize(("size", "seed"), MAPS)
def test_towns_follow_zipf_and_spread_over_the_area(size: str, seed: int) -> None:
    towns, of = country(size, seed).towns, SIZES[size]
    assert len(towns) == of.towns
    assert 6 <= towns[0].people / towns[9].people <= 15
    assert 60 <= towns[0].people / towns[99].people <= 150
    assert of.area_km2 is not None
    north_south = max(t.place.lat for t in towns) - min(t.place.lat for t in towns)
    assert north_south * 111.195 == pytest.approx(of.area_km2**0.5, rel=0.03)


def test_norway_has_its_real_zones_whatever_the_seed() -> None:
    assert country_map(SIZES["norway"], 1) is country_map(SIZES["norway"], 2) is norway()
    assert len(norway().zones) == 88


def test_the_zones_near_a_place_begin_with_the_nearest_centre() -> None:
    small = country_map(scaled(SIZES["uk"], 0.2), 1)
    place = small.towns[0].place
    nearest = min(small.zones, key=lambda z: great_circle_km(z.centre, place))
    assert small.zones_near(place, 1) == [nearest.id]
