"""Integer programs: HiGHS through OR-Tools MathOpt.

What comes back is a suggestion: columns, which the caller counts again. Source: docs/decisions/0016, 0110.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
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
    """What a call gave."""

    outcome: Outcome
    numbers: Floats
    """Values of the variables."""
    value: float


def solve_whole(program: Program, left: SecondsLeft, within: float = 0.0) -> Raw:
    """The integer program; within less than one of the best, since all costs are whole.

    ``within``: a plan this near to the best, as a share of it, is as good; then ``OPTIMAL`` says no more.
    """
    result, reason = _solve(program, left, within)
    if reason is Outcome.INFEASIBLE:
        return _infeasible()
    if not result.has_primal_feasible_solution():
        return Raw(Outcome.NOTHING_IN_TIME, np.zeros(0), -np.inf)
    values = np.fromiter(result.variable_values().values(), np.float64, len(program.cost))
    outcome = Outcome.OPTIMAL if reason is Outcome.OPTIMAL else Outcome.FEASIBLE
    return Raw(outcome, values, result.objective_value() + program.constant)


def _tried(model: Any, left: SecondsLeft, within: float) -> Any:  # noqa: ANN401 - as the library has them
    """What HiGHS says, asked again without presolving where it broke.

    It breaks now and then where it takes a plan of the presolved problem back to the whole one, and says
    so by an internal error: decision 0331.
    """
    from datetime import timedelta

    from ortools.math_opt.python import mathopt

    params = mathopt.SolveParameters(relative_gap_tolerance=within, absolute_gap_tolerance=0.999)

    def asked() -> Any:  # noqa: ANN401 - as the library has it
        params.time_limit = timedelta(seconds=max(LEAST_SECONDS, left()))
        return mathopt.solve(model, mathopt.SolverType.HIGHS, params=params)

    try:
        return asked()
    except Exception:  # noqa: BLE001 - whatever it was, the same is tried otherwise
        params.presolve = mathopt.Emphasis.OFF
    try:
        return asked()
    except Exception as broken:
        raise SolverFailed("the solver broke") from broken


def _infeasible() -> Raw:
    return Raw(Outcome.INFEASIBLE, np.zeros(0), np.inf)


def _solve(program: Program, left: SecondsLeft, within: float) -> tuple[Any, Outcome]:
    from ortools.math_opt import model_pb2
    from ortools.math_opt.python import mathopt

    width, height = len(program.cost), len(program.low)
    proto = model_pb2.ModelProto()
    proto.variables.ids.extend(range(width))
    proto.variables.lower_bounds.extend(program.least.tolist())
    proto.variables.upper_bounds.extend(program.most.tolist())
    proto.variables.integers.extend(program.whole.tolist())
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

    result = _tried(mathopt.Model.from_model_proto(proto), left, within)
    reason = result.termination.reason
    if reason is mathopt.TerminationReason.OPTIMAL:
        return result, Outcome.OPTIMAL
    if reason in (
        mathopt.TerminationReason.INFEASIBLE,
        mathopt.TerminationReason.INFEASIBLE_OR_UNBOUNDED,
    ):
        return result, Outcome.INFEASIBLE
    return result, Outcome.FEASIBLE
