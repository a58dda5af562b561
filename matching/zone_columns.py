"""Zones as arrays: distances from many places at once, equal to the scalar ones where it matters.

Two ways of computing one distance differ in the last bits. Whatever lies within ``TIGHT_KM`` of a
line that decides something is therefore computed again by the scalar function, so that "exactly on
the rim" means the same to the filter and to the rulebook. Source: docs/domain.md 9.3.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from math import cos, radians, sin

import numpy as np
from numpy.typing import NDArray

from matching.geography import EARTH_RADIUS_KM, Place, Zone, great_circle_km
from matching.vocabulary import ZoneId

Floats = NDArray[np.float64]
Bools = NDArray[np.bool_]

TIGHT_KM = 1e-6
KEPT_ZONES = 512
CLOSE = 1e-8
"""Below this 1 - cos (0.9 km) the product of two vectors is too coarse and the scalar answers."""


class ZoneColumns:
    """All zones of a picture; one more row at the end stands for "no zone"."""

    def __init__(self, zones: Sequence[Zone], factor: float) -> None:
        self.zones = tuple(zones)
        self.factor = factor
        self.number: dict[ZoneId, int] = {zone.id: n for n, zone in enumerate(self.zones)}
        self.nowhere = len(self.zones)
        self.centre = np.array([unit_vector(z.centre) for z in self.zones]).reshape(-1, 3).T.copy()
        self.radius = np.array([z.radius_km for z in self.zones])
        self._meets: dict[ZoneId, Bools] = {}

    def arcs_km(self, places: Sequence[Place]) -> Floats:
        """Great circle km from each place (rows) to each centre (columns)."""
        ends = np.array([unit_vector(place) for place in places]).reshape(-1, 3)
        square: Floats = ends @ self.centre
        np.subtract(1.0, square, out=square)
        np.maximum(square, 0.0, out=square)
        close = np.argwhere(square < CLOSE) if square.size and square.min() < CLOSE else ()
        square *= 0.5
        np.sqrt(square, out=square)
        np.minimum(square, 1.0, out=square)
        np.arcsin(square, out=square)
        square *= 2 * EARTH_RADIUS_KM
        for row, number in close:
            square[row, number] = great_circle_km(self.zones[number].centre, places[row])
        return square

    def meets(self, zone: Zone) -> Bools:
        """Which zones count as one municipality with this one; "no zone" does with every one."""
        known = self._meets.get(zone.id)
        if known is None:
            if len(self._meets) >= KEPT_ZONES:
                self._meets.clear()
            known = self._meets[zone.id] = np.append(self._meeting(zone), True)
        return known

    def _meeting(self, zone: Zone) -> Bools:
        apart = self.factor * self.arcs_km([zone.centre])[0] - self.radius
        found: Bools = apart <= zone.radius_km
        for number in near_any(apart, [zone.radius_km]):
            found[number] = self.zones[number].meets(zone, self.factor)
        found[self.number[zone.id]] = True
        return found

    def leg_km(self, a: Place, b: Place) -> Floats:
        """Km from each zone's nearest point to the leg between two places; not exact to the bit."""
        start, end = np.array(unit_vector(a)), np.array(unit_vector(b))
        normal = np.cross(start, end)
        length = float(np.sqrt(normal @ normal))
        ends = np.min(self.arcs_km([a, b]), axis=0)
        if length < 1e-12:
            km = np.zeros(len(self.zones)) if start @ end < 0 else self.arcs_km([a])[0]
        else:
            beside = (np.cross(normal, start) @ self.centre >= 0) & (
                np.cross(end, normal) @ self.centre >= 0
            )
            off = np.abs(np.arcsin(np.clip(normal @ self.centre / length, -1.0, 1.0)))
            km = np.where(beside, EARTH_RADIUS_KM * off, ends)
        nearest: Floats = np.maximum(0.0, self.factor * km - self.radius)
        return nearest


class Away:
    """Distances from all places of one household, worked out together."""

    def __init__(self, zones: ZoneColumns, places: Iterable[Place]) -> None:
        self.zones = zones
        self._row = {place: row for row, place in enumerate(dict.fromkeys(places))}
        self._arcs = zones.arcs_km(tuple(self._row))

    def arc_km(self, place: Place) -> Floats:
        """Great circle km to each zone's centre; not to be written on."""
        arcs: Floats = self._arcs[self._row[place]]
        return arcs

    def km_from(self, places: Sequence[Place], lines: Sequence[float] = ()) -> Floats:
        """Km from each place (rows) to each zone's nearest point; 0 inside.

        ``lines``: for each place the distance that decides something, or nothing at all; close
        to it the scalar distance stands.
        """
        zones = self.zones
        km: Floats = self._arcs[[self._row[place] for place in places]]
        km *= zones.factor
        km -= zones.radius
        np.maximum(km, 0.0, out=km)
        if lines:
            near = np.abs(km - np.array(lines)[:, None]) < TIGHT_KM
            for row, number in np.argwhere(near) if near.any() else ():
                km[row, number] = zones.zones[number].km_from(places[row], zones.factor)
        return km


def near_any(km: Floats, lines: Sequence[float]) -> NDArray[np.intp]:
    """Numbers of the values that lie within ``TIGHT_KM`` of a line."""
    if not lines:
        return np.zeros(0, dtype=np.intp)
    near = np.zeros(len(km), dtype=bool)
    for line in lines:
        near |= np.abs(km - line) < TIGHT_KM
    return np.flatnonzero(near)


def unit_vector(place: Place) -> tuple[float, float, float]:
    """A place on the unit sphere."""
    lat, lon = radians(place.lat), radians(place.lon)
    return cos(lat) * cos(lon), cos(lat) * sin(lon), sin(lat)
