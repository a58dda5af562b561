"""What would free most never tells which restricted rule it is (domain 14)."""

from __future__ import annotations

from types import SimpleNamespace

import numpy as np
import pytest

from matching.options import would_free
from matching.verdicts import bit
from matching.vocabulary import Rule

HIDDEN = (Rule.H04, Rule.H05, Rule.H20, Rule.H21)


def told(*houses: tuple[Rule, ...]) -> list[tuple[Rule, int, int]]:
    """What is told of houses that these rules bar."""
    bars = np.array([sum(bit(rule) for rule in rules) for rules in houses], dtype=np.int64)
    found = would_free(SimpleNamespace(bars=bars))  # type: ignore[arg-type]
    return [(one.rule, one.shelters, one.alone) for one in found]


@pytest.mark.parametrize("rule", HIDDEN)
def test_each_restricted_rule_reads_as_the_same_one(rule: Rule) -> None:
    assert told((rule,), (Rule.H02,)) == [(Rule.H02, 1, 1), (Rule.H05, 1, 1)]
    assert told((rule, Rule.H14)) == [(Rule.H14, 1, 0), (Rule.H05, 1, 0)]


def test_it_stands_last_however_many_it_would_free() -> None:
    houses = [(Rule.H21,), (Rule.H20,), (Rule.H04,), (Rule.H14,)]
    assert told(*houses) == [(Rule.H14, 1, 1), (Rule.H05, 3, 3)]


def test_two_restricted_rules_on_one_house_are_one() -> None:
    assert told((Rule.H05, Rule.H21)) == told((Rule.H04, Rule.H20)) == [(Rule.H05, 1, 1)]
    assert told((Rule.H05, Rule.H21), (Rule.H02, Rule.H14)) == told(
        (Rule.H20,), (Rule.H02, Rule.H14)
    )
