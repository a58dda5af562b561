"""The zones of a country: all that leaves the vault about where a shelter stands.

Source: domain 8.1 (zone_id, zone_centre, zone_radius_km), 9.3; security 3. Zones are drawn from
towns and municipalities alone (zone_drawing.py) and shipped as data/zones_no.csv.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from csv import DictReader, writer
from dataclasses import field
from functools import cache
from importlib.resources import files
from io import StringIO
from types import MappingProxyType

from app.countries.profile import this_country
from app.places.gazetteer import (
    Gazetteer,
    GazetteerEntry,
    PlaceCode,
    PlaceKind,
    gazetteer_of,
)
from matching.geography import Place, Zone, great_circle_km
from matching.vocabulary import DomainError, Region, ZoneId, value

MIN_RADIUS_KM = 12.5
"""A zone is at least 25 km wide. Source: domain 9.3."""
MIN_ADDRESSES = 5_000
"""Possible addresses of a zone with fewer than MIN_SHELTERS shelters. Source: domain 9.3."""
MIN_SHELTERS = 3
"""Shelters of a zone with fewer than MIN_ADDRESSES possible addresses. Source: domain 9.3."""
HOUSE_REACH_KM = 5.0
"""A house is counted to a town up to this far from its point, or to the town's own reach [D]."""
PEOPLE_PER_ADDRESS = 2.2
"""People behind one possible address; a household has 2.1 on average, so this counts few [D]."""
GEODESIC_EXCESS = 1.005
"""The true distance is at most 0.41 % longer than the great circle between 57.9 and 71.2 N."""

COLUMNS = ("code", "lat", "lon", "radius_km", "region_word", "addresses", "towns_inside", "cell")
"""The columns of a zone file; ``cell`` lists the codes of its places, one space between them."""


@value
class MapZone:
    """One zone as it stands in a zone file: a disc, and the cell of places which it holds.

    Unit: degrees WGS84; km, great circle. ``addresses`` is an estimate (``possible_addresses``).
    """

    code: ZoneId
    centre: Place
    radius_km: float
    region: Region
    addresses: int
    towns_inside: int
    cell: tuple[PlaceCode, ...]

    def as_zone(self) -> Zone:
        """The zone as matching knows it: the disc and nothing else."""
        return Zone(self.code, self.centre, self.radius_km)

    def holds(self, place: Place, reach_km: float = 0.0) -> bool:
        """Whether everything within ``reach_km`` of the place lies inside the disc.

        Unit: km on the ground; an ellipsoid's geodesic is at most 0.5 % longer than the circle.
        """
        to_the_rim = GEODESIC_EXCESS * great_circle_km(self.centre, place) + reach_km
        return to_the_rim <= self.radius_km


@value
class ZoneMap:
    """Every zone of a country, and the zone in whose cell each place of the gazetteer lies."""

    zones: tuple[MapZone, ...]
    gazetteer: Gazetteer
    _cell_of: Mapping[str, MapZone] = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        cells: dict[str, MapZone] = {}
        for zone in self.zones:
            for entry in cell_entries(self.gazetteer, zone.cell):
                if cells.setdefault(entry.code, zone) is not zone:
                    raise DomainError("a place lies in one zone only")
        object.__setattr__(self, "_cell_of", MappingProxyType(cells))

    def __repr__(self) -> str:
        return f"ZoneMap({len(self.zones)} zones)"

    def cell_of(self, place_code: str) -> MapZone | None:
        """The zone whose cell has the point of this place; None abroad.

        For maps and counts. A shelter gets its zone from ``zone_of``.

        Raises
        ------
        UnknownPlace
            When the gazetteer has no such place.
        """
        return self._cell_of.get(self.gazetteer.entry(place_code).code)

    def zone_of(self, place_code: str) -> MapZone | None:
        """The zone of a shelter in this town or municipality; its disc holds the whole place.

        Source: domain 9.3; chosen by the place, never by the shelter's own point.
        Unknown: a municipality that reaches beyond the disc gives None, because a house in it may
        stand outside and every distance would come out too long; name the town instead. A place
        abroad gives None. A shelter without a zone is not proposed (11.1).

        Raises
        ------
        UnknownPlace
            When the gazetteer has no such place.
        """
        zone, entry = self.cell_of(place_code), self.gazetteer.entry(place_code)
        if zone is None or not zone.holds(entry.place, house_reach_km(entry)):
            return None
        return zone


def house_reach_km(entry: GazetteerEntry) -> float:
    """How far from its point a house may stand that is said to be in this place; km."""
    return max(entry.extent_km, HOUSE_REACH_KM)


def reach_in_cell_km(entry: GazetteerEntry) -> float:
    """How much of a place the disc of its cell must hold: a whole town, a municipality's point.

    Unit: km. To hold whole municipalities too would make the median radius 52 km instead of 30.
    """
    return house_reach_km(entry) if entry.kind is PlaceKind.TOWN else 0.0


def cell_entries(gazetteer: Gazetteer, cell: Iterable[str]) -> tuple[GazetteerEntry, ...]:
    """Every place of a cell: those listed, and the towns of the municipalities listed.

    Raises
    ------
    UnknownPlace
        When the gazetteer has no place of a listed code.
    """
    entries: dict[str, GazetteerEntry] = {}
    for code in cell:
        entry = gazetteer.entry(code)
        entries[entry.code] = entry
        if entry.kind is PlaceKind.MUNICIPALITY:
            entries.update((town.code, town) for town in gazetteer.towns_of(entry.code))
    return tuple(entries.values())


def towns_inside(entries: Iterable[GazetteerEntry]) -> int:
    """How many towns of known population there are: a town of unknown size may be one farm."""
    return sum(e.kind is PlaceKind.TOWN and e.population is not None for e in entries)


def possible_addresses(entries: Iterable[GazetteerEntry]) -> int:
    """An estimate from below of the addresses at which a house of the cell may stand.

    The people of the towns, 2.2 to an address, rounded down. A town whose point lies within the
    reach of a larger one is left out, since the source counts some people twice (an urban area
    and the towns in it). People outside towns are not counted at all.
    Unknown: a town whose population is not known has no addresses.
    """
    towns = [e for e in entries if e.kind is PlaceKind.TOWN and e.population is not None]
    counted: list[GazetteerEntry] = []
    for town in sorted(towns, key=lambda t: (-(t.population or 0), t.code)):
        if all(great_circle_km(town.place, c.place) >= c.extent_km for c in counted):
            counted.append(town)
    return int(sum(town.population or 0 for town in counted) / PEOPLE_PER_ADDRESS)


def written(zones: Sequence[MapZone]) -> str:
    """The zones as a zone file, one line each, always the same bytes for the same zones."""
    out = StringIO()
    lines = writer(out, lineterminator="\n")
    lines.writerow(COLUMNS)
    for z in zones:
        lat, lon = f"{z.centre.lat:.4f}", f"{z.centre.lon:.4f}"
        counts = (z.region.value, z.addresses, z.towns_inside)
        lines.writerow([z.code, lat, lon, f"{z.radius_km:.1f}", *counts, " ".join(z.cell)])
    return out.getvalue()


def zone_of_row(row: Mapping[str, str]) -> MapZone:
    """The zone that a valid row of a zone file states; ``zone_checks`` judges other rows first."""
    return MapZone(
        code=ZoneId(row["code"]),
        centre=Place(float(row["lat"]), float(row["lon"])),
        radius_km=float(row["radius_km"]),
        region=Region(row["region_word"]),
        addresses=int(row["addresses"]),
        towns_inside=int(row["towns_inside"]),
        cell=tuple(PlaceCode(code) for code in row["cell"].split()),
    )


def shipped_text(country: str | None = None) -> str:
    """The zone file of a country as it is shipped; of this country unless another one is named."""
    name = f"zones_{(country or this_country().code).lower()}.csv"
    return files("app.places").joinpath("data", name).read_text(encoding="utf-8")


def load_zones() -> ZoneMap:
    """The shipped zones of this country, read once."""
    return zones_of(this_country().code)


@cache
def zones_of(country: str) -> ZoneMap:
    """The shipped zones of a country, read once."""
    rows = DictReader(StringIO(shipped_text(country)), strict=True)
    return ZoneMap(tuple(zone_of_row(row) for row in rows), gazetteer_of(country))


def zone_of(place_code: str) -> MapZone | None:
    """``ZoneMap.zone_of`` in the shipped zones of this country."""
    return load_zones().zone_of(place_code)
