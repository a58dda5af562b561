"""Why and why not: every shelter has one verdict, and it is true."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from random import Random

import pytest

from matching.candidates import screened
from matching.columns import Columns
from matching.explain import Reader, tell
from matching.explain_words import MAY_BE_RESTRICTED, RESTRICTED
from matching.firm_costs import MODES
from matching.options import options
from matching.plan import Segment, Why
from matching.rules import blocks
from matching.situation import StayPolicy, StayState, Wish
from matching.solve import PRICED, Night, scarcest_first
from matching.standing import Standing
from matching.vocabulary import (
    Answer,
    Exemption,
    Firmness,
    Phase,
    PlanMode,
    Priority,
    Region,
    Rule,
    ShelterId,
    TargetGroup,
    Tier,
    UnitId,
    WishKind,
    WishStrength,
)
from matching.why import Robustness, Verdict, other_mode, robustness, smallest_bars, why_not
from tests.support import builders
from tests.support.crowded import crowded_situation
from tests.support.worlds import drawn_situation

GROUP = TargetGroup.TRAFFICKING
HIDDEN = RESTRICTED["COORDINATOR"].code


@pytest.mark.parametrize("seed", range(25))
def test_every_shelter_has_the_verdict_that_rules_and_plan_give(seed: int) -> None:
    situation = crowded_situation(Random(seed), households=5, shelters=4)
    night = Night(situation)
    plan = night.optimised()
    columns, standing = night.found.columns, night.standing
    placed = {line.household: line for line in plan.placed}
    for household in situation.households:
        hers = placed.get(household.id)
        found = why_not(household, hers, columns, standing)
        assert [one.shelter for one in found] == [s.id for s in situation.shelters]
        for one, shelter in zip(found, situation.shelters, strict=True):
            barred = tuple(block.rule for block in blocks(household, shelter, standing))
            if one.verdict is Verdict.CHOSEN:
                assert hers is not None
                assert hers.segments[0].shelter == shelter.id
            else:
                assert set(one.rules) == set(barred)
                assert (one.verdict is Verdict.BARRED) == bool(barred)
            assert (one.tier is not None) == (one.verdict is Verdict.DEARER)
            told = tell(blocks(household, shelter, standing), Reader.COORDINATOR)
            assert set(one.words) == {said.words.code for said in told if barred}
            assert HIDDEN not in one.words[:-1]
            assert one.call_may_help == (bool(told) and all(said.call_first for said in told))


def test_a_house_that_is_alike_in_every_tier_is_not_said_to_be_needed_by_others() -> None:
    who = builders.household()
    houses = [builders.shelter(f"s{n}", units=(builders.unit(f"u{n}"),)) for n in (1, 2)]
    night = Night(builders.situation((who,), tuple(houses)))
    (line,) = night.optimised().placed
    told = why_not(who, line, night.found.columns, night.standing)
    assert {one.verdict for one in told} == {Verdict.CHOSEN, Verdict.ALIKE}


@pytest.mark.parametrize(
    "kind", [WishKind.LANGUAGE_PEERS, WishKind.WITH_PEERS, WishKind.WITHOUT_PEERS]
)
@pytest.mark.parametrize("lives_in", [None, 1, 2, 3])
def test_no_verdict_tells_in_which_house_somebody_lives(
    kind: WishKind, lives_in: int | None
) -> None:
    company = Wish(rank=1, kind=kind, strength=WishStrength.STRONG)
    who = builders.household(wishes=(company,), languages=frozenset({"tir"}))
    houses = tuple(
        builders.shelter(f"s{n}", units=(builders.unit(f"s{n}u1"), builders.unit(f"s{n}u2")))
        for n in (1, 2, 3)
    )
    other = (
        builders.stay("r1", f"s{lives_in}u1", languages=frozenset({"tir"}), target_group=GROUP),
    )
    night = Night(builders.situation((who,), houses, stays=other if lives_in else ()))
    (line,) = night.optimised().placed
    told = why_not(who, line, night.found.columns, night.standing)
    said = {one.verdict for one in told if one.shelter != line.segments[0].shelter}
    assert said == {Verdict.NOT_TOLD}
    assert {one.tier for one in told} == {None}


def test_nor_does_a_cover_story_that_weighs_less_beside_a_long_stay() -> None:
    policy = StayPolicy(
        limit_known=True, max_nights=30, exemption=Exemption.POSSIBLE, exempt_max_nights=400
    )
    who = builders.household(planned_until=builders.day(100))
    houses = tuple(
        builders.shelter(
            f"s{n}", stay=policy, units=(builders.unit(f"s{n}u1"), builders.unit(f"s{n}u2"))
        )
        for n in (1, 2)
    )
    long = builders.stay("r1", "s2u1", -100, 60)
    for stays in ((), (long,)):
        night = Night(builders.situation((who,), houses, stays=stays))
        (line,) = night.optimised().placed
        assert line.mode is PlanMode.EXEMPTED
        told = why_not(who, line, night.found.columns, night.standing)
        assert {one.verdict for one in told} == {Verdict.CHOSEN, Verdict.NOT_TOLD}


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
                    there = night.found.columns.number[hers.segments[0].shelter]
                    _, priced = screened(household, night.found.columns, night.standing)
                    way = (priced.shelter == there) & (priced.mode == MODES.index(other.other))
                    assert way.any(), "nobody could give her that way"
                    assert other.other_cost == priced.mode_cost[way].min()
    # Nobody in these worlds has a bed, or needs one later than within days.
    in_a_night = {*Verdict} - {Verdict.NO_BETTER, Verdict.NOT_YET}
    assert set(met) >= {*in_a_night, Robustness.ROBUST, "other mode"}, met


def wish(region: Region) -> Wish:
    """Where she would rather be."""
    return Wish(rank=1, kind=WishKind.REGION, strength=WishStrength.STRONG, region=region)


@pytest.mark.parametrize(
    ("wishes", "others", "verdict", "tier"),
    [
        ((wish(Region.NORTH),), 0, Verdict.CHOSEN, None),
        ((wish(Region.NORTH),), 1, Verdict.NEEDED_BY_OTHERS, None),
        ((), 0, Verdict.NO_BETTER, None),
        ((wish(Region.EAST),), 0, Verdict.DEARER, Tier.WISHES),
    ],
)
def test_to_whom_has_a_bed_the_other_house_is_told_beside_that_bed(
    wishes: tuple[Wish, ...], others: int, verdict: Verdict, tier: Tier | None
) -> None:
    """P4 in the east: the house in the north is hers only where it is better for her, and free."""
    her = builders.household(
        "moves",
        tonight=Answer.NO,
        wants_move=True,
        planned_until=builders.day(60),
        wishes=wishes,
    )
    here = builders.shelter("here", units=(builders.unit("u1"),), region=Region.EAST)
    there = builders.shelter("there", units=(builders.unit("u2"),), region=Region.NORTH)
    new = tuple(builders.household(f"new{n}") for n in range(others))
    stays = (builders.stay("moves", "u1", start=-20),)
    night = Night(builders.situation((her, *new), (here, there), stays=stays))
    hers = {line.household: line for line in night.optimised().placed}.get(her.id)
    _, told = why_not(her, hers, night.found.columns, night.standing)
    assert (told.shelter, told.verdict, told.tier) == ("there", verdict, tier)


def test_who_needs_a_bed_later_is_told_not_yet_and_not_that_hers_is_as_good() -> None:
    """P4 without a bed: planned when she needs one within days; options show her the house by now."""
    later = builders.household(
        tonight=Answer.NO, needed_from=builders.day(10), planned_until=builders.day(40)
    )
    free, barred = builders.shelter("s1"), builders.shelter("s2", features=())
    night = Night(builders.situation((later,), (free, barred)))
    for plan in (night.optimised(), night.greedy(scarcest_first)):
        assert [(line.priority, line.why) for line in plan.unplaced] == [(Priority.P4, Why.NOT_YET)]
    columns, standing = night.found.columns, night.standing
    told = why_not(later, None, columns, standing)
    assert [one.verdict for one in told] == [Verdict.NOT_YET, Verdict.BARRED]
    answer = options(later, columns, standing)
    assert [one.shelter for one in answer.options] == ["s1"]
    assert not answer.keeps_her_bed
    held = builders.stay("h1", "s1-u1", 10, 40, state=StayState.HELD)
    (line,) = Night(builders.situation((later,), (free,), stays=(held,))).optimised().unplaced
    assert line.why is Why.NOT_YET, "a hold is no bed yet"


def test_the_smallest_bars_are_told_only_of_whom_nobody_may_take() -> None:
    """Against sets and loops: without that many rules some shelter is open, without fewer none."""
    sizes: Counter[int] = Counter()
    for seed in range(60):
        situation = drawn_situation(Random(seed), 4)
        standing = Standing(situation)
        columns = Columns(standing)
        for household in situation.households:
            sets = [
                frozenset(one_word(block.rule) for block in blocks(household, shelter, standing))
                for shelter in situation.shelters
            ]
            bars = smallest_bars(household, columns, standing)
            if bars is None:
                assert not sets or frozenset() in sets
                continue
            assert frozenset(bars) in sets
            assert all(len(one) >= len(bars) for one in sets)
            alike = [one for one in sets if len(one) == len(bars)]
            assert alike.count(frozenset(bars)) == max(map(alike.count, alike))
            assert Rule.H05 not in bars[:-1]
            sizes[len(bars)] += 1
    assert len(sizes) > 1, sizes


def one_word(rule: Rule) -> Rule:
    """What may be restricted is one, whichever it is."""
    return Rule.H05 if rule in MAY_BE_RESTRICTED else rule


def test_no_house_at_all_is_no_set_of_rules() -> None:
    who = builders.household()
    standing = Standing(builders.situation((who,), ()))
    assert smallest_bars(who, Columns(standing), standing) is None


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


def test_a_way_for_which_no_unit_is_free_is_not_told_as_another() -> None:
    who, house = builders.household(), builders.shelter(units=(builders.unit("u1"),))
    later = builders.stay("h2", "u1", 10, 60)
    for stays in ((later,), ()):
        world = builders.situation((who,), (house,), stays=stays)
        (line,) = Night(world).optimised().placed
        assert line.mode is (PlanMode.SEGMENTED if stays else PlanMode.WITHIN_LIMIT)
        assert other_mode(who, line, Standing(world)) is None


def test_with_a_second_segment_the_moves_that_are_known_are_the_price() -> None:
    """42 nights of 170 look like four moves; the house after it has no limit, so it is one: 4 points."""
    who = builders.household(planned_until=builders.day(170))
    first = builders.shelter(
        "s1",
        units=(builders.unit("u1"),),
        stay=StayPolicy(
            limit_known=True,
            max_nights=42,
            exemption=Exemption.POSSIBLE,
            exempt_max_nights=180,
            other_residents_limited=Answer.YES,
        ),
    )
    then = builders.shelter(
        "s2",
        "Bergen",
        units=(builders.unit("u2"),),
        phases=frozenset({Phase.LONG_STAY}),
        stay=StayPolicy(limit_known=True, max_nights=None),
    )
    world = builders.situation((who,), (first, then), stays=(builders.stay("h2", "u2", -5, 20),))
    standing = Standing(world)
    night = Night(world)
    span = builders.nights(0, 42)
    line = replace(
        night.optimised().placed[0],
        mode=PlanMode.SEGMENTED,
        segments=(
            Segment(ShelterId("s1"), (UnitId("u1"),), span, Firmness.FIRM),
            Segment(ShelterId("s2"), (UnitId("u2"),), builders.nights(42, 170), Firmness.INTENDED),
        ),
    )
    told = other_mode(who, line, standing)
    assert told is not None
    assert (told.chosen_cost, told.other, told.other_cost) == (4, PlanMode.EXEMPTED, 4)
    alone = replace(line, segments=line.segments[:1])
    told = other_mode(who, alone, standing)
    assert told is not None
    assert told.chosen_cost == 16
