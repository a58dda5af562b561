"""Whether each house suits them: H07, H08 and H10 over all shelters, as their scalar rules say.

Every condition reads one answer of hers, so each is kept for all who answer alike.
Source: docs/domain.md 9.1, 6.2.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

import numpy as np

from matching.asked import Asked
from matching.columns import UNTOLD, Columns, Ints, code
from matching.people import adults, boys, children, girls, oldest, youngest
from matching.rules.suitability import wants_women_only
from matching.situation import Need
from matching.verdicts import Verdict, verdict
from matching.vocabulary import (
    Answer,
    CaseByCase,
    Criticality,
    Gender,
    ResidentsGender,
    Rule,
    SubstanceRule,
    SubstanceUse,
    TargetGroup,
)

Answers = Callable[[Columns], Ints]

YES, NO, NOT_TOLD = (code(word, Answer) for word in (Answer.YES, Answer.NO, Answer.UNKNOWN))
WORD = np.array(
    [{CaseByCase.YES: YES, CaseByCase.NO: NO}.get(word, NOT_TOLD) for word in CaseByCase]
)
"""What a house's word on a group of residents means, by its code."""
GROUPS = {
    TargetGroup.TRAFFICKING: "trafficking",
    TargetGroup.PARTNER_VIOLENCE: "partner",
    TargetGroup.FAMILY_VIOLENCE: "family",
}
WOMEN, MEN, MIXED, SEPARATED, UNKNOWN_HOUSE = (
    code(word, ResidentsGender)
    for word in (
        ResidentsGender.WOMEN,
        ResidentsGender.MEN,
        ResidentsGender.MIXED,
        ResidentsGender.SEPARATED,
        ResidentsGender.UNKNOWN,
    )
)


def admitted(asked: Asked) -> None:
    """H07: each adult by gender, her wish for women only, her oldest boy."""
    columns, household = asked.columns, asked.household
    for gender in {adult.gender for adult in adults(household)}:
        asked.kept((Rule.H07, gender), partial(_admits, columns, gender))
    if wants_women_only(household):
        asked.kept((Rule.H07, "women only"), lambda: _women_only(columns))
    young_men = boys(household)
    if young_men:
        age = max(oldest(boy) for boy in young_men)
        asked.kept((Rule.H07, age), lambda: _boys(columns, age))


def _admits(columns: Columns, gender: Gender) -> Verdict:
    house = columns.numbers["residents"]
    admits = {SEPARATED}
    if gender is Gender.WOMAN:
        admits |= {WOMEN, MIXED}
    if gender is Gender.MAN:
        admits |= {MEN, MIXED}
    return verdict(Rule.H07, ~np.isin(house, list(admits)), house != UNKNOWN_HOUSE)


def _women_only(columns: Columns) -> Verdict:
    house, entrance = columns.numbers["residents"], columns.numbers["entrance"]
    shared = house == SEPARATED
    never = (house == MEN) | (house == MIXED) | (shared & (entrance == NO))
    barred = never | (house == UNKNOWN_HOUSE) | (shared & (entrance != YES))
    return verdict(Rule.H07, barred, never)


def _boys(columns: Columns, age: int) -> Verdict:
    limit = columns.numbers["boys_max_age"]
    return verdict(Rule.H07, limit < age, limit != UNTOLD)


def accepted(asked: Asked) -> None:
    """H08: every condition of the house's policy that she touches; private homes take nobody."""
    household, columns = asked.household, asked.columns
    asked.kept(Rule.H08, lambda: verdict(Rule.H08, columns.flags["private"], True))
    grown, young, minors = adults(household), girls(household), children(household)

    def condition(name: str, answers: Answers, *by: object) -> None:
        asked.kept((Rule.H08, name, *by), lambda: _condition(answers(columns)))

    if grown:
        sure, maybe = min(map(youngest, grown)), min(map(oldest, grown))
        condition("age", lambda c: _old_enough(c.numbers["min_age"], sure, maybe), sure, maybe)
    genders = {adult.gender for adult in grown}
    if Gender.MAN in genders and len(genders) > 1:
        condition("men", lambda c: c.numbers["men"])
    if young:
        age = max(map(oldest, young))
        condition("girls", lambda c: _at_least(c.numbers["girls_max_age"], age), age)
    if minors:
        count = len(minors)
        condition("children", lambda c: _at_least(c.numbers["max_children"], count), count)
    group = household.target_group
    condition("group", lambda c: _target_group(c, group), group)
    use = household.substance_use
    if use in (SubstanceUse.STABLE, SubstanceUse.ACTIVE):
        condition("substances", lambda c: _substances(use)[c.numbers["substances"]], use)
    if household.acute_psychosis is Answer.YES:
        condition("psychosis", lambda c: c.numbers["psychosis"])
    if household.wheelchair is Answer.YES:
        condition("wheelchair", lambda c: c.numbers["wheelchair"])
    if household.pets is Answer.YES:
        condition("pets", lambda c: c.numbers["pets"])


def _condition(answers: Ints) -> Verdict:
    no = answers == NO
    return verdict(Rule.H08, no | (answers == NOT_TOLD), no)


def _old_enough(least: Ints, sure: int, maybe: int) -> Ints:
    return np.where(maybe < least, NO, np.where(sure >= least, YES, NOT_TOLD))


def _at_least(limit: Ints, needed: int) -> Ints:
    return np.where(limit == UNTOLD, NOT_TOLD, np.where(limit >= needed, YES, NO))


def _target_group(columns: Columns, group: TargetGroup) -> Ints:
    if group is not TargetGroup.UNKNOWN:
        return WORD[columns.numbers[GROUPS[group]]]
    first, *others = (WORD[columns.numbers[name]] for name in GROUPS.values())
    same = (first == others[0]) & (first == others[1])
    return np.where(same, first, NOT_TOLD)


def _substances(use: SubstanceUse) -> Ints:
    stable = YES if use is SubstanceUse.STABLE else NO
    words = {
        SubstanceRule.ACCEPT: YES,
        SubstanceRule.STABLE: stable,
        SubstanceRule.NO: NO,
        SubstanceRule.UNKNOWN: NOT_TOLD,
    }
    return np.array([words[word] for word in SubstanceRule])


def critical_services(asked: Asked) -> None:
    """H10: every service on which her safety hangs."""
    columns = asked.columns
    for need in asked.household.needs:
        if need.criticality is Criticality.SAFETY_CRITICAL:
            question = (Rule.H10, need.service, need.max_minutes)
            asked.kept(question, partial(_service, columns, need))


def _service(columns: Columns, need: Need) -> Verdict:
    met, untold = columns.services.meets(need)
    return verdict(Rule.H10, ~met, ~untold)
