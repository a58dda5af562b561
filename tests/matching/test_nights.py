"""Night rows by running sums say what counting every night says; rows cut halves and no plan."""

from __future__ import annotations

import itertools
from random import Random

import numpy as np
import pytest

from matching.cuts import broken_by
from matching.lexicographic import lexicographic
from matching.model import Problem, Stage, all_living, keeps_all_rows, no_rows, value_of
from matching.nights import Nights, Uses, nights_of

NIGHTS = 12
COLUMNS = 11


def drawn(rng: Random, columns: int) -> tuple[Nights, list[list[tuple[int, int, int]]], np.ndarray]:
    """Rows for a few columns, what each uses as (resource, start, end), and units by night."""
    resources = rng.randint(1, 3)
    uses: list[list[tuple[int, int, int]]] = []
    for _ in range(columns):
        start = rng.choice((0, 0, 0, 1, 3, 4))
        end = rng.randint(start + 1, NIGHTS)
        first = rng.randrange(resources)
        mine = [(first, start, end)]
        if rng.random() < 0.3:
            mine.append((rng.randrange(resources), start, end))
        uses.append(mine)
    free = np.zeros((resources, NIGHTS), dtype=np.int64)
    for resource in range(resources):
        for _ in range(rng.randint(1, 2)):
            free[resource, rng.choice((0, 0, 2)) :] += 1
    taken = [(rng.randrange(resources), start, rng.randint(start + 1, NIGHTS)) for start in (0, 5)]
    starts = np.unique([s for mine in uses for _, s, _ in mine] + [s for _, s, _ in taken])
    none = np.zeros(0, dtype=np.int32)
    rows = nights_of(
        told([(n, mine[0]) for n, mine in enumerate(uses)]),
        told([(n, use) for n, mine in enumerate(uses) for use in mine[1:]]),
        free[:, starts],
        starts,
        told(list(enumerate(taken))),
        (none, none),
    )
    left = free.copy()
    for resource, start, end in taken:
        left[resource, start:end] -= 1
    return rows, uses, np.maximum(left, 0)


def told(uses: list[tuple[int, tuple[int, int, int]]]) -> Uses:
    """Uses of one unit each."""
    column = np.array([n for n, _ in uses], dtype=np.int32)
    numbers = np.array([use for _, use in uses], dtype=np.int32).reshape(-1, 3)
    ones = np.ones(len(uses), dtype=np.int16)
    return Uses(column, numbers[:, 0], numbers[:, 1], numbers[:, 2], ones)


def fits(chosen: tuple[int, ...], uses: list[list[tuple[int, int, int]]], left: np.ndarray) -> bool:
    """Every night counted out."""
    count = np.zeros_like(left)
    for column in chosen:
        for resource, start, end in uses[column]:
            count[resource, start:end] += 1
    busy = count > 0
    return bool((count[busy] <= left[busy]).all())


def sharing(rows: Nights, homes: np.ndarray) -> Problem:
    """Firsts alone, coupled by these rows and nothing else."""
    none = np.zeros(0, dtype=np.int32)
    households = int(homes.max()) + 1
    return Problem(
        households=households,
        first_of=homes,
        first_link=np.full(len(homes), -1, dtype=np.int32),
        second_of=none,
        second_link=none,
        links=0,
        rows=no_rows(),
        nights=rows,
        must=np.zeros(households, dtype=bool),
        follows=np.zeros(0, dtype=bool),
    )


def subsets(columns: int) -> list[tuple[int, ...]]:
    """Every choice."""
    sizes = range(columns + 1)
    return [c for size in sizes for c in itertools.combinations(range(columns), size)]


@pytest.mark.parametrize("seed", range(80))
def test_the_rows_allow_exactly_what_every_night_allows(seed: int) -> None:
    rows, uses, left = drawn(Random(seed), 7)
    for chosen in subsets(7):
        load = rows.load(np.array(chosen, dtype=np.int64))
        assert bool((load <= rows.limit + 1e-9).all()) == fits(chosen, uses, left), chosen


@pytest.mark.parametrize("seed", range(40))
def test_a_column_pays_for_the_rows_that_it_covers(seed: int) -> None:
    rng = Random(seed)
    rows, _, _ = drawn(rng, 7)
    prices = np.array([rng.choice((0.0, 0.5, 2.0)) for _ in rows.limit])
    everything = np.arange(7, dtype=np.int32)
    paid = rows.paid(prices, everything)
    for column in range(7):
        assert paid[column] == pytest.approx(rows.load(np.array([column])) @ prices)


@pytest.mark.parametrize("seed", range(40))
def test_who_comes_on_a_night_for_which_a_row_stands_is_there_on_the_rows_own(seed: int) -> None:
    rows, uses, _ = drawn(Random(seed), COLUMNS)
    found = list(zip(rows.resource, rows.since, rows.night, strict=True))
    for resource, start, end in itertools.chain(*uses):
        standing = [
            (since, night) for r, since, night in found if r == resource and since <= start <= night
        ]
        assert len(standing) == 1, "each first night belongs to one row"
        assert end > standing[0][1]
    for (one, _, night), (other, since, _) in itertools.pairwise(found):
        assert one != other or night < since
    # No night stands without somebody who may come on it: others' stays are numbered among the starts.
    starts = {(r, start) for mine in uses for r, start, _ in mine}
    assert all((r, s) in starts or s in (0, 5) for r, s, _ in found)


def test_what_halves_break_no_plan_breaks() -> None:
    cut = 0
    for seed in range(150):
        rows, _uses, _ = drawn(Random(seed), 7)
        homes = np.array(sorted(Random(seed).choices(range(4), k=7)), dtype=np.int32)
        problem = sharing(rows, homes)
        everything = all_living(problem)
        row, column = broken_by(problem, everything, everything, np.full(7, 0.5))
        cut += len(row) > 0
        for chosen in subsets(7):
            plan = np.array(chosen, dtype=np.int64)
            if len(row) and keeps_all_rows(problem, plan):
                assert np.bincount(row, weights=np.isin(column, plan)).max() <= 1
    assert cut >= 5


@pytest.mark.parametrize("seed", range(120))
def test_the_chain_proves_what_counting_out_says_where_units_are_shared(seed: int) -> None:
    rng = Random(seed)
    rows, uses, left = drawn(rng, COLUMNS)
    homes = np.array(sorted(rng.choices(range(5), k=COLUMNS)), dtype=np.int32)
    problem = sharing(rows, homes)
    stages = [
        Stage(
            np.array([float(rng.randint(0, 4)) for _ in range(COLUMNS)]),
            np.array([float(rng.choice((5, 9))) for _ in range(problem.households)]),
        )
        for _ in range(3)
    ]
    plans = [
        np.array(chosen, dtype=np.int64)
        for chosen in subsets(COLUMNS)
        if len({*homes[list(chosen)]}) == len(chosen) and fits(chosen, uses, left)
    ]
    best = min(tuple(value_of(problem, stage, plan) for stage in stages) for plan in plans)

    nobody = np.zeros(0, dtype=np.int64)
    solved = lexicographic(problem, all_living(problem), [stages], None, nobody, lambda: 60.0)

    assert solved.values == best
    assert solved.bounds == best
