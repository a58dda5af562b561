"""Places and zones: all that matching knows of where anything is.

Source: docs/domain.md 9.3, docs/security.md 3. A shelter's own point never gets here.
"""

from __future__ import annotations

from math import asin, cos, radians, sin, sqrt

from matching.vocabulary import DomainError, ZoneId, value

EARTH_RADIUS_KM = 6371.0088
"""Mean radius of the WGS84 ellipsoid (domain 8)."""


@value
class Place:
    """A point of the gazetteer, or the centre of a zone; degrees WGS84.

    Raises
    ------
    DomainError
        When it is not on Earth.
    """

    lat: float
    lon: float

    def __post_init__(self) -> None:
        if not (-90 <= self.lat <= 90 and -180 <= self.lon <= 180):
            raise DomainError("a place has a latitude and a longitude on Earth")


def great_circle_km(a: Place, b: Place) -> float:
    """Km along the great circle between two places (haversine)."""
    north, east = radians(b.lat - a.lat) / 2, radians(b.lon - a.lon) / 2
    h = sin(north) ** 2 + cos(radians(a.lat)) * cos(radians(b.lat)) * sin(east) ** 2
    return 2 * EARTH_RADIUS_KM * asin(min(1.0, sqrt(h)))


@value
class Zone:
    """All that matching knows of where a shelter is: a disc which holds its whole map cell.

    Unit: km, great circle. Every house of the cell lies in the disc, so ``km_from`` never says
    more than the true distance: what it calls far enough is far enough. The 25 km minimum is
    checked where zones are saved; the golden vectors need a zone of radius 0.

    Raises
    ------
    DomainError
        When the radius is negative.
    """

    id: ZoneId
    centre: Place
    radius_km: float

    def __post_init__(self) -> None:
        if not 0 <= self.radius_km < 2000:
            raise DomainError("a zone has a radius from 0 to 2,000 km")

    def km_from(self, place: Place, factor: float) -> float:
        """Km from ``place`` to the zone's nearest point; 0 inside. ``factor``: RuleSet."""
        return max(0.0, factor * great_circle_km(self.centre, place) - self.radius_km)

    def meets(self, other: Zone, factor: float) -> bool:
        """Whether the two discs may touch, so that they count as one municipality."""
        apart = factor * great_circle_km(self.centre, other.centre)
        return self.id == other.id or apart <= self.radius_km + other.radius_km
