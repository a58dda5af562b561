"""The gazetteer: towns and municipalities by stable code, the only places a danger area may name.

Source: domain 8.2 (ActorArea), 9.3, 11.2; data/SOURCES.md. Names are for screens and for typing;
matching gets the point and the reach of an entry and nothing else.
"""

from __future__ import annotations

from collections.abc import Mapping
from csv import DictReader
from dataclasses import field, replace
from enum import StrEnum
from functools import cache
from importlib.resources import files
from io import StringIO
from math import ceil, pi, sqrt
from types import MappingProxyType
from typing import NewType

from app.places.place_names import closeness, folded, spellings
from matching.geography import Place, great_circle_km
from matching.vocabulary import DomainError, Region, value

PlaceCode = NewType("PlaceCode", str)

MUNICIPALITY_EXTENT_KM = 25.0
"""How far a municipality reaches when its towns do not say more: the precision default of 8.2."""
UNKNOWN_TOWN_EXTENT_KM = 5.0
"""Reach of a town whose population is not known; that of a town of some 33,000 people."""

_REGION_OF_COUNTY = {
    "03": Region.EAST,
    "11": Region.WEST,
    "15": Region.WEST,
    "18": Region.NORTH,
    "30": Region.EAST,
    "34": Region.EAST,
    "38": Region.EAST,
    "42": Region.SOUTH,
    "46": Region.WEST,
    "50": Region.MID,
    "54": Region.NORTH,
}


class PlaceKind(StrEnum):
    """What a gazetteer entry is."""

    TOWN = "TOWN"
    MUNICIPALITY = "MUNICIPALITY"


class UnknownPlace(DomainError):
    """The gazetteer has no entry of that code."""


@value
class GazetteerEntry:
    """A town or a municipality: a point and how far the whole place reaches from it.

    Unit: degrees WGS84; km, great circle. ``extent_km`` is 0 only for an entry that is a point.
    Unknown: a population not known is None. A place abroad has no region and no municipality.
    """

    code: PlaceCode
    kind: PlaceKind
    name: str
    place: Place
    extent_km: float
    country: str
    county: str | None = None
    region: Region | None = None
    municipality: PlaceCode | None = None
    population: int | None = None
    other_name: str | None = None

    def __repr__(self) -> str:
        """No code, name or point: a danger place must not reach a log by way of a repr."""
        return "GazetteerEntry(...)"


@value
class Gazetteer:
    """Every entry, in the order of the codes; nothing in it ever changes."""

    entries: tuple[GazetteerEntry, ...]
    _by_code: Mapping[str, GazetteerEntry] = field(init=False, repr=False, compare=False)
    _spelled: tuple[tuple[GazetteerEntry, tuple[str, ...]], ...] = field(
        init=False, repr=False, compare=False
    )

    def __post_init__(self) -> None:
        by_code = {entry.code: entry for entry in self.entries}
        if len(by_code) != len(self.entries):
            raise DomainError("a gazetteer has each code once")
        names = tuple((e, spellings(e.name) + spellings(e.other_name or "")) for e in self.entries)
        object.__setattr__(self, "_by_code", MappingProxyType(by_code))
        object.__setattr__(self, "_spelled", names)

    def __repr__(self) -> str:
        return f"Gazetteer({len(self.entries)} entries)"

    def __contains__(self, code: object) -> bool:
        return code in self._by_code

    def entry(self, code: str) -> GazetteerEntry:
        """The entry of that code.

        Raises
        ------
        UnknownPlace
            When there is none; the text does not repeat the code.
        """
        found = self._by_code.get(code)
        if found is None:
            raise UnknownPlace("the gazetteer has no place of this code")
        return found

    def find(self, typed: str, *, limit: int = 10) -> tuple[GazetteerEntry, ...]:
        """The entries whose name, or a later word of it, begins with what was typed.

        Whole names first, then beginnings, then later words; each from the largest place down.
        Nothing typed finds nothing. Case, accents and the spelling of æ, ø and å do not matter.
        """
        wanted = folded(typed)
        if not wanted:
            return ()
        hits = [
            (near, -(entry.population or 0), entry.code, entry)
            for entry, spelled in self._spelled
            if (near := closeness(wanted, spelled)) is not None
        ]
        return tuple(hit[-1] for hit in sorted(hits, key=lambda hit: hit[:3])[:limit])

    def towns_of(self, municipality: str) -> tuple[GazetteerEntry, ...]:
        """The towns that are counted to this municipality, in the order of their codes."""
        return tuple(
            e for e in self.entries if e.kind is PlaceKind.TOWN and e.municipality == municipality
        )


def town_extent_km(population: int | None) -> float:
    """How far a town of so many people reaches from its point, rounded up to 0.1 km.

    Unit: km. Source: [D]; 1 km for the point itself, which is a centre and not a middle, and
    half as much again as the radius of a round town of 1,500 people per square km, since towns
    lie along fjords and roads. 1,000 people: 1.7 km; 30,000: 4.8; a million: 22.9.
    Unknown: 5 km.
    """
    if population is None:
        return UNKNOWN_TOWN_EXTENT_KM
    return ceil(10 * (1 + 1.5 * sqrt(population / (pi * 1500)))) / 10


@cache
def load_gazetteer() -> Gazetteer:
    """The gazetteer of the shipped data files, read once."""
    boxes = {row["kommunenummer"]: _box(row) for row in _rows("municipality_boxes.csv")}
    plain = [_municipality(row) for row in _rows("kommuner_2023_registry.csv")]
    towns = [_norwegian_town(row, plain, boxes) for row in _rows("towns_no_registry.csv")]
    municipalities = [_with_its_towns(m, towns, boxes[_number(m)]) for m in plain]
    abroad = [_foreign_town(row) for row in _rows("towns_neighbours.csv")]
    return Gazetteer(tuple(sorted([*municipalities, *towns, *abroad], key=lambda e: e.code)))


@value
class _Box:
    """The latitudes and longitudes between which a municipality lies."""

    south_west: Place
    north_east: Place

    def holds(self, place: Place) -> bool:
        low, high = self.south_west, self.north_east
        return low.lat <= place.lat <= high.lat and low.lon <= place.lon <= high.lon

    def farthest_km(self, place: Place) -> float:
        """Km to the farthest corner: no point of the municipality is farther from ``place``."""
        low, high = self.south_west, self.north_east
        return max(
            great_circle_km(place, Place(lat, lon))
            for lat in (low.lat, high.lat)
            for lon in (low.lon, high.lon)
        )


def _rows(name: str) -> list[dict[str, str]]:
    text = files("app.places").joinpath("data", name).read_text(encoding="utf-8")
    return list(DictReader(StringIO(text), strict=True))


def _number(municipality: GazetteerEntry) -> str:
    return municipality.code.removeprefix("NO-K-")


def _box(row: Mapping[str, str]) -> _Box:
    return _Box(
        Place(float(row["south"]), float(row["west"])),
        Place(float(row["north"]), float(row["east"])),
    )


def _point(row: Mapping[str, str]) -> Place:
    return Place(float(row["lat"]), float(row["lon"]))


def _population(row: Mapping[str, str]) -> int | None:
    """People; the source writes 0 for "not known"."""
    return int(row["population"]) or None


def _municipality(row: Mapping[str, str]) -> GazetteerEntry:
    other = row["name_official"]
    return GazetteerEntry(
        code=PlaceCode(f"NO-K-{row['kommunenummer']}"),
        kind=PlaceKind.MUNICIPALITY,
        name=row["name"],
        place=_point(row),
        extent_km=MUNICIPALITY_EXTENT_KM,
        country="NO",
        county=row["fylke"],
        region=_REGION_OF_COUNTY[row["fylkesnummer"]],
        municipality=PlaceCode(f"NO-K-{row['kommunenummer']}"),
        other_name=None if other == row["name"] else other,
    )


def _norwegian_town(
    row: Mapping[str, str], municipalities: list[GazetteerEntry], boxes: Mapping[str, _Box]
) -> GazetteerEntry:
    home = _home_of(row["name"], _point(row), municipalities, boxes)
    return GazetteerEntry(
        code=PlaceCode(f"NO-T-{row['geonameid']}"),
        kind=PlaceKind.TOWN,
        name=row["name"],
        place=_point(row),
        extent_km=town_extent_km(_population(row)),
        country="NO",
        county=home.county,
        region=home.region,
        municipality=home.code,
        population=_population(row),
    )


def _home_of(
    name: str, point: Place, municipalities: list[GazetteerEntry], boxes: Mapping[str, _Box]
) -> GazetteerEntry:
    """The municipality a town is counted to.

    The one that bears its name, else the one with the nearest point; both only among those whose
    box holds the town. The nearest point alone is wrong for 21 of the 151 towns which bear the
    name of the municipality they lie in; with the boxes, 12 of them remain, and the name settles
    those. For the others it is an estimate, and no safety rests on it: a zone is drawn round the
    towns that it counts, wherever their municipality ends.
    """
    around = [m for m in municipalities if boxes[_number(m)].holds(point)] or municipalities
    named = [m for m in around if m.name == name]
    return min(named or around, key=lambda m: (great_circle_km(m.place, point), m.code))


def _with_its_towns(
    plain: GazetteerEntry, towns: list[GazetteerEntry], box: _Box
) -> GazetteerEntry:
    """The municipality with its people and its reach.

    Its reach is 25 km, more when one of its towns reaches farther, and never more than the
    farthest corner of its box, beyond which nothing of it can lie.
    """
    own = [town for town in towns if town.municipality == plain.code]
    lived_in = [great_circle_km(plain.place, town.place) + town.extent_km for town in own]
    extent = min(max(MUNICIPALITY_EXTENT_KM, *lived_in, 0.0), box.farthest_km(plain.place))
    return replace(
        plain,
        extent_km=ceil(10 * extent) / 10,
        population=sum(town.population or 0 for town in own) or None,
    )


def _foreign_town(row: Mapping[str, str]) -> GazetteerEntry:
    return GazetteerEntry(
        code=PlaceCode(f"{row['country']}-T-{row['geonameid']}"),
        kind=PlaceKind.TOWN,
        name=row["name"],
        place=_point(row),
        extent_km=town_extent_km(_population(row)),
        country=row["country"],
        population=_population(row),
    )
