"""A town that may be named."""

from __future__ import annotations

from dataclasses import dataclass

from matching.geography import Place
from matching.vocabulary import Region, ZoneId


@dataclass(frozen=True, slots=True)
class Spot:
    """A town: its point, how far it reaches, its people, and the zone of a house in it."""

    code: str
    place: Place
    extent_km: float
    people: int
    zone: ZoneId
    region: Region
    municipality: tuple[Place, float] | None = None
    """Point and reach of the municipality round it, where the gazetteer has one."""
