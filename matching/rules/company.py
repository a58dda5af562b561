"""Rules against what already stands: H05 separation, H16 load, H19 standing beds.

Between two households that are both open, the plan's model holds the same rules as rows.
"""

from __future__ import annotations

from collections.abc import Callable

from matching import security
from matching.plan import Because, Block
from matching.rules import eligibility, her_say, safety, suitability
from matching.separation import meets_somebody
from matching.situation import Household, Shelter, Stay, StayState
from matching.standing import Standing
from matching.vocabulary import (
    Answer,
    NightSpan,
    Rule,
    ShelterId,
    ShelterStatus,
    ThreatLevel,
    WaivedBy,
)

SEPARATED = Block(Rule.H05, WaivedBy.TWO_WITH_POLICE, restricted=True)


def apart_from_whom_she_must_avoid(
    household: Household, shelter: Shelter, standing: Standing
) -> Block | None:
    """H05. Nobody from whom she must be separated stays there; for T3 and T4 nor in its zone.

    Unit: nights of her whole plan against nights of each stay; zones that meet count as one.
    Source: domain 9.1, 9.3. Unknown: one network label without another word is MUST_SEPARATE.
    Restricted: that somebody else is there must never show.
    """
    if not meets_somebody(household, shelter, standing.plan_span(household), standing):
        return None
    return SEPARATED


def house_can_carry_them(
    household: Household, shelter: Shelter, standing: Standing
) -> Block | None:
    """H16. The house is open, and on no night above its caps for T4 and for long stays.

    Unit: persons on a night, over her whole plan. Source: domain 9.1. Only the shelter lifts it.
    Unknown: a cap nobody set is none.
    """
    if shelter.status is not ShelterStatus.OPEN:
        return Block(Rule.H16, WaivedBy.SHELTER)
    planned, long = standing.plan_span(household), standing.rules.long_stay_nights
    others = [s for s in standing.stays_in(shelter.id) if s.household != household.id]
    caps: list[tuple[int | None, bool, list[Stay]]] = [
        (
            shelter.max_concurrent_t4,
            standing.t_eff(household) is ThreatLevel.T4,
            [stay for stay in others if stay.t_eff is ThreatLevel.T4],
        ),
        (
            shelter.max_concurrent_long_stay,
            planned.nights > long,
            [stay for stay in others if stay.span.nights > long],
        ),
    ]
    for cap, counts, stays in caps:
        if cap is not None and counts and len(household.members) + _most(stays, planned) > cap:
            return Block(Rule.H16, WaivedBy.SHELTER)
    return None


def standing_bed_stays(household: Household, shelter: Shelter, standing: Standing) -> Block | None:
    """H19. She has no accepted or begun stay, or something opens it.

    Unit: stays that are not over. Opened by herself (she wishes to move, or needs a bed tonight),
    by a hard rule that her present house breaks by now, or by the end of the stay within
    ``bed_needed_within_days``. Source: domain 9.1, 10.1. People decide on the move (H18).
    Unknown: what is merely unknown of the house she lives in does not move her.
    """
    if household.wants_move or household.tonight is not Answer.NO:
        return None
    for stay in standing.stays_of(household.id):
        # A stay that is over has ended within the days, so it is open like one that ends soon.
        if stay.state is not StayState.HELD and not _is_opened(household, stay, standing):
            return Block(Rule.H19, WaivedBy.NOBODY)
    return None


OPENS: tuple[Callable[[Household, Shelter, Standing], Block | None], ...] = (
    safety.away_from_danger,
    safety.unknown_to_those_she_fears,
    safety.staff_have_no_tie,
    suitability.house_admits_them,
    eligibility.house_accepts_them,
    suitability.critical_services_in_reach,
    her_say.not_against_her_word,
    suitability.an_adult_is_with_them,
)
"""Rules of the house itself that open a standing bed; H02 and H21 are asked for tonight."""


def her_barred_house(household: Household, standing: Standing) -> ShelterId | None:
    """The house in which she has her bed, where a rule bars it by now, as a fact and not waived.

    Source: domain 9.6 (H19), 10.2: then it is a rule that moves her, and not a better bed.
    Unknown: what is merely unknown of the house moves nobody.
    """
    stay = standing.her_bed(household)
    if stay is None or not house_is_barred(household, stay, standing):
        return None
    return standing.shelter_of[stay.unit]


def _is_opened(household: Household, stay: Stay, standing: Standing) -> bool:
    left = (stay.span.end - standing.situation.tonight).days
    ends_soon = left <= standing.rules.bed_needed_within_days
    return ends_soon or house_is_barred(household, stay, standing)


def house_is_barred(household: Household, stay: Stay, standing: Standing) -> bool:
    """Whether a rule of H19 bars the house of a stay of hers by now, as a fact and not waived."""
    return bool(bars_there(household, stay, standing))


def bars_there(household: Household, stay: Stay, standing: Standing) -> list[Block]:
    """Rules of H19 that bar the house of a stay of hers by now, as a fact and not waived.

    Unit: H02 and H21 for tonight, H05 for the nights of that stay. Source: domain 9.2, 9.6.
    Unknown: what is merely unknown of the house moves nobody.
    """
    shelter = standing.shelters[standing.shelter_of[stay.unit]]
    tonight = standing.situation.tonight
    broken = [rule(household, shelter, standing) for rule in OPENS]
    at_best = security.at_best(shelter)
    broken.append(safety.lacks_security(household, at_best, standing, tonight))
    broken.append(safety.breaks_address_circle(household, at_best, tonight))
    if meets_somebody(household, shelter, stay.span, standing):
        broken.append(SEPARATED)
    return [
        block
        for block in broken
        if block is not None
        and block.because is Because.FACT
        and not standing.waived(household, shelter, block)
    ]


def _most(stays: list[Stay], planned: NightSpan) -> int:
    """The most persons of these stays on any night of the plan.

    A household in two units of the house has a stay for each, and every person sleeps once.
    """
    starts = {stay.span.start for stay in stays if stay.span.start in planned}
    nights = starts | {planned.start}
    return max(
        sum({stay.household: stay.persons for stay in stays if night in stay.span}.values())
        for night in nights
    )
