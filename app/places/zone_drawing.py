"""How the zones of a country are drawn: from its towns and municipalities and nothing else.

Source: security 3 ("drawn without looking at shelter positions"); decision 0010. The same
gazetteer gives the same zones, byte for byte.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from app.places.enclosing import RoundPlace, enclosing_disc
from app.places.gazetteer import (
    Gazetteer,
    GazetteerEntry,
    PlaceCode,
    PlaceKind,
    load_gazetteer,
)
from app.places.zones import (
    MIN_ADDRESSES,
    MIN_RADIUS_KM,
    MapZone,
    cell_entries,
    possible_addresses,
    reach_in_cell_km,
    towns_inside,
    written,
)
from matching.geography import Place, great_circle_km
from matching.vocabulary import Region, ZoneId

TOWNS_PER_ZONE = 3
"""Towns of known population in each drawn zone: a zone with one town in it is the town."""
_NEAR_CELLS = 12
_NEAR_MUNICIPALITIES = 14

Cell = frozenset[PlaceCode]
"""The codes of the municipalities of one zone."""
Homes = dict[PlaceCode, Cell]
"""For each municipality the cell that it lies in."""


class _Sheet:
    """The sheet that is drawn on: one region's municipalities, and each cell once looked at."""

    def __init__(self, gazetteer: Gazetteer, region: Region) -> None:
        everything = (e for e in gazetteer.entries if e.kind is PlaceKind.MUNICIPALITY)
        municipalities = [m for m in everything if m.region is region]
        self.region = region
        self.codes = sorted(m.code for m in municipalities)
        self._points = {m.code: m.place for m in municipalities}
        self._entries = {m.code: cell_entries(gazetteer, [m.code]) for m in municipalities}
        self._counts: dict[Cell, tuple[int, int]] = {}
        self._discs: dict[Cell, tuple[Place, float]] = {}
        self.near = {code: self._nearest(code) for code in self.codes}

    def _nearest(self, code: PlaceCode) -> list[PlaceCode]:
        here = self._points[code]
        others = [other for other in self.codes if other != code]
        others.sort(key=lambda other: (great_circle_km(here, self._points[other]), other))
        return others[:_NEAR_MUNICIPALITIES]

    def counts(self, cell: Cell) -> tuple[int, int]:
        """Possible addresses and towns of a cell."""
        if cell not in self._counts:
            entries = self._inside(cell)
            self._counts[cell] = possible_addresses(entries), towns_inside(entries)
        return self._counts[cell]

    def disc(self, cell: Cell) -> tuple[Place, float]:
        """Centre and radius of a cell; km."""
        if cell not in self._discs:
            entries = self._inside(cell)
            self._discs[cell] = enclosing_disc(
                [RoundPlace(entry.place, reach_in_cell_km(entry)) for entry in entries]
            )
        return self._discs[cell]

    def thin(self, cell: Cell) -> bool:
        """Whether the cell is too empty, too much one town or too small to be a zone."""
        addresses, towns = self.counts(cell)
        too_empty = addresses < MIN_ADDRESSES or towns < TOWNS_PER_ZONE
        return too_empty or self.disc(cell)[1] < MIN_RADIUS_KM

    def _inside(self, cell: Cell) -> list[GazetteerEntry]:
        return [entry for code in sorted(cell) for entry in self._entries[code]]

    def price(self, *cells: Cell) -> int:
        """The radii that the municipalities of these cells have to bear; tenths of a km."""
        return sum(len(cell) * round(10 * self.disc(cell)[1]) for cell in cells)


def draw_zones(gazetteer: Gazetteer) -> tuple[MapZone, ...]:
    """The zones of the gazetteer's municipalities: whole cells, no part of the country twice.

    Each cell lies in one region, is at least 25 km wide, holds at least 5,000 possible addresses
    and three towns; its disc holds every town of it and every municipality's point. Within these
    conditions the radii are as small as merging and moving single municipalities can make them.
    A region that is too thin for that as a whole becomes one zone, which ``zone_checks`` refuses.
    """
    cells: list[tuple[Cell, _Sheet]] = []
    for region in Region:
        sheet = _Sheet(gazetteer, region)
        cells += [(cell, sheet) for cell in _improved(sheet, _merged(sheet))]
    cells.sort(key=lambda item: min(item[0]))
    return tuple(
        _zone(gazetteer, f"{min(cell)[:2]}-Z-{number:03}", cell, sheet)
        for number, (cell, sheet) in enumerate(cells, start=1)
    )


def run_draw(path: str | Path, gazetteer: Gazetteer | None = None) -> int:
    """Write the zones of this country to a file, in the form in which they are shipped; exit code 0."""
    zones = draw_zones(gazetteer or load_gazetteer())
    Path(path).write_bytes(written(zones).encode())
    print(f"{len(zones)} zones")
    return 0


def _zone(gazetteer: Gazetteer, code: str, cell: Cell, sheet: _Sheet) -> MapZone:
    members = tuple(gazetteer.entry(code) for code in sorted(cell))
    (centre, radius_km), (addresses, towns) = sheet.disc(cell), sheet.counts(cell)
    return MapZone(
        code=ZoneId(code),
        centre=centre,
        radius_km=radius_km,
        region=sheet.region,
        addresses=addresses,
        towns_inside=towns,
        cell=tuple(member.code for member in members),
    )


def _merged(sheet: _Sheet) -> list[Cell]:
    """Cells that are zones: one per municipality at first, the emptiest joined to a neighbour."""
    cells = {Cell([code]) for code in sheet.codes}
    while len(cells) > 1:
        thin = [cell for cell in cells if sheet.thin(cell)]
        if not thin:
            break
        emptiest = min(thin, key=lambda cell: (sheet.counts(cell), sorted(cell)))
        partner = _partner(sheet, emptiest, cells)
        cells -= {emptiest, partner}
        cells.add(emptiest | partner)
    return sorted(cells, key=min)


def _partner(sheet: _Sheet, cell: Cell, cells: set[Cell]) -> Cell:
    """Of the cells nearby the one with which it makes the smallest zone."""
    here = sheet.disc(cell)[0]
    others = sorted(
        (other for other in cells if other != cell),
        key=lambda other: (great_circle_km(here, sheet.disc(other)[0]), sorted(other)),
    )
    return min(
        others[:_NEAR_CELLS],
        key=lambda other: (sheet.disc(cell | other)[1], sorted(other)),
    )


def _improved(sheet: _Sheet, cells: list[Cell]) -> list[Cell]:
    """The same land in cheaper cells: changes of one municipality, until none pays any more.

    It ends, because every change makes the price, a whole number, smaller.
    """
    homes: Homes = {code: cell for cell in cells for code in cell}
    changed = True
    while changed:
        changed = False
        for code in sheet.codes:
            best = min(_changes(sheet, homes, code), key=lambda change: change[0], default=None)
            if best is None:
                continue
            changed = True
            homes.update((member, cell) for cell in best[1] for member in cell)
    return sorted(set(homes.values()), key=min)


Change = tuple[int, tuple[Cell, ...]]
"""How much the price falls (negative), and the new cells in place of the old ones."""


def _changes(sheet: _Sheet, homes: Homes, code: PlaceCode) -> Iterator[Change]:
    """Every change of this municipality that pays and leaves nothing thin."""
    home = homes[code]
    for other in dict.fromkeys(homes[near] for near in sheet.near[code]):
        if other != home:
            yield from _paying(sheet, (home, other), _moves(sheet, home, other, code))
    yield from _paying(sheet, (home,), _splits(sheet, home, code))


def _moves(sheet: _Sheet, home: Cell, other: Cell, code: PlaceCode) -> Iterator[tuple[Cell, ...]]:
    """The municipality goes to the other cell, alone or in exchange for one nearby."""
    left = home - {code}
    yield (left, other | {code}) if left else (other | {code},)
    for back in sheet.near[code]:
        if back in other:
            yield left | {back}, (other - {back}) | {code}


def _splits(sheet: _Sheet, home: Cell, code: PlaceCode) -> Iterator[tuple[Cell, ...]]:
    """The municipality leaves with 0, 1, 2 ... of its nearest neighbours and they make a cell."""
    near = [neighbour for neighbour in sheet.near[code] if neighbour in home]
    for count in range(len(near) + 1):
        new = Cell([code, *near[:count]])
        if new != home:
            yield new, home - new


def _paying(
    sheet: _Sheet, before: tuple[Cell, ...], after: Iterator[tuple[Cell, ...]]
) -> Iterator[Change]:
    price = sheet.price(*before)
    for cells in after:
        if any(sheet.thin(cell) for cell in cells):
            continue
        gain = sheet.price(*cells) - price
        if gain < 0:
            yield gain, cells
