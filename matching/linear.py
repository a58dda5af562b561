"""Linear programs, each begun where the one before it ended, by HiGHS itself.

A relaxation is asked again and again with some columns more, or for the next stage over what is left
of the same columns. From the vertex where the last one ended the next is a few hundred steps away.
Which of its ways is the quickest hangs on what is new. What comes back is a suggestion: prices, from
which the caller computes a bound of its own. Source: docs/decisions/0244, 0246.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from matching.basis import Basis
from matching.model import Floats
from matching.solver import LEAST_SECONDS, Outcome, SecondsLeft, SolverFailed

if TYPE_CHECKING:
    import highspy

    from matching.master import Master, Program

CLOSE_ENOUGH = 1e-5
"""Relative gap at which an interior point ends: bounds are our own, and the last digits cost half the time."""
LARGE = 20_000
"""Columns of a program whose first vertex an interior point finds sooner."""
FEW_NEW, MANY_NEW = 0.01, 0.08
"""Shares of variables that the last program did not have."""
Options = dict[str, str | float]
DUAL: Options = {"solver": "simplex", "presolve": "off"}
PRIMAL: Options = DUAL | {
    "simplex_strategy": 4,
    "primal_simplex_bound_perturbation_multiplier": 0.0,
    "simplex_iteration_limit": 20_000,
}
"""With columns more a vertex stays feasible, and undisturbed it is a few steps from the next one.

HiGHS's dual simplex disturbs the costs first: for one new column it took 15,000 steps.
"""
CROSSING: Options = {"solver": "ipx", "presolve": "on", "run_crossover": "on"}
INSIDE: Options = {
    "solver": "ipx",
    "run_crossover": "off",
    "presolve": "off",
    "ipm_optimality_tolerance": CLOSE_ENOUGH,
}


@dataclass(frozen=True, slots=True)
class Relaxation:
    """What a linear program gave."""

    outcome: Outcome
    duals: Floats
    """Of each row; of an infeasible program those that show it, with every cost 0."""
    point: Floats
    """Value of each variable."""
    value: float
    basis: Basis | None = None


def nothing_found(outcome: Outcome = Outcome.NOTHING_IN_TIME) -> Relaxation:
    """No prices."""
    none = np.zeros(0)
    return Relaxation(outcome, none, none, np.inf if outcome is Outcome.INFEASIBLE else -np.inf)


def solve_relaxed(asked: Master, left: SecondsLeft, begin: Basis | None) -> Relaxation:
    """A vertex that is optimal, its prices, and its basis, from which the next one may begin.

    Nothing when time is up, or no way of solving it says how it ended.

    ``begin``: the basis of another program over the same numbers of columns and rows.

    Raises
    ------
    SolverFailed
        When it breaks.
    """
    program = asked.program
    if not len(program.cost):
        fits = bool((program.low <= 0).all() and (program.high >= 0).all())
        nothing = np.zeros(len(program.low))
        answer = Relaxation(Outcome.OPTIMAL, nothing, np.zeros(0), program.constant)
        return answer if fits else replace(nothing_found(Outcome.INFEASIBLE), duals=nothing)
    for options, basis in _ways(asked, begin):
        found = _solved(asked, left, options, basis)
        if found is not None:
            return found
    return nothing_found()


def _ways(asked: Master, begin: Basis | None) -> list[tuple[Options, Basis | None]]:
    """What is tried in turn. What is presolved forgets where it was to begin."""
    cold: list[tuple[Options, Basis | None]] = [(DUAL | {"presolve": "on"}, None), (DUAL, None)]
    new, lost = (1.0, 0) if begin is None else begin.differs(asked.variables)
    if len(asked.columns) <= LARGE:
        near = new <= FEW_NEW and not lost
        return cold if begin is None else [(PRIMAL if near else DUAL, begin), *cold]
    # The classes count households and no columns: an interior point is there much sooner from nothing, and
    # again where it was before and much is new.
    light = bool(np.abs(asked.program.cost[: len(asked.columns)]).max(initial=0.0) <= 1.0)
    if light and (begin is None or (begin.crossed and new > MANY_NEW)):
        return [(CROSSING, None), *cold]
    if begin is None or (begin.crossed and not light):
        return cold
    # From where an interior point crossed over the dual simplex took forty times as long as this; from
    # where it ended itself it is the quicker one, also where little is new.
    return [(PRIMAL if begin.crossed else DUAL, begin), *cold]


def solve_inside(asked: Master, left: SecondsLeft) -> Relaxation:
    """Prices from the middle of all that are optimal, and no vertex; nothing when it does not converge.

    Raises
    ------
    SolverFailed
        When it breaks.
    """
    if not len(asked.program.cost):
        return nothing_found()
    return _solved(asked, left, INSIDE, None) or nothing_found()


def _solved(
    asked: Master, left: SecondsLeft, options: Options, begin: Basis | None
) -> Relaxation | None:
    """What it found; None when it does not say how it ended."""
    try:
        solver = _loaded(asked.program, left)
        for name, told in options.items():
            solver.setOptionValue(name, told)
        if begin is not None:
            solver.setBasis(_told(begin, asked))
        solver.run()
        found = _read(solver, asked)
    except Exception as broken:
        raise SolverFailed("the solver broke") from broken
    if found is None or found.basis is None:
        return found
    crossed = options is CROSSING or (begin is not None and begin.crossed)
    return replace(found, basis=replace(found.basis, crossed=crossed))


def _loaded(program: Program, left: SecondsLeft) -> highspy.Highs:
    import highspy

    class Quiet(highspy.Highs):
        """Without the callbacks of its parent, which greets on standard output."""

        def __init__(self) -> None:
            super(highspy.Highs, self).__init__()
            self.setOptionValue("output_flag", False)

    width, height = len(program.cost), len(program.low)
    # A household that takes two units of one group stands there twice.
    key, place = np.unique(program.variable * height + program.row, return_inverse=True)
    lp = highspy.HighsLp()
    lp.num_col_, lp.num_row_ = width, height
    lp.col_cost_, lp.col_lower_, lp.col_upper_ = program.cost, program.least, program.most
    lp.row_lower_, lp.row_upper_ = program.low, program.high
    matrix = lp.a_matrix_
    matrix.format_ = highspy.MatrixFormat.kColwise
    count = np.bincount(key // height, minlength=width)
    matrix.start_ = np.concatenate([[0], np.cumsum(count)]).astype(np.int32)
    matrix.index_ = (key % height).astype(np.int32)
    matrix.value_ = np.bincount(place, program.coefficient, len(key)).astype(np.float64)
    solver = Quiet()
    solver.setOptionValue("threads", 1)
    solver.setOptionValue("time_limit", max(LEAST_SECONDS, left()))
    solver.passModel(lp)
    return solver


def _read(solver: highspy.Highs, asked: Master) -> Relaxation | None:
    import highspy

    words, status = highspy.HighsModelStatus, solver.getModelStatus()
    if status in (words.kInfeasible, words.kUnboundedOrInfeasible):
        _, there, ray = solver.getDualRay()  # type: ignore[attr-defined]  # its stubs leave it out
        duals = np.array(ray) if there else np.zeros(len(asked.program.low))
        return replace(nothing_found(Outcome.INFEASIBLE), duals=duals)
    if status == words.kTimeLimit:
        return nothing_found()
    solution, basis = solver.getSolution(), solver.getBasis()
    if status != words.kOptimal or not solution.dual_valid:
        return None
    return Relaxation(
        Outcome.OPTIMAL,
        np.array(solution.row_dual),
        np.array(solution.col_value),
        float(solver.getObjectiveValue()) + asked.program.constant,
        Basis(asked.variables, _numbers(basis.col_status), asked.rows, _numbers(basis.row_status))
        if basis.valid
        else None,
    )


def _told(begin: Basis, asked: Master) -> highspy.HighsBasis:
    import highspy

    words = {int(one): one for one in highspy.HighsBasisStatus.__members__.values()}
    columns, rows = begin.over(asked.variables, asked.rows)
    told = highspy.HighsBasis()
    told.col_status = [words[one] for one in columns.tolist()]
    told.row_status = [words[one] for one in rows.tolist()]
    told.valid = told.alien = True  # it is of another program: the solver completes it
    return told


def _numbers(status: Sequence[highspy.HighsBasisStatus]) -> NDArray[np.int8]:
    return np.fromiter((int(one) for one in status), np.int8, len(status))
