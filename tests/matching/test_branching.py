"""Households that a relaxation takes by halves are taken whole, way by way, and the leaves prove the stage."""

from __future__ import annotations

from dataclasses import replace
from random import Random
from typing import Any

import numpy as np
import pytest

import matching.lexicographic as lexicographic_module
from matching import branching, exact
from matching.branching import branched
from matching.chain import Chain, nothing_filled, whole_plan
from matching.lexicographic import lexicographic
from matching.model import (
    Ints,
    Numbers,
    Problem,
    Rows,
    Stage,
    all_living,
    lagrangian,
    no_prices,
    value_of,
)
from matching.nights import Nights
from matching.relaxation import Relaxed, relax
from tests.matching.test_lexicographic import (
    NOBODY,
    drawn_problem,
    every_plan,
    in_blocks,
    no_nights,
)

TWO_UNITS, ALONE, HERE, THERE = range(4)
"""The one takes two units, or one of her own that is dearer; the other can go to either of the two."""
GOOD, BAD = np.array([ALONE, HERE]), np.zeros(0, dtype=np.int64)


def with_rows(
    households: int, first_of: list[int], row: list[int], column: list[int], double: list[int]
) -> Problem:
    """Firsts alone, and explicit rows with room for one."""
    none, nowhere = np.zeros(0, dtype=np.int32), np.zeros(len(first_of), dtype=np.int32)
    ones = np.ones(len(row)), np.ones(max(row) + 1)
    return Problem(
        households=households,
        first_of=np.array(first_of, dtype=np.int32),
        first_link=np.full(len(first_of), -1, dtype=np.int32),
        second_of=none,
        second_link=none,
        links=0,
        rows=Rows(np.array(row), np.array(column), *ones),
        nights=Nights(
            nowhere, nowhere, none, none, none, np.zeros(0), np.zeros(0), none, none, none
        ),
        must=np.zeros(households, dtype=bool),
        follows=np.zeros(0, dtype=bool),
        double=np.array(double, dtype=np.int32),
    )


def by_halves(idle: float) -> tuple[Problem, Stage]:
    """Half of two units for the one and half of each for the other: a relaxation gives both a bed."""
    problem = with_rows(
        2, [0, 0, 1, 1], [0, 0, 1, 1], [TWO_UNITS, HERE, TWO_UNITS, THERE], [TWO_UNITS]
    )
    return problem, Stage(np.array([0.0, 10.0, 0.0, 0.0]), np.array([idle, idle]))


def in_a_ring() -> tuple[Problem, Stage]:
    """Three of which any two share a place: half of each is free, and one whole is all that fits."""
    ring = with_rows(3, [0, 1, 2], [0, 0, 1, 1, 2, 2], [0, 1, 1, 2, 2, 0], [])
    return ring, Stage(None, np.array([4.0, 4.0, 4.0]))


def chain_of(problem: Problem, chosen: Ints) -> Chain:
    """The chain before its only stage."""
    alive = all_living(problem)
    return Chain(problem, alive, nothing_filled(problem), chosen, lambda: 60.0, alive)


def relaxed_of(chain: Chain, stage: Stage) -> Relaxed:
    """What the relaxation over everything takes."""
    found = relax(
        chain.problem, stage, chain.rows, chain.filled, chain.living, chain.pool, chain.left
    )
    assert found is not None
    return found


def test_two_units_that_would_leave_somebody_out_are_in_no_good_plan() -> None:
    problem, stage = by_halves(idle=100.0)
    chain = chain_of(problem, GOOD)

    told = branched(chain, stage, 10, relaxed_of(chain, stage))

    assert told.proven == 10
    assert told.chosen is None
    assert told.gone.tolist() == [TWO_UNITS]


def test_two_units_that_a_plan_as_good_could_hold_stay() -> None:
    problem, stage = by_halves(idle=10.0)
    chain = chain_of(problem, GOOD)

    told = branched(chain, stage, 10, relaxed_of(chain, stage))

    assert told.proven == 10
    assert TWO_UNITS not in told.gone


def test_a_better_plan_is_found_on_the_way() -> None:
    problem, stage = by_halves(idle=100.0)
    chain = chain_of(problem, BAD)

    told = branched(chain, stage, 200, relaxed_of(chain, stage))

    assert told.proven == 10
    assert told.chosen is not None
    assert sorted(told.chosen.tolist()) in ([ALONE, HERE], [ALONE, THERE])


def test_a_ring_is_proven_though_its_relaxation_is_a_third_better() -> None:
    problem, stage = in_a_ring()
    chain = chain_of(problem, np.array([0]))
    root = relaxed_of(chain, stage)
    assert root.bound.value < 7

    told = branched(chain, stage, 8, root)

    assert told.proven == 8


def test_that_nothing_is_left_of_a_part_is_shown_by_a_bound() -> None:
    """Whoever takes two units leaves the other out: with all placed nothing of that part is left."""
    problem, stage = by_halves(idle=100.0)
    chain = chain_of(replace(problem, must=np.ones(2, dtype=bool)), GOOD)
    whole = chain.living
    part = np.array([TWO_UNITS, HERE, THERE], dtype=np.int32)

    some = relax(chain.problem, stage, (), chain.filled, whole, whole, chain.left)
    nothing = relax(chain.problem, stage, (), chain.filled, part, part, chain.left)

    assert some is not None and some.bound.value == 5
    assert nothing is not None and nothing.bound.value == np.inf
    zero = Stage(None, np.zeros(2))
    assert lagrangian(chain.problem, zero, (), part, nothing.prices).value > 0


def test_columns_that_a_pool_lacks_come_in_where_it_has_no_plan() -> None:
    problem, stage = by_halves(idle=100.0)
    chain = chain_of(replace(problem, must=np.ones(2, dtype=bool)), GOOD)
    pool = np.array([TWO_UNITS, HERE], dtype=np.int32)

    found = relax(chain.problem, stage, (), chain.filled, chain.living, pool, chain.left)

    assert found is not None
    assert np.isfinite(found.bound.value)
    assert len(found.pool) > len(pool)


def test_no_more_than_the_root_is_said_when_time_is_up_or_relaxations_are(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    problem, stage = by_halves(idle=100.0)
    chain = chain_of(problem, GOOD)
    root = relaxed_of(chain, stage)
    monkeypatch.setattr(branching, "MOST", 1)
    few = branched(chain, stage, 10, root)
    chain.left = lambda: -1.0
    late = branched(chain, stage, 10, root)

    assert few.proven == late.proven == 5
    assert not len(few.gone) and not len(late.gone)


def test_a_bound_that_proves_the_value_is_believed_without_a_tree() -> None:
    problem, stage = by_halves(idle=100.0)
    chain = chain_of(problem, GOOD)
    bound = lagrangian(problem, stage, (), chain.living, no_prices(problem))
    none = np.zeros(0, dtype=np.int32)
    root = Relaxed(
        replace(bound, value=9.5), no_prices(problem), chain.pool, problem, none, none, None
    )

    assert branched(chain, stage, 10, root).proven == 10


def seconds_in_a_ring() -> tuple[Problem, Stage]:
    """Three firsts that are whole, and three seconds of which any two share a place: one fits, and saves 4."""
    three = np.arange(3, dtype=np.int32)
    ring = with_rows(3, [0, 1, 2], [0, 0, 1, 1, 2, 2], [3, 4, 4, 5, 5, 3], [])
    problem = replace(
        ring,
        first_link=three,
        second_of=three,
        second_link=three,
        links=3,
        nights=no_nights(6),
        must=np.ones(3, dtype=bool),
        follows=np.zeros(3, dtype=bool),
    )
    return problem, Stage(np.array([10.0, 10.0, 10.0, -4.0, -4.0, -4.0]), np.zeros(3))


def test_a_second_that_is_taken_in_part_is_taken_whole_too(monkeypatch: pytest.MonkeyPatch) -> None:
    problem, stage = seconds_in_a_ring()
    chain = chain_of(problem, np.array([0, 1, 2, 3]))
    root = relaxed_of(chain, stage)
    assert root.bound.value == pytest.approx(24)
    monkeypatch.setattr(branching, "MOST", 2)

    assert branched(chain, stage, 26, root).proven == 26


def hard_problem(rng: Random) -> Problem:
    """Rows with room for one over two or three columns each, so that relaxations take halves."""
    problem, _, _ = drawn_problem(rng)
    rows = [
        rng.sample(range(problem.columns), k=min(problem.columns, rng.randint(2, 3)))
        for _ in range(rng.randint(4, 9))
    ]
    terms = [(row, column) for row, columns in enumerate(rows) for column in columns]
    double = sorted(rng.sample(range(problem.firsts), k=rng.randint(0, problem.firsts)))
    row, column = np.array(terms).T
    return replace(
        problem,
        rows=Rows(row, column, np.ones(len(terms)), np.ones(len(rows))),
        double=np.array(double, dtype=np.int32),
    )


def drawn_stage(problem: Problem, rng: Random) -> Stage:
    """Costs that are worth having and costs that are not."""
    costs = np.array([float(rng.randint(-4, 6)) for _ in range(problem.columns)])
    return Stage(costs, np.array([float(rng.choice((0, 3, 8))) for _ in range(problem.households)]))


def test_what_a_tree_shows_is_true_of_every_plan() -> None:
    """Against enumeration, under an earlier stage that binds."""
    told = {"halves": 0, "proven": 0, "gone": 0, "better": 0, "seconds": 0}
    for seed in range(240):
        rng = Random(seed)
        problem = hard_problem(rng)
        earlier, stage = drawn_stage(problem, rng), drawn_stage(problem, rng)
        plans = every_plan(problem)
        limit = min(value_of(problem, earlier, plan) for plan in plans) + rng.randint(0, 2)
        kept = [plan for plan in plans if value_of(problem, earlier, plan) <= limit]
        best = min(value_of(problem, stage, plan) for plan in kept)
        known = rng.choice(kept)
        chain = chain_of(problem, known)
        chain.reached, chain.rows = [(earlier, limit)], [(earlier, limit)]
        root = relaxed_of(chain, stage)
        assert root.bound.value <= best + 1e-4, seed
        value = value_of(problem, stage, known)
        found = branched(chain, stage, value, root)
        assert found.proven <= best, seed
        if found.chosen is not None:
            value = value_of(problem, stage, found.chosen)
            assert any(found.chosen.tolist() == plan.tolist() for plan in kept), seed
            told["better"] += 1
        for plan in kept:
            if value_of(problem, stage, plan) <= value:
                assert not np.isin(plan, found.gone).any(), seed
        told["halves"] += len(root.partly) > 0
        told["seconds"] += len(root.partly) > 0 and bool((root.partly >= problem.firsts).all())
        told["proven"] += len(root.partly) > 0 and found.proven == best == value
        told["gone"] += len(found.gone) > 0
    assert told["halves"] > 80
    assert told["proven"] > 60
    assert min(told.values()) >= 3, told


def test_a_part_of_what_there_is_is_not_proven_and_told_as_it_is() -> None:
    problem, _ = in_a_ring()
    start = np.array([0])
    blocks = ((Stage(np.array([3.0, 2.0, 2.0]), np.array([40.0, 40.0, 40.0])),),)
    living = all_living(problem)

    part = lexicographic(problem, living, blocks, None, start, lambda: 60.0, partial=True)
    proven = lexicographic(problem, living, blocks, None, start, lambda: 60.0)

    assert proven.values == proven.bounds == (82,)
    assert part.values == (82,)
    assert part.bounds[0] < 82


@pytest.mark.parametrize("seed", [177, 195, 251, 280])
def test_of_a_part_all_is_asked_where_what_costs_hardly_more_than_the_bound_holds_no_plan(
    seed: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked: list[tuple[set[int], bool]] = []

    def heard(state: Chain, stage: Stage, columns: Numbers, **how: Any) -> Any:
        chosen, outcome = whole_plan(state, stage, columns, **how)
        asked.append((set(columns.tolist()), chosen is not None))
        return chosen, outcome

    problem, stages, last = drawn_problem(Random(seed))
    blocks, living = in_blocks(stages, seed), all_living(problem)
    whole = lexicographic(problem, living, blocks, last, NOBODY, lambda: 60.0)
    monkeypatch.setattr(exact, "HARDLY", 0.0)
    monkeypatch.setattr(exact, "whole_plan", heard)
    part = lexicographic(problem, living, blocks, last, NOBODY, lambda: 60.0, partial=True)

    assert part.values == whole.values
    cheap, everything = asked[0], asked[1]
    assert cheap[0] < everything[0]
    assert (cheap[1], everything[1]) == (False, True)


@pytest.mark.parametrize(("most", "chosen"), [(40_000, 1), (1, 0)])
def test_ties_of_a_large_part_are_left_as_they_are(
    most: int, chosen: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(lexicographic_module, "MOST_TIED", most)
    problem, _ = in_a_ring()
    blocks = ((Stage(np.zeros(3), np.zeros(3)),),)
    tie = Stage(np.array([2.0, 1.0, 3.0]), np.full(3, 9.0))

    living, start = all_living(problem), np.array([0])
    part = lexicographic(problem, living, blocks, tie, start, lambda: 60.0, partial=True)
    assert part.chosen.tolist() == [chosen]

    whole = lexicographic(problem, living, blocks, tie, start, lambda: 60.0)
    assert whole.chosen.tolist() == [1]


def test_the_chain_proves_what_halves_hid_and_keeps_no_row_for_it() -> None:
    problem, stage = by_halves(idle=100.0)
    nobody = np.zeros(0, dtype=np.int64)

    solved = lexicographic(problem, all_living(problem), ((stage,),), None, nobody, lambda: 60.0)

    assert solved.values == solved.bounds == (10,)
    assert TWO_UNITS not in solved.living
    assert not solved.rows
