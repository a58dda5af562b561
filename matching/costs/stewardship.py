"""Tier 6, the last: save what others will need, and money.

Source: docs/domain.md 10.3. Never before her own costs.
"""

from __future__ import annotations

from collections import Counter
from weakref import WeakKeyDictionary

from matching import security
from matching.bundles import Bundle, beds_needed
from matching.geography import great_circle_km
from matching.situation import Household, Shelter
from matching.standing import Standing
from matching.vocabulary import SecurityLevel, ShelterStatus

STEWARDSHIP_CAP = 30
SCARCE_PRICE, PLAIN_PRICE = 3, 1
UNUSED_BED = 2
NOK_CAP = 10
"""Thousands."""

_scarce: WeakKeyDictionary[Standing, frozenset[SecurityLevel]] = WeakKeyDictionary()


def stewardship(household: Household, shelter: Shelter, bundle: Bundle, standing: Standing) -> int:
    """All costs of tier 6, clipped to its range. Unit: 0..30. Source: domain 10.3."""
    total = (
        scarcity(household, shelter, standing)
        + unused_beds(household, bundle)
        + travel(household, shelter, standing)
    )
    return min(STEWARDSHIP_CAP, total)


def scarcity(household: Household, shelter: Shelter, standing: Standing) -> int:
    """Security above what she needs, dearer where that level is nearly full.

    Unit: 3 per level if at least 80 % of the level's units are taken tonight, else 1. Source:
    domain 10.3. Unknown: a feature not known is absent and saves nothing.
    """
    level = security.level(shelter, standing.situation.tonight)
    above = level - standing.rules.required(standing.t_eff(household))
    price = SCARCE_PRICE if level in scarce_levels(standing) else PLAIN_PRICE
    return max(0, above) * price


def scarce_levels(standing: Standing) -> frozenset[SecurityLevel]:
    """Levels of which ``scarce_utilisation_percent`` of the open houses' units are taken tonight.

    Counted once for a situation. A unit out of service is not there at all; a hold takes it.
    """
    known = _scarce.get(standing.houses)
    if known is not None:
        return known
    tonight = standing.situation.tonight
    there: Counter[SecurityLevel] = Counter()
    taken: Counter[SecurityLevel] = Counter()
    for shelter in standing.situation.shelters:
        if shelter.status is not ShelterStatus.OPEN:
            continue
        level = security.level(shelter, tonight)
        used = {stay.unit for stay in standing.stays_in(shelter.id) if tonight in stay.span}
        units = [u for u in shelter.units if not any(tonight in o for o in u.out_of_service)]
        there[level] += len(units)
        taken[level] += sum(1 for unit in units if unit.id in used)
    percent = standing.rules.scarce_utilisation_percent
    scarce = frozenset(
        level for level, units in there.items() if units and 100 * taken[level] >= percent * units
    )
    _scarce[standing.houses] = scarce
    return scarce


def unused_beds(household: Household, bundle: Bundle) -> int:
    """A large unit for a small household. Unit: 2 for each unused bed above one."""
    return UNUSED_BED * max(0, bundle.beds - beds_needed(household) - 1)


def travel(household: Household, shelter: Shelter, standing: Standing) -> int:
    """What the way there costs, from the zone's centre.

    Unit: NOK / 1000, rounded half up, at most 10. Source: domain 10.3.
    Unknown: not knowing where she is is the same for every shelter and cannot steer: 0; a
    shelter without a zone is as far as can be.
    """
    if household.where_now is None:
        return 0
    zone = standing.zone(shelter)
    if zone is None:
        return NOK_CAP
    return travel_cost(
        great_circle_km(zone.centre, household.where_now),
        standing.rules.travel_nok_per_km,
    )


def travel_cost(km: float, nok_per_km: float) -> int:
    """Thousands of NOK for so many km, rounded half up, at most 10."""
    return min(NOK_CAP, int(km * nok_per_km / 1000 + 0.5))
