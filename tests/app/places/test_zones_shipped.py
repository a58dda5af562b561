"""The shipped zones hold what they promise (domain 9.3, security 3)."""

from __future__ import annotations

from dataclasses import replace
from importlib import import_module
from math import cos, degrees, pi, radians, sin, sqrt
from random import Random
from statistics import median

import pytest

from app.places.gazetteer import (
    GazetteerEntry,
    PlaceCode,
    PlaceKind,
    UnknownPlace,
    load_gazetteer,
)
from app.places.zones import (
    MapZone,
    ZoneMap,
    cell_entries,
    house_reach_km,
    load_zones,
    possible_addresses,
    towns_inside,
    zone_of,
)
from matching.geography import Place, great_circle_km
from matching.vocabulary import DomainError

FACTOR = 0.994
WGS84 = import_module("geographiclib.geodesic").Geodesic.WGS84  # it has no types
NORWAY = [e for e in load_gazetteer().entries if e.country == "NO"]
TOWNS = [e for e in NORWAY if e.kind is PlaceKind.TOWN]
MUNICIPALITIES = [e for e in NORWAY if e.kind is PlaceKind.MUNICIPALITY]


def walked(start: Place, km: float, bearing: float) -> Place:
    """The point so far away, along the ellipsoid."""
    end = WGS84.Direct(start.lat, start.lon, degrees(bearing), km * 1000)
    return Place(end["lat2"], end["lon2"])


def true_km(a: Place, b: Place) -> float:
    """The WGS84 geodesic: the oracle."""
    return float(WGS84.Inverse(a.lat, a.lon, b.lat, b.lon)["s12"]) / 1000


def house_in(town: GazetteerEntry, chance: Random) -> Place:
    return walked(
        town.place, house_reach_km(town) * sqrt(chance.random()), chance.uniform(0, 2 * pi)
    )


def test_every_norwegian_place_lies_in_exactly_one_cell_and_no_foreign_one_does() -> None:
    homes = [
        entry.code
        for zone in load_zones().zones
        for entry in cell_entries(load_gazetteer(), zone.cell)
    ]
    assert sorted(homes) == sorted(e.code for e in NORWAY)
    for entry in load_gazetteer().entries:
        assert (load_zones().cell_of(entry.code) is not None) == (entry.country == "NO")


def test_a_town_lies_in_the_cell_of_its_municipality() -> None:
    for town in TOWNS:
        assert load_zones().cell_of(town.code) is load_zones().cell_of(str(town.municipality))


def test_every_norwegian_town_has_a_zone_and_its_rim_lies_inside_on_the_ground() -> None:
    for town in TOWNS:
        zone = zone_of(town.code)
        assert zone is not None
        for bearing in (0.0, pi / 2, pi, 3 * pi / 2):
            house = walked(town.place, house_reach_km(town), bearing)
            assert true_km(zone.centre, house) <= zone.radius_km


def test_every_municipality_point_lies_in_its_disc() -> None:
    for m in MUNICIPALITIES:
        zone = load_zones().cell_of(m.code)
        assert zone is not None
        assert true_km(zone.centre, m.place) <= zone.radius_km


def test_no_house_is_nearer_to_a_danger_than_its_zone_says() -> None:
    chance = Random(20260101)
    for _ in range(1500):
        town, danger = chance.choice(TOWNS), chance.choice(NORWAY).place
        zone = zone_of(town.code)
        assert zone is not None
        from_zone = zone.as_zone().km_from(danger, FACTOR)
        assert from_zone <= true_km(house_in(town, chance), danger)


def test_a_municipality_has_a_zone_only_when_the_disc_holds_all_its_reach() -> None:
    with_zone = 0
    for m in MUNICIPALITIES:
        cell = load_zones().cell_of(m.code)
        assert cell is not None
        if zone_of(m.code) is not None:
            with_zone += 1
            assert zone_of(m.code) is cell
            for bearing in (0.0, 1.0, 2.5, 4.0, 5.5):
                assert true_km(cell.centre, walked(m.place, m.extent_km, bearing)) <= cell.radius_km
        else:
            assert great_circle_km(cell.centre, m.place) * 1.005 + m.extent_km > cell.radius_km
    assert 0 < with_zone < len(MUNICIPALITIES)


def test_a_place_abroad_has_no_zone() -> None:
    assert zone_of("SE-T-2673730") is None


def test_an_unknown_place_is_refused() -> None:
    with pytest.raises(UnknownPlace):
        zone_of("NO-T-1")


def test_every_zone_is_wide_enough_and_holds_enough() -> None:
    for zone in load_zones().zones:
        entries = cell_entries(load_gazetteer(), zone.cell)
        assert zone.radius_km >= 12.5
        assert zone.addresses == possible_addresses(entries) >= 5_000
        assert zone.towns_inside == towns_inside(entries) >= 3
        assert {e.region for e in entries} == {zone.region}


def test_the_figures_of_the_decision_page_are_those_of_the_file() -> None:
    radii = sorted(zone.radius_km for zone in load_zones().zones)
    assert len(radii) == 88
    assert (radii[0], round(median(radii), 2), radii[-1]) == (13.7, 30.45, 100.3)


@pytest.mark.parametrize(
    ("by_people", "base_km", "refused"),
    [(True, 60, 0.059), (True, 120, 0.038), (False, 60, 0.053), (False, 120, 0.058)],
)
def test_the_price_of_zones_is_what_the_decision_page_says(
    by_people: bool, base_km: int, refused: float
) -> None:
    """Of houses that are far enough the share whose zone is not; and never the other way round."""
    chance = Random(1)
    people = [float(town.population or 100) for town in TOWNS]
    homes = chance.choices(TOWNS, people if by_people else None, k=20_000)
    dangers = chance.choices(TOWNS, people, k=20_000)
    safe = lost = 0
    for home, danger in zip(homes, dangers, strict=True):
        zone = zone_of(home.code)
        assert zone is not None
        house = offset(
            home.place, house_reach_km(home) * sqrt(chance.random()), chance.uniform(0, 2 * pi)
        )
        from_zone = zone.as_zone().km_from(danger.place, FACTOR)
        if great_circle_km(house, danger.place) >= base_km:
            safe += 1
            lost += from_zone < base_km
        else:
            assert from_zone < base_km
    assert safe > 10_000
    assert lost / safe == pytest.approx(refused, abs=0.005)


def offset(start: Place, km: float, bearing: float) -> Place:
    """The point so far away on a flat map: quick, and within 0.1 km for the reach of a town."""
    north, east = km * cos(bearing) / 111.2, km * sin(bearing) / 111.2
    return Place(start.lat + north, start.lon + east / cos(radians(start.lat)))


def test_the_address_estimate_counts_from_below() -> None:
    city = load_gazetteer().entry("NO-T-3143244")
    suburb = replace(city, code=PlaceCode("NO-T-1"), population=5_500, extent_km=2.5)
    beyond = replace(suburb, code=PlaceCode("NO-T-2"), place=Place(60.9, 10.7))
    unknown = replace(beyond, code=PlaceCode("NO-T-3"), population=None, place=Place(62, 10))
    assert possible_addresses([suburb]) == 2_500
    assert possible_addresses([suburb, city]) == possible_addresses([city]) == 492_079
    assert possible_addresses([suburb, city, beyond]) == 494_579  # 1,088,075 people
    assert possible_addresses([unknown]) == possible_addresses([]) == 0
    assert possible_addresses([load_gazetteer().entry("NO-K-0301")]) == 0
    assert towns_inside([suburb, beyond, unknown, load_gazetteer().entry("NO-K-0301")]) == 2


def test_on_the_rim_is_inside_and_a_metre_more_is_not() -> None:
    zone = load_zones().zones[0]
    spot = Place(zone.centre.lat + 0.1, zone.centre.lon)
    left = zone.radius_km - 1.005 * great_circle_km(zone.centre, spot)
    assert zone.holds(spot, left - 1e-9)
    assert not zone.holds(spot, left + 0.001)


def test_a_map_with_a_place_in_two_zones_is_refused() -> None:
    zone: MapZone = load_zones().zones[0]
    with pytest.raises(DomainError):
        ZoneMap((zone, replace(zone, cell=tuple(zone.cell))), load_gazetteer())


def test_a_repr_of_the_map_tells_no_place() -> None:
    assert repr(load_zones()) == "ZoneMap(88 zones)"
