"""From the place of a row to its zone: the town or municipality itself is kept only sealed."""

from __future__ import annotations

import re
from dataclasses import dataclass

from app.importing.faults import CellRefused
from app.places.gazetteer import UnknownPlace, load_gazetteer
from app.places.place_names import folded
from app.places.zones import zone_of
from matching.vocabulary import Region

NOT_THERE = "a place that is in the gazetteer: find its code with 'zones find NAME'"
TOO_WIDE = "a town: this municipality reaches beyond its zone, so name the town in it"
TELLS = "a name that does not hold the name of its place"
SHORTEST_TELLING = 3


@dataclass(frozen=True, slots=True, repr=False)
class Stands:
    """What may be kept readable of a place, and the municipality, which is sealed."""

    zone: str
    region: Region
    municipality: str | None


def stands_in(place: str) -> Stands:
    """The zone of a shelter in this town or municipality; never the nearest one instead.

    Raises
    ------
    CellRefused
        When the gazetteer has no such place, or no zone holds all of it.
    """
    try:
        zone = zone_of(_code(place))
        entry = load_gazetteer().entry(_code(place))
    except UnknownPlace:
        raise CellRefused(NOT_THERE) from None
    if zone is None:
        raise CellRefused(TOO_WIDE)
    municipality = entry.municipality
    number = None if municipality is None else municipality.removeprefix("NO-K-")
    return Stands(zone.code, zone.region, number)


def tells_its_place(code_name: str, place: str) -> bool:
    """Whether a word of the code name is the name of its town or municipality."""
    gazetteer = load_gazetteer()
    entry = gazetteer.entry(_code(place))
    names = {entry.name, entry.other_name or ""}
    if entry.municipality is not None:
        home = gazetteer.entry(entry.municipality)
        names |= {home.name, home.other_name or ""}
    telling = {w for name in names for w in _words(name) if len(w) >= SHORTEST_TELLING}
    return bool(telling & set(_words(code_name)))


def _words(name: str) -> list[str]:
    return [folded(word) for word in re.split(r"[\s/-]+", name) if word]


def _code(place: str) -> str:
    """A bare number of four digits is a municipality's."""
    return f"NO-K-{place}" if len(place) == 4 else place
