"""The joint plan as a 0-1 problem: columns, rows, bounds; and the only door to the solver.

    minimise    sum_j cost[j] x[j] + sum_h idle[h] u[h]
    subject to  sum_{j of h} x[j] + u[h] = 1                     each household once, or unplaced
                sum_{q of link} y[q] <= sum_{j of link} x[j]     a second segment follows a first
                sum_j A[r, j] x[j] + sum_q A[r, q] y[q] <= b[r]  capacity, separation, caps, tiers

A *first* column is one household in one bundle of units for its FIRM segment; a *second* is an
INTENDED segment that starts where firsts of the same *link* (household and night) end. Capacity
is written for the nights on which a stay may start or a unit closes: between two such nights stays
only end and units only come free. Source: docs/domain.md 10.4; measured in docs/decisions/.

Whatever the solver returns is recomputed here: :func:`lagrangian` gives a bound that is valid for
any prices, over all columns, and rests on no solver tolerance.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

import numpy as np
from numpy.typing import NDArray

Ints = NDArray[np.int64]
Floats = NDArray[np.float64]
Bools = NDArray[np.bool_]

EPS = 1e-5


@dataclass(frozen=True, slots=True)
class Rows:
    """Rows ``sum coefficient * column <= limit`` in coordinate form over firsts and seconds.

    Columns are numbered firsts first, then seconds.
    """

    row: Ints
    column: Ints
    coefficient: Floats
    limit: Floats

    def priced(self, price: Floats, columns: int) -> Floats:
        """What each column pays at these row prices."""
        weights = self.coefficient * price[self.row]
        paid = np.bincount(self.column, weights=weights, minlength=columns)
        return paid.astype(np.float64)

    def plus(self, dense: list[tuple[Floats, float]]) -> Rows:
        """These rows and some dense ones (earlier tiers), each a coefficient per column."""
        row, column, coefficient = [self.row], [self.column], [self.coefficient]
        limit = [self.limit]
        for number, (values, at_most) in enumerate(dense):
            used = np.flatnonzero(values)
            row.append(np.full(len(used), len(self.limit) + number, dtype=np.int64))
            column.append(used)
            coefficient.append(values[used])
            limit.append(np.array([at_most]))
        return Rows(
            np.concatenate(row),
            np.concatenate(column),
            np.concatenate(coefficient),
            np.concatenate(limit),
        )


@dataclass(frozen=True, slots=True)
class Problem:
    """All columns and coupling rows of one night, before any stage."""

    households: int
    first_of: Ints
    """Household of each first column."""
    first_link: Ints
    """Link of each first column; -1 when its plan is covered."""
    second_of: Ints
    second_link: Ints
    links: int
    rows: Rows
    must: Bools
    """Households that are placed in every plan from now on."""

    @property
    def firsts(self) -> int:
        """How many first columns there are."""
        return len(self.first_of)

    @property
    def columns(self) -> int:
        """Firsts and seconds together."""
        return len(self.first_of) + len(self.second_of)


@dataclass(frozen=True, slots=True)
class Stage:
    """One objective: integer costs per column and per unplaced household."""

    column_cost: Floats
    idle_cost: Floats


@dataclass(frozen=True, slots=True)
class Bound:
    """A lower bound over all living columns and what each column would add to it."""

    value: float
    reduced: Floats
    """For each column the bound with that column chosen, minus the bound."""


class Outcome(StrEnum):
    """How a solver call ended."""

    OPTIMAL = "OPTIMAL"
    FEASIBLE = "FEASIBLE"
    INFEASIBLE = "INFEASIBLE"
    NOTHING_IN_TIME = "NOTHING_IN_TIME"


@dataclass(frozen=True, slots=True)
class Answer:
    """What a solver call gave: chosen columns, or prices of the rows."""

    outcome: Outcome
    chosen: Ints
    """Columns at 1; empty for a relaxation."""
    prices: Floats
    """One price >= 0 per coupling row; empty for an integer problem."""
    bound: float


class SolverFailed(RuntimeError):
    """The solver broke or answered something that cannot be; the greedy plan stands instead."""


def lagrangian(problem: Problem, rows: Rows, stage: Stage, alive: Bools, prices: Floats) -> Bound:
    """The bound at these prices: each household alone takes what is cheapest for it."""
    paid = stage.column_cost + rows.priced(prices, problem.columns)
    paid = np.where(alive, paid, np.inf)
    first, second = paid[: problem.firsts], paid[problem.firsts :]
    follow = np.zeros(problem.links + 1)
    np.minimum.at(follow, problem.second_link, second)
    whole = first + np.where(problem.first_link >= 0, follow[problem.first_link], 0.0)
    best = np.where(problem.must, np.inf, stage.idle_cost)
    np.minimum.at(best, problem.first_of, whole)
    value = float(best.sum() - prices @ rows.limit)
    lead = np.full(problem.links + 1, np.inf)
    linked = problem.first_link >= 0
    np.minimum.at(lead, problem.first_link[linked], first[linked])
    reduced = np.concatenate(
        [
            whole - best[problem.first_of],
            lead[problem.second_link] + second - best[problem.second_of],
        ]
    )
    return Bound(value, reduced)


def relax(problem: Problem, rows: Rows, stage: Stage, alive: Bools, seconds: float) -> Answer:
    """Solve the linear relaxation and return the prices of the coupling rows."""
    return _solve(problem, rows, stage, alive, whole=False, seconds=seconds)


def solve_whole(problem: Problem, rows: Rows, stage: Stage, alive: Bools, seconds: float) -> Answer:
    """Solve the integer problem over the living columns."""
    return _solve(problem, rows, stage, alive, whole=True, seconds=seconds)


def value_of(problem: Problem, stage: Stage, chosen: Ints) -> int:
    """The stage's value of a set of columns, recomputed in integers."""
    placed = np.zeros(problem.households, dtype=bool)
    placed[problem.first_of[chosen[chosen < problem.firsts]]] = True
    total = stage.column_cost[chosen].sum() + stage.idle_cost[~placed].sum()
    return round(float(total))


def keeps_all_rows(problem: Problem, rows: Rows, chosen: Ints) -> bool:
    """Whether a set of columns really keeps every row; no solver's word is taken for it."""
    picked = np.zeros(problem.columns)
    np.add.at(picked, chosen, 1)
    if picked.max(initial=0) > 1:
        return False
    load = np.bincount(
        rows.row, weights=rows.coefficient * picked[rows.column], minlength=len(rows.limit)
    )
    firsts = picked[: problem.firsts]
    once = np.bincount(problem.first_of, weights=firsts, minlength=problem.households)
    linked = problem.first_link >= 0
    lead = np.bincount(problem.first_link[linked], weights=firsts[linked], minlength=problem.links)
    follow = np.bincount(
        problem.second_link, weights=picked[problem.firsts :], minlength=problem.links
    )
    return bool(
        (load <= rows.limit + EPS).all() and once.max(initial=0) <= 1 and (follow <= lead).all()
    )


def _solve(
    problem: Problem, rows: Rows, stage: Stage, alive: Bools, *, whole: bool, seconds: float
) -> Answer:
    """Hand the living part to HiGHS through MathOpt, and read back columns or prices."""
    from datetime import timedelta

    from ortools.math_opt import model_pb2
    from ortools.math_opt.python import mathopt

    living = np.flatnonzero(alive)
    number = np.full(problem.columns, -1)
    number[living] = np.arange(len(living))
    firsts, seconds_ = living[living < problem.firsts], living[living >= problem.firsts]
    homes = problem.households
    width = len(living) + homes

    row, column, coefficient = [], [], []
    # each household once, or unplaced
    row += [problem.first_of[firsts], np.arange(homes)]
    column += [number[firsts], len(living) + np.arange(homes)]
    coefficient += [np.ones(len(firsts)), np.ones(homes)]
    # a second segment follows a first
    followed = problem.second_link[seconds_ - problem.firsts]
    led = firsts[problem.first_link[firsts] >= 0]
    row += [homes + followed, homes + problem.first_link[led]]
    column += [number[seconds_], number[led]]
    coefficient += [np.ones(len(seconds_)), -np.ones(len(led))]
    # coupling rows that the living columns can break at all
    touched = alive[rows.column]
    most = np.bincount(
        rows.row[touched],
        weights=np.maximum(rows.coefficient[touched], 0.0),
        minlength=len(rows.limit),
    )
    tight = most > rows.limit + EPS
    kept = touched & tight[rows.row]
    place = np.cumsum(tight) - 1
    start = homes + problem.links
    row.append(start + place[rows.row[kept]])
    column.append(number[rows.column[kept]])
    coefficient.append(rows.coefficient[kept])

    all_rows, all_columns = np.concatenate(row), np.concatenate(column)
    order = np.lexsort((all_columns, all_rows))
    height = start + int(tight.sum())
    lower = np.full(height, -np.inf)
    lower[:homes] = 1.0
    upper = np.concatenate([np.ones(homes), np.zeros(problem.links), rows.limit[tight]])

    proto = model_pb2.ModelProto()
    proto.variables.ids.extend(range(width))
    proto.variables.lower_bounds.extend([0.0] * width)
    proto.variables.upper_bounds.extend([1.0] * len(living))
    proto.variables.upper_bounds.extend(np.where(problem.must, 0.0, 1.0).tolist())
    proto.variables.integers.extend([whole] * width)
    proto.linear_constraints.ids.extend(range(height))
    proto.linear_constraints.lower_bounds.extend(lower.tolist())
    proto.linear_constraints.upper_bounds.extend(upper.tolist())
    matrix = proto.linear_constraint_matrix
    matrix.row_ids.extend(all_rows[order].tolist())
    matrix.column_ids.extend(all_columns[order].tolist())
    matrix.coefficients.extend(np.concatenate(coefficient)[order].tolist())
    cost = np.concatenate([stage.column_cost[living], stage.idle_cost])
    used = np.flatnonzero(cost)
    proto.objective.maximize = False
    proto.objective.linear_coefficients.ids.extend(used.tolist())
    proto.objective.linear_coefficients.values.extend(cost[used].tolist())

    highs = mathopt.HighsOptions() if hasattr(mathopt, "HighsOptions") else None
    params = mathopt.SolveParameters(time_limit=timedelta(seconds=max(0.05, seconds)))
    if highs is not None:
        params.highs = highs
    if whole:
        params.relative_gap_tolerance = 0.0
        params.absolute_gap_tolerance = 0.999
    try:
        result = mathopt.solve(
            mathopt.Model.from_model_proto(proto), mathopt.SolverType.HIGHS, params=params
        )
    except Exception as broken:
        raise SolverFailed("the solver broke") from broken
    reason = result.termination.reason
    nothing = np.zeros(0, dtype=np.int64)
    if reason in (
        mathopt.TerminationReason.INFEASIBLE,
        mathopt.TerminationReason.INFEASIBLE_OR_UNBOUNDED,
    ):
        return Answer(Outcome.INFEASIBLE, nothing, np.zeros(0), np.inf)
    optimal = reason is mathopt.TerminationReason.OPTIMAL
    bound = result.termination.objective_bounds.dual_bound
    if whole:
        if not result.has_primal_feasible_solution():
            return Answer(Outcome.NOTHING_IN_TIME, nothing, np.zeros(0), bound)
        values = np.fromiter(result.variable_values().values(), dtype=np.float64, count=width)
        chosen = living[values[: len(living)] > 0.5]
        outcome = Outcome.OPTIMAL if optimal else Outcome.FEASIBLE
        return Answer(outcome, chosen, np.zeros(0), bound)
    if not optimal or not result.has_dual_feasible_solution():
        return Answer(Outcome.NOTHING_IN_TIME, nothing, np.zeros(0), bound)
    duals = np.fromiter(result.dual_values().values(), dtype=np.float64, count=height)
    prices = np.zeros(len(rows.limit))
    prices[tight] = np.maximum(0.0, -duals[start:])
    return Answer(Outcome.OPTIMAL, nothing, prices, bound)
