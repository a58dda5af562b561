"""One tier after the other, each proven before the next: the chain of relaxations and bounds.

First the optimistic way: every stage is a linear relaxation over all living columns; its prices
give a bound that we compute ourselves; the stage is taken to reach that bound, and columns which
could not be in any plan that does leave for good. If one integer problem over what is left keeps
every stage, all stages are proven at once. If not, stage by stage as integer problems, with the
same bounds. Source: docs/domain.md 10.4; measured in docs/decisions/.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from math import ceil

import numpy as np

from matching.model import (
    EPS,
    Bools,
    Floats,
    Ints,
    Outcome,
    Problem,
    Rows,
    SolverFailed,
    Stage,
    keeps_all_rows,
    lagrangian,
    relax,
    solve_whole,
    value_of,
)

SecondsLeft = Callable[[], float]


@dataclass(frozen=True, slots=True)
class Bars:
    """The stage that bars columns: the highest risk of anybody placed is as low as it can be."""

    risk: Floats


@dataclass(frozen=True, slots=True)
class Solved:
    """What the chain found: columns, and for each stage its value and proven bound."""

    chosen: Ints
    values: tuple[int, ...]
    bounds: tuple[int, ...]


@dataclass(slots=True)
class _Chain:
    """State between stages: living columns, what earlier stages reached, and the bounds."""

    problem: Problem
    rows: Rows
    alive: Bools
    reached: list[tuple[Stage, int]]
    bounds: list[int]

    def all_rows(self) -> Rows:
        """The coupling rows and those earlier stages that living columns could still exceed."""
        dense = [
            _as_row(self.problem, stage, value)
            for stage, value in self.reached
            if _most(self.problem, stage, self.alive) > value + EPS
        ]
        return self.rows.plus(dense) if dense else self.rows


def lexicographic(
    problem: Problem,
    alive: Bools,
    stages: tuple[Stage | Bars, ...],
    last: Stage,
    start: Ints,
    left: SecondsLeft,
) -> Solved:
    """Minimise the stages in order, then ``last``; ``start`` is a plan that keeps all rows.

    Raises
    ------
    SolverFailed
        When the solver breaks or contradicts itself. Running out of time raises nothing: the best
        plan so far comes back with the bounds that were proven.
    """
    if not alive.any():
        values = tuple(_value(problem, stage, start) for stage in stages)
        return Solved(start, values, values)
    hopeful = _optimistic(problem, alive, stages, last, left)
    if hopeful is not None:
        return hopeful
    return _stage_by_stage(problem, alive, stages, last, start, left)


def _optimistic(
    problem: Problem,
    alive: Bools,
    stages: tuple[Stage | Bars, ...],
    last: Stage,
    left: SecondsLeft,
) -> Solved | None:
    chain = _Chain(problem, problem.rows, alive.copy(), [], [])
    for stage in stages:
        if isinstance(stage, Bars):
            _bar_hopefully(chain, stage, left)
            continue
        bound = _fix(chain, stage, left)
        if bound is None:
            return None
        chain.reached.append((stage, bound))
        chain.bounds.append(bound)
    if left() <= 0:
        return None
    answer = solve_whole(problem, chain.all_rows(), last, chain.alive, left())
    if answer.outcome not in (Outcome.OPTIMAL, Outcome.FEASIBLE):
        return None
    values = tuple(_value(problem, stage, answer.chosen) for stage in stages)
    if not keeps_all_rows(problem, problem.rows, answer.chosen):
        raise SolverFailed("the solver's plan breaks a row")
    # A bar found hopefully is a lower bound; the plan must attain it like every other stage.
    if values != tuple(chain.bounds):
        return None
    return Solved(answer.chosen, values, values)


def _fix(chain: _Chain, stage: Stage, left: SecondsLeft) -> int | None:
    """The stage's bound over all living columns; columns that cannot attain it leave."""
    if left() <= 0:
        return None
    rows = chain.all_rows()
    relaxed = relax(chain.problem, rows, stage, chain.alive, left())
    if relaxed.outcome is not Outcome.OPTIMAL:
        return None
    bound = lagrangian(chain.problem, rows, stage, chain.alive, relaxed.prices)
    value = ceil(bound.value - EPS)
    chain.alive &= bound.value + bound.reduced <= value + EPS
    return value


def _bar_hopefully(chain: _Chain, stage: Bars, left: SecondsLeft) -> None:
    """The lowest risk below which the bounds themselves forbid what earlier stages reached."""
    problem = chain.problem
    levels = _levels(stage, chain.alive, problem)
    low, high = 0, len(levels) - 1
    while low < high:
        middle = (low + high) // 2
        trial = chain.alive & (stage.risk <= levels[middle])
        if _refuted(chain, trial, left):
            low = middle + 1
        else:
            high = middle
    chain.alive &= stage.risk <= levels[low]
    chain.bounds.append(levels[low])


def _refuted(chain: _Chain, trial: Bools, left: SecondsLeft) -> bool:
    """Whether our own bound shows that earlier values cannot be kept on these columns."""
    for number, (stage, value) in enumerate(chain.reached):
        kept = [_as_row(chain.problem, s, v) for s, v in chain.reached[:number]]
        rows = chain.rows.plus(kept) if kept else chain.rows
        relaxed = relax(chain.problem, rows, stage, trial, left())
        if relaxed.outcome is Outcome.INFEASIBLE:
            return True
        if relaxed.outcome is not Outcome.OPTIMAL:
            return False
        if lagrangian(chain.problem, rows, stage, trial, relaxed.prices).value > value + EPS:
            return True
    return False


def _stage_by_stage(
    problem: Problem,
    alive: Bools,
    stages: tuple[Stage | Bars, ...],
    last: Stage,
    start: Ints,
    left: SecondsLeft,
) -> Solved:
    """Each stage as an integer problem over the columns its bound leaves alive."""
    chain = _Chain(problem, problem.rows, alive.copy(), [], [])
    chosen = start
    for stage in stages:
        if isinstance(stage, Bars):
            chosen = _bar_exactly(chain, stage, last, chosen, left)
            continue
        value = value_of(problem, stage, chosen)
        rows = chain.all_rows()
        bound = lagrangian(problem, rows, stage, chain.alive, np.zeros(len(rows.limit)))
        if left() > 0:
            relaxed = relax(problem, rows, stage, chain.alive, left())
            if relaxed.outcome is Outcome.OPTIMAL:
                bound = lagrangian(problem, rows, stage, chain.alive, relaxed.prices)
        proven = ceil(bound.value - EPS)
        # Columns that would push the bound to the incumbent's value cannot improve on it.
        while proven < value and left() > 0:
            better = chain.alive & (bound.value + bound.reduced <= value - 1 + EPS)
            answer = solve_whole(problem, rows, stage, better, left())
            if answer.outcome is Outcome.INFEASIBLE:
                proven = value
            elif answer.outcome is Outcome.NOTHING_IN_TIME:
                break
            else:
                found = _checked(problem, chain, stage, answer.chosen)
                if answer.outcome is Outcome.OPTIMAL:
                    proven = min(found, value)
                if found < value:
                    chosen, value = answer.chosen, found
                elif answer.outcome is not Outcome.OPTIMAL:
                    break
        chain.alive &= bound.value + bound.reduced <= value + EPS
        chain.reached.append((stage, value))
        chain.bounds.append(proven)
    if left() > 0:
        answer = solve_whole(problem, chain.all_rows(), last, chain.alive, left())
        if answer.outcome in (Outcome.OPTIMAL, Outcome.FEASIBLE):
            _checked(problem, chain, last, answer.chosen)
            chosen = answer.chosen
    values = tuple(_value(problem, stage, chosen) for stage in stages)
    return Solved(
        chosen, values, tuple(min(b, v) for b, v in zip(chain.bounds, values, strict=True))
    )


def _bar_exactly(chain: _Chain, stage: Bars, last: Stage, chosen: Ints, left: SecondsLeft) -> Ints:
    """Lower the highest risk while a plan exists that keeps every earlier value."""
    problem = chain.problem
    value = _value(problem, stage, chosen)
    levels = [level for level in _levels(stage, chain.alive, problem) if level <= value] or [value]
    low, high = 0, len(levels) - 1
    proven = True
    while low < high:
        middle = (low + high) // 2
        trial = chain.alive & (stage.risk <= levels[middle])
        answer = solve_whole(problem, chain.all_rows(), last, trial, left())
        if answer.outcome is Outcome.INFEASIBLE:
            low = middle + 1
        elif answer.outcome is Outcome.NOTHING_IN_TIME:
            proven = False
            break
        else:
            _checked(problem, chain, last, answer.chosen)
            chosen, high = answer.chosen, middle
    value = _value(problem, stage, chosen)
    chain.alive &= stage.risk <= value
    chain.bounds.append(value if proven else levels[low])
    return chosen


def _checked(problem: Problem, chain: _Chain, stage: Stage, chosen: Ints) -> int:
    """The recomputed value of a solver's plan, after every row and every earlier stage."""
    if not keeps_all_rows(problem, chain.rows, chosen):
        raise SolverFailed("the solver's plan breaks a row")
    if any(value_of(problem, earlier, chosen) > value for earlier, value in chain.reached):
        raise SolverFailed("the solver's plan gives up an earlier tier")
    return value_of(problem, stage, chosen)


def _value(problem: Problem, stage: Stage | Bars, chosen: Ints) -> int:
    if isinstance(stage, Bars):
        return int(stage.risk[chosen].max(initial=0.0))
    return value_of(problem, stage, chosen)


def _levels(stage: Bars, alive: Bools, problem: Problem) -> list[int]:
    """Every value the highest risk can take, ascending; 0 when nobody is placed."""
    firsts = stage.risk[: problem.firsts][alive[: problem.firsts]]
    return sorted({0, *(int(r) for r in np.unique(firsts))})


def _as_row(problem: Problem, stage: Stage, value: int) -> tuple[Floats, float]:
    """``stage <= value`` with each unplaced household written as one minus its firsts."""
    coefficient = stage.column_cost.copy()
    coefficient[: problem.firsts] -= stage.idle_cost[problem.first_of]
    return coefficient, float(value - stage.idle_cost.sum())


def _most(problem: Problem, stage: Stage, alive: Bools) -> float:
    """The highest value that the living columns could give this stage at all."""
    cost = np.where(alive, stage.column_cost, -np.inf)
    follow = np.zeros(problem.links + 1)
    np.maximum.at(follow, problem.second_link, cost[problem.firsts :])
    most = stage.idle_cost.copy()
    whole = cost[: problem.firsts] + np.where(
        problem.first_link >= 0, follow[problem.first_link], 0.0
    )
    np.maximum.at(most, problem.first_of, whole)
    return float(most.sum())
