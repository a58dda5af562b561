"""Tier 2: the danger that is left where every hard rule is kept, in bands times threat weight.

Source: docs/domain.md 10.3, 11.2. Bands and not kilometres: a further 100 km buys little safety and
costs services. Range 0..88: at most (9 + 1 + 1) bands times 8.
"""

from __future__ import annotations

from math import inf

from matching.exclusion import leg_bars, leg_is_near, live_areas, margin_km, reach_km
from matching.situation import Household, Shelter
from matching.standing import Standing

FULL_RESIDUAL = 11
"""Bands of a household without a bed that is open to her: margin 9, leg 1, conspicuous 1 (10.2 [D])."""
ROBUST_GROWTH = 1.5
"""Every radius grows by half in the sensitivity run (domain 11.2)."""


def margin_band(household: Household, shelter: Shelter, standing: Standing) -> int:
    """The band of the smallest margin to a live danger area.

    Unit: bands 9, 3, 1, 0 at < 25, < 75, < 150, >= 150 km. Source: domain 10.3.
    Unknown: a shelter without a zone may be anywhere and has the worst band; without any live
    area there is nothing to be near to: band 0.
    """
    zone = standing.zone(shelter)
    if zone is None:
        return standing.rules.band(-inf)
    margin = margin_km(
        household,
        zone,
        standing.t_eff(household),
        standing.situation.tonight,
        standing.rules,
    )
    return 0 if margin is None else standing.rules.band(margin)


def leg_band(household: Household, shelter: Shelter, standing: Standing) -> int:
    """One band more beside a travel leg of somebody she fears.

    Unit: bands, 0 or 1. Source: domain 10.3 (chance meeting). Unknown: a shelter without a zone
    is beside it.
    """
    zone = standing.zone(shelter)
    if zone is None:
        return 1
    return int(leg_is_near(household, zone, standing.rules))


def conspicuous_band(household: Household, shelter: Shelter) -> int:
    """One band more where she herself says that she would stand out.

    Unit: bands, 0 or 1. Source: domain 10.3; never from nationality. Unknown: she did not say
    so, and nobody else may: 0.
    """
    return int(shelter.region in household.stands_out_in)


def risk(household: Household, shelter: Shelter, standing: Standing) -> int:
    """Residual danger of tier 2: all bands times the weight of her threat level.

    Unit: 0..88. Source: domain 10.2, 10.3.
    """
    bands = (
        margin_band(household, shelter, standing)
        + leg_band(household, shelter, standing)
        + conspicuous_band(household, shelter)
    )
    return bands * standing.rules.weight(standing.t_eff(household))


def robust(household: Household, shelter: Shelter, standing: Standing) -> bool:
    """Whether the shelter stays outside every danger area, and beside no leg that bars it, if each
    radius grows by half.

    Source: domain 11.2, 9: only breaks ties. Unknown: a shelter without a zone is not robust.
    """
    zone = standing.zone(shelter)
    if zone is None:
        return False
    level, tonight, rules = (
        standing.t_eff(household),
        standing.situation.tonight,
        standing.rules,
    )
    return all(
        zone.km_from(area.place, rules.distance_factor)
        >= ROBUST_GROWTH * reach_km(area, level, tonight, rules)
        for area in live_areas(household, tonight)
    ) and not leg_bars(household, zone, level, rules, ROBUST_GROWTH)
