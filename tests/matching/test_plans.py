"""The joint plan: what it may never do, and that it is the best there is."""

from __future__ import annotations

import itertools
from collections import Counter
from dataclasses import replace
from datetime import timedelta
from random import Random

import numpy as np
import pytest

from matching import hopeful, solve
from matching.check import violations
from matching.greedy import first_come, scarcest_first
from matching.model import keeps_all_rows
from matching.plan import Placed, Plan, Source, Why
from matching.situation import Proposal, Situation
from matching.solve import Night, plan_night
from matching.solver import SolverFailed
from matching.vocabulary import Priority, Tier
from tests.support.crowded import crowded_situation, in_one_region
from tests.support.worlds import drawn_situation

CLASSES = (Priority.P1, Priority.P2, Priority.P3)


def crowd(seed: int) -> Situation:
    """A world that overflows, of a size that grows with the seed."""
    rng = Random(seed)
    return crowded_situation(rng, households=3 + seed % 9, shelters=2 + seed % 5)


def unplaced(plan: Plan) -> tuple[int, ...]:
    """Households left out in P1, P2, P3."""
    counts = Counter(line.priority for line in plan.unplaced)
    return tuple(counts[c] for c in CLASSES)


def needing(plan: Plan) -> list[Placed]:
    """The lines of those who need a bed."""
    return [line for line in plan.placed if line.priority is not Priority.P4]


@pytest.mark.parametrize("seed", range(60))
def test_no_plan_breaks_a_rule_in_a_crowd(seed: int) -> None:
    night = Night(crowd(seed))
    for plan in (
        night.optimised(),
        night.greedy(scarcest_first),
        night.greedy(first_come),
    ):
        assert violations(night.standing.situation, plan) == ()


@pytest.mark.parametrize("seed", range(100))
def test_no_plan_breaks_a_rule_at_the_rim(seed: int) -> None:
    situation = drawn_situation(Random(seed), 2 + seed % 10)
    assert violations(situation, plan_night(situation)) == ()


def test_the_crowds_are_crowds() -> None:
    """Guard: these worlds place and leave out, use pairs, later segments, holds and caps."""
    seen: Counter[str] = Counter()
    for seed in range(60):
        plan = plan_night(crowd(seed))
        seen["placed"] += len(plan.placed)
        seen["left out"] += sum(u.why is Why.TAKEN_BY_OTHERS for u in plan.unplaced)
        for line in plan.placed:
            seen["two units"] += len(line.segments[0].units) == 2
            seen["two segments"] += len(line.segments) == 2
            seen[line.mode] += 1
    assert min(seen.values()) >= 5, seen
    assert len(seen) == 7, seen


@pytest.mark.parametrize("seed", range(60))
def test_every_tier_is_proven_and_nothing_greedy_is_better(seed: int) -> None:
    night = Night(crowd(seed))
    plan = night.optimised()
    assert plan.proven
    assert all(tier.value == tier.bound for tier in plan.tiers)
    assert [tier.name for tier in plan.tiers] == list(Tier)
    for order in (scarcest_first, first_come):
        greedy = night.greedy(order)
        assert [t.value for t in plan.tiers[:6]] <= [t.value for t in greedy.tiers[:6]]


@pytest.mark.parametrize("kept", [False, True], ids=["plain", "some kept"])
@pytest.mark.parametrize("seed", range(60))
def test_the_rows_allow_exactly_what_the_checker_allows(seed: int, kept: bool) -> None:
    """Every combination of candidates of three households: the rows and the checker agree."""
    drawn = Random(seed)
    world = crowded_situation(drawn, households=3, shelters=3)
    night = Night(in_one_region(drawn, world) if kept else world)
    table = night.whole_table()
    problem = table.problem
    rng, ways = Random(seed), []
    for home in range(problem.households):
        hers: list[tuple[int, ...]] = [()]
        for first in np.flatnonzero(problem.first_of == home).tolist():
            hers.append((first,))
            link = problem.first_link[first]
            hers += [
                (first, problem.firsts + int(second))
                for second in np.flatnonzero(problem.second_link == link)
                if link >= 0
            ]
        ways.append(rng.sample(hers, k=min(len(hers), 9)))
    for combination in itertools.product(*ways):
        chosen = np.array(sorted(sum(combination, ())), dtype=np.int64)
        kept = keeps_all_rows(problem, chosen)
        try:
            plan = night.plan_of(table, chosen)
        except AssertionError:
            assert not kept, "the counts said a unit is free and none is"
            continue
        wrong = violations(night.standing.situation, plan)
        assert kept == (wrong == ()), (combination, wrong)


@pytest.mark.parametrize("seed", range(12))
def test_v16_the_same_world_gives_the_same_plan_whatever_the_order_of_its_lists(seed: int) -> None:
    situation = crowd(seed)
    turned = replace(
        situation,
        households=situation.households[::-1],
        shelters=situation.shelters[::-1],
        stays=situation.stays[::-1],
        links=situation.links[::-1],
        zones=situation.zones[::-1],
    )
    first, again, other = plan_night(situation), plan_night(situation), plan_night(turned)
    assert first == again
    assert first.tiers == other.tiers
    assert {p.household: p.segments[0].shelter for p in first.placed} == {
        p.household: p.segments[0].shelter for p in other.placed
    }


@pytest.mark.parametrize("seed", range(30))
def test_v17_another_shelter_never_makes_the_count_worse(seed: int) -> None:
    situation = crowd(seed)
    new = {unit.id for unit in situation.shelters[0].units}
    more = replace(situation, stays=tuple(s for s in situation.stays if s.unit not in new))
    fewer = replace(more, shelters=situation.shelters[1:])
    assert unplaced(plan_night(more)) <= unplaced(plan_night(fewer))


def test_left_out_are_those_who_waited_least_and_a_wish_costs_nobody_her_place() -> None:
    """Decision 0015: two alike, one bed; the one who wishes nothing has waited less."""
    found = 0
    for seed in range(80):
        situation = crowded_situation(Random(seed), households=2, shelters=1)
        one, other = situation.households
        alike = replace(
            one, id=other.id, wishes=(), waiting_since=one.waiting_since + timedelta(hours=1)
        )
        situation = replace(situation, households=(one, alike), stays=(), links=())
        plan = plan_night(situation)
        if len(plan.placed) == 1 and len(plan.unplaced) == 1:
            found += 1
            assert plan.placed[0].household == one.id
    assert found >= 10


def test_when_time_runs_out_the_best_plan_so_far_stays_and_is_marked() -> None:
    unproven = 0
    for seed in range(30):
        situation = crowd(seed)
        plan = plan_night(situation, lambda: -1.0)
        assert plan.source is Source.OPTIMISED
        assert violations(situation, plan) == ()
        assert plan.proven == all(
            t.value == t.bound for t in (*plan.tiers, plan.waiting, *plan.move_tiers)
        )
        unproven += not plan.proven
        best = plan_night(situation)
        for cut, full in zip(plan.tiers[:1], best.tiers[:1], strict=True):
            assert cut.bound <= full.value <= cut.value
    assert unproven >= 10


def test_where_too_many_firsts_are_left_the_last_bounds_still_hold_for_all(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    pruned = moving = given = 0
    # In a crowd nobody has room to move; in this drawn world somebody does.
    for world in (*map(crowd, range(25)), drawn_situation(Random(160), 8)):
        best = plan_night(world)
        with monkeypatch.context() as few:
            few.setattr(solve, "LATE_MANY", 0)
            few.setattr(hopeful, "WHOLE_POOL", 0)
            few.setattr(hopeful, "POOL", 1)
            told = Night(world).optimised_with_prices()
        plan = told.plan
        assert violations(world, plan) == ()
        assert [t.value for t in plan.tiers[:7]] == [t.value for t in best.tiers[:7]]
        assert told.pruned or plan.tiers == best.tiers
        for last in (7, 8, 9):
            # A bound is given the values of the tiers before it.
            if [t.value for t in plan.tiers[:last]] == [t.value for t in best.tiers[:last]]:
                assert plan.tiers[last].bound <= best.tiers[last].value <= plan.tiers[last].value
                given += last > 7
        pruned += told.pruned
        values = [[t.value for t in one.move_tiers[:3]] for one in (plan, best)]
        if needing(plan) == needing(best) and values[0] == values[1]:
            assert plan.move_tiers[3].bound <= best.move_tiers[3].value
            moving += any(line.priority is Priority.P4 for line in best.placed)
    assert pruned >= 10
    assert moving >= 1
    assert given >= 10


def test_where_nobody_wishes_to_move_the_tiers_of_moves_are_nothing() -> None:
    still = 0
    for seed in range(30):
        night = Night(crowd(seed))
        if any(home.priority is Priority.P4 for home in night.found.homes):
            continue
        still += 1
        assert [(t.value, t.bound) for t in night.optimised().move_tiers] == [(0, 0)] * 6
    assert still >= 3


def test_when_the_solver_fails_the_scarcest_first_plan_stands_and_says_so(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    def broken(*_: object, **__: object) -> None:
        raise SolverFailed("the solver broke")

    monkeypatch.setattr(solve, "lexicographic", broken)
    situation = crowd(7)
    plan = plan_night(situation)
    assert plan.source is Source.GREEDY
    assert plan == Night(situation).greedy(scarcest_first)
    assert violations(situation, plan) == ()


def test_a_solver_that_raises_anything_is_a_failed_solver(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    from ortools.math_opt.python import mathopt

    def explode(*_: object, **__: object) -> None:
        raise RuntimeError("out of memory")

    monkeypatch.setattr(mathopt, "solve", explode)
    plan = plan_night(crowd(8))
    assert plan.source is Source.GREEDY


def test_a_proposal_lost_by_being_left_out_counts_as_a_change() -> None:
    """Tier 2b: who keeps a proposal is not indifferent when one of two must be left out."""
    kept = lost = 0
    for seed in range(60):
        situation = crowded_situation(Random(seed), households=2, shelters=1)
        one, other = situation.households
        late = one.waiting_since + timedelta(hours=5)
        alike = replace(one, id=other.id, waiting_since=late)
        base = replace(situation, households=(one, alike), stays=(), links=())
        plain = plan_night(base)
        if len(plain.placed) != 1 or plain.unplaced[0].priority is Priority.P4:
            continue
        promised = Proposal(plain.unplaced[0].household, situation.shelters[0].id)
        calm = plan_night(replace(base, proposals=(promised,)))
        assert violations(replace(base, proposals=(promised,)), calm) == ()
        kept += calm.placed[0].household == promised.household
        changes = next(tier for tier in calm.tiers if tier.name is Tier.CHANGES)
        lost += changes.value
    assert kept >= 4
    assert lost == 0


def test_nobody_open_is_a_plan_too() -> None:
    plan = plan_night(replace(crowd(1), households=(), links=()))
    assert plan.placed == ()
    assert plan.unplaced == ()
    assert plan.proven
