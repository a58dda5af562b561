"""Why and why not: every shelter has one verdict, and it is true."""

from __future__ import annotations

from collections import Counter
from random import Random

import pytest

from matching.columns import Columns
from matching.rules import blocks
from matching.solve import PRICED, Night
from matching.standing import Standing
from matching.vocabulary import PlanMode, Tier
from matching.why import Robustness, Verdict, other_mode, robustness, smallest_bars, why_not
from tests.support.crowded import crowded_situation
from tests.support.worlds import drawn_situation


@pytest.mark.parametrize("seed", range(25))
def test_every_shelter_has_the_verdict_that_rules_and_plan_give(seed: int) -> None:
    situation = crowded_situation(Random(seed), households=5, shelters=4)
    night = Night(situation)
    plan = night.optimised()
    columns, standing = night.found.columns, night.standing
    placed = {line.household: line for line in plan.placed}
    for household in situation.households:
        hers = placed.get(household.id)
        told = why_not(household, hers, columns, standing)
        assert [one.shelter for one in told] == [s.id for s in situation.shelters]
        for one, shelter in zip(told, situation.shelters, strict=True):
            barred = tuple(block.rule for block in blocks(household, shelter, standing))
            if one.verdict is Verdict.CHOSEN:
                assert hers is not None
                assert hers.segments[0].shelter == shelter.id
            else:
                assert set(one.rules) == set(barred)
                assert (one.verdict is Verdict.BARRED) == bool(barred)
            assert (one.tier is not None) == (one.verdict is Verdict.DEARER)


def test_somewhere_each_verdict_is_given() -> None:
    met: Counter[str] = Counter()
    for seed in range(40):
        situation = crowded_situation(Random(seed), households=6, shelters=4)
        night = Night(situation)
        placed = {line.household: line for line in night.optimised().placed}
        for household in situation.households:
            hers = placed.get(household.id)
            for one in why_not(household, hers, night.found.columns, night.standing):
                met[one.verdict] += 1
            if hers is not None:
                met[robustness(household, hers, night.standing)] += 1
                other = other_mode(household, hers, night.standing)
                if other is not None:
                    met["other mode"] += 1
                    assert {other.chosen, other.other} <= set(PlanMode)
                    assert other.chosen is not other.other
    assert set(met) >= {*Verdict, Robustness.ROBUST, "other mode"}, met


def test_the_smallest_bars_are_told_only_of_whom_nobody_may_take() -> None:
    told = 0
    for seed in range(60):
        situation = drawn_situation(Random(seed), 4)
        standing = Standing(situation)
        columns = Columns(standing)
        for household in situation.households:
            open_to_her = any(not blocks(household, s, standing) for s in situation.shelters)
            bars = smallest_bars(household, columns, standing)
            assert bool(bars) == (not open_to_her and bool(situation.shelters))
            told += bool(bars)
    assert told > 20


def test_units_of_the_house_have_a_price_in_a_class_only_where_somebody_is_left_out() -> None:
    priced = 0
    for seed in range(60):
        situation = crowded_situation(Random(seed), households=4, shelters=1)
        night = Night(situation)
        told = night.optimised_with_prices()
        plan, prices = told.plan, told.prices
        assert plan == Night(situation).optimised()
        for one in prices:
            assert one.price > 0
            assert one.tier in PRICED
            assert one.shelter == situation.shelters[0].id
            assert one.units
            assert {*one.units} <= {unit.id for unit in situation.shelters[0].units}
            assert one.night >= situation.tonight
        left_out = sum(t.value for t in plan.tiers[:3])
        classes = [one for one in prices if one.tier in (Tier.P1, Tier.P2, Tier.P3)]
        priced += bool(classes)
        if classes:
            assert left_out > 0
    assert priced > 5
