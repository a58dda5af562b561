"""Rules in which her word is the last: H11 and H12."""

from __future__ import annotations

from matching.plan import Block
from matching.situation import Household, Shelter
from matching.standing import Standing
from matching.vocabulary import Rule, SearchConsent, WaivedBy


def not_against_her_word(
    household: Household, shelter: Shelter, standing: Standing
) -> Block | None:
    """H11. She did not decline the shelter, and its zone meets no place where she will not go.

    Unit: km from the zone's nearest point; a zone that just touches the place meets it.
    Source: domain 9.1, 9.3. Unknown: a shelter without a zone may lie in any of her places.
    Only she takes it back, at any time and without a reason.
    """
    declined = shelter.id in household.declined
    return (
        Block(Rule.H11, WaivedBy.HER) if declined or _no_go(household, shelter, standing) else None
    )


def she_agrees_to_the_search(
    household: Household, shelter: Shelter, standing: Standing
) -> Block | None:
    """H12. She has not refused the search, and knows of it when somebody else called.

    Unit: one word. Source: domain 9.1, 6.2. What a shelter is told of her is decided where it is
    told. Unknown: not answered by phone is a search in which nothing is told to a shelter; a
    caller of whom it is not known whether she knows is a caller without her.
    """
    refused = household.search_consent is SearchConsent.REFUSED
    if refused or household.third_party_without_her:
        return Block(Rule.H12, WaivedBy.NOBODY)
    return None


def _no_go(household: Household, shelter: Shelter, standing: Standing) -> bool:
    zone, factor = standing.zone(shelter), standing.rules.distance_factor
    if zone is None:
        return bool(household.no_go)
    return any(zone.km_from(area.place, factor) <= area.radius_km for area in household.no_go)
