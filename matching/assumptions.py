"""What was assumed because nobody said it: shown with every answer, so that somebody asks.

Source: docs/domain.md 11.1. Only what a rule or cost really filled in for her is listed.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from matching import threat
from matching.costs.services import reach_minutes
from matching.people import adults, children
from matching.plan import Assumed
from matching.rules.suitability import wants_women_only
from matching.situation import ActorRoute, DangerArea, Household, Shelter
from matching.standing import Standing
from matching.vocabulary import (
    ActorStatus,
    AddressBlock,
    AgeBand,
    Answer,
    Criticality,
    Exemption,
    Gender,
    PlanMode,
    SearchConsent,
    SubstanceUse,
    TargetGroup,
)

CLEARING_PERSONS = 2


def assumed(household: Household, standing: Standing) -> tuple[Assumed, ...]:
    """What was assumed about her, whichever shelter it is; in the order of the closed list."""
    found = {
        *_about_danger(household, standing),
        *_about_people(household),
        *_about_the_call(household),
    }
    return tuple(one for one in Assumed if one in found)


def assumed_there(
    household: Household, shelter: Shelter, mode: PlanMode, standing: Standing
) -> tuple[Assumed, ...]:
    """What was assumed about one shelter and a stay there; in the order of the closed list."""
    found = set(_about_the_house(household, shelter, mode, standing))
    return tuple(one for one in Assumed if one in found)


def _about_danger(household: Household, standing: Standing) -> Iterator[Assumed]:
    tonight, rules = standing.situation.tonight, standing.rules
    if threat.level_unknown(household.threat):
        yield Assumed.THREAT_LEVEL
    reviewed = replace(household, threat=replace(household.threat, assessed_on=tonight))
    if threat.of_household(reviewed, tonight, rules) < standing.t_eff(household):
        yield Assumed.REVIEW_OVERDUE
    if not household.danger:
        nowhere = household.where_now is None
        yield Assumed.NO_PLACE_KNOWN if nowhere else Assumed.DANGER_PLACES
    reports: tuple[DangerArea | ActorRoute, ...] = (*household.danger, *household.routes)
    if any(r.last_confirmed is None and r.cleared_by < CLEARING_PERSONS for r in reports):
        yield Assumed.DANGER_AGE
    if any(
        actor.status is ActorStatus.UNKNOWN
        or (actor.status is not ActorStatus.AT_LARGE and actor.others_at_large is Answer.UNKNOWN)
        for actor in household.actors
    ):
        yield Assumed.ACTOR_STATUS
    if household.threat.q10_tracked is Answer.UNKNOWN:
        yield Assumed.PHONE_TRACKED
    if household.address_block is AddressBlock.UNKNOWN and household.police_involved:
        yield Assumed.ADDRESS_BLOCK


def _about_people(household: Household) -> Iterator[Assumed]:
    if any(child.age_band is AgeBand.UNKNOWN for child in children(household)):
        yield Assumed.CHILD_AGE
    if household.women_only is Answer.UNKNOWN and wants_women_only(household):
        yield Assumed.WOMEN_ONLY
    if any(p.gender is Gender.UNDISCLOSED for p in (*adults(household), *children(household))):
        yield Assumed.GENDER
    untold = (household.wheelchair, household.acute_psychosis, household.pets)
    if Answer.UNKNOWN in untold or household.substance_use is SubstanceUse.UNKNOWN:
        yield Assumed.MUST_HAVES
    if household.target_group is TargetGroup.UNKNOWN:
        yield Assumed.TARGET_GROUP
    if not household.languages:
        yield Assumed.LANGUAGE


def _about_the_call(household: Household) -> Iterator[Assumed]:
    if household.tonight is Answer.UNKNOWN:
        yield Assumed.TONIGHT
    if household.where_now is None:
        yield Assumed.WHERE_NOW
    if household.search_consent is SearchConsent.NOT_ANSWERED:
        yield Assumed.CONSENT


def _about_the_house(
    household: Household, shelter: Shelter, mode: PlanMode, standing: Standing
) -> Iterator[Assumed]:
    policy = shelter.stay
    if not policy.limit_known or (
        mode is PlanMode.SEGMENTED and policy.exemption is Exemption.UNKNOWN
    ):
        yield Assumed.STAY_LIMIT
    if mode is PlanMode.EXEMPTED and Answer.UNKNOWN in (
        policy.other_residents_limited,
        policy.separate_long_stay_wing,
    ):
        yield Assumed.COVER_STORY
    important = (n for n in household.needs if n.criticality is Criticality.IMPORTANT)
    tonight, rules = standing.situation.tonight, standing.rules
    if any(reach_minutes(shelter, need.service, tonight, rules) is None for need in important):
        yield Assumed.SERVICES
