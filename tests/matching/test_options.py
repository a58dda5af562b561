"""Options for one household: the ranks of a naive sort, and what is shown when nothing is left."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from matching import costs
from matching.bundles import Bundle
from matching.columns import Columns, tie
from matching.costs.residual import robust
from matching.firm_costs import firm_costs
from matching.groups import night_number
from matching.options import (
    FilterDisagrees,
    fitted,
    options,
    ranked,
    read_again,
    tiers,
)
from matching.plan import Because, Costs, Option, Options
from matching.rules import blocks
from matching.situation import Household, Shelter
from matching.standing import Standing
from matching.stay import Way, cut_to, ways
from matching.vocabulary import AgeBand, PlanMode, Priority, Rule, ShelterId, ThreatLevel
from tests.support import builders
from tests.support.drawn import drawn

WORLDS = 240


@pytest.mark.parametrize("part", range(3))
def test_ranks_are_those_of_a_naive_sort_by_scalar_costs(part: int) -> None:
    shown = 0
    for seed in range(part, WORLDS, 3):
        world = drawn(1000 + seed)
        standing = Standing(world)
        columns = Columns(standing)
        for household in world.households:
            answer = options(household, columns, standing)
            free = [s for s in world.shelters if not blocks(household, s, standing)]
            untold = [s for s in world.shelters if _only_untold(household, s, standing)]
            assert _told(answer.options) == _naive(household, free, standing)
            assert _told(answer.call_first) == _naive(household, untold, standing)
            shown += len(answer.options)
    assert shown > 20


def _only_untold(household: Household, shelter: Shelter, standing: Standing) -> bool:
    said = blocks(household, shelter, standing)
    return bool(said) and all(block.because is Because.UNKNOWN for block in said)


def _told(found: tuple[Option, ...]) -> list[tuple[ShelterId, Costs]]:
    return [(one.shelter, one.costs) for one in found]


def _naive(
    household: Household, shelters: list[Shelter], standing: Standing
) -> list[tuple[ShelterId, Costs]]:
    """Every way of every shelter, sorted whole; P4 only where her own tiers 2-5 improve, or she moves.

    Who has said that she will move is shown every way: people decided on it (domain 10.2).
    """
    here = None if household.wants_move else costs.present(household, standing)
    rows = []
    for shelter in shelters:
        ways = [one.costs for one in fitted(household, shelter, standing)]
        if standing.priority(household) is Priority.P4 and here is not None:
            ways = [cost for cost in ways if _hers(cost) < _hers(here)]
        if ways:
            key = standing.situation.tie_key
            spare = not robust(household, shelter, standing)
            best = min(ways, key=tiers)
            rows.append((tiers(best), spare, tie(shelter.id, key), shelter.id, best))
    return [(row[3], row[4]) for row in sorted(rows, key=lambda row: row[:3])][:3]


def _hers(found: Costs) -> tuple[int, ...]:
    return found.risk, found.wishes, found.stability, found.services


def test_every_way_has_the_costs_of_the_scalar_functions() -> None:
    """All rows, not only the winners: the night plan takes them all."""
    met: Counter[PlanMode] = Counter()
    for seed in range(120):
        world = drawn(5000 + seed)
        standing = Standing(world)
        columns = Columns(standing)
        for household in world.households:
            found = ranked(household, columns, standing).screen
            priced = firm_costs(household, columns, standing, found, found.bars < 1 << 21)
            for way in range(len(priced.rows)):
                shelter = columns.shelters[priced.shelter[way]]
                bundle = columns.bundles.bundle(found.bedding.fitting, int(priced.rows[way]))
                one = _scalar(bundle, int(priced.mode[way]), household, shelter, standing)
                assert one == priced.costs(way)
                met[MODE[int(priced.mode[way])]] += 1
    assert min(met[mode] for mode in PlanMode) > 20


MODE = (PlanMode.WITHIN_LIMIT, PlanMode.EXEMPTED, PlanMode.SEGMENTED)


def _scalar(
    bundle: Bundle, mode: int, household: Household, shelter: Shelter, standing: Standing
) -> Costs | None:
    planned, shortest = standing.plan_span(household), standing.shortest_first_segment(household)
    start = night_number(planned.start, standing.situation.tonight)
    free = bundle.nights_for(household.id, start)
    whole = (Way(PlanMode.WITHIN_LIMIT, planned, planned, None),)
    for way in ways(household, shelter, planned, shortest, standing.rules) or whole:
        cut = cut_to(way, free, shortest)
        if cut is not None and cut.mode is MODE[mode]:
            return costs.costs(household, shelter, bundle, cut, standing)
    return None


def test_a_free_house_is_an_option_and_nothing_is_barred() -> None:
    who, where = builders.household(), builders.shelter()
    answer = _options(who, (where,))
    assert [one.shelter for one in answer.options] == ["s1"]
    assert answer.options[0].units == ("s1-u1",)
    assert answer.options[0].span == builders.nights(0, 20)
    assert not answer.refused and not answer.no_safe_bed and not answer.would_free


def test_what_only_waits_for_a_telephone_yes_is_call_first_and_no_option() -> None:
    """V19: the vacancy was confirmed seven hours ago."""
    stale = builders.shelter(vacancy_confirmed_at=builders.NOW - timedelta(hours=7))
    answer = _options(builders.household(), (stale,))
    assert answer.options == () and answer.no_safe_bed
    assert [one.call_first for one in answer.call_first] == [(Rule.H14,)]


def test_no_safe_bed_names_the_rules_whose_removal_would_free_most() -> None:
    """Two houses barred by H02 alone, one by H14 alone, one by both: H02 first."""
    weak = builders.features(2)
    stale = builders.NOW - timedelta(hours=7)
    houses = (
        builders.shelter("a", features=weak),
        builders.shelter("b", features=weak),
        builders.shelter("c", vacancy_confirmed_at=stale),
        builders.shelter("d", features=weak, vacancy_confirmed_at=stale),
    )
    who = builders.household(threat=builders.threat(ThreatLevel.T4))
    answer = _options(who, houses)
    told = [(one.rule, one.shelters, one.alone) for one in answer.would_free]
    assert told == [(Rule.H02, 3, 2), (Rule.H14, 2, 1)]


def test_when_no_rule_alone_bars_the_smallest_set_is_named() -> None:
    stale = builders.NOW - timedelta(hours=7)
    house = builders.shelter(features=builders.features(2), vacancy_confirmed_at=stale)
    who = builders.household(threat=builders.threat(ThreatLevel.T4))
    answer = _options(who, (house,))
    assert {(one.rule, one.alone) for one in answer.would_free} == {(Rule.H02, 0), (Rule.H14, 0)}


def test_an_unaccompanied_minor_is_handed_over_and_never_matched() -> None:
    """V21."""
    girl = builders.child(band=AgeBand.A13_17)
    answer = _options(builders.household(members=(girl,)), (builders.shelter(),))
    assert answer.hand_over and answer.options == () and answer.call_first == ()


def test_every_barred_shelter_is_listed_with_every_rule_that_bars_it() -> None:
    for seed in range(40):
        world = drawn(9000 + seed)
        standing = Standing(world)
        columns = Columns(standing)
        for household in world.households:
            answer = options(household, columns, standing)
            told = {refused.shelter: refused.blocks for refused in answer.refused}
            for shelter in world.shelters:
                assert told.get(shelter.id, ()) == blocks(household, shelter, standing)


def test_at_most_the_options_of_the_rule_set_and_one_per_house() -> None:
    houses = tuple(
        builders.shelter(f"s{n}", units=(builders.unit(f"u{n}a"), builders.unit(f"u{n}b", beds=3)))
        for n in range(5)
    )
    answer = _options(builders.household(), houses)
    assert len({one.shelter for one in answer.options}) == len(answer.options) == 3
    assert [one.rank for one in answer.options] == [1, 2, 3]


def test_ties_follow_the_key_and_not_the_order_of_ids() -> None:
    houses = tuple(builders.shelter(f"s{n}") for n in range(8))
    orders = set()
    for key in ("one", "two", "three", "four"):
        found = _options(builders.household(), houses, tie_key=key)
        again = _options(builders.household(), tuple(reversed(houses)), tie_key=key)
        assert [o.shelter for o in found.options] == [o.shelter for o in again.options]
        orders.add(tuple(o.shelter for o in found.options))
    assert len(orders) > 1


def test_a_fault_is_raised_when_the_rulebook_says_otherwise() -> None:
    who = builders.household()
    standing = Standing(builders.situation((who,), (builders.shelter(),)))
    columns = Columns(standing)
    found = ranked(who, columns, standing)
    declined = replace(who, declined=frozenset({ShelterId("s1")}))
    with pytest.raises(FilterDisagrees):
        read_again(found.options, found, declined, columns, standing)


def test_the_answer_is_the_same_twice() -> None:
    """V16."""
    for seed in range(20):
        world = drawn(300 + seed)
        one, two = Standing(world), Standing(world)
        for household in world.households:
            first = options(household, Columns(one), one)
            assert first == options(household, Columns(two), two)


def _options(who: Household, houses: tuple[Shelter, ...], **changes: Any) -> Options:
    standing = Standing(builders.situation((who,), houses, **changes))
    return options(who, Columns(standing), standing)
