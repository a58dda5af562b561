"""The rulebook as a whole: its list, its docstrings, its retelling, its waivers."""

from __future__ import annotations

from collections import Counter
from random import Random

import pytest

from matching.check.facts import facts_of
from matching.check.pair import barred
from matching.plan import Because, Block
from matching.rules import RULEBOOK
from matching.situation import Waiver
from matching.standing import Standing
from matching.vocabulary import HouseholdId, Rule, ShelterId, WaivedBy
from matching.waivers import sufficient
from tests.support.builders import (
    OSLO,
    TONIGHT,
    blocked,
    danger,
    day,
    features,
    household,
    shelter,
    threat,
)
from tests.support.worlds import drawn_situation


def test_every_rule_of_the_guide_has_its_place_once_and_in_order():
    assert [entry.rule for entry in RULEBOOK] == list(Rule)
    for entry in RULEBOOK:
        assert entry.holds is not None or entry.elsewhere
    missing = {entry.rule for entry in RULEBOOK if entry.holds is None}
    assert missing == {Rule.H18}


@pytest.mark.parametrize("entry", [e for e in RULEBOOK if e.holds], ids=lambda e: e.rule.value)
def test_every_rule_says_its_id_unit_source_and_unknown(entry):
    text = entry.holds.__doc__
    assert text.startswith(f"{entry.rule.value}. ")
    for word in ("Unit:", "Source: domain 9.1", "Unknown:"):
        assert word in text, word


def test_nothing_bars_the_builders_pair():
    assert blocked(household(), shelter()) == {}


RETOLD_BY_PAIR = set(Rule) - {Rule.H01, Rule.H05, Rule.H06, Rule.H15, Rule.H18, Rule.H19}


def test_thousands_of_drawn_pairs_agree_with_the_retelling():
    """Stricter only where a row says so: CASE_BY_CASE is asked first (H08), caps count (H16)."""
    barred_by, let_through = Counter(), Counter()
    for seed in range(250):
        world = drawn_situation(Random(seed))
        standing, facts = Standing(world), facts_of(world)
        for who in world.households:
            for where in world.shelters:
                told = barred(facts, who, where)
                for entry in RULEBOOK:
                    if entry.holds is None:
                        continue
                    block = entry.holds(who, where, standing)
                    (let_through if block is None else barred_by)[entry.rule] += 1
                    if block is not None:
                        assert block.rule is entry.rule
                        assert block.waived_by in entry.waived_by
                    if entry.rule not in RETOLD_BY_PAIR:
                        continue
                    if block is None:
                        assert entry.rule not in told, (seed, entry.rule)
                    elif (
                        entry.rule is Rule.H08 and block.because is Because.UNKNOWN
                    ) or entry.rule is Rule.H16:
                        continue
                    else:
                        assert block.waived_by is told.get(entry.rule), (seed, entry.rule)
    for entry in RULEBOOK:
        if entry.holds is not None:
            assert min(barred_by[entry.rule], let_through[entry.rule]) > 0, entry.rule


# --- waivers: column W ---


def waiver(rule, persons, **changes):
    plain = {
        "rule": rule,
        "household": HouseholdId("h1"),
        "shelter": ShelterId("s1"),
        "by": frozenset(f"p{n}" for n in range(persons)),
        "decided_on": TONIGHT,
        "expires_on": day(14),
    }
    return Waiver(**(plain | changes))


@pytest.mark.parametrize(
    ("rule", "who", "persons", "changes", "enough"),
    [
        (Rule.H07, WaivedBy.NOBODY, 9, {"by_coordinator": True, "police_statement": True}, False),
        (Rule.H08, WaivedBy.COORDINATOR, 1, {"by_coordinator": True}, True),
        (Rule.H08, WaivedBy.COORDINATOR, 2, {}, False),
        (Rule.H08, WaivedBy.COORDINATOR, 0, {"by_coordinator": True}, False),
        (Rule.H02, WaivedBy.TWO, 2, {}, True),
        (Rule.H02, WaivedBy.TWO, 1, {"by_coordinator": True}, False),
        (Rule.H03, WaivedBy.TWO_WITH_POLICE, 2, {"police_statement": True}, True),
        (Rule.H03, WaivedBy.TWO_WITH_POLICE, 2, {}, False),
        (Rule.H03, WaivedBy.TWO_WITH_POLICE, 1, {"police_statement": True}, False),
        (Rule.H05, WaivedBy.TWO_WITH_POLICE, 2, {"police_statement": True}, False),
        (
            Rule.H05,
            WaivedBy.TWO_WITH_POLICE,
            2,
            {"police_statement": True, "wished_by_both": True},
            True,
        ),
        (Rule.H10, WaivedBy.TWO_WITH_HEALTH, 2, {"health_professional": True}, True),
        (Rule.H10, WaivedBy.TWO_WITH_HEALTH, 2, {"police_statement": True}, False),
        (Rule.H10, WaivedBy.TWO_WITH_HEALTH, 1, {"health_professional": True}, False),
        (Rule.H11, WaivedBy.HER, 9, {"by_coordinator": True}, False),
        (Rule.H16, WaivedBy.SHELTER, 9, {"by_coordinator": True}, False),
    ],
)
def test_column_w_is_kept(rule, who, persons, changes, enough):
    assert sufficient(Block(rule, who), waiver(rule, persons, **changes), TONIGHT) is enough


@pytest.mark.parametrize(
    ("decided", "expires", "counts"),
    [(0, 14, True), (0, 15, False), (-13, 1, True), (-14, 0, False), (1, 5, False)],
    ids=["14 days", "15 days", "its last day", "expired", "not begun"],
)
def test_a_waiver_lasts_at_most_fourteen_days(decided, expires, counts):
    one = waiver(Rule.H02, 2, decided_on=day(decided), expires_on=day(expires))
    assert sufficient(Block(Rule.H02, WaivedBy.TWO), one, TONIGHT) is counts


def test_a_waiver_is_for_one_rule_one_household_and_one_shelter():
    who, house = household(threat=threat(None)), shelter(features=features(2))
    assert set(blocked(who, house)) == {"H02"}
    assert blocked(who, house, waivers=(waiver(Rule.H02, 2),)) == {}
    for other in (
        waiver(Rule.H03, 2),
        waiver(Rule.H02, 2, household=HouseholdId("h2")),
        waiver(Rule.H02, 2, shelter=ShelterId("s2")),
    ):
        assert set(blocked(who, house, waivers=(other,))) == {"H02"}


def test_an_exact_danger_place_is_waived_by_nobody():
    who = household(danger=(danger(OSLO),))
    all_signed = waiver(
        Rule.H03, 5, police_statement=True, by_coordinator=True, health_professional=True
    )
    assert "H03" in blocked(who, shelter(), waivers=(all_signed,))


def test_all_rules_that_bar_are_named_in_order():
    who = household(danger=(danger(OSLO),), threat=threat(None))
    house = shelter(features=features(1), vacancy_confirmed_at=None)
    assert list(blocked(who, house)) == ["H02", "H03", "H14"]
