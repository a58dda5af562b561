"""Her dangers seen from every zone at once: margins, bands and legs, equal to the scalar ones.

Source: docs/domain.md 9.3, 10.3, 11.2. One value per zone, and one more at the end for "no zone".
Nothing in here is ever told to anybody: a margin gives a house away.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from matching.costs.residual import ROBUST_GROWTH
from matching.exclusion import (
    leg_bars,
    leg_is_near,
    leg_width,
    live_areas,
    live_legs,
    reach_km,
)
from matching.situation import Household
from matching.standing import Standing
from matching.vocabulary import ThreatLevel
from matching.zone_columns import TIGHT_KM, Bools, Floats, ZoneColumns, near_any

Ints = NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class Reach:
    """What a zone is to her; the last value of each array is the unknown zone's, the worst."""

    barred: Bools
    """Inside a danger area, or too near a leg at T4 (H03)."""
    bands: Ints
    """Margin, leg; without the conspicuous band, which goes by region."""
    margin_band: Ints
    robust: Bools


def reach(household: Household, zones: ZoneColumns, standing: Standing) -> Reach:
    """Margins, bands and robustness of every zone for this household."""
    rules = standing.rules
    margin, robust = _margins(household, zones, standing)
    limits = np.array([below for below, _ in rules.margin_bands])
    bands = np.array([*(band for _, band in rules.margin_bands), 0], dtype=np.int64)
    band = bands[np.searchsorted(limits, margin, side="right")]
    barred = margin < 0
    beside, bar = _legs(household, zones, standing)
    barred |= bar
    return Reach(
        barred=np.append(barred, True),
        bands=np.append(band + beside, rules.band(-np.inf) + 1),
        margin_band=np.append(band, rules.band(-np.inf)),
        robust=np.append(robust, False),
    )


def _margins(household: Household, zones: ZoneColumns, standing: Standing) -> tuple[Floats, Bools]:
    """The smallest margin of each zone, and whether it holds with every radius grown by half."""
    rules, level, tonight = (
        standing.rules,
        standing.t_eff(household),
        standing.situation.tonight,
    )
    areas = live_areas(household, tonight)
    count = len(zones.zones)
    if not areas:
        return np.full(count, np.inf), np.ones(count, dtype=bool)
    far = [reach_km(area, level, tonight, rules) for area in areas]
    reach_of = np.array(far)[:, None]
    km = zones.km_from([area.place for area in areas], [()] * len(areas))
    margin: Floats = (km - reach_of).min(axis=0)
    spare: Floats = (km - ROBUST_GROWTH * reach_of).min(axis=0)
    robust: Bools = spare >= 0
    lines = [0.0, *(below for below, _ in rules.margin_bands)]
    for number in {*near_any(margin, lines), *near_any(spare, [0.0])}:
        exact = [zones.zones[number].km_from(area.place, zones.factor) for area in areas]
        margin[number] = min(away - r for away, r in zip(exact, far, strict=True))
        robust[number] = all(away >= ROBUST_GROWTH * r for away, r in zip(exact, far, strict=True))
    return margin, robust


def _legs(household: Household, zones: ZoneColumns, standing: Standing) -> tuple[Bools, Bools]:
    """Zones beside a live leg, and zones that a leg bars."""
    rules, level = standing.rules, standing.t_eff(household)
    count = len(zones.zones)
    beside, barred = np.zeros(count, dtype=bool), np.zeros(count, dtype=bool)
    doubt = np.zeros(count, dtype=bool)
    extra = rules.base(level) / 4
    for route, a, b in live_legs(household):
        km, width = zones.leg_km(a, b), leg_width(route, rules)
        beside |= km < width
        doubt |= (np.abs(km - width) < TIGHT_KM) | (np.abs(km - width - extra) < TIGHT_KM)
        if level is ThreatLevel.T4:
            barred |= km < width + extra
    for number in np.flatnonzero(doubt):
        zone = zones.zones[number]
        beside[number] = leg_is_near(household, zone, rules)
        barred[number] = leg_bars(household, zone, level, rules)
    return beside, barred
