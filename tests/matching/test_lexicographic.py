"""The chain of stages against the plainest oracle there is: every combination, counted out."""

from __future__ import annotations

import itertools
import random
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from functools import partial
from math import ceil

import numpy as np
import pytest

from matching import chain, relaxation
from matching import lexicographic as stage_by_stage
from matching.basis import Basis
from matching.chain import Bars
from matching.lexicographic import Solved, lexicographic
from matching.linear import Relaxation, solve_relaxed
from matching.master import Filled, Master, master
from matching.model import (
    EPS,
    Ints,
    Numbers,
    Prices,
    Problem,
    Rows,
    Stage,
    all_living,
    keeps_all_rows,
    lagrangian,
    no_prices,
    value_of,
)
from matching.nights import Nights
from matching.relaxation import Relaxed, best_of_each, from_the_middle, relax
from matching.solver import Outcome, Raw, SecondsLeft, SolverFailed

NOBODY = np.zeros(0, dtype=np.int64)


def no_nights(columns: int) -> Nights:
    """Columns that share nothing."""
    none, zeros = np.zeros(0, dtype=np.int32), np.zeros(columns, dtype=np.int32)
    nothing = np.zeros(0)
    return Nights(zeros, zeros, none, none, none, nothing, nothing, none, none, none)


def drawn_problem(rng: random.Random) -> tuple[Problem, list[Stage | Bars], Stage]:
    """A few households with firsts, linked seconds and rows that bind, small enough to count out."""
    homes = rng.randint(2, 4)
    first_of, first_link, links = [], [], 0
    for home in range(homes):
        linked = rng.random() < 0.5
        for _ in range(rng.randint(1, 3)):
            first_of.append(home)
            first_link.append(links if linked and rng.random() < 0.7 else -1)
        links += linked
    second_link = [link for link in range(links) for _ in range(rng.randint(0, 2))]
    owner = {link: home for home, link in zip(first_of, first_link, strict=True) if link >= 0}
    second_link = [link for link in second_link if link in owner]
    width = len(first_of) + len(second_link)
    terms, limit = [], []
    for row in range(rng.randint(2, 5)):
        picked = rng.sample(range(width), k=min(width, rng.randint(2, 5)))
        terms += [(row, column, rng.choice((1, 1, 2))) for column in picked]
        limit.append(rng.choice((1, 1, 2)))
    problem = Problem(
        households=homes,
        first_of=np.array(first_of),
        first_link=np.array(first_link),
        second_of=np.array([owner[link] for link in second_link], dtype=np.int64),
        second_link=np.array(second_link, dtype=np.int64),
        links=links,
        must=np.zeros(homes, dtype=bool),
        follows=np.zeros(links, dtype=bool),
        nights=no_nights(width),
        rows=Rows(
            np.array([t[0] for t in terms]),
            np.array([t[1] for t in terms]),
            np.array([float(t[2]) for t in terms]),
            np.array([float(value) for value in limit]),
        ),
        # Any of them may be tried whole; that never changes an answer.
        double=np.arange(len(first_of), dtype=np.int32),
    )
    risk = np.zeros(width)
    risk[: len(first_of)] = [rng.choice((0, 1, 3, 9)) for _ in first_of]
    classes = [rng.randint(1, 2) for _ in range(homes)]
    stages: list[Stage | Bars] = [
        Stage(np.zeros(width), np.array([float(c == k) for c in classes])) for k in (1, 2)
    ]
    stages.append(Bars(risk))
    stages.append(Stage(risk, np.array([float(rng.choice((11, 22))) for _ in range(homes)])))
    for _ in range(2):
        cost = np.array([float(rng.randint(0, 5)) for _ in range(width)])
        cost[len(first_of) :] *= -1
        stages.append(Stage(cost, np.zeros(homes)))
    last = Stage(np.array([float(rng.randint(0, 9)) for _ in range(width)]), np.zeros(homes))
    return problem, stages, last


def in_blocks(stages: list[Stage | Bars], seed: int) -> list[list[Stage | Bars]]:
    """The stages hoped for all together, one by one, or in two parts."""
    cut = (0, 3, len(stages))[seed % 3]
    return (
        [block for block in (stages[:cut], stages[cut:]) if block]
        if cut != 3
        else [
            stages[:4],
            *([stage] for stage in stages[4:]),
        ]
    )


def every_plan(problem: Problem) -> list[np.ndarray]:
    """All sets of columns that keep every row: nothing clever, nothing shared with the chain."""
    per_home = []
    for home in range(problem.households):
        ways: list[tuple[int, ...]] = [()]
        for first in np.flatnonzero(problem.first_of == home).tolist():
            ways.append((first,))
            for second in np.flatnonzero(problem.second_link == problem.first_link[first]).tolist():
                if problem.first_link[first] >= 0:
                    ways.append((first, problem.firsts + second))
        per_home.append(ways)
    plans = (sorted(sum(choice, ())) for choice in itertools.product(*per_home))
    kept = []
    for plan in plans:
        load: dict[int, float] = {}
        for row, column, a in zip(
            problem.rows.row.tolist(),
            problem.rows.column.tolist(),
            problem.rows.coefficient.tolist(),
            strict=True,
        ):
            load[row] = load.get(row, 0.0) + a * (column in plan)
        if all(used <= problem.rows.limit[row] for row, used in load.items()):
            kept.append(np.array(plan, dtype=np.int64))
    return kept


def vector(problem: Problem, stages: list[Stage | Bars], plan: np.ndarray) -> tuple[int, ...]:
    """The stages' values of a plan, added up one by one."""
    values = []
    for stage in stages:
        if isinstance(stage, Bars):
            values.append(max([0, *(int(stage.risk[c]) for c in plan)]))
            continue
        placed = {int(problem.first_of[c]) for c in plan if c < problem.firsts}
        idle = sum(stage.idle_cost[h] for h in range(problem.households) if h not in placed)
        values.append(int(stage.of(plan).sum() + idle))
    return tuple(values)


@pytest.mark.parametrize("seed", range(60))
def test_the_chain_finds_the_lexicographic_optimum_and_proves_it(seed: int) -> None:
    problem, stages, last = drawn_problem(random.Random(seed))
    alive = all_living(problem)
    best = min(vector(problem, [*stages, last], plan) for plan in every_plan(problem))

    solved = lexicographic(problem, alive, in_blocks(stages, seed), last, NOBODY, lambda: 60.0)

    assert solved.values == best[:-1]
    assert solved.bounds == solved.values
    assert keeps_all_rows(problem, solved.chosen)
    assert value_of(problem, last, solved.chosen) == best[-1]


class Listed:
    """Rows of the problem between two households, written only for who asks for them."""

    def __init__(self, problem: Problem, rng: random.Random) -> None:
        self._pairs: dict[tuple[int, int], tuple[set[int], set[int]]] = {}
        self.asked: list[Sequence[tuple[int, int]] | None] = []
        for a, b in itertools.combinations(range(problem.households), 2):
            mine, theirs = (
                set(np.flatnonzero(problem.first_of == home).tolist()) for home in (a, b)
            )
            if rng.random() < 0.7:
                some = {c for c in theirs if rng.random() < 0.8}
                self._pairs[a, b] = (mine, some or theirs)

    def broken(self, chosen: np.ndarray) -> list[tuple[int, int]]:
        """Pairs of which both were chosen."""
        own = set(chosen.tolist())
        return [pair for pair, (mine, theirs) in self._pairs.items() if own & mine and own & theirs]

    def among(
        self, columns: np.ndarray, pairs: Sequence[tuple[int, int]] | None = None
    ) -> np.ndarray:
        """One row for each pair."""
        self.asked.append(pairs)
        there, terms = set(columns.tolist()), []
        for row, pair in enumerate(self._pairs if pairs is None else pairs):
            terms += [(row, column) for column in set.union(*self._pairs[pair]) & there]
        return np.array(sorted(terms, key=lambda t: t[1]), dtype=np.int64).reshape(-1, 2).T


@pytest.mark.parametrize("seed", range(120))
def test_rows_that_nobody_wrote_down_are_kept_all_the_same(seed: int) -> None:
    problem, stages, last = drawn_problem(random.Random(seed))
    apart = Listed(problem, random.Random(seed))
    problem = replace(problem, apart=apart, written=False)
    plans = [plan for plan in every_plan(problem) if not apart.broken(plan)]
    best = min(vector(problem, [*stages, last], plan) for plan in plans)

    solved = lexicographic(
        problem, all_living(problem), in_blocks(stages, seed), last, NOBODY, lambda: 60.0
    )

    assert solved.values == best[:-1]
    assert solved.bounds == solved.values
    assert keeps_all_rows(problem, solved.chosen)


def test_rows_are_written_for_the_pairs_that_a_vertex_brings_together() -> None:
    asked: list[Sequence[tuple[int, int]] | None] = []
    for seed in range(120):
        problem, stages, _ = drawn_problem(random.Random(seed))
        apart = Listed(problem, random.Random(seed))
        problem = replace(problem, apart=apart, written=False)
        lexicographic(problem, all_living(problem), (stages,), None, NOBODY, lambda: 60.0)
        asked += apart.asked
    assert sum(pairs is not None for pairs in asked) > 20
    assert all(pairs for pairs in asked if pairs is not None)


@pytest.mark.parametrize("after", range(1, 9))
def test_time_may_end_after_any_relaxation(after: int, monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[Master] = []

    def counted(one: Master, left: SecondsLeft, begin: Basis | None) -> Relaxation:
        asked.append(one)
        return solve_relaxed(one, left, begin)

    def left() -> float:
        return 60.0 if len(asked) < after else -1.0

    monkeypatch.setattr(relaxation, "solve_relaxed", counted)
    for seed in range(120):
        asked.clear()
        problem, stages, last = drawn_problem(random.Random(seed))
        apart = Listed(problem, random.Random(seed))
        problem = replace(problem, apart=apart, written=False)
        plans = [plan for plan in every_plan(problem) if not apart.broken(plan)]
        best = min(vector(problem, stages, plan) for plan in plans)

        solved = lexicographic(
            problem, all_living(problem), in_blocks(stages, seed), last, NOBODY, left
        )

        assert keeps_all_rows(problem, solved.chosen)
        assert solved.values == vector(problem, stages, solved.chosen)
        for value, bound, least in zip(solved.values, solved.bounds, best, strict=True):
            assert bound <= least
            if value != least:
                break


@pytest.mark.parametrize("seed", range(60))
def test_prices_that_are_told_prove_what_the_others_prove(seed: int) -> None:
    problem, stages, last = drawn_problem(random.Random(seed))
    alive = all_living(problem)

    def solved(told: int) -> Solved:
        blocks = in_blocks(stages, seed)
        return lexicographic(problem, alive, blocks, last, NOBODY, lambda: 60.0, told=told)

    plain, priced = solved(0), solved(len(stages))
    assert (priced.values, priced.bounds) == (plain.values, plain.bounds)
    first, prices = stages[0], priced.prices[0]
    assert isinstance(first, Stage)
    assert prices is not None
    assert (prices.rows >= 0).all()
    bound = lagrangian(problem, first, (), alive, prices).value
    assert plain.values[0] - 1 < bound <= plain.values[0] + EPS


def test_prices_from_the_middle_are_none_of_a_vertex() -> None:
    """Two units, three who would have them: a vertex prices them at all or nothing."""
    problem, stages, _ = drawn_problem(random.Random(0))
    everything, nothing = all_living(problem), chain.nothing_filled(problem)
    apart = 0
    for seed in range(60):
        problem, stages, _ = drawn_problem(random.Random(seed))
        everything, nothing = all_living(problem), chain.nothing_filled(problem)
        stage = stages[0]
        assert isinstance(stage, Stage)
        vertex = relax(problem, stage, (), nothing, everything, everything, lambda: 60.0)
        assert vertex is not None
        middle = from_the_middle(stage, (), nothing, everything, vertex, lambda: 60.0)
        assert ceil(middle.bound.value - EPS) == ceil(vertex.bound.value - EPS)
        apart += not np.allclose(middle.prices.rows, vertex.prices.rows, atol=0.05)
    assert apart > 10


@pytest.mark.parametrize("seed", range(20))
def test_the_best_of_each_are_those_that_sorting_all_finds(seed: int) -> None:
    rng = np.random.default_rng(seed)
    columns = np.unique(rng.integers(0, 9_000, 400)).astype(np.int32)
    homes = rng.integers(0, 7, len(columns)).astype(np.int32)
    if seed % 2:
        homes.sort()
    value = rng.integers(-3, 4, len(columns)) + rng.choice([0.0, 0.25], len(columns))
    value[rng.random(len(columns)) < 0.05] = np.inf
    for number in (1, 5, 1_000):
        picked = best_of_each(columns, homes, value, number)
        assert (np.diff(picked) > 0).all()
        for home in range(7):
            mine = np.sort(value[homes == home])[:number]
            hers = value[np.isin(columns, picked) & (homes == home)]
            assert np.sort(hers).tolist() == mine.tolist()


def test_equal_columns_are_scattered_over_all_that_are_equal() -> None:
    """Neighbours are units of one house: households that all tried the same would gain nothing."""
    columns = np.arange(5_000, 5_300, dtype=np.int32)
    picked = best_of_each(columns, np.zeros(300, dtype=np.int32), np.zeros(300), 8)
    assert len(picked) == 8
    assert np.diff(picked).min() > 3
    assert np.ptp(picked) > 150


def test_a_vertex_that_breaks_a_row_is_no_plan(monkeypatch: pytest.MonkeyPatch) -> None:
    def all_at_once(asked: Master, *_: object) -> Relaxation:
        found = solve_relaxed(asked, lambda: 60.0, None)
        return replace(found, point=np.ones(len(found.point)))

    monkeypatch.setattr(relaxation, "solve_relaxed", all_at_once)
    for seed in range(20):
        problem, stages, last = drawn_problem(random.Random(seed))
        best = min(vector(problem, stages, plan) for plan in every_plan(problem))
        solved = lexicographic(problem, all_living(problem), (stages,), last, NOBODY, lambda: 60.0)
        assert keeps_all_rows(problem, solved.chosen)
        assert solved.values == best


@pytest.mark.parametrize("seed", range(60))
def test_stage_by_stage_finds_the_same_when_the_hopeful_way_is_shut(
    seed: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(stage_by_stage, "hope_for", lambda *_: None)
    problem, stages, last = drawn_problem(random.Random(seed))
    alive = all_living(problem)
    best = min(vector(problem, [*stages, last], plan) for plan in every_plan(problem))

    solved = lexicographic(problem, alive, in_blocks(stages, seed), last, NOBODY, lambda: 60.0)

    assert solved.values == best[:-1]
    assert solved.bounds == solved.values


@pytest.mark.parametrize("seed", range(60))
def test_what_is_tried_near_the_vertex_changes_no_answer(
    seed: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    problem, stages, last = drawn_problem(random.Random(seed))
    best = min(vector(problem, [*stages, last], plan) for plan in every_plan(problem))

    solved, _ = _asked(problem, in_blocks(stages, seed), last, monkeypatch)

    assert solved.values == best[:-1]
    assert solved.bounds == solved.values


def test_near_the_vertex_a_plan_is_looked_for_before_it_is_among_all(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    near, before = [], 0
    honest = stage_by_stage._near_vertex

    def noted(state: chain.Chain, columns: Numbers) -> Iterator[Numbers]:
        for one in honest(state, columns):
            if len(one) < len(columns):
                near.append(one.tolist())
            yield one

    monkeypatch.setattr(stage_by_stage, "_near_vertex", noted)
    for seed in range(60):
        problem, stages, last = drawn_problem(random.Random(seed))
        near.clear()
        _, asked = _asked(problem, in_blocks(stages, seed), last, monkeypatch)
        before += sum(one in near for one in asked)
    assert before > 10


def _asked(
    problem: Problem,
    blocks: Sequence[Sequence[Stage | Bars]],
    last: Stage,
    monkeypatch: pytest.MonkeyPatch,
) -> tuple[Solved, list[list[int]]]:
    """The chain where every problem is a large one, and the columns of each integer problem."""
    asked: list[list[int]] = []

    def heard(
        state: chain.Chain, stage: Stage, columns: Numbers, target: int | None = None
    ) -> tuple[Ints | None, Outcome]:
        asked.append(columns.tolist())
        return chain.whole_plan(state, stage, columns, target)

    monkeypatch.setattr(stage_by_stage, "FEW", 0)
    monkeypatch.setattr(stage_by_stage, "MOSTLY", 1.0)
    monkeypatch.setattr(stage_by_stage, "whole_plan", heard)
    return lexicographic(problem, all_living(problem), blocks, last, NOBODY, lambda: 60.0), asked


def test_near_a_vertex_stands_still_whoever_has_nothing_to_do_with_its_trouble() -> None:
    """Four units of one night: A has the first or the second, B the second or the third, C the third
    or the fourth, and D the last that is left."""
    nights = replace(
        no_nights(7),
        low=np.array([0, 1, 1, 2, 2, 3, 4], dtype=np.int32),
        high=np.array([1, 2, 2, 3, 3, 4, 5], dtype=np.int32),
        limit=np.ones(5),
        resource=np.arange(5, dtype=np.int32),
        night=np.zeros(5, dtype=np.int32),
        since=np.zeros(5, dtype=np.int32),
    )
    problem = Problem(
        households=4,
        first_of=np.array([0, 0, 1, 1, 2, 2, 3], dtype=np.int32),
        first_link=np.full(7, -1, dtype=np.int32),
        second_of=NOBODY.astype(np.int32),
        second_link=NOBODY.astype(np.int32),
        links=0,
        rows=Rows(NOBODY, NOBODY, np.zeros(0), np.zeros(0)),
        nights=nights,
        must=np.zeros(4, dtype=bool),
        follows=np.zeros(0, dtype=bool),
    )
    at = partial(_near, problem)
    # Of A alone: B has what she could have, and then C has what B could have.
    assert at(taken=[2, 4, 6], partly=[0, 1]) == [[0, 1, 2, 3, 4, 6], [0, 1, 2, 3, 4, 5, 6]]
    # Nobody is in trouble: only whoever is left out may be placed.
    assert at(taken=[0, 2, 4], partly=[]) == [[0, 2, 4, 6]]
    assert at(taken=[1, 3, 5, 6], partly=[], apart=[(2, 3)])[0] == [1, 2, 3, 4, 5, 6]
    assert at(taken=[2, 4, 6], partly=[0, 1], mostly=0.9) == [[0, 1, 2, 3, 4, 6]]
    assert at(taken=[2, 4, 6], partly=[0, 1], few=7) == []


def _near(
    problem: Problem,
    *,
    taken: list[int],
    partly: list[int],
    apart: list[tuple[int, int]] | None = None,
    few: int = 0,
    mostly: float = 1.0,
) -> list[list[int]]:
    """What is tried near a vertex that takes these columns whole and those in part."""
    columns = all_living(problem)
    nobody = Stage(None, np.ones(problem.households))
    relaxed = Relaxed(
        lagrangian(problem, nobody, (), columns, no_prices(problem, ())),
        no_prices(problem, ()),
        columns,
        problem,
        np.array(partly, dtype=np.int32),
        np.array(taken, dtype=np.int32),
        None,
    )
    problem = problem if apart is None else replace(problem, apart=_Broken(apart), written=False)
    state = chain.Chain(
        problem, columns, chain.nothing_filled(problem), NOBODY, lambda: 60.0, columns
    )
    state.relaxed = relaxed
    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(stage_by_stage, "FEW", few)
        patched.setattr(stage_by_stage, "MOSTLY", mostly)
        return [near.tolist() for near in stage_by_stage._near_vertex(state, columns)]


@dataclass(frozen=True)
class _Broken:
    """These pairs are too close in every plan."""

    pairs: list[tuple[int, int]]

    def broken(self, chosen: Ints) -> list[tuple[int, int]]:
        return self.pairs

    def among(
        self, columns: Numbers | Ints, pairs: Sequence[tuple[int, int]] | None = None
    ) -> Ints:
        return np.zeros((2, 0), dtype=np.int64)


@pytest.mark.parametrize("seed", range(60))
def test_once_it_is_settled_who_is_left_out_later_stages_are_best_for_those_placed(
    seed: int,
) -> None:
    problem, stages, last = drawn_problem(random.Random(seed))
    alive = all_living(problem)
    early, late = stages[:2], stages[2:]
    who = Stage(np.zeros(problem.columns), np.arange(problem.households, dtype=float))

    solved = lexicographic(
        problem, alive, (early, late), last, NOBODY, lambda: 60.0, settled=(0, who)
    )

    plans = every_plan(problem)
    best = min(vector(problem, early, plan) for plan in plans)
    assert solved.values[:2] == best
    placed = homes_of(problem, solved.chosen)
    same = [
        plan
        for plan in plans
        if vector(problem, early, plan) == best and homes_of(problem, plan) == placed
    ]
    assert solved.values[2:] == min(vector(problem, late, plan) for plan in same)
    assert solved.bounds == solved.values


@pytest.mark.parametrize("seed", range(60))
def test_who_is_left_out_among_equals_is_settled_by_the_tie_stage(seed: int) -> None:
    problem, stages, last = drawn_problem(random.Random(seed))
    alive = all_living(problem)
    who = Stage(np.zeros(problem.columns), np.arange(1.0, problem.households + 1))

    solved = lexicographic(
        problem,
        alive,
        (stages[:1], stages[1:2], stages[2:]),
        last,
        NOBODY,
        lambda: 60.0,
        settled=(1, who),
    )

    plans = every_plan(problem)
    best = min(vector(problem, [*stages[:2], who], plan) for plan in plans)
    assert vector(problem, [*stages[:2], who], solved.chosen) == best
    placed = homes_of(problem, solved.chosen)
    rest = [
        vector(problem, stages[2:], plan)
        for plan in plans
        if vector(problem, [*stages[:2], who], plan) == best and homes_of(problem, plan) == placed
    ]
    assert solved.values[2:] == min(rest)


def homes_of(problem: Problem, plan: np.ndarray) -> set[int]:
    """Households that a plan places."""
    return {int(problem.first_of[c]) for c in plan if c < problem.firsts}


@pytest.mark.parametrize("seed", range(40))
def test_the_bound_is_valid_for_any_prices(seed: int) -> None:
    rng = random.Random(seed)
    problem, stages, _ = drawn_problem(rng)
    alive = all_living(problem)
    plans = every_plan(problem)
    for stage in stages:
        if isinstance(stage, Bars):
            continue
        for _ in range(5):
            paid = np.array([rng.choice((0.0, 0.3, 1.0, 4.0)) for _ in problem.rows.limit])
            prices = Prices(paid, np.zeros(0), np.zeros(0))
            bound = lagrangian(problem, stage, (), alive, prices)
            values = [value_of(problem, stage, plan) for plan in plans]
            assert bound.value <= min(values) + 1e-9
            for plan, value in zip(plans, values, strict=True):
                for column in plan:
                    assert bound.value + bound.reduced[column] <= value + 1e-9


@pytest.mark.parametrize("seed", range(20))
def test_without_time_the_first_plan_stays_and_no_bound_is_claimed_above_it(seed: int) -> None:
    problem, stages, last = drawn_problem(random.Random(seed))
    alive = all_living(problem)
    best = min(vector(problem, stages, plan) for plan in every_plan(problem))

    solved = lexicographic(problem, alive, in_blocks(stages, seed), last, NOBODY, lambda: -1.0)

    assert solved.values == vector(problem, stages, solved.chosen)
    assert solved.values >= best
    assert solved.bounds[0] <= best[0]


def test_a_solver_that_breaks_a_row_is_not_believed(monkeypatch: pytest.MonkeyPatch) -> None:
    problem, stages, last = drawn_problem(random.Random(2))
    monkeypatch.setattr(
        chain,
        "solve_whole",
        lambda *_: Raw(Outcome.OPTIMAL, np.ones(1000), 0.0),
    )
    with pytest.raises(SolverFailed):
        lexicographic(
            problem,
            all_living(problem),
            (stages,),
            last,
            NOBODY,
            lambda: 60.0,
        )


@pytest.mark.parametrize("seed", range(40))
def test_generating_columns_gives_the_bound_that_all_columns_at_once_give(seed: int) -> None:
    problem, stages, _ = drawn_problem(random.Random(seed))
    everything = all_living(problem)
    few = everything[::3]
    nothing = chain.nothing_filled(problem)
    for stage in stages:
        if isinstance(stage, Bars):
            continue
        whole = relax(problem, stage, (), nothing, everything, everything, lambda: 60.0)
        grown = relax(problem, stage, (), nothing, everything, few, lambda: 60.0)
        assert whole is not None
        assert grown is not None
        assert abs(whole.bound.value - grown.bound.value) < 0.06


def test_a_program_without_columns_has_no_rows_to_break() -> None:
    problem, stages, _ = drawn_problem(random.Random(1))
    assert isinstance(stages[0], Stage)
    none = np.zeros(0, dtype=np.int32)
    filled = Filled(np.zeros(len(problem.rows.limit), dtype=bool), np.zeros(0, dtype=bool))
    small = master(problem, stages[0], (), filled, none)
    assert small.program.constant == stages[0].idle_cost.sum()
    assert len(small.program.low) == 0
