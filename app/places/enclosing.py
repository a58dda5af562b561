"""The small disc that holds a group of round places."""

from __future__ import annotations

from collections.abc import Sequence
from math import ceil, cos, hypot, radians

from app.places.zones import GEODESIC_EXCESS
from matching.geography import Place, great_circle_km
from matching.vocabulary import value

_KM_PER_DEGREE = 111.195
_STEPS = 150
_SETTLED = 15
_RIM = 0.75


@value
class RoundPlace:
    """A point and everything within ``reach_km`` of it."""

    place: Place
    reach_km: float


def enclosing_disc(spots: Sequence[RoundPlace]) -> tuple[Place, float]:
    """Centre (4 decimals) and radius (km, rounded up to 0.1) of a disc that holds every spot.

    The centre walks towards the far side of the farthest spot in ever shorter steps, on a flat
    map; it comes within about 1 % of the smallest disc. The radius is then measured on the sphere,
    with 0.5 % for the ellipsoid, so that what it promises holds on the ground.
    """
    centre = _centre(spots)
    reach = max(GEODESIC_EXCESS * great_circle_km(centre, s.place) + s.reach_km for s in spots)
    return centre, ceil(10 * reach) / 10


def _centre(spots: Sequence[RoundPlace]) -> Place:
    middle = sum(s.place.lat for s in spots) / len(spots)
    east_km = _KM_PER_DEGREE * cos(radians(middle))
    flat = [(s.place.lon * east_km, s.place.lat * _KM_PER_DEGREE, s.reach_km) for s in spots]
    x = sum(spot[0] for spot in flat) / len(flat)
    y = sum(spot[1] for spot in flat) / len(flat)
    for step in range(2, _STEPS + 2):
        away, to_x, to_y, reach = _farthest(flat, x, y)
        if away == 0:
            break
        share = (away + reach) / away / step
        x, y = x + (to_x - x) * share, y + (to_y - y) * share
        if step == _SETTLED:  # from here on the centre moves little: the inner spots are out of it
            rim = _RIM * (away + reach)
            flat = [s for s in flat if hypot(s[0] - x, s[1] - y) + s[2] >= rim]
    return Place(round(y / _KM_PER_DEGREE, 4), round(x / east_km, 4))


def _farthest(
    flat: Sequence[tuple[float, float, float]], x: float, y: float
) -> tuple[float, float, float, float]:
    """Distance, position and reach of the spot whose far side is farthest from (x, y)."""
    best = (-1.0, 0.0, 0.0, 0.0, 0.0)
    for to_x, to_y, reach in flat:
        away = hypot(to_x - x, to_y - y)
        if away + reach > best[0]:
            best = (away + reach, away, to_x, to_y, reach)
    return best[1:]
