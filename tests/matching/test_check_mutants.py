"""Good plans pass the checker; every plan that was spoiled in one of many ways does not."""

from __future__ import annotations

from collections import Counter
from functools import cache
from random import Random

import pytest

from matching.check import violations
from matching.plan import Plan
from matching.situation import Situation
from matching.solve import plan_night
from tests.support.plan_mutants import MUTANTS
from tests.support.worlds import drawn_situation

WORLDS = 60


@cache
def planned(seed: int) -> tuple[Situation, Plan]:
    """A drawn world and what the planner proposes for it."""
    situation = drawn_situation(Random(seed), 2 + seed % 5)
    return situation, plan_night(situation)


def spoiled(count: int, worlds: int) -> Counter[str]:
    """Spoil plans in turn until so many were rejected; how many of each kind."""
    met: Counter[str] = Counter()
    rng = Random(count)
    for turn in range(100 * count):
        if met.total() == count:
            break
        name = list(MUTANTS)[turn % len(MUTANTS)]
        situation, plan = planned(rng.randrange(worlds))
        mutant = MUTANTS[name](rng, situation, plan)
        if mutant is not None:
            assert violations(situation, mutant), name
            met[name] += 1
    return met


def test_what_the_planner_proposes_passes_the_checker() -> None:
    placed = 0
    for seed in range(WORLDS):
        situation, plan = planned(seed)
        assert violations(situation, plan) == (), seed
        placed += len(plan.placed)
    assert placed > WORLDS / 4


def test_a_hundred_spoiled_plans_are_all_rejected() -> None:
    met = spoiled(100, WORLDS)
    assert met.total() == 100
    assert len(met) >= 20


@pytest.mark.nightly
def test_a_thousand_spoiled_plans_are_all_rejected() -> None:
    met = spoiled(1000, 400)
    assert met.total() == 1000
    assert set(met) == set(MUTANTS)
