"""One tier after the other, each proven before the next: blocks of stages, hopeful first.

Hopeful: every stage of a block is a linear relaxation over all living columns; its prices give a
bound that we compute ourselves; the stage is taken to reach that bound, and columns that could not
be in any plan that does leave for good. If one integer problem over what is left keeps every
stage, the whole block is proven at once. If not, the block is solved again stage by stage as
integer problems, with the same bounds. Source: docs/domain.md 10.4; docs/decisions/0016.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from math import ceil

import numpy as np

from matching.model import (
    EPS,
    Answer,
    Bools,
    Bound,
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


AnyStage = Stage | Bars


@dataclass(frozen=True, slots=True)
class Solved:
    """What the chain found: columns, and for each stage its value and proven bound."""

    chosen: Ints
    values: tuple[int, ...]
    bounds: tuple[int, ...]


@dataclass(slots=True)
class _Chain:
    """State between stages: living columns, the best plan, what earlier stages reached."""

    problem: Problem
    alive: Bools
    chosen: Ints
    left: SecondsLeft
    reached: list[tuple[Stage, int]] = field(default_factory=list)
    bounds: list[int] = field(default_factory=list)

    def copy(self) -> _Chain:
        """A state that may be thrown away."""
        return _Chain(
            self.problem,
            self.alive.copy(),
            self.chosen,
            self.left,
            list(self.reached),
            list(self.bounds),
        )

    def rows(self) -> Rows:
        """The coupling rows and those earlier stages that living columns could still exceed."""
        dense = [
            _as_row(self.problem, stage, value)
            for stage, value in self.reached
            if _most(self.problem, stage, self.alive) > value + EPS
        ]
        return self.problem.rows.plus(dense) if dense else self.problem.rows

    def living(self, stage: Stage | None) -> Bools:
        """Living columns that matter now: later segments only once a stage has priced them."""
        seconds = slice(self.problem.firsts, None)
        stages = [earlier for earlier, _ in self.reached]
        stages += [] if stage is None else [stage]
        if any(s.column_cost[seconds].any() for s in stages):
            return self.alive
        firsts_only = self.alive.copy()
        firsts_only[seconds] = False
        return firsts_only


def lexicographic(
    problem: Problem,
    alive: Bools,
    blocks: Sequence[Sequence[AnyStage]],
    last: Stage,
    start: Ints,
    left: SecondsLeft,
    *,
    settled: tuple[int, Stage] | None = None,
) -> Solved:
    """Minimise the stages in order, then ``last``; ``start`` is a plan that keeps all rows.

    ``blocks`` groups the stages that are hoped for together. ``settled`` names a block after which it is
    settled who is left out, and the stage that orders ties of that (costs of being left out alone):
    every later stage, and its bound, is for those who are placed by then.

    Raises
    ------
    SolverFailed
        When the solver breaks or contradicts itself. Running out of time raises nothing: the best
        plan so far comes back with the bounds that were proven.
    """
    stages = [stage for block in blocks for stage in block]
    chain, hopeful = _Chain(problem, alive.copy(), start, left), None
    if not alive.any():
        values = tuple(_value(problem, stage, start) for stage in stages)
        return Solved(start, values, values)
    for number, block in enumerate(blocks):
        # The exact way tries the bound of a single stage first anyway.
        hopeful = _hopeful(chain.copy(), block) if len(block) > 1 else None
        if hopeful is not None:
            chain = hopeful
        else:
            tie = last if number + 1 == len(blocks) else None
            if settled is not None and number == settled[0]:
                tie = settled[1]
            for stage in block:
                if isinstance(stage, Bars):
                    _bar_exactly(chain, stage)
                elif tie is not None and stage is block[-1]:
                    _minimise_with_tie(chain, stage, tie)
                else:
                    _minimise_exactly(chain, stage)
        if settled is not None and number == settled[0]:
            _settle(chain)
    if hopeful is not None and left() > 0:
        answer = solve_whole(chain.problem, chain.rows(), last, chain.alive, left())
        if answer.outcome in (Outcome.OPTIMAL, Outcome.FEASIBLE):
            _accept(chain, answer)
    values = tuple(_value(problem, stage, chain.chosen) for stage in stages)
    bounds = tuple(min(b, v) for b, v in zip(chain.bounds, values, strict=True))
    return Solved(chain.chosen, values, bounds)


def _hopeful(chain: _Chain, block: Sequence[AnyStage]) -> _Chain | None:
    """The chain after a block whose every stage attains its bound, or None when one does not."""
    problem, before = chain.problem, len(chain.bounds)
    plain: Stage | None = None
    for stage in block:
        if chain.left() <= 0:
            return None
        if isinstance(stage, Bars):
            _bar_hopefully(chain, stage)
            continue
        bound = _relaxed_bound(chain, stage)
        if bound is None:
            return None
        value = ceil(bound.value - EPS)
        chain.alive &= bound.value + bound.reduced <= value + EPS
        chain.reached.append((stage, value))
        chain.bounds.append(value)
        plain = stage
    if plain is None or chain.left() <= 0:
        return None
    living = chain.living(None)
    answer = solve_whole(problem, chain.rows(), plain, living, chain.left())
    if answer.outcome not in (Outcome.OPTIMAL, Outcome.FEASIBLE):
        return None
    if not keeps_all_rows(problem, problem.rows, answer.chosen):
        raise SolverFailed("the solver's plan breaks a row")
    values = [_value(problem, stage, answer.chosen) for stage in block]
    # A bound found hopefully must be attained; anything above it is left to the exact way.
    if values != chain.bounds[before:] or _gives_up_an_earlier_stage(chain, answer.chosen):
        return None
    chain.chosen = answer.chosen
    return chain


def _relaxed_bound(chain: _Chain, stage: Stage) -> Bound | None:
    """Our bound at the prices of the relaxation; None when there are none in time."""
    rows, living = chain.rows(), chain.living(stage)
    relaxed = relax(chain.problem, rows, stage, living, chain.left())
    if relaxed.outcome is not Outcome.OPTIMAL:
        return None
    return lagrangian(chain.problem, rows, stage, chain.alive, relaxed.prices)


def _bar_hopefully(chain: _Chain, stage: Bars) -> None:
    """The lowest risk at which the bounds themselves allow what earlier stages reached."""
    levels = _levels(stage, chain.alive, chain.problem)
    low, high = 0, len(levels) - 1
    while low < high:
        middle = (low + high) // 2
        if _refuted(chain, chain.alive & (stage.risk <= levels[middle])):
            low = middle + 1
        else:
            high = middle
    chain.alive &= stage.risk <= levels[low]
    chain.bounds.append(levels[low])


def _refuted(chain: _Chain, trial: Bools) -> bool:
    """Whether our own bound shows that earlier values cannot be kept on these columns."""
    tried = _Chain(chain.problem, trial, chain.chosen, chain.left)
    for stage, value in chain.reached:
        rows, living = tried.rows(), tried.living(stage)
        relaxed = relax(chain.problem, rows, stage, living, chain.left())
        if relaxed.outcome is Outcome.INFEASIBLE:
            return True
        if relaxed.outcome is not Outcome.OPTIMAL:
            return False
        if lagrangian(chain.problem, rows, stage, trial, relaxed.prices).value > value + EPS:
            return True
        tried.reached.append((stage, value))
    return False


def _minimise_exactly(chain: _Chain, stage: Stage) -> None:
    """One stage as an integer problem over the columns its bound leaves alive."""
    problem, rows = chain.problem, chain.rows()
    value = value_of(problem, stage, chain.chosen)
    bound = _relaxed_bound(chain, stage) if chain.left() > 0 else None
    if bound is None:
        bound = lagrangian(problem, rows, stage, chain.alive, np.zeros(len(rows.limit)))
    proven = ceil(bound.value - EPS)
    # Columns that would push the bound to the incumbent's value cannot be in a better plan;
    # first only those are tried that could still attain the bound itself.
    for target in (proven, value - 1):
        if proven >= value or chain.left() <= 0:
            break
        better = chain.living(stage) & (bound.value + bound.reduced <= target + EPS)
        answer = solve_whole(problem, rows, stage, better, chain.left())
        if answer.outcome is Outcome.INFEASIBLE:
            proven = max(proven, min(target + 1, value))
        elif answer.outcome is not Outcome.NOTHING_IN_TIME:
            found = value_of(problem, stage, answer.chosen)
            if found < value:
                _accept(chain, answer)
                value = found
            if answer.outcome is Outcome.OPTIMAL:
                # Every plan up to the target was among these columns.
                proven = max(proven, min(found, target + 1, value))
    chain.alive &= bound.value + bound.reduced <= value + EPS
    chain.reached.append((stage, value))
    chain.bounds.append(proven)


def _minimise_with_tie(chain: _Chain, stage: Stage, tie: Stage) -> None:
    """A stage and the order of ties at once, as one sum in which a tie never weighs.

    ``tie`` has no cost below 0; whatever bounds the sum bounds the stage after division.
    """
    problem = chain.problem
    weight = 1 + int(_most(problem, tie, np.ones(problem.columns, dtype=bool)))
    both = Stage(
        weight * stage.column_cost + tie.column_cost,
        weight * stage.idle_cost + tie.idle_cost,
    )
    _minimise_exactly(chain, both)
    chain.reached[-1] = (stage, value_of(problem, stage, chain.chosen))
    chain.bounds[-1] //= weight


def _settle(chain: _Chain) -> None:
    """Whoever the best plan places stays placed, whoever it leaves out stays left out."""
    problem = chain.problem
    placed = np.zeros(problem.households, dtype=bool)
    placed[problem.first_of[chain.chosen[chain.chosen < problem.firsts]]] = True
    chain.alive &= placed[np.concatenate([problem.first_of, problem.second_of])]
    chain.problem = replace(problem, must=placed)


def _bar_exactly(chain: _Chain, stage: Bars) -> None:
    """Lower the highest risk while a plan exists that keeps every earlier value."""
    problem = chain.problem
    value = _value(problem, stage, chain.chosen)
    known = {level for level in _levels(stage, chain.alive, problem) if level < value}
    levels = sorted({*known, value})
    nothing = Stage(np.zeros(problem.columns), np.zeros(problem.households))
    low, high = 0, len(levels) - 1
    while low < high and chain.left() > 0:
        middle = (low + high) // 2
        trial = chain.living(None) & (stage.risk <= levels[middle])
        answer = solve_whole(problem, chain.rows(), nothing, trial, chain.left())
        if answer.outcome is Outcome.INFEASIBLE:
            low = middle + 1
        elif answer.outcome is Outcome.NOTHING_IN_TIME:
            break
        else:
            _accept(chain, answer)
            high = middle
    chain.alive &= stage.risk <= _value(problem, stage, chain.chosen)
    chain.bounds.append(levels[low])


def _accept(chain: _Chain, answer: Answer) -> None:
    """Take a solver's plan after every row and every earlier stage was recomputed."""
    if not keeps_all_rows(chain.problem, chain.problem.rows, answer.chosen):
        raise SolverFailed("the solver's plan breaks a row")
    if _gives_up_an_earlier_stage(chain, answer.chosen):
        raise SolverFailed("the solver's plan gives up an earlier tier")
    chain.chosen = answer.chosen


def _gives_up_an_earlier_stage(chain: _Chain, chosen: Ints) -> bool:
    return any(value_of(chain.problem, stage, chosen) > value for stage, value in chain.reached)


def _value(problem: Problem, stage: AnyStage, chosen: Ints) -> int:
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
    most = np.where(problem.must, -np.inf, stage.idle_cost)
    whole = cost[: problem.firsts] + np.where(
        problem.first_link >= 0, follow[problem.first_link], 0.0
    )
    np.maximum.at(most, problem.first_of, whole)
    return float(most.sum())
