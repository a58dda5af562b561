"""The only door to the solver: HiGHS through OR-Tools MathOpt.

What comes back is a suggestion: prices, from which the caller computes a bound, or columns, which it
counts again. Source: docs/decisions/0016, 0110.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any

import numpy as np

from matching.master import Program
from matching.model import Floats

SecondsLeft = Callable[[], float]

LEAST_SECONDS = 0.05


class Outcome(StrEnum):
    """How a solver call ended."""

    OPTIMAL = "OPTIMAL"
    FEASIBLE = "FEASIBLE"
    INFEASIBLE = "INFEASIBLE"
    NOTHING_IN_TIME = "NOTHING_IN_TIME"


class SolverFailed(RuntimeError):
    """The solver broke or answered something that cannot be; the greedy plan stands instead."""


@dataclass(frozen=True, slots=True)
class Raw:
    """What a call gave: values of the variables, or duals of the rows."""

    outcome: Outcome
    numbers: Floats
    value: float
    point: Floats = field(default_factory=lambda: np.zeros(0))
    """Of a linear program: values of the variables."""


CLOSE_ENOUGH = 1e-5
"""Relative gap at which an interior point ends: bounds are our own, and the last digits cost half the time."""
INTERIOR = {"solver": "ipm", "run_crossover": "off"}
WAYS = ({**INTERIOR, "presolve": "off"}, INTERIOR, {"solver": "simplex"})
"""Tried in turn: an interior point now and then ends with an unknown status."""


def solve_relaxed(program: Program, left: SecondsLeft) -> Raw:
    """The linear program by an interior point, without a vertex: its duals, and the value.

    Raises
    ------
    SolverFailed
        When no way of solving it ends in an answer, though there was time for each.
    """
    if not len(program.cost):
        fits = bool((program.low <= 0).all() and (program.high >= 0).all())
        nothing = np.zeros(len(program.low))
        return Raw(Outcome.OPTIMAL, nothing, program.constant) if fits else _infeasible()
    result, reason = None, Outcome.NOTHING_IN_TIME
    for number, options in enumerate(WAYS):
        if left() <= 0:
            break
        try:
            result, reason = _solve(program, left, options)
        except SolverFailed:
            if number + 1 == len(WAYS):
                raise
            continue
        if reason is Outcome.OPTIMAL:
            break
    if reason is Outcome.INFEASIBLE:
        return _infeasible()
    if result is None or reason is not Outcome.OPTIMAL or not result.has_dual_feasible_solution():
        return Raw(Outcome.NOTHING_IN_TIME, np.zeros(0), -np.inf)
    duals = np.fromiter(result.dual_values().values(), np.float64, len(program.low))
    point = np.fromiter(result.variable_values().values(), np.float64, len(program.cost))
    return Raw(Outcome.OPTIMAL, duals, result.objective_value() + program.constant, point)


def solve_whole(program: Program, left: SecondsLeft) -> Raw:
    """The integer program; within less than one of the best, since all costs are whole."""
    result, reason = _solve(program, left, None)
    if reason is Outcome.INFEASIBLE:
        return _infeasible()
    if not result.has_primal_feasible_solution():
        return Raw(Outcome.NOTHING_IN_TIME, np.zeros(0), -np.inf)
    values = np.fromiter(result.variable_values().values(), np.float64, len(program.cost))
    outcome = Outcome.OPTIMAL if reason is Outcome.OPTIMAL else Outcome.FEASIBLE
    return Raw(outcome, values, result.objective_value() + program.constant)


def _infeasible() -> Raw:
    return Raw(Outcome.INFEASIBLE, np.zeros(0), np.inf)


def _solve(
    program: Program, left: SecondsLeft, options: dict[str, str] | None
) -> tuple[Any, Outcome]:
    """The integer program without options, else the linear one."""
    from datetime import timedelta

    from ortools.math_opt import model_pb2
    from ortools.math_opt.python import mathopt
    from ortools.math_opt.solvers import highs_pb2

    width, height = len(program.cost), len(program.low)
    proto = model_pb2.ModelProto()
    proto.variables.ids.extend(range(width))
    proto.variables.lower_bounds.extend(program.least.tolist())
    proto.variables.upper_bounds.extend(program.most.tolist())
    proto.variables.integers.extend((program.whole & (options is None)).tolist())
    proto.linear_constraints.ids.extend(range(height))
    proto.linear_constraints.lower_bounds.extend(program.low.tolist())
    proto.linear_constraints.upper_bounds.extend(program.high.tolist())
    # A household that takes two units of one group stands there twice.
    key, place = np.unique(program.row * width + program.variable, return_inverse=True)
    matrix = proto.linear_constraint_matrix
    matrix.row_ids.extend((key // width).tolist())
    matrix.column_ids.extend((key % width).tolist())
    matrix.coefficients.extend(
        np.bincount(place, weights=program.coefficient, minlength=len(key)).tolist()
    )
    used = np.flatnonzero(program.cost)
    proto.objective.maximize = False
    proto.objective.linear_coefficients.ids.extend(used.tolist())
    proto.objective.linear_coefficients.values.extend(program.cost[used].tolist())

    params = mathopt.SolveParameters(time_limit=timedelta(seconds=max(LEAST_SECONDS, left())))
    if options is None:
        params.relative_gap_tolerance = 0.0
        params.absolute_gap_tolerance = 0.999
    else:
        params.highs = highs_pb2.HighsOptionsProto(
            string_options=options, double_options={"ipm_optimality_tolerance": CLOSE_ENOUGH}
        )
    try:
        result = mathopt.solve(
            mathopt.Model.from_model_proto(proto), mathopt.SolverType.HIGHS, params=params
        )
    except Exception as broken:
        raise SolverFailed("the solver broke") from broken
    reason = result.termination.reason
    if reason is mathopt.TerminationReason.OPTIMAL:
        return result, Outcome.OPTIMAL
    if reason in (
        mathopt.TerminationReason.INFEASIBLE,
        mathopt.TerminationReason.INFEASIBLE_OR_UNBOUNDED,
    ):
        return result, Outcome.INFEASIBLE
    return result, Outcome.FEASIBLE
