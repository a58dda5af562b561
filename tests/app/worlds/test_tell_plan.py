"""What a coordinator reads of a plan that is not proven, or that the solver did not make."""

from __future__ import annotations

from datetime import date

import pytest

from app.worlds.tell_plan import plan_lines, violation_lines
from app.worlds.tell_rules import rule_words
from matching.check.violation import Violation, Wrong
from matching.plan import BlockedBy, Plan, Source, TierValue, Unplaced, Why
from matching.vocabulary import HouseholdId, Priority, Rule, ThreatLevel, Tier


def plan(source: Source, proven: bool, *unplaced: Unplaced) -> Plan:
    return Plan(
        tonight=date(2027, 1, 15),
        ruleset_version="NO-1",
        source=source,
        proven=proven,
        tiers=(TierValue(Tier.P1, 4, 2, False),),
        waiting=TierValue(None, 0, 0, True),
        unplaced=unplaced,
    )


@pytest.mark.parametrize(
    ("source", "proven", "told"),
    [
        (Source.OPTIMISED, True, "optimal, proven tier by tier"),
        (Source.OPTIMISED, False, "NOT_PROVEN: the best so far"),
        (Source.GREEDY, False, "GREEDY: the solver failed, scarcest first"),
    ],
)
def test_the_first_line_tells_how_good_the_plan_is(source: Source, proven: bool, told: str) -> None:
    assert next(plan_lines(plan(source, proven))).endswith(told)


def test_a_tier_that_is_not_proven_says_so() -> None:
    assert "p1                   4       2  NO" in list(plan_lines(plan(Source.OPTIMISED, False)))


def unplaced(why: Why) -> str:
    blocked = tuple(BlockedBy(rule, 3, 1) for rule in (Rule.H02, Rule.H05, Rule.H04, Rule.H01))
    one = Unplaced(HouseholdId("H-1"), Priority.P1, ThreatLevel.T4, why, blocked)
    return list(plan_lines(plan(Source.OPTIMISED, True, one)))[-1]


def test_no_safe_bed_names_rules_and_hides_those_that_tell_of_somebody_else() -> None:
    assert unplaced(Why.NO_SAFE_BED) == (
        "H-1  P1 T4  -  no safe bed: H02 SECURITY_TOO_LOW, BLOCKED_RESTRICTED"
    )


@pytest.mark.parametrize("why", [w for w in Why if w is not Why.NO_SAFE_BED])
def test_any_other_reason_names_no_rule(why: Why) -> None:
    assert "H02" not in unplaced(why)
    assert unplaced(why).startswith("H-1  P1 T4  -  ")


@pytest.mark.parametrize("rule", [Rule.H04, Rule.H05, Rule.H20, Rule.H21])
def test_a_rule_that_may_tell_of_somebody_else_has_no_word(rule: Rule) -> None:
    assert rule_words(rule) == "BLOCKED_RESTRICTED"


def test_a_violation_of_the_whole_plan_has_no_household() -> None:
    found = (
        Violation(Wrong.OTHER_NIGHT),
        Violation(Wrong.BARRED, HouseholdId("H-1"), Rule.H03),
    )
    assert list(violation_lines(found)) == ["plan: OTHER_NIGHT", "H-1: H03 BARRED"]
