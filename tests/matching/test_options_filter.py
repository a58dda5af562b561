"""The filter over arrays and the rulebook on one pair say the same, rule by rule."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace

import numpy as np
import pytest

from matching.columns import Columns
from matching.filter import as_bits, bit, rules_of, screen
from matching.plan import Because
from matching.rules import RULEBOOK, blocks
from matching.situation import StayState
from matching.standing import Standing
from matching.vocabulary import Rule
from tests.support import builders
from tests.support.drawn import drawn

WORLDS = 320
HELD = frozenset(entry.rule for entry in RULEBOOK if entry.holds is not None)


@pytest.mark.parametrize("part", range(4))
def test_every_rule_says_the_same_of_every_drawn_pair(part: int) -> None:
    wrong: Counter[Rule] = Counter()
    for seed in range(part, WORLDS, 4):
        world = drawn(seed)
        standing = Standing(world)
        columns = Columns(standing)
        for household in world.households:
            found = screen(household, columns, standing)
            for number, shelter in enumerate(world.shelters):
                bars, facts = as_bits(blocks(household, shelter, standing))
                wrong.update(rules_of(bars ^ int(found.bars[number])))
                wrong.update(rules_of(facts ^ int(found.facts[number])))
    assert not wrong


def test_the_drawn_worlds_meet_every_rule_both_ways() -> None:
    barred: Counter[Rule] = Counter()
    alone: Counter[Rule] = Counter()
    untold: Counter[Rule] = Counter()
    pairs = 0
    for seed in range(WORLDS):
        world = drawn(seed)
        standing = Standing(world)
        for household in world.households:
            for shelter in world.shelters:
                pairs += 1
                said = blocks(household, shelter, standing)
                barred.update(block.rule for block in said)
                untold.update(b.rule for b in said if b.because is Because.UNKNOWN)
                alone.update(said[0].rule for _ in range(len(said) == 1))
    assert set(barred) == HELD
    assert all(10 < barred[rule] < pairs - 100 for rule in HELD)
    may_be_untold = {Rule.H07, Rule.H08, Rule.H09, Rule.H10, Rule.H13, Rule.H14, Rule.H20}
    assert set(untold) == may_be_untold
    assert len(alone) > 8


def test_exactly_on_the_rim_is_outside_for_the_filter_too() -> None:
    """The radius is set to the distance, so that the last bit decides."""
    who, where = builders.household(), builders.shelter(zone="Hamar")
    world = builders.situation((who,), (where,))
    zone = Standing(world).zone(where)
    assert zone is not None
    km = zone.km_from(builders.OSLO, 1.0)
    base = world.rules.base_km
    for radius, barred in ((km, False), (np.nextafter(km, 1000.0), True)):
        rules = replace(world.rules, base_km=(base[0], float(radius), 200.0, 300.0))
        feared = replace(who, danger=(builders.danger(builders.OSLO),))
        standing = Standing(replace(world, rules=rules, households=(feared,)))
        found = screen(feared, Columns(standing), standing)
        assert bool(int(found.bars[0]) & bit(Rule.H03)) is barred
        assert any(b.rule is Rule.H03 for b in blocks(feared, where, standing)) is barred


def test_a_world_without_shelters_has_an_empty_mask() -> None:
    who = builders.household()
    standing = Standing(builders.situation((who,), ()))
    assert len(screen(who, Columns(standing), standing).bars) == 0


def test_a_need_kept_for_one_household_does_not_answer_for_another_hold() -> None:
    """Two households with the same need share what fits; a hold is hers alone."""
    mine, other = builders.household("mine"), builders.household("other")
    where = builders.shelter()
    held = builders.stay("mine", "s1-u1", 0, 20, state=StayState.HELD)
    standing = Standing(builders.situation((mine, other), (where,), stays=(held,)))
    columns = Columns(standing)
    assert not int(screen(mine, columns, standing).bars[0]) & bit(Rule.H01)
    assert int(screen(other, columns, standing).bars[0]) & bit(Rule.H01)
    assert not int(screen(mine, columns, standing).bars[0]) & bit(Rule.H01)


def test_mask_bits_are_the_numbers_of_the_rules() -> None:
    assert [bit(rule) for rule in (Rule.H01, Rule.H02, Rule.H21)] == [1, 2, 1 << 20]
    assert rules_of(bit(Rule.H03) | bit(Rule.H14)) == (Rule.H03, Rule.H14)
