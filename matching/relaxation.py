"""The linear relaxation over all living columns, by generating the few that matter.

A small program over a pool of columns gives prices; at these prices our own bound over *all* living
columns shows which households would rather have a column that is not in the pool; those come in,
until none is missing. What is returned is the bound, valid for any prices. Source:
docs/decisions/0110.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from math import ceil

import numpy as np

from matching.basis import Basis
from matching.cuts import HALF, broken_by
from matching.linear import solve_inside, solve_relaxed
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
from matching.solver import Outcome, SecondsLeft, SolverFailed

CLOSE = 0.05
"""A bound this near to the program over the pool is as good as any."""
ROUNDS = 40
ROUNDS_INSIDE = 6
"""How often columns that the middle misses come in before the vertex has to do."""
MOST_INSIDE = 30_000
"""Columns of a program whose middle is looked for; it takes an interior point."""
PER_ROUND = 6
"""Columns of one household that may come in at once."""
AT_ONCE = 2_000
"""Columns that may come in at once when few households miss any."""
DEAR = 4e6
"""Values beyond this are all alike when columns are picked."""
MILLION, SCATTERED = 1_000_000, 20
WORD_BITS, WORD = 32, (1 << 32) - 1
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
    taken: Numbers
    """Columns of the pool that were taken whole at last."""
    basis: Basis | None
    """Where the next program may begin."""


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
    basis: Basis | None = None,
) -> Relaxed | None:
    """The best bound found; None when not even the pool could be priced in time.

    The bound is infinite where our own prices show that the living columns hold no plan; None too where
    the pool holds none and nothing shows why.

    ``living`` and ``pool``: column numbers in ascending order, the pool among the living.
    ``enough``: once the pool reaches this value nobody asks for a better bound. ``cut``: look for
    rows that the relaxation breaks.
    """
    best: Relaxed | None = None
    partly = taken = np.zeros(0, dtype=np.int32)
    # Where every cost is 0 a bound above 0 says that there is no plan.
    nothing = Stage(None, np.zeros(problem.households))
    for _ in range(ROUNDS):
        if left() <= 0:
            break
        small = master(problem, stage, reached, filled, pool)
        raw = solve_relaxed(small, left, basis)
        if raw.outcome is Outcome.INFEASIBLE:
            ray = raw.duals / max(1e-9, float(np.abs(raw.duals).max(initial=0.0)))
            prices = _allowed(small.prices(problem, reached, ray), filled)
            bound = lagrangian(problem, nothing, reached, living, prices)
            if bound.value > EPS:
                none = np.zeros(0, dtype=np.int32)
                bound = replace(bound, value=np.inf)
                return Relaxed(bound, prices, pool, problem, none, none, None)
            more = missing(problem, nothing, reached, living, pool, prices, bound)
            if not len(more):
                break
            pool, best = np.union1d(pool, more).astype(np.int32), None
            continue
        if raw.outcome is not Outcome.OPTIMAL:
            break
        basis = raw.basis
        prices = _allowed(small.prices(problem, reached, raw.duals), filled)
        bound = lagrangian(problem, stage, reached, living, prices)
        if best is None or bound.value > best.bound.value:
            best = Relaxed(bound, prices, pool, problem, partly, taken, basis)
        point = raw.point[: len(pool)]
        partly, taken = pool[(point > HALF) & (point < 1 - HALF)], pool[point >= 1 - HALF]
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
    return replace(best, pool=pool, partly=partly, taken=taken, basis=basis)


def from_the_middle(
    stage: Stage,
    reached: Sequence[Reached],
    filled: Filled,
    living: Numbers,
    known: Relaxed,
    left: SecondsLeft,
) -> Relaxed:
    """The same bound at prices from the middle of all that prove it; as it was where none are found.

    A vertex gives a unit all or nothing of what it is worth, and another one the next night: whoever
    is told prices is told those of the middle (decision 0111), where the program is not too large.
    """
    problem, pool, value = known.problem, known.pool, known.bound.value
    for _ in range(ROUNDS_INSIDE):
        if len(pool) > MOST_INSIDE:
            break
        small = master(problem, stage, reached, filled, pool, fillable=True)
        try:
            raw = solve_inside(small, left)
        except SolverFailed:  # the prices that proved the bound are there already
            break
        if raw.outcome is not Outcome.OPTIMAL:
            break
        prices = _allowed(small.prices(problem, reached, raw.duals), filled)
        bound = lagrangian(problem, stage, reached, living, prices)
        if ceil(bound.value - EPS) >= ceil(value - EPS):
            return replace(known, bound=bound, prices=prices, pool=pool)
        more = missing(problem, stage, reached, living, pool, prices, bound)
        if not len(more):
            break
        pool = np.union1d(pool, more).astype(np.int32)
    return known


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
    if not len(columns):
        return columns
    # One number that orders by value first, to a millionth, and then by nothing that columns share.
    key = np.round(np.clip(value, -DEAR, DEAR) * MILLION).astype(np.int64) << SCATTERED
    key |= (columns * SPREAD & WORD) >> (WORD_BITS - SCATTERED)
    order = np.arange(len(columns)) if _ascends(homes) else np.argsort(homes, kind="stable")
    start = np.flatnonzero(np.diff(homes[order], prepend=homes[order[0]] - 1))
    kept = []
    for own in np.split(order, start[1:]):
        few = len(own) <= number
        kept.append(own if few else own[np.argsort(key[own], kind="stable")[:number]])
    return np.sort(columns[np.concatenate(kept)])


def _ascends(homes: Numbers) -> bool:
    return bool((homes[1:] >= homes[:-1]).all())


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
