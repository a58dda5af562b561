"""Tier 3: her own wishes, in her own order, before every other soft cost.

Source: docs/domain.md 10.3, 8.2. Wishes steer, they never bar; what bars is her no (H11).
"""

from __future__ import annotations

from datetime import date

from matching.bundles import Bundle
from matching.costs.services import reach_minutes
from matching.situation import Household, Shelter, Stay, Wish
from matching.standing import Standing
from matching.stay import Way
from matching.vocabulary import Answer, ServiceType, TargetGroup, UnitKind, WishKind, WishStrength

WEIGHTS = (5, 3, 2)
"""Of her first three wishes; later ones are shown and not counted."""
FIFTHS = {WishStrength.STRONG: 5, WishStrength.WANT: 3}
"""STRONG counts whole, WANT 0.6 (in fifths, so that the sum stays in integers)."""
WHOLE = 10
NEAR_MINUTES = 20
"""A wished service is near at the minutes at which a need costs nothing."""
AWAY_KM = 75.0
"""A zone is away from a wished-away place at this distance or more [D]."""


def wishes(
    household: Household, shelter: Shelter, bundle: Bundle, way: Way, standing: Standing
) -> int:
    """What her unmet wishes weigh.

    Unit: 0..10; her first three wishes weigh 5, 3, 2, scaled to 10 when there are fewer, and a
    WANT counts 0.6; rounded half up. Source: domain 10.3.
    Unknown: no wish is no cost; a shelter's silence about a wish leaves it unmet.
    """
    ranked = counted(household)
    unmet = sum(
        weight * FIFTHS[wish.strength]
        for weight, wish in ranked
        if not met(wish, household, shelter, bundle, way, standing)
    )
    return unmet_cost(unmet, sum(weight for weight, _ in ranked))


def counted(household: Household) -> tuple[tuple[int, Wish], ...]:
    """Her first three wishes by rank, each with its weight."""
    ranked = sorted(household.wishes, key=lambda wish: wish.rank)
    return tuple(zip(WEIGHTS, ranked, strict=False))


def unmet_cost(unmet_fifths: int, weights: int) -> int:
    """Unmet weight in fifths as 0..10 of all her weight, rounded half up."""
    if weights == 0:
        return 0
    return (2 * WHOLE * unmet_fifths + 5 * weights) // (10 * weights)


def met(
    wish: Wish,
    household: Household,
    shelter: Shelter,
    bundle: Bundle,
    way: Way,
    standing: Standing,
) -> bool:
    """Whether these units meet the wish.

    Unknown: a wish without the word that its kind needs cannot steer and counts as met.
    """
    match wish.kind:
        case WishKind.REGION:
            return wish.region is None or shelter.region is wish.region
        case WishKind.AWAY_FROM:
            return _away_from(wish, shelter, standing)
        case WishKind.NEAR_SERVICE:
            return wish.service is None or _near(wish.service, shelter, standing)
        case WishKind.URBAN:
            return shelter.urban is Answer.YES
        case WishKind.RURAL:
            return shelter.urban is Answer.NO
        case WishKind.WITH_PEERS | WishKind.WITHOUT_PEERS | WishKind.LANGUAGE_PEERS:
            return has_company(wish, household, shelter, way.planned.start, standing)
        case WishKind.SINGLE_FLAT:
            return all(group.kind is UnitKind.FLAT for group in bundle.groups)
        case WishKind.SHARED:
            return all(group.kind is not UnitKind.FLAT for group in bundle.groups)
        case WishKind.STAY_WHERE_I_AM:
            return _where_she_is(household, shelter, standing)


def is_peer(stay: Stay, household: Household) -> bool:
    """Whether a resident is known to be there for the same reason as she."""
    known = household.target_group is not TargetGroup.UNKNOWN
    return known and stay.target_group is household.target_group


def may_be_peer(stay: Stay, household: Household) -> bool:
    """Whether a resident is, or may be, there for the same reason as she."""
    return TargetGroup.UNKNOWN in (
        stay.target_group,
        household.target_group,
    ) or is_peer(stay, household)


def has_company(
    wish: Wish, household: Household, shelter: Shelter, night: date, standing: Standing
) -> bool:
    """Whether the residents of her first night meet a wish for or against peers."""
    others = [
        stay
        for stay in standing.stays_in(shelter.id)
        if stay.household != household.id and night in stay.span
    ]
    if wish.kind is WishKind.WITH_PEERS:
        return any(is_peer(stay, household) for stay in others)
    if wish.kind is WishKind.WITHOUT_PEERS:
        return not any(may_be_peer(stay, household) for stay in others)
    return any(stay.languages & household.languages for stay in others)


def _away_from(wish: Wish, shelter: Shelter, standing: Standing) -> bool:
    zone = standing.zone(shelter)
    if wish.place is None:
        return True
    return zone is not None and (
        zone.km_from(wish.place, standing.rules.distance_factor) >= AWAY_KM
    )


def _near(service: ServiceType, shelter: Shelter, standing: Standing) -> bool:
    minutes = reach_minutes(shelter, service, standing.situation.tonight, standing.rules)
    return minutes is not None and minutes <= NEAR_MINUTES


def _where_she_is(household: Household, shelter: Shelter, standing: Standing) -> bool:
    """Her present shelter; for a household without one, a zone that holds the place she is at."""
    stay = standing.current_stay(household.id)
    if stay is not None:
        return standing.shelter_of[stay.unit] == shelter.id
    zone = standing.zone(shelter)
    if zone is None or household.where_now is None:
        return False
    return zone.km_from(household.where_now, standing.rules.distance_factor) == 0.0
