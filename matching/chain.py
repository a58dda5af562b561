"""Where the chain of tiers stands: what is still possible, the best plan, and what was reached.

What one stage proves is taken out for all later ones; every plan of the solver is counted again
before it is believed. Source: docs/domain.md 10.4; docs/decisions/0110.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace

import numpy as np
from numpy.typing import NDArray

from matching.basis import Basis
from matching.master import Filled, master
from matching.model import (
    EPS,
    Bools,
    Floats,
    Ints,
    Numbers,
    Prices,
    Problem,
    Reached,
    Stage,
    among,
    keeps_all_rows,
    value_of,
)
from matching.relaxation import Relaxed
from matching.solver import Outcome, SecondsLeft, SolverFailed, solve_whole

FEW = 30_000
"""Columns that an integer problem may have before only a part of them is tried."""
MANY = 120_000
"""Columns of the largest integer problem that is tried."""


@dataclass(frozen=True, slots=True)
class Bars:
    """The stage that bars columns: the highest risk of anybody placed is as low as it can be."""

    risk: Floats | NDArray[np.uint8]


AnyStage = Stage | Bars


@dataclass(slots=True)
class Chain:
    """State between stages: living columns, the best plan, what earlier stages reached."""

    problem: Problem
    living: Numbers
    filled: Filled
    chosen: Ints
    left: SecondsLeft
    pool: Numbers
    reached: list[Reached] = field(default_factory=list)
    """Every stage so far."""
    rows: list[Reached] = field(default_factory=list)
    """Those of them that living columns could still exceed."""
    bounds: list[int] = field(default_factory=list)
    prices: list[Prices | None] = field(default_factory=list)
    relaxed: Relaxed | None = None
    """Of the stage that was hoped for last."""
    basis: Basis | None = None
    """Where the last relaxation ended."""
    told: int = 0
    """Of how many stages, the first ones, the prices are told to others."""
    partial: bool = False
    """Whether its columns are a part of what there is, so that no proof over them would be one."""
    refuted: bool = False
    """Whether no plan over what is left keeps every stage at its bound."""

    def copy(self) -> Chain:
        """A state that may be thrown away."""
        return replace(
            self,
            reached=list(self.reached),
            rows=list(self.rows),
            bounds=list(self.bounds),
            prices=list(self.prices),
        )

    def keep(self, kept: Bools) -> None:
        """Only these of the living columns stay."""
        self.living = self.living[kept]
        self.pool = self.pool[among(self.pool, self.living)]


def nothing_filled(problem: Problem) -> Filled:
    """No row must be filled."""
    return Filled(
        np.zeros(len(problem.rows.limit), dtype=bool), np.zeros(len(problem.nights), dtype=bool)
    )


def fix(chain: Chain, stage: Stage, value: int, relaxed: Relaxed) -> None:
    """What is in no plan of this value goes; the stage stays as a row only if it still binds."""
    bound, prices, problem = relaxed.bound, relaxed.prices, chain.problem
    spare = value - bound.value + EPS
    kept = bound.reduced <= spare
    most = _most_added(problem, chain.living[kept], bound.reduced[kept], bound.idle, spare)
    filled_rows = chain.filled.rows | (prices.rows > spare)
    filled_nights = chain.filled.nights | (prices.nights > spare)
    open_rows, open_nights = ~filled_rows, ~filled_nights
    most += float(np.abs(prices.rows[open_rows]) @ np.abs(problem.rows.limit[open_rows]))
    most += float(np.abs(prices.nights[open_nights]) @ problem.nights.limit[open_nights])
    most += _most_gained(problem, chain.living[kept], bound.gain, spare)
    loose = any(price > 0 for price in prices.reached)
    chain.problem = replace(
        chain.problem,
        must=problem.must | (bound.idle > spare),
        follows=problem.follows | (bound.gain > spare),
    )
    chain.filled = Filled(filled_rows, filled_nights)
    chain.pool, chain.basis = relaxed.pool, relaxed.basis
    chain.keep(kept)
    chain.reached.append((stage, value))
    chain.prices.append(prices)
    if loose or bound.value + most >= value + 1 - EPS:
        chain.rows.append((stage, value))


def _most_added(
    problem: Problem, living: Numbers, reduced: Floats, idle: Floats, spare: float
) -> float:
    """How much the living choices could add to the bound at most."""
    cut = problem.firsts_in(living)
    most = np.where(idle <= spare, idle, 0.0)
    home = problem.first_of[living[:cut]]
    if len(living) > cut:
        # A second was counted with its best first and the other way round: both may add.
        np.maximum.at(most, home, reduced[:cut])
        later = np.zeros(problem.households)
        np.maximum.at(later, problem.second_of[living[cut:] - problem.firsts], reduced[cut:])
        return float(most.sum() + later.sum())
    if len(home):
        start = np.flatnonzero(np.concatenate([[True], home[1:] != home[:-1]]))
        here = home[start]
        most[here] = np.maximum(most[here], np.maximum.reduceat(reduced, start))
    return float(most.sum())


def _most_gained(problem: Problem, living: Numbers, gain: Floats, spare: float) -> float:
    """How much it could cost at most that households leave out seconds which they may leave out."""
    first = living[living < problem.firsts]
    link = problem.first_link[first]
    linked = np.flatnonzero(link >= 0)
    lost = np.zeros(problem.households)
    left_out = np.where(gain[link[linked]] > spare, 0.0, np.maximum(0.0, gain[link[linked]]))
    np.maximum.at(lost, problem.first_of[first[linked]], left_out)
    return float(lost.sum())


def whole_plan(
    chain: Chain,
    stage: Stage,
    columns: Numbers,
    target: int | None = None,
    *,
    within: float = 0.0,
) -> tuple[Ints | None, Outcome]:
    """The integer problem over these columns that keeps what earlier stages reached.

    ``target``: plans above this value are not asked for. ``within``: as in ``solve_whole``.
    """
    rows = chain.rows if target is None else [*chain.rows, (stage, target)]
    problem, filled = chain.problem, chain.filled
    if problem.apart is not None and not problem.written:
        row, column = problem.apart.among(columns)
        problem = replace(problem, rows=problem.rows.plus(row, column))
        filled = filled.beside(len(problem.rows.limit))
    small = master(problem, stage, rows, filled, columns)
    raw = solve_whole(small.program, chain.left, within)
    if raw.outcome not in (Outcome.OPTIMAL, Outcome.FEASIBLE):
        return None, raw.outcome
    chosen = columns[raw.numbers[: len(columns)] > 0.5].astype(np.int64)
    if not keeps_all_rows(chain.problem, chosen):
        raise SolverFailed("the solver's plan breaks a row")
    return chosen, raw.outcome


def write_apart(chain: Chain, pairs: Sequence[tuple[int, int]]) -> None:
    """Rows between all living columns of these pairs of households stand in every program from now on."""
    problem = chain.problem
    assert problem.apart is not None, "somebody was found too close by it"
    wanted = np.zeros(problem.households, dtype=bool)
    wanted[np.array(pairs).ravel()] = True
    row, column = problem.apart.among(chain.living[wanted[problem.homes_of(chain.living)]], pairs)
    chain.problem = replace(problem, rows=problem.rows.plus(row, column))
    chain.filled = chain.filled.beside(len(chain.problem.rows.limit))


def accept(chain: Chain, chosen: Ints) -> None:
    """Take a plan after every earlier stage was counted again."""
    if any(value_of(chain.problem, stage, chosen) > value for stage, value in chain.reached):
        raise SolverFailed("the solver's plan gives up an earlier tier")
    chain.chosen = chosen


def all_kept(chain: Chain, chosen: Ints) -> bool:
    """Whether these columns are all living and reach every stage."""
    if not among(chosen, chain.living).all():
        return False
    placed = np.zeros(chain.problem.households, dtype=bool)
    placed[chain.problem.first_of[chosen[chosen < chain.problem.firsts]]] = True
    if (chain.problem.must & ~placed).any():
        return False
    return all(value_of(chain.problem, stage, chosen) <= value for stage, value in chain.reached)


def portion(chain: Chain) -> Numbers:
    """The columns for an integer problem: a promising part when many are left."""
    if len(chain.living) <= FEW:
        return chain.living
    return promising(chain)


def promising(chain: Chain) -> Numbers:
    """What the relaxations asked for, and what was chosen."""
    return np.union1d(chain.pool, chain.chosen[among(chain.chosen, chain.living)]).astype(np.int32)


def no_stage(problem: Problem) -> Stage:
    """A stage in which every plan is worth the same."""
    return Stage(None, np.zeros(problem.households))


def value_at(problem: Problem, stage: AnyStage, chosen: Ints) -> int:
    """The value of either kind of stage, counted from the columns."""
    if isinstance(stage, Bars):
        return int(stage.risk[chosen].max(initial=0.0))
    return value_of(problem, stage, chosen)


def levels_of(stage: Bars, living: Numbers, problem: Problem) -> list[int]:
    """Every value the highest risk can take, ascending; 0 when nobody is placed."""
    firsts = stage.risk[living[living < problem.firsts]]
    return sorted({0, *(int(r) for r in np.unique(firsts))})
