"""The entries of the gazetteer, read from the shipped data files (data/SOURCES.md)."""

from __future__ import annotations

from collections.abc import Mapping
from csv import DictReader
from dataclasses import replace
from importlib.resources import files
from io import StringIO
from math import ceil

from app.places.entry import (
    MUNICIPALITY_EXTENT_KM,
    GazetteerEntry,
    PlaceCode,
    PlaceKind,
    town_extent_km,
)
from matching.geography import Place, great_circle_km
from matching.vocabulary import DomainError, Region, value

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


_REGION_OF_PART = {"VLG": Region.NORTH, "WAL": Region.SOUTH, "BRU": Region.MID}


def read_entries(country: str = "NO") -> tuple[GazetteerEntry, ...]:
    """Every place of the data files of a country, in the order of the codes.

    Raises
    ------
    DomainError
        When there are none of that country.
    """
    readers = {"NO": _norway, "BE": _belgium}
    if country not in readers:
        raise DomainError("no places of that country")
    return tuple(sorted(readers[country](), key=lambda entry: entry.code))


def _belgium() -> list[GazetteerEntry]:
    """Each town is its municipality: Belgium's are small, and a larger one reaches as its town does."""
    found = []
    for row in _rows("towns_be.csv"):
        here = PlaceCode(f"BE-K-{row['geonameid']}")
        town = GazetteerEntry(
            code=PlaceCode(f"BE-T-{row['geonameid']}"),
            kind=PlaceKind.TOWN,
            name=row["name"],
            place=_point(row),
            extent_km=town_extent_km(_population(row)),
            country="BE",
            county=row["part"],
            region=_REGION_OF_PART[row["part"]],
            municipality=here,
            population=_population(row),
        )
        found += [
            town,
            replace(town, code=here, kind=PlaceKind.MUNICIPALITY, population=None),
        ]
    return found


def _norway() -> list[GazetteerEntry]:
    boxes = {row["kommunenummer"]: _box(row) for row in _rows("municipality_boxes.csv")}
    plain = [_municipality(row) for row in _rows("kommuner_2023_registry.csv")]
    towns = [_norwegian_town(row, plain, boxes) for row in _rows("towns_no_registry.csv")]
    municipalities = [_with_its_towns(m, towns, boxes[_number(m)]) for m in plain]
    abroad = [_foreign_town(row) for row in _rows("towns_neighbours.csv")]
    return [*municipalities, *towns, *abroad]


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
