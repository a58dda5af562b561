"""The linear relaxation over all living columns, by generating the few that matter.

A small program over a pool of columns gives prices; at these prices our own bound over *all* living
columns shows which households would rather have a column that is not in the pool; those come in,
until none is missing. What is returned is the bound, valid for any prices. Source:
docs/decisions/0110.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np

from matching.cuts import HALF, broken_by
from matching.master import Filled, master
from matching.model import (
    EPS,
    Bound,
    Floats,
    Numbers,
    Prices,
    Problem,
    Reached,
    Stage,
    lagrangian,
    no_prices,
)
from matching.solver import Outcome, SecondsLeft, solve_relaxed

CLOSE = 0.05
"""A bound this near to the program over the pool is as good as any."""
ROUNDS = 40
PER_ROUND = 6
"""Columns of one household that may come in at once."""
AT_ONCE = 2_000
"""Columns that may come in at once when few households miss any."""
SPREAD = np.int64(2_654_435_761)
"""An odd number that scatters column numbers, so that households do not all try the same units."""


@dataclass(frozen=True, slots=True)
class Relaxed:
    """The bound over all living columns, its prices, and the pool that gave them."""

    bound: Bound
    prices: Prices
    pool: Numbers
    problem: Problem
    """With the rows that were found on the way."""
    partly: Numbers
    """Columns of the pool that were taken in part at last."""


def relax(
    problem: Problem,
    stage: Stage,
    reached: Sequence[Reached],
    filled: Filled,
    living: Numbers,
    pool: Numbers,
    left: SecondsLeft,
    enough: float = -np.inf,
    *,
    cut: bool = False,
) -> Relaxed | None:
    """The best bound found; None when not even the pool could be priced in time.

    ``living`` and ``pool``: column numbers in ascending order, the pool among the living.
    ``enough``: once the pool reaches this value nobody asks for a better bound. ``cut``: look for
    rows that the relaxation breaks.
    """
    best: Relaxed | None = None
    partly = np.zeros(0, dtype=np.int32)
    for _ in range(ROUNDS):
        if left() <= 0:
            break
        small = master(problem, stage, reached, filled, pool)
        raw = solve_relaxed(small.program, left)
        if raw.outcome is not Outcome.OPTIMAL:
            break
        prices = _allowed(small.prices(problem, reached, raw.numbers), filled)
        bound = lagrangian(problem, stage, reached, living, prices)
        if best is None or bound.value > best.bound.value:
            best = Relaxed(bound, prices, pool, problem, partly)
        point = raw.point[: len(pool)]
        partly = pool[(point > HALF) & (point < 1 - HALF)]
        if raw.value <= enough:
            break
        if raw.value - bound.value <= CLOSE:
            if not cut:
                break
            row, column = broken_by(problem, living, pool, point)
            if not len(row):
                break
            problem = replace(problem, rows=problem.rows.plus(row, column))
            filled = filled.beside(len(problem.rows.limit))
            continue
        more = missing(problem, stage, reached, living, pool, prices, bound)
        if not len(more):
            break
        pool = np.union1d(pool, more).astype(np.int32)
    if best is None:
        return None
    return replace(best, pool=pool, partly=partly)


def missing(
    problem: Problem,
    stage: Stage,
    reached: Sequence[Reached],
    living: Numbers,
    pool: Numbers,
    prices: Prices,
    bound: Bound,
) -> Numbers:
    """Living columns that are cheaper for their household than all it has in the pool."""
    known = lagrangian(problem, stage, reached, pool, prices)
    gap = _best_added(known, bound)
    homes = problem.homes_of(living)
    better = np.flatnonzero(bound.reduced < gap[homes] - EPS)
    better = better[~np.isin(living[better], pool, assume_unique=True)]
    lacking = len(np.unique(homes[better]))
    number = max(PER_ROUND, AT_ONCE // max(1, lacking))
    return best_of_each(living[better], homes[better], bound.reduced[better], number)


def cheapest(
    problem: Problem, stage: Stage, living: Numbers, homes: Numbers, number: int
) -> Numbers:
    """The cheapest living columns of each of these households, as if everything were free."""
    of = problem.homes_of(living)
    wanted = np.zeros(problem.households, dtype=bool)
    wanted[homes] = True
    mine = np.flatnonzero(wanted[of] & (living < problem.firsts))
    return best_of_each(living[mine], of[mine], stage.of(living[mine]), number)


def best_of_each(columns: Numbers, homes: Numbers, value: Floats, number: int) -> Numbers:
    """For each household the columns with the smallest values, equal ones scattered."""
    scattered = (columns * SPREAD) % (1 << 31)
    order = np.lexsort((scattered, np.round(value, 6), homes))
    sorted_homes = homes[order]
    if not len(order):
        return columns
    start = np.flatnonzero(np.concatenate([[True], sorted_homes[1:] != sorted_homes[:-1]]))
    rank = np.arange(len(order)) - np.repeat(start, np.diff(np.append(start, len(order))))
    return np.sort(columns[order[rank < number]])


def zero_bound(
    problem: Problem, stage: Stage, reached: Sequence[Reached], living: Numbers
) -> Bound:
    """What can be said without any solver."""
    return lagrangian(problem, stage, reached, living, no_prices(problem, reached))


def _best_added(known: Bound, bound: Bound) -> Floats:
    """For each household how much dearer its best of the pool is than its best of all."""
    with np.errstate(invalid="ignore"):
        gap = known.best - bound.best
    return np.where(np.isfinite(bound.best), gap, 0.0)


def _allowed(prices: Prices, filled: Filled) -> Prices:
    """Only a row that every plan fills may have a price below 0."""
    return Prices(
        np.where(filled.rows, prices.rows, np.maximum(0.0, prices.rows)),
        np.where(filled.nights, prices.nights, np.maximum(0.0, prices.nights)),
        prices.reached,
    )
