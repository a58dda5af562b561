"""The map a world stands on: places that may be named, and zones that shelters stand in.

Norway is the project's own gazetteer and zones. Other maps are invented: towns of realistic sizes
on open sea, so that none can be taken for a real one.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cache
from math import cos, floor, radians

from app.places.entry import PlaceKind
from app.places.gazetteer import Gazetteer, load_gazetteer
from app.places.zones import load_zones
from app.worlds.generate.chance import Chance, rising
from app.worlds.generate.figures import Size
from app.worlds.generate.invented import invented
from app.worlds.generate.spot import Spot
from matching.geography import Place, Zone, great_circle_km
from matching.vocabulary import ZoneId


@dataclass(frozen=True, slots=True)
class CountryMap:
    """Towns by falling number of people, and every zone."""

    towns: tuple[Spot, ...]
    zones: tuple[Zone, ...]
    _upto: tuple[float, ...] = field(repr=False)
    _tiles: Mapping[tuple[int, int], list[Spot]] = field(repr=False)

    def anywhere(self, chance: Chance) -> Spot:
        """A town as people live: large ones more often."""
        return chance.by_weight(self.towns, self._upto)

    def near(self, spot: Spot, chance: Chance) -> Spot:
        """A town within about 100 km of another, large ones more often; maybe the same."""
        lat, lon = _tile(spot.place)
        about = [
            town
            for a in (lat - 1, lat, lat + 1)
            for b in (lon - 1, lon, lon + 1)
            for town in self._tiles.get((a, b), ())
        ]
        return chance.by_weight(about, rising(town.people for town in about))

    def city(self, chance: Chance) -> Spot:
        """One of the three largest towns."""
        return chance.by_weight(self.towns[:3], self._upto[:3])

    def zones_near(self, place: Place, count: int) -> list[ZoneId]:
        """The zones whose centres are nearest."""
        by_way = sorted(self.zones, key=lambda z: (great_circle_km(z.centre, place), z.id))
        return [zone.id for zone in by_way[:count]]


def country_map(size: Size, seed: int) -> CountryMap:
    """The map of this size; Norway is the same for every seed."""
    if size.area_km2 is None:
        return norway()
    spots, zones = invented(size, seed)
    return _map(spots, zones)


@cache
def norway() -> CountryMap:
    """Norwegian towns of known population that lie in a zone, and the shipped zones."""
    gazetteer, zones = load_gazetteer(), load_zones()
    spots = []
    for entry in gazetteer.entries:
        if entry.kind is not PlaceKind.TOWN or entry.country != "NO" or not entry.population:
            continue
        zone = zones.zone_of(entry.code)
        if zone is None:
            continue
        around = _municipality(gazetteer, entry.municipality)
        spots.append(
            Spot(
                entry.code,
                entry.place,
                entry.extent_km,
                entry.population,
                zone.code,
                zone.region,
                around,
            )
        )
    return _map(spots, tuple(zone.as_zone() for zone in zones.zones))


def _municipality(gazetteer: Gazetteer, code: str | None) -> tuple[Place, float] | None:
    if code is None:
        return None
    entry = gazetteer.entry(code)
    return entry.place, entry.extent_km


def _map(spots: list[Spot], zones: tuple[Zone, ...]) -> CountryMap:
    towns = tuple(sorted(spots, key=lambda s: (-s.people, s.code)))
    tiles: dict[tuple[int, int], list[Spot]] = defaultdict(list)
    for town in towns:
        tiles[_tile(town.place)].append(town)
    return CountryMap(towns, zones, rising(float(t.people) for t in towns), dict(tiles))


def _tile(place: Place) -> tuple[int, int]:
    """Tiles of about 100 km each way at any latitude."""
    return floor(place.lat), floor(place.lon * cos(radians(round(place.lat))))
