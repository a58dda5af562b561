"""Her dangers seen from every zone at once: margins, bands and legs, equal to the scalar ones.

Source: docs/domain.md 9.3, 10.3, 11.2. One value per zone, and one more at the end for "no zone".
Nothing in here is ever told to anybody: a margin gives a house away.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from matching.costs.residual import ROBUST_GROWTH
from matching.exclusion import leg_bars, leg_is_near, leg_width, live_legs, reach_km
from matching.ruleset import RuleSet
from matching.situation import DangerArea, Household
from matching.standing import Standing
from matching.vocabulary import ThreatLevel
from matching.zone_columns import TIGHT_KM, Away, Bools, Floats

Ints = NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class Reach:
    """What a zone is to her; the last value of each array is the unknown zone's, the worst."""

    barred: Bools
    """Inside a danger area, or too near a leg at T4 (H03)."""
    bands: Ints
    """Margin, leg; without the conspicuous band, which goes by region."""
    margins: Ints
    """The margin's band alone."""
    robust: Bools


def reach(
    household: Household, areas: Sequence[DangerArea], away: Away, standing: Standing
) -> Reach:
    """Margins, bands and robustness of every zone for this household and her live areas."""
    rules, level = standing.rules, standing.t_eff(household)
    nowhere = away.zones.nowhere
    barred, robust = np.empty(nowhere + 1, dtype=bool), np.empty(nowhere + 1, dtype=bool)
    bands = np.empty(nowhere + 1, dtype=np.int64)
    # Past the last line of the margins lies the zone that nobody knows.
    barred[nowhere], robust[nowhere] = True, False
    bands[nowhere] = rules.band(-np.inf) + 1
    here = slice(0, nowhere)
    if areas:
        lines, band = _lines(rules.margin_bands)
        place, robust[here] = _margins(areas, away, lines, standing, level)
        barred[here] = place == 0
        bands[here] = band[place]
    else:
        barred[here], robust[here], bands[here] = False, True, 0
    margins = bands.copy()
    margins[nowhere] = rules.band(-np.inf)
    _legs(household, away, rules, level, barred[here], robust[here], bands[here])
    return Reach(barred, bands, margins, robust)


@lru_cache(maxsize=8)
def _lines(margin_bands: tuple[tuple[float, int], ...]) -> tuple[Floats, Ints]:
    """Margins at which something changes, and the band below, between and above them."""
    lines = np.array(sorted({0.0, *(below for below, _ in margin_bands)}))
    limits = np.array([below for below, _ in margin_bands])
    bands = np.array([*(band for _, band in margin_bands), 0], dtype=np.int64)
    at = np.searchsorted(limits, np.array([-np.inf, *lines]), side="right")
    return lines, bands[at]


def _margins(
    areas: Sequence[DangerArea],
    away: Away,
    lines: Floats,
    standing: Standing,
    level: ThreatLevel,
) -> tuple[NDArray[np.intp], Bools]:
    """How many lines each zone's smallest margin reaches, and whether it holds for radii grown by
    half."""
    rules, tonight = standing.rules, standing.situation.tonight
    far = [reach_km(area, level, tonight, rules) for area in areas]
    reach_of = np.array(far)[:, None]
    km = away.km_from([area.place for area in areas])
    km -= reach_of
    margin = km.min(axis=0)
    km -= (ROBUST_GROWTH - 1) * reach_of
    spare = km.min(axis=0)
    place = np.searchsorted(lines, margin + TIGHT_KM, side="right")
    doubtful = place != np.searchsorted(lines, margin - TIGHT_KM, side="right")
    doubtful |= np.abs(spare) < TIGHT_KM
    robust: Bools = spare >= 0
    for number in np.flatnonzero(doubtful):
        zone = away.zones.zones[number]
        exact = [zone.km_from(area.place, away.zones.factor) for area in areas]
        least = min(km - r for km, r in zip(exact, far, strict=True))
        place[number] = np.searchsorted(lines, least, side="right")
        robust[number] = all(km >= ROBUST_GROWTH * r for km, r in zip(exact, far, strict=True))
    return place, robust


def _legs(
    household: Household,
    away: Away,
    rules: RuleSet,
    level: ThreatLevel,
    barred: Bools,
    robust: Bools,
    bands: Ints,
) -> None:
    """Write down the zones that a leg bars, or would if it reached half as far again, and one band
    more for those beside a live leg."""
    legs = list(live_legs(household)) if household.routes else []
    if not legs:
        return
    zones = away.zones
    beside, doubt = np.zeros(zones.nowhere, dtype=bool), np.zeros(zones.nowhere, dtype=bool)
    bar, would = beside.copy(), beside.copy()
    extra = rules.base(level) / 4
    for route, a, b in legs:
        km, width = zones.leg_km(a, b), leg_width(route, rules)
        beside |= km < width
        grown = ROBUST_GROWTH * (width + extra)
        for line in (width, width + extra, grown):
            doubt |= np.abs(km - line) < TIGHT_KM
        if level is ThreatLevel.T4:
            bar |= km < width + extra
            would |= km < grown
    for number in np.flatnonzero(doubt):
        zone = zones.zones[number]
        beside[number] = leg_is_near(household, zone, rules)
        bar[number] = leg_bars(household, zone, level, rules)
        would[number] = leg_bars(household, zone, level, rules, ROBUST_GROWTH)
    barred |= bar
    robust &= ~would
    bands += beside
