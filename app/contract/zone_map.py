"""The map of the country by zone, and which zones are out for one case."""

from __future__ import annotations

from typing import Annotated
from uuid import UUID

from app.contract.base import Of, Told
from matching.vocabulary import Region


class ZoneOnMap(Told):
    """One zone as it may be drawn, and what is free in it tonight; never where a house stands.

    Unit: degrees to a tenth; km, rounded up. A zone is drawn of towns alone, so it says of each
    house in it the same.
    """

    zone: Annotated[str, Of("zone")]
    region: Annotated[Region | None, Of("region")]
    """Null of a zone that the shipped map of this country does not hold."""
    lat: Annotated[float, Of("zone_disc")]
    lon: Annotated[float, Of("zone_disc")]
    radius_km: Annotated[int, Of("zone_disc")]
    houses: Annotated[int, Of("free_units")]
    """Houses that take people in."""
    units: Annotated[int, Of("free_units")]
    free: Annotated[int, Of("free_units")]


class ZoneMapTold(Told):
    """Every valid zone of the country."""

    zones: Annotated[list[ZoneOnMap], Of("zone")]


class ZoneForHer(Told):
    """What one zone is for her; in closed words, as beside her options."""

    zone: Annotated[str, Of("zone")]
    near_danger: Annotated[bool, Of("danger_places")]
    """Whether the zone itself lies in reach of a danger place, whichever houses are in it."""
    houses: Annotated[int, Of("reasons_in_full")]
    possible: Annotated[int, Of("reasons_in_full")]
    """Houses of the zone that no rule bars."""
    reasons: Annotated[list[str], Of("reasons_in_full")]
    """What bars the others; what is restricted reads the same whichever rule it is, and stands last."""


class ZonesForHer(Told):
    """Zones that have houses, or lie in reach of a danger place of hers."""

    referral: Annotated[UUID, Of("case_id")]
    zones: Annotated[list[ZoneForHer], Of("zone")]
