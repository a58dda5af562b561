"""The threat level of domain 3.2, 3.3, 11.1."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from random import Random

import pytest

from matching.check.level import effective_level, floor_of
from matching.ruleset import RuleSet
from matching.situation import Lowering, ThreatAssessment
from matching.threat import active, floor, of_household, review_due, t_eff
from matching.vocabulary import Answer, Fear, InstrumentBand, ThreatLevel
from tests.support.builders import TONIGHT, day, household, threat
from tests.support.worlds import drawn_situation

RULES = RuleSet()
T1, T2, T3, T4 = ThreatLevel


@pytest.mark.parametrize(
    ("answers", "expected"),
    [
        ({}, T1),
        ({"q01_self_fear": Fear.LITTLE}, T1),
        ({"q01_self_fear": Fear.VERY}, T2),
        ({"q01_self_fear": Fear.FOR_MY_LIFE}, T3),
        ({"q02_threat_to_kill": Answer.YES}, T3),
        ({"q03_serious_violence": Answer.YES}, T3),
        ({"q04_searching": Answer.YES}, T3),
        ({"q05_knows_location": Answer.YES}, T3),
        ({"q06_organised": Answer.YES}, T3),
        ({"q07_witness": Answer.YES}, T3),
        ({"q08_hostage": Answer.YES}, T2),
        ({"q09_reach": Answer.YES}, T2),
        ({"q10_tracked": Answer.YES}, T1),
        ({"q11_escalation": Answer.YES}, T2),
        ({"q12_returned_before": Answer.YES}, T3),
        ({"nationwide": True}, T3),
        ({"instruments": (InstrumentBand.MODERATE,)}, T2),
        ({"instruments": (InstrumentBand.LOW, InstrumentBand.HIGH)}, T3),
        ({"instruments": (InstrumentBand.EXTREME,)}, T4),
        ({"q09_reach": Answer.YES, "q11_escalation": Answer.YES}, T3),
        ({"q06_organised": Answer.YES, "q11_escalation": Answer.YES}, T3),
    ],
)
def test_each_answer_raises_the_floor_as_far_as_its_row_says(answers, expected):
    assert floor(threat(T1, **answers), TONIGHT) is expected


@pytest.mark.parametrize("deadly", ["q01_self_fear", "q02_threat_to_kill", "q03_serious_violence"])
def test_active_and_deadly_is_t4(deadly):
    said = {deadly: Fear.FOR_MY_LIFE if deadly == "q01_self_fear" else Answer.YES}
    assert floor(threat(T1, **said, q05_knows_location=Answer.YES), TONIGHT) is T4
    assert floor(threat(T1, **said, q06_organised=Answer.YES), TONIGHT) is T3


@pytest.mark.parametrize(("days", "expected"), [(14, T4), (15, T3), (None, T4)])
def test_a_search_is_active_for_14_days_and_without_a_date(days, expected):
    searched = threat(
        T1,
        q02_threat_to_kill=Answer.YES,
        q04_searching=Answer.YES,
        q04_last_on=None if days is None else day(-days),
    )
    assert active(searched, TONIGHT) is (expected is T4)
    assert floor(searched, TONIGHT) is expected


def test_a_person_may_say_more_than_the_facts_and_never_less():
    assert t_eff(threat(T4), TONIGHT, RULES) is T4
    assert t_eff(threat(T1, q07_witness=Answer.YES), TONIGHT, RULES) is T3


def test_a_level_nobody_set_is_t3_and_keeps_a_higher_floor():
    assert t_eff(threat(None), TONIGHT, RULES) is T3
    deadly = threat(None, q02_threat_to_kill=Answer.YES, q05_knows_location=Answer.YES)
    assert t_eff(deadly, TONIGHT, RULES) is T4


def test_four_answers_of_seven_are_too_few_and_five_are_enough():
    five = threat(T1, q06_organised=Answer.UNKNOWN, q07_witness=Answer.UNKNOWN)
    assert t_eff(five, TONIGHT, RULES) is T1
    assert t_eff(replace(five, q01_self_fear=None), TONIGHT, RULES) is T3
    assert t_eff(replace(five, q02_threat_to_kill=Answer.UNKNOWN), TONIGHT, RULES) is T3


@pytest.mark.parametrize(("level", "days", "late"), [(T1, 90, T2), (T2, 30, T3)])
def test_the_due_day_is_in_time_and_the_day_after_is_overdue(level, days, late):
    old = threat(level, assessed_on=day(-days))
    assert review_due(old, level, RULES) == TONIGHT
    assert t_eff(old, TONIGHT, RULES) is level
    assert t_eff(old, TONIGHT + timedelta(days=1), RULES) is late


def test_an_overdue_review_leaves_t3_and_t4_and_counts_without_a_date():
    assert t_eff(threat(T3, assessed_on=day(-99)), TONIGHT, RULES) is T3
    assert t_eff(threat(T4, assessed_on=day(-99)), TONIGHT, RULES) is T4
    assert t_eff(threat(T1, assessed_on=None), TONIGHT, RULES) is T2
    assert review_due(threat(T1, assessed_on=None), T1, RULES) is None


def lowered(to=T1, by=("a", "b"), decided=0, expires=30) -> ThreatAssessment:
    low = Lowering(to=to, by=frozenset(by), decided_on=day(decided), expires_on=day(expires))
    return threat(T1, q07_witness=Answer.YES, lowering=low)


def test_two_persons_lower_below_the_floor_for_thirty_days():
    assert t_eff(lowered(), TONIGHT, RULES) is T1
    assert t_eff(lowered(to=T2), TONIGHT, RULES) is T2
    assert t_eff(lowered(to=T4), TONIGHT, RULES) is T3


@pytest.mark.parametrize(
    "wrong",
    [
        {"by": ("a",)},
        {"expires": 31},
        {"decided": -10, "expires": 0},
        {"decided": 1, "expires": 10},
    ],
    ids=["one person", "31 days", "expired tonight", "not begun"],
)
def test_any_other_lowering_changes_nothing(wrong):
    assert t_eff(lowered(**wrong), TONIGHT, RULES) is T3


def test_the_last_day_of_a_lowering_counts():
    assert t_eff(lowered(decided=-29, expires=1), TONIGHT, RULES) is T1


def test_a_lowering_lowers_no_persons_level_and_no_thin_picture():
    assert t_eff(replace(lowered(), level_human=T3), TONIGHT, RULES) is T3
    assert t_eff(replace(lowered(), level_human=None), TONIGHT, RULES) is T3


def test_no_danger_place_named_at_all_is_t3():
    assert of_household(household(threat=threat(T1)), TONIGHT, RULES) is T1
    assert of_household(household(threat=threat(T1), danger=()), TONIGHT, RULES) is T3
    assert of_household(household(threat=threat(T4), danger=()), TONIGHT, RULES) is T4


def test_thousands_of_drawn_assessments_agree_with_the_retelling():
    seen = set()
    for seed in range(600):
        world = drawn_situation(Random(seed), size=4)
        for one in world.households:
            level = of_household(one, world.tonight, world.rules)
            assert floor(one.threat, world.tonight) == floor_of(one.threat, world.tonight)
            assert level is effective_level(one, world.rules, world.tonight), seed
            seen.add(level)
    assert seen == set(ThreatLevel)


QUESTIONS = [
    name for name in ThreatAssessment.__dataclass_fields__ if name[:1] == "q" and name[3] == "_"
]


@pytest.mark.parametrize("question", [q for q in QUESTIONS if q != "q04_last_on"])
def test_the_most_dangerous_answer_never_lowers_what_an_unknown_gave(question):
    """A lowering stands aside: a new YES ends it where it is recorded (domain 3.3)."""
    fear = question == "q01_self_fear"
    for seed in range(60):
        world = drawn_situation(Random(seed), size=2)
        for one in world.households:
            plain = replace(one.threat, lowering=None)
            unknown = replace(plain, **{question: None if fear else Answer.UNKNOWN})
            worst = replace(unknown, **{question: Fear.FOR_MY_LIFE if fear else Answer.YES})
            assert t_eff(worst, world.tonight, RULES) >= t_eff(unknown, world.tonight, RULES)
