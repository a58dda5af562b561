"""Rules on whether the house suits them: H06, H07, H10, H17 (H08 has a file of its own)."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

from matching.bundles import bundles
from matching.people import adults, boys, oldest, surely_adult
from matching.plan import Because, Block
from matching.ruleset import RuleSet
from matching.situation import Household, Need, Person, ServiceOffer, Shelter
from matching.standing import Standing
from matching.vocabulary import (
    Answer,
    Criticality,
    Gender,
    ResidentsGender,
    Rule,
    Together,
    WaivedBy,
)


def household_stays_together(
    household: Household, shelter: Shelter, standing: Standing
) -> Block | None:
    """H06. Members who must stay together get one unit, or two that adjoin.

    Unit: units of one shelter, free or not (H01 asks when). Source: domain 9.1.
    Unknown: a wing that is not named adjoins nothing.
    """
    if bundles(household, shelter, standing):
        return None
    # Who only prefers it gets the same empty answer again: a matter of H01.
    spread = replace(household, together=Together.PREFER)
    return Block(Rule.H06, WaivedBy.HER) if bundles(spread, shelter, standing) else None


def house_admits_them(household: Household, shelter: Shelter, standing: Standing) -> Block | None:
    """H07. The house admits each adult by gender, her wish for women only, and her oldest boy.

    Unit: whole years; a band counts with its greatest age. Source: domain 9.1, 6.2.
    Unknown: a gender nobody told is admitted only by a SEPARATED house; a child whose gender
    nobody told may be a boy; women only is assumed while all adults are women and none was asked.
    """
    because: set[Because] = set()
    for adult in adults(household):
        if not _admits(shelter.residents_gender, adult):
            because.add(_known(shelter.residents_gender is not ResidentsGender.UNKNOWN))
    if wants_women_only(household):
        match shelter.residents_gender:
            case ResidentsGender.WOMEN:
                pass
            case ResidentsGender.SEPARATED:
                if shelter.separate_entrance is not Answer.YES:
                    because.add(_known(shelter.separate_entrance is Answer.NO))
            case ResidentsGender.UNKNOWN:
                because.add(Because.UNKNOWN)
            case ResidentsGender.MEN | ResidentsGender.MIXED:
                because.add(Because.FACT)
    limit = shelter.acceptance.boys_max_age
    for boy in boys(household):
        if limit is None or oldest(boy) > limit:
            because.add(_known(limit is not None))
    return _block(Rule.H07, WaivedBy.NOBODY, because)


def critical_services_in_reach(
    household: Household, shelter: Shelter, standing: Standing
) -> Block | None:
    """H10. Every service on which her safety hangs is there or near enough, has room, and is
    verified.

    Unit: minutes door to door, exactly the most is near enough; a check of 180 days still counts.
    Source: domain 9.1. Unknown: a service nobody told of is absent, and a call may lift that.
    """
    because: set[Because] = set()
    for need in household.needs:
        if need.criticality is Criticality.SAFETY_CRITICAL:
            offers = [offer for offer in shelter.services if offer.type is need.service]
            tonight, rules = standing.situation.tonight, standing.rules
            met = {_met(need, offer, tonight, rules) for offer in offers} or {Answer.UNKNOWN}
            if Answer.YES not in met:
                because.add(_known(Answer.UNKNOWN not in met))
    return _block(Rule.H10, WaivedBy.TWO_WITH_HEALTH, because)


def an_adult_is_with_them(
    household: Household, shelter: Shelter, standing: Standing
) -> Block | None:
    """H17. At least one member is an adult, and nobody doubts it; else child welfare is called.

    Unit: persons. Source: domain 9.1, 8.5 invariant 10.
    Unknown: an adult who may be under 18 counts as a minor.
    """
    if any(surely_adult(person) for person in household.members):
        return None
    return Block(Rule.H17, WaivedBy.NOBODY)


def wants_women_only(household: Household) -> bool:
    """Whether only women may live there: asked for, or not asked while all adults are women."""
    if household.women_only is Answer.UNKNOWN:
        return all(adult.gender is Gender.WOMAN for adult in adults(household))
    return household.women_only is Answer.YES


def _admits(house: ResidentsGender, adult: Person) -> bool:
    match house:
        case ResidentsGender.WOMEN:
            return adult.gender is Gender.WOMAN
        case ResidentsGender.MEN:
            return adult.gender is Gender.MAN
        case ResidentsGender.MIXED:
            return adult.gender in (Gender.WOMAN, Gender.MAN)
        case ResidentsGender.SEPARATED:
            return True
        case ResidentsGender.UNKNOWN:
            return False


def _met(need: Need, offer: ServiceOffer, tonight: date, rules: RuleSet) -> Answer:
    """Whether this offer meets the need: NO only where somebody said so."""
    near = _near(need, offer)
    if near is Answer.NO or offer.capacity_now is Answer.NO:
        return Answer.NO
    verified = offer.verified_on
    fresh = verified is not None and (tonight - verified).days <= rules.service_valid_days
    sure = fresh and offer.capacity_now is Answer.YES and near is Answer.YES
    return Answer.YES if sure else Answer.UNKNOWN


def _near(need: Need, offer: ServiceOffer) -> Answer:
    if offer.on_site is Answer.YES:
        return Answer.YES
    if need.max_minutes is not None and offer.minutes is not None:
        if offer.minutes <= need.max_minutes:
            return Answer.YES
        return offer.on_site
    return Answer.NO if need.max_minutes is None and offer.on_site is Answer.NO else Answer.UNKNOWN


def _known(told: bool) -> Because:
    return Because.FACT if told else Because.UNKNOWN


def _block(rule: Rule, waived_by: WaivedBy, because: set[Because]) -> Block | None:
    if not because:
        return None
    fact = Because.FACT in because
    return Block(rule, waived_by, Because.FACT if fact else Because.UNKNOWN)
