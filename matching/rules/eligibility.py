"""H08: whether the house's own policy takes them, condition by condition.

A condition answers YES (takes them), NO (said no) or UNKNOWN (nobody said, or its yes is needed).
"""

from __future__ import annotations

from matching.people import adults, children, girls, oldest, youngest
from matching.plan import Because, Block
from matching.situation import AcceptancePolicy, Household, Shelter
from matching.standing import Standing
from matching.vocabulary import (
    Answer,
    CaseByCase,
    Gender,
    Rule,
    ShelterKind,
    SubstanceRule,
    SubstanceUse,
    TargetGroup,
    WaivedBy,
)


def house_accepts_them(household: Household, shelter: Shelter, standing: Standing) -> Block | None:
    """H08. The house's policy takes this household.

    Unit: whole years, children counted. Source: domain 9.1; 10.1 (PRIVATE_WITH_SUPPORT is her own
    choice and never proposed, whoever asks).
    Unknown: what the house has not said it does not accept, and CASE_BY_CASE needs its yes: call
    and ask. What she was not asked (substances, psychosis, pets, wheelchair) counts as none and is
    asked again at arrival; a target group that is not known must be welcome whichever it is.
    """
    if shelter.kind is ShelterKind.PRIVATE_WITH_SUPPORT:
        return Block(Rule.H08, WaivedBy.NOBODY)
    policy = shelter.acceptance
    words = {
        _old_enough(household, policy),
        _men_of_the_household(household, policy),
        _girls_in_age(household, policy),
        _children_in_number(household, policy),
        _target_group(household.target_group, policy),
        _substances(household.substance_use, policy.substance_use),
        _if_needed(household.acute_psychosis, policy.acute_psychosis),
        _if_needed(household.wheelchair, policy.wheelchair),
        _if_needed(household.pets, policy.pets),
    }
    if words == {Answer.YES}:
        return None
    because = Because.FACT if Answer.NO in words else Because.UNKNOWN
    return Block(Rule.H08, WaivedBy.COORDINATOR, because)


def _old_enough(household: Household, policy: AcceptancePolicy) -> Answer:
    grown = adults(household)
    if any(oldest(adult) < policy.min_age for adult in grown):
        return Answer.NO
    certain = all(youngest(adult) >= policy.min_age for adult in grown)
    return Answer.YES if certain else Answer.UNKNOWN


def _men_of_the_household(household: Household, policy: AcceptancePolicy) -> Answer:
    """A man beside adults of another gender; a man alone is a matter of H07."""
    genders = {adult.gender for adult in adults(household)}
    mixed = Gender.MAN in genders and len(genders) > 1
    return policy.adult_men_in_household if mixed else Answer.YES


def _girls_in_age(household: Household, policy: AcceptancePolicy) -> Answer:
    ages = [oldest(girl) for girl in girls(household)]
    if not ages:
        return Answer.YES
    if policy.girls_max_age is None:
        return Answer.UNKNOWN
    return Answer.YES if max(ages) <= policy.girls_max_age else Answer.NO


def _children_in_number(household: Household, policy: AcceptancePolicy) -> Answer:
    number = len(children(household))
    if number == 0:
        return Answer.YES
    if policy.max_children is None:
        return Answer.UNKNOWN
    return Answer.YES if number <= policy.max_children else Answer.NO


def _target_group(group: TargetGroup, policy: AcceptancePolicy) -> Answer:
    match group:
        case TargetGroup.TRAFFICKING:
            return _word(policy.trafficking_residents)
        case TargetGroup.PARTNER_VIOLENCE:
            return _word(policy.partner_violence)
        case TargetGroup.FAMILY_VIOLENCE:
            return _word(policy.family_violence)
        case TargetGroup.UNKNOWN:
            words = {
                _word(policy.trafficking_residents),
                _word(policy.partner_violence),
                _word(policy.family_violence),
            }
            return words.pop() if len(words) == 1 else Answer.UNKNOWN


def _word(house: CaseByCase) -> Answer:
    match house:
        case CaseByCase.YES:
            return Answer.YES
        case CaseByCase.NO:
            return Answer.NO
        case CaseByCase.CASE_BY_CASE | CaseByCase.UNKNOWN:
            return Answer.UNKNOWN


def _substances(use: SubstanceUse, house: SubstanceRule) -> Answer:
    if use in (SubstanceUse.NONE, SubstanceUse.UNKNOWN):
        return Answer.YES
    match house:
        case SubstanceRule.ACCEPT:
            return Answer.YES
        case SubstanceRule.STABLE:
            return Answer.YES if use is SubstanceUse.STABLE else Answer.NO
        case SubstanceRule.NO:
            return Answer.NO
        case SubstanceRule.UNKNOWN:
            return Answer.UNKNOWN


def _if_needed(hers: Answer, house: Answer) -> Answer:
    return house if hers is Answer.YES else Answer.YES
