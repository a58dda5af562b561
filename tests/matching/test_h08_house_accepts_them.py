"""H08: the house's own policy; what it has not said, somebody must ask."""

from __future__ import annotations

from dataclasses import replace

import pytest

from matching.plan import Because, Block
from matching.rules.eligibility import house_accepts_them
from matching.situation import Waiver
from matching.vocabulary import (
    AgeBand,
    Answer,
    CaseByCase,
    Gender,
    HouseholdId,
    MemberRole,
    Rule,
    ShelterId,
    ShelterKind,
    SubstanceRule,
    SubstanceUse,
    TargetGroup,
    WaivedBy,
)
from tests.support.builders import TONIGHT, asked, blocked, child, day, household, shelter, woman

FACT = Block(Rule.H08, WaivedBy.COORDINATOR)
ASK = Block(Rule.H08, WaivedBy.COORDINATOR, Because.UNKNOWN)
BY_ANSWER = {Answer.YES: None, Answer.NO: FACT, Answer.UNKNOWN: ASK}


def house(**policy):
    plain = shelter()
    return replace(plain, acceptance=replace(plain.acceptance, **policy))


def said(who, **policy):
    return asked(house_accepts_them, who, house(**policy))


@pytest.mark.parametrize("what", ["acute_psychosis", "wheelchair", "pets"])
@pytest.mark.parametrize("answer", list(Answer))
def test_a_special_need_needs_the_houses_yes_and_no_need_needs_nothing(what, answer):
    assert said(household(**{what: Answer.YES}), **{what: answer}) == BY_ANSWER[answer]
    assert said(household(**{what: Answer.NO}), **{what: answer}) is None
    assert said(household(**{what: Answer.UNKNOWN}), **{what: answer}) is None


@pytest.mark.parametrize(
    ("use", "rule", "expected"),
    [
        (SubstanceUse.STABLE, SubstanceRule.ACCEPT, None),
        (SubstanceUse.STABLE, SubstanceRule.STABLE, None),
        (SubstanceUse.STABLE, SubstanceRule.NO, FACT),
        (SubstanceUse.STABLE, SubstanceRule.UNKNOWN, ASK),
        (SubstanceUse.ACTIVE, SubstanceRule.ACCEPT, None),
        (SubstanceUse.ACTIVE, SubstanceRule.STABLE, FACT),
        (SubstanceUse.ACTIVE, SubstanceRule.NO, FACT),
        (SubstanceUse.ACTIVE, SubstanceRule.UNKNOWN, ASK),
        (SubstanceUse.NONE, SubstanceRule.NO, None),
        (SubstanceUse.UNKNOWN, SubstanceRule.NO, None),
    ],
)
def test_substances(use, rule, expected):
    assert said(household(substance_use=use), substance_use=rule) == expected


GROUPS = {
    TargetGroup.TRAFFICKING: "trafficking_residents",
    TargetGroup.PARTNER_VIOLENCE: "partner_violence",
    TargetGroup.FAMILY_VIOLENCE: "family_violence",
}


@pytest.mark.parametrize("group", list(GROUPS))
@pytest.mark.parametrize("word", list(CaseByCase))
def test_each_group_needs_its_own_yes(group, word):
    expected = {CaseByCase.YES: None, CaseByCase.NO: FACT}.get(word, ASK)
    assert said(household(target_group=group), **{GROUPS[group]: word}) == expected
    unknown = household(target_group=TargetGroup.UNKNOWN)
    assert said(unknown, **{GROUPS[group]: word}) == (None if word is CaseByCase.YES else ASK)


def test_a_group_nobody_knows_is_barred_where_no_group_is_welcome():
    nobody = dict.fromkeys(GROUPS.values(), CaseByCase.NO)
    assert said(household(target_group=TargetGroup.UNKNOWN), **nobody) == FACT


@pytest.mark.parametrize(
    ("band", "least", "expected"),
    [
        (AgeBand.A18_24, 18, None),
        (AgeBand.A18_24, 19, ASK),
        (AgeBand.A18_24, 24, ASK),
        (AgeBand.A18_24, 25, FACT),
        (AgeBand.UNKNOWN, 18, None),
        (AgeBand.UNKNOWN, 19, ASK),
        (AgeBand.A25_39, 25, None),
    ],
)
def test_min_age_is_for_adults_and_a_band_counts_with_its_least(band, least, expected):
    assert said(household(members=(woman(age_band=band), child())), min_age=least) == expected


def test_a_man_beside_a_woman_needs_the_houses_yes_and_a_man_alone_does_not():
    man = woman("m", gender=Gender.MAN)
    for answer in Answer:
        couple = household(members=(woman(), man))
        assert said(couple, adult_men_in_household=answer) == BY_ANSWER[answer]
        assert said(household(members=(man,)), adult_men_in_household=answer) is None


@pytest.mark.parametrize("gender", [Gender.WOMAN, Gender.UNDISCLOSED])
def test_the_oldest_who_may_be_a_girl(gender):
    family = household(members=(woman(), child("a"), child("b", AgeBand.A13_17, gender)))
    for limit, expected in ((17, None), (16, FACT), (None, ASK)):
        assert said(family, girls_max_age=limit) == expected
    boys = household(members=(woman(), child("b", AgeBand.A13_17, Gender.MAN)))
    assert said(boys, girls_max_age=None) is None


def test_children_are_counted_by_role_or_age():
    teenager = woman("t", age_band=AgeBand.A13_17)
    assert teenager.role is MemberRole.ADULT
    family = household(members=(woman(), child(), teenager))
    for limit, expected in ((2, None), (1, FACT), (None, ASK)):
        assert said(family, max_children=limit, min_age=13) == expected
    assert said(household(), max_children=None) is None


def test_a_fact_speaks_before_a_question():
    who = household(pets=Answer.YES, wheelchair=Answer.YES)
    assert said(who, pets=Answer.NO, wheelchair=Answer.UNKNOWN) == FACT


def test_a_private_home_is_never_proposed_whoever_signs():
    private = shelter(kind=ShelterKind.PRIVATE_WITH_SUPPORT)
    assert asked(house_accepts_them, household(), private) == Block(Rule.H08, WaivedBy.NOBODY)


def test_a_coordinator_who_called_lifts_case_by_case():
    house_asks = house(trafficking_residents=CaseByCase.CASE_BY_CASE)
    yes = Waiver(
        rule=Rule.H08,
        household=HouseholdId("h1"),
        shelter=ShelterId("s1"),
        by=frozenset({"c"}),
        by_coordinator=True,
        decided_on=TONIGHT,
        expires_on=day(14),
    )
    assert set(blocked(household(), house_asks)) == {"H08"}
    assert blocked(household(), house_asks, waivers=(yes,)) == {}


def test_every_adult_must_be_old_enough():
    young, older = woman("a", age_band=AgeBand.A18_24), woman("b", age_band=AgeBand.A25_39)
    for members in ((young, older), (older, young)):
        assert said(household(members=members), min_age=25) == FACT
        assert said(household(members=members), min_age=19) == ASK


def test_adults_of_two_genders_without_a_man_need_no_yes_for_men():
    pair = household(members=(woman("a"), woman("b", gender=Gender.OTHER)))
    assert said(pair, adult_men_in_household=Answer.NO) is None
