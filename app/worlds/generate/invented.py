"""An invented country: towns of realistic sizes on open sea, and zones cut from the towns alone."""

from __future__ import annotations

from dataclasses import dataclass
from math import ceil, cos, exp, log, radians, sqrt

from app.places.entry import town_extent_km
from app.places.zones import GEODESIC_EXCESS, MIN_ADDRESSES, PEOPLE_PER_ADDRESS
from app.worlds.generate.chance import Chance
from app.worlds.generate.figures import Size
from app.worlds.generate.spot import Spot
from matching.geography import Place, Zone, great_circle_km
from matching.vocabulary import Region, ZoneId

KM_PER_DEGREE = 111.195
MIN_ZONE_KM = 25.0
"""Width and height of a zone's cell (domain 9.3)."""
MIN_PEOPLE = MIN_ADDRESSES * PEOPLE_PER_ADDRESS
MIN_TOWNS = 2
"""A zone with one town in it is the town (style 2)."""


@dataclass(frozen=True, slots=True)
class _Town:
    number: int
    x: float
    y: float
    people: int


@dataclass(frozen=True, slots=True)
class _Cell:
    """A rectangle of the flat sheet, km, with its towns."""

    west: float
    south: float
    east: float
    north: float
    towns: tuple[_Town, ...]

    @property
    def fit(self) -> bool:
        """Whether it may be a zone (domain 9.3), judged by its towns and never by shelters."""
        wide = min(self.east - self.west, self.north - self.south) >= MIN_ZONE_KM
        people = sum(town.people for town in self.towns)
        return wide and len(self.towns) >= MIN_TOWNS and people >= MIN_PEOPLE


def invented(size: Size, seed: int) -> tuple[list[Spot], tuple[Zone, ...]]:
    """Towns and zones of a country of that area: clustered, by Zipf's law, zones small."""
    if size.area_km2 is None:
        raise ValueError("an invented map needs an area")
    side = sqrt(size.area_km2)
    towns = _towns(size, side, Chance("map", size.name, seed))
    cells = _split(_Cell(0.0, 0.0, side, side, tuple(towns)))
    spots, zones = [], []
    for number, cell in enumerate(cells, start=1):
        zone = _zone(number, cell, size)
        zones.append(zone)
        region = _region(cell, side)
        for town in cell.towns:
            place = _place(town.x, town.y, size)
            code = f"{size.name.upper()}-T-{town.number:05d}"
            extent = town_extent_km(town.people)
            spots.append(Spot(code, place, extent, town.people, zone.id, region))
    return spots, tuple(zones)


def _towns(size: Size, side: float, chance: Chance) -> list[_Town]:
    """Rank r has 1/r of the largest town's people; two of three lie in the reach of a larger."""
    harmonic = sum(1 / rank for rank in range(1, size.towns + 1))
    largest = 0.85 * size.people / harmonic
    cores = max(3, round(sqrt(size.towns)))
    made: list[_Town] = []
    for rank in range(1, size.towns + 1):
        if rank <= cores or chance.happens(1 / 3):
            x, y = chance.between(0, side), chance.between(0, side)
        else:
            core = made[
                min(len(made) - 1, int(cores * exp(-log(cores) * chance.between(0, 1))) - 1)
            ]
            reach = 15 + 0.03 * sqrt(core.people)
            x, y = core.x + reach * chance.bell(), core.y + reach * chance.bell()
        people = max(200, ceil(largest / rank * chance.between(0.8, 1.2)))
        made.append(_Town(rank, _into(x, side), _into(y, side), people))
    return made


def _into(km: float, side: float) -> float:
    """Back onto the sheet, mirrored at its edge."""
    return min(side, max(0.0, -km if km < 0 else 2 * side - km if km > side else km))


def _split(cell: _Cell) -> list[_Cell]:
    """Halve the cell as long as both halves may be zones; the evenest halves come first."""
    todo, done = [cell], []
    while todo:
        one = todo.pop()
        halves = _halves(one)
        if halves is None:
            done.append(one)
        else:
            todo.extend(halves)
    return sorted(done, key=lambda c: (c.south, c.west))


def _halves(cell: _Cell) -> tuple[_Cell, _Cell] | None:
    along_x = cell.east - cell.west >= cell.north - cell.south
    for axis in (along_x, not along_x):
        found = _cut(cell, axis)
        if found is not None:
            return found
    return None


def _cut(cell: _Cell, along_x: bool) -> tuple[_Cell, _Cell] | None:
    """The cut between two towns that parts the people most evenly and leaves two fit cells."""
    low, high = (cell.west, cell.east) if along_x else (cell.south, cell.north)
    if high - low < 2 * MIN_ZONE_KM:
        return None
    towns = sorted(cell.towns, key=lambda t: (t.x if along_x else t.y, t.number))
    all_people = sum(town.people for town in towns)
    best, below = None, 0
    for count in range(1, len(towns)):
        below += towns[count - 1].people
        one, other = towns[count - 1], towns[count]
        at = ((one.x + other.x) if along_x else (one.y + other.y)) / 2
        at = min(high - MIN_ZONE_KM, max(low + MIN_ZONE_KM, at))
        if not (one.x if along_x else one.y) <= at <= (other.x if along_x else other.y):
            continue
        if min(count, len(towns) - count) < MIN_TOWNS:
            continue
        if min(below, all_people - below) < MIN_PEOPLE:
            continue
        uneven = abs(all_people - 2 * below)
        if best is None or uneven < best[0]:
            best = (uneven, count, at)
    if best is None:
        return None
    _, count, at = best
    return _parts(cell, along_x, at, tuple(towns[:count]), tuple(towns[count:]))


def _parts(
    cell: _Cell, along_x: bool, at: float, below: tuple[_Town, ...], above: tuple[_Town, ...]
) -> tuple[_Cell, _Cell] | None:
    if along_x:
        one = _Cell(cell.west, cell.south, at, cell.north, below)
        other = _Cell(at, cell.south, cell.east, cell.north, above)
    else:
        one = _Cell(cell.west, cell.south, cell.east, at, below)
        other = _Cell(cell.west, at, cell.east, cell.north, above)
    return (one, other) if one.fit and other.fit else None


def _zone(number: int, cell: _Cell, size: Size) -> Zone:
    """The disc that holds the whole cell and all of each of its towns."""
    centre = _place((cell.west + cell.east) / 2, (cell.south + cell.north) / 2, size)
    corners = [(x, y, 0.0) for x in (cell.west, cell.east) for y in (cell.south, cell.north)]
    places = [(t.x, t.y, max(5.0, town_extent_km(t.people))) for t in cell.towns]
    radius = max(
        GEODESIC_EXCESS * great_circle_km(centre, _place(x, y, size)) + reach
        for x, y, reach in (*corners, *places)
    )
    code = ZoneId(f"{size.name.upper()[:2]}-Z-{number:04d}")
    return Zone(code, centre, ceil(radius * 10) / 10)


def _place(x: float, y: float, size: Size) -> Place:
    """A point of the sheet on Earth; areas hold, four decimals."""
    lat = size.corner[0] + y / KM_PER_DEGREE
    lon = size.corner[1] + x / (KM_PER_DEGREE * cos(radians(lat)))
    return Place(round(lat, 4), round(lon, 4))


def _region(cell: _Cell, side: float) -> Region:
    """MID in the middle, elsewhere the side of the map that is nearest."""
    x = (cell.west + cell.east) / 2 / side - 0.5
    y = (cell.south + cell.north) / 2 / side - 0.5
    if max(abs(x), abs(y)) < 0.2:
        return Region.MID
    if abs(x) > abs(y):
        return Region.EAST if x > 0 else Region.WEST
    return Region.NORTH if y > 0 else Region.SOUTH
