"""One entry of the gazetteer: a town or a municipality, its point and its reach.

Source: domain 8.2 (ActorArea), 9.3; decision 0011.
"""

from __future__ import annotations

from enum import StrEnum
from math import ceil, pi, sqrt
from typing import NewType

from matching.geography import Place
from matching.vocabulary import Region, value

PlaceCode = NewType("PlaceCode", str)

MUNICIPALITY_EXTENT_KM = 25.0
"""How far a municipality reaches when its towns do not say more: the precision default of 8.2."""
UNKNOWN_TOWN_EXTENT_KM = 5.0
"""Reach of a town whose population is not known; that of a town of some 33,000 people."""


class PlaceKind(StrEnum):
    """What a gazetteer entry is."""

    TOWN = "TOWN"
    MUNICIPALITY = "MUNICIPALITY"


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
