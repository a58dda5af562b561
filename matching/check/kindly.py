"""A house as it would be if all that it has not said were good: what still bars then is a fact."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

from matching.check.pair import grown_up
from matching.situation import (
    AcceptancePolicy,
    Household,
    SecurityFeature,
    ServiceOffer,
    Shelter,
)
from matching.vocabulary import (
    AgeBand,
    Answer,
    CaseByCase,
    ResidentsGender,
    SubstanceRule,
    TargetGroup,
)

ANY_AGE = 17
ANY_NUMBER = 99
OLDEST = {
    AgeBand.A0_2: 2,
    AgeBand.A3_6: 6,
    AgeBand.A7_12: 12,
    AgeBand.A13_17: 17,
    AgeBand.A18_24: 24,
    AgeBand.A25_39: 39,
    AgeBand.A40_64: 64,
}
"""Greatest age of a band, in whole years; above it, and where nobody told, there is none."""


def told_well(shelter: Shelter, household: Household, today: date) -> Shelter:
    """The same house with each unknown word replaced by the one that admits most.

    A word on a service that was not looked at for long is none; what she needs and the house never
    spoke of is there.
    """
    gender, entrance = shelter.residents_gender, _yes(shelter.separate_entrance)
    if gender is ResidentsGender.UNKNOWN:
        # Of a house that has not said whom it takes, an entrance that it lacks says nothing either.
        gender, entrance = ResidentsGender.SEPARATED, Answer.YES
    return replace(
        shelter,
        features=tuple(_feature(feature) for feature in shelter.features),
        police_within_15_min=_yes(shelter.police_within_15_min),
        residents_gender=gender,
        separate_entrance=entrance,
        acceptance=_policy(shelter.acceptance, household),
        services=_services(shelter, household, today),
        ties_asked=Answer.YES,
    )


def _yes(answer: Answer) -> Answer:
    return Answer.YES if answer is Answer.UNKNOWN else answer


def _feature(feature: SecurityFeature) -> SecurityFeature:
    return replace(feature, present=_yes(feature.present))


def _policy(policy: AcceptancePolicy, household: Household) -> AcceptancePolicy:
    """Her group may be any that the house takes while she was not asked for it, her age any of its band."""
    groups = [
        CaseByCase.NO if answer is CaseByCase.NO else CaseByCase.YES
        for answer in (
            policy.trafficking_residents,
            policy.partner_violence,
            policy.family_violence,
        )
    ]
    if household.target_group is TargetGroup.UNKNOWN and CaseByCase.YES in groups:
        groups = [CaseByCase.YES] * 3
    use = policy.substance_use
    ages = [OLDEST.get(adult.age_band) for adult in grown_up(household)]
    may_be_old_enough = all(age is None or age >= policy.min_age for age in ages)
    return replace(
        policy,
        min_age=0 if may_be_old_enough else policy.min_age,
        boys_max_age=ANY_AGE if policy.boys_max_age is None else policy.boys_max_age,
        girls_max_age=ANY_AGE if policy.girls_max_age is None else policy.girls_max_age,
        max_children=ANY_NUMBER if policy.max_children is None else policy.max_children,
        trafficking_residents=groups[0],
        partner_violence=groups[1],
        family_violence=groups[2],
        substance_use=SubstanceRule.ACCEPT if use is SubstanceRule.UNKNOWN else use,
        acute_psychosis=_yes(policy.acute_psychosis),
        wheelchair=_yes(policy.wheelchair),
        pets=_yes(policy.pets),
        adult_men_in_household=_yes(policy.adult_men_in_household),
    )


def _services(shelter: Shelter, household: Household, today: date) -> tuple[ServiceOffer, ...]:
    spoken_of = {service.type for service in shelter.services}
    others = {need.service for need in household.needs} - spoken_of
    silent = (ServiceOffer(type=one) for one in sorted(others))
    return tuple(_service(service, today) for service in (*shelter.services, *silent))


def _service(service: ServiceOffer, today: date) -> ServiceOffer:
    return replace(
        service,
        on_site=_yes(service.on_site),
        minutes=0 if service.minutes is None else service.minutes,
        capacity_now=_yes(service.capacity_now),
        verified_on=today,
    )
