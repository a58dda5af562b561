"""H15: tonight's last units of the securest houses are kept for P1 whose level asks for them."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from datetime import timedelta
from random import Random

import pytest

from matching.check import Wrong, violations
from matching.columns import Columns
from matching.filter import screen
from matching.options import options
from matching.plan import Block, BlockedBy, Why
from matching.rules import blocks, reserve_is_kept
from matching.ruleset import RuleSet
from matching.situation import StayState, Waiver
from matching.solve import Night
from matching.standing import Standing
from matching.verdicts import bit
from matching.vocabulary import (
    Answer,
    DomainError,
    Region,
    Rule,
    ShelterId,
    ShelterStatus,
    ThreatLevel,
    Tier,
    Together,
    UnitId,
    WaivedBy,
)
from tests.support.builders import (
    EXACT_RULES,
    NOW,
    TONIGHT,
    asked,
    child,
    day,
    features,
    household,
    nights,
    shelter,
    situation,
    stay,
    threat,
    unit,
    woman,
)
from tests.support.crowded import crowded_situation, in_one_region
from tests.support.naive import naive_blocks

RULES = replace(EXACT_RULES, reserve_units_s3=2, reserve_units_s4=1)
KEPT = Block(Rule.H15, WaivedBy.COORDINATOR)
T2, T3, T4 = ThreatLevel.T2, ThreatLevel.T3, ThreatLevel.T4


def house(name, level, units, **changes):
    """A house of exactly that level with so many single rooms."""
    rooms = tuple(unit(f"{name}-u{n}") for n in range(units))
    return shelter(name, features=features(level), units=rooms, **changes)


def said(who, where, *others, **changes):
    return asked(reserve_is_kept, who, where, *others, rules=RULES, **changes)


def her(level=T2, **changes):
    return household(threat=threat(level), **changes)


@pytest.mark.parametrize(
    ("level", "free", "kept"),
    [(3, 2, KEPT), (3, 3, None), (4, 1, KEPT), (4, 2, None), (2, 1, None)],
)
def test_on_the_line_she_leaves_as_many_as_are_kept(level, free, kept):
    assert said(her(), house("s1", level, free)) == kept


def test_a_rule_set_that_keeps_nothing_bars_nobody_and_none_keeps_less_than_nothing():
    assert asked(reserve_is_kept, her(), house("s1", 4, 1), rules=EXACT_RULES) is None
    for number in ("reserve_units_s3", "reserve_units_s4"):
        with pytest.raises(DomainError):
            RuleSet(**{number: -1})


def test_houses_of_the_same_region_and_level_are_counted_together():
    here = house("s1", 3, 1)
    assert said(her(), here, house("s2", 3, 2)) is None
    assert said(her(), here, house("s2", 3, 2, region=Region.NORTH)) == KEPT
    assert said(her(), here, house("s2", 4, 2)) == KEPT


@pytest.mark.parametrize(
    "there",
    [
        {"status": ShelterStatus.PAUSED},
        {"units": tuple(unit(f"o{n}", out_of_service=(nights(0, 1),)) for n in range(2))},
    ],
)
def test_a_unit_that_nobody_could_have_tonight_is_not_free(there):
    assert said(her(), house("s1", 3, 1), replace(house("s2", 3, 2), **there)) == KEPT


@pytest.mark.parametrize(("start", "end", "kept"), [(-1, 1, KEPT), (-1, 0, None), (1, 9, None)])
@pytest.mark.parametrize("state", list(StayState))
def test_only_a_stay_or_hold_of_tonight_takes_a_unit(start, end, kept, state):
    taken = stay("h2", "s1-u0", start, end, state=state)
    assert said(her(), house("s1", 4, 2), stays=(taken,)) == kept


def test_for_p1_whose_level_asks_for_it_nothing_is_kept_from_her():
    assert said(her(T3), house("s1", 3, 1)) is None
    assert said(her(T4), house("s1", 4, 1)) is None
    assert said(her(None), house("s1", 3, 1)) is None, "unknown is in the greatest danger"
    tonight_safe = {"tonight": Answer.NO, "needed_from": TONIGHT}
    assert said(her(T4, **tonight_safe), house("s1", 4, 1)) == KEPT, "P3 is not P1"


def test_only_tonight():
    assert said(her(tonight=Answer.NO, needed_from=day(1)), house("s1", 4, 1)) is None


def test_other_p1_have_one_only_where_no_other_house_is_open_to_them():
    last = house("s1", 4, 1)
    assert said(her(T3), last) is None
    assert said(her(T3), last, house("s2", 3, 1)) == KEPT
    assert said(her(T3), last, house("s2", 2, 1)) is None, "H02 keeps her out of the other"
    assert said(her(T3), last, house("s2", 3, 1, vacancy_confirmed_at=None)) is None, "to be called"
    full = stay("h2", "s2-u0")
    assert said(her(T3), last, house("s2", 3, 1), stays=(full,)) is None
    assert said(her(T3), last, house("s2", 4, 1, region=Region.NORTH)) is None, "kept there as well"
    assert said(her(T3), last, house("s2", 4, 2, region=Region.NORTH)) == KEPT
    assert said(her(T2), last) == KEPT, "P2 waits for a coordinator's word"


def test_a_house_that_was_asked_and_has_not_answered_is_no_other_option():
    rules = replace(RULES, reserve_units_s4=2)
    houses = (house("s2", 4, 1), house("s1", 4, 1))
    mine = stay("h1", "s1-u0", 0, 20, state=StayState.HELD)
    assert asked(reserve_is_kept, her(T3), *houses, rules=rules, stays=(mine,)) is None
    world = situation((her(T3),), houses, rules=rules, stays=(mine,))
    standing = Standing(world)
    told = options(her(T3), Columns(standing), standing).options
    assert {option.shelter for option in told} == {"s1", "s2"}
    there = house("s3", 3, 1)
    assert asked(reserve_is_kept, her(T3), *houses, there, rules=rules, stays=(mine,)) == KEPT
    in_it = stay("h1", "s3-u0", 0, 20, state=StayState.HELD)
    two = (house("s2", 4, 1), there)
    assert asked(reserve_is_kept, her(T3), *two, rules=rules, stays=(in_it,)) == KEPT, "not kept"


def test_where_she_has_a_bed_or_a_hold_tonight_she_takes_nothing_from_what_is_kept():
    mine = stay("h1", "s1-u0", 0, 20, state=StayState.HELD)
    assert said(her(), house("s1", 4, 1), stays=(mine,)) is None
    assert said(her(), house("s1", 4, 2), stays=(mine,)) is None
    assert said(her(), house("s2", 4, 1), house("s1", 4, 1), stays=(mine,)) == KEPT
    before = stay("h1", "s1-u0", -5, 0, state=StayState.HELD)
    assert said(her(), house("s1", 4, 1), stays=(before,)) == KEPT


def test_who_needs_two_units_leaves_as_many_as_are_kept():
    four = (woman(), child("c1"), child("c2"), child("c3"))
    family = her(members=four, together=Together.PREFER)
    assert said(family, house("s1", 3, 3)) == KEPT
    assert said(family, house("s1", 3, 4)) is None


def waiver(**changes):
    plain = Waiver(
        rule=Rule.H15,
        household=her().id,
        shelter=ShelterId("s1"),
        by=frozenset({"one"}),
        by_coordinator=True,
        decided_on=TONIGHT,
        expires_on=day(1),
    )
    return replace(plain, **changes)


def test_a_coordinator_sets_it_aside_and_nobody_else_does():
    world = situation((her(),), (house("s1", 4, 1),), rules=RULES)
    for given, kept in ((waiver(), ()), (waiver(by_coordinator=False), (KEPT,))):
        standing = Standing(replace(world, waivers=(given,)))
        assert blocks(standing.situation.households[0], world.shelters[0], standing) == kept
        (line,) = (*Night(standing.situation).optimised().placed, None)[:1]
        assert (line is None) == bool(kept)


def test_one_caller_is_told_of_it_as_a_bar_and_not_as_a_call():
    world = situation((her(T3),), (house("s1", 4, 1), house("s2", 3, 1)), rules=RULES)
    standing = Standing(world)
    told = options(world.households[0], Columns(standing), standing)
    assert [option.shelter for option in told.options] == ["s2"]
    assert [(one.shelter, one.blocks) for one in told.refused] == [("s1", (KEPT,))]
    assert told.call_first == ()


def test_the_last_resort_is_offered_and_proposed():
    world = situation((her(T3),), (house("s1", 4, 1),), rules=RULES)
    standing = Standing(world)
    assert [o.shelter for o in options(her(T3), Columns(standing), standing).options] == ["s1"]
    plan = Night(world).optimised()
    assert [line.segments[0].shelter for line in plan.placed] == ["s1"]
    assert violations(world, plan) == ()


def test_two_of_one_plan_do_not_share_what_one_may_take():
    women = tuple(replace(her(), id=f"h{n}", waiting_since=NOW) for n in (1, 2))
    world = situation(
        women, (house("s1", 4, 2), house("s2", 4, 1)), rules=replace(RULES, reserve_units_s4=2)
    )
    plan = Night(world).optimised()
    assert len(plan.placed) == 1
    assert plan.proven
    assert [line.why for line in plan.unplaced] == [Why.TAKEN_BY_OTHERS]
    (other,) = plan.unplaced
    assert other.blocked_by == (BlockedBy(Rule.H15, 2, 2),), "units are free in both houses"
    assert violations(world, plan) == ()
    (line,) = plan.placed
    free = next(u for u in ("s1-u0", "s1-u1") if u not in line.segments[0].units)
    other = replace(
        line,
        household=plan.unplaced[0].household,
        segments=(replace(line.segments[0], shelter=ShelterId("s1"), units=(UnitId(free),)),),
    )
    both = replace(plan, placed=(line, other), unplaced=())
    wrong = {(v.wrong, v.household) for v in violations(world, both) if v.rule is Rule.H15}
    assert wrong == {(Wrong.KEPT_FOR_OTHERS, "h1"), (Wrong.KEPT_FOR_OTHERS, "h2")}


def test_p1_to_whom_only_such_houses_are_open_are_not_left_out_for_what_is_kept():
    women = tuple(replace(her(T3), id=f"h{n}") for n in (1, 2))
    world = situation(women, (house("s1", 4, 1), house("s2", 4, 1)), rules=RULES)
    plan = Night(world).optimised()
    assert len(plan.placed) == 2
    assert violations(world, plan) == ()
    with_room = replace(world, shelters=(*world.shelters, house("s3", 3, 1)))
    other = Night(with_room).optimised()
    assert "s3" in {line.segments[0].shelter for line in other.placed}
    both = replace(plan, ruleset_version=other.ruleset_version)
    assert {v.rule for v in violations(with_room, both)} == {Rule.H15}


def test_what_is_beyond_the_reserve_has_a_price_for_those_who_may_take_no_more():
    world = situation((her(),), (house("s1", 4, 2), house("s2", 2, 1, zone="Tromso")), rules=RULES)
    told = Night(world).optimised_with_prices()
    assert [line.segments[0].shelter for line in told.plan.placed] == ["s1"]
    prices = [one for one in told.prices if one.tier is Tier.P2 and one.shelter == "s1"]
    assert [(one.since, one.night) for one in prices] == [(TONIGHT, TONIGHT)]
    assert all(one.price > 0 for one in prices)
    kept_by_nobody = replace(world, rules=EXACT_RULES)
    free = Night(kept_by_nobody).optimised_with_prices().prices
    assert not [one for one in free if one.tier is Tier.P2], "two units for one woman"


def test_the_entitled_of_a_plan_take_what_is_kept_and_the_others_what_is_beyond():
    women = (her(), replace(her(T4), id="h2"), replace(her(T4), id="h3"))
    world = situation(women, (house("s1", 4, 3),), rules=replace(RULES, reserve_units_s4=2))
    plan = Night(world).optimised()
    assert len(plan.placed) == 3
    assert violations(world, plan) == ()


def test_arrays_rule_and_retelling_agree_where_much_is_kept():
    met: Counter[str] = Counter()
    for seed in range(150):
        rng = Random(seed)
        world = in_one_region(rng, crowded_situation(rng, households=4, shelters=2 + seed % 4))
        people = (
            replace(h, needed_from=world.tonight + timedelta(days=seed % 3))
            for h in world.households
        )
        world = replace(world, households=tuple(people))
        standing = Standing(world)
        columns = Columns(standing)
        for who in world.households:
            found = screen(who, columns, standing, every_unit=True)
            for number, where in enumerate(world.shelters):
                ruled = {block.rule for block in blocks(who, where, standing)}
                assert ruled == naive_blocks(world, who, where), seed
                assert bool(found.bars[number] & bit(Rule.H15)) == (Rule.H15 in ruled), seed
                met["barred"] += Rule.H15 in ruled
                met["by it alone"] += ruled == {Rule.H15}
            p1 = standing.priority(who).name == "P1"
            met["p1 barred"] += p1 and bool((found.bars & bit(Rule.H15)).any())
    assert met["by it alone"] > 20, met
    assert met["p1 barred"] > 10, met
