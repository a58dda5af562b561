"""One tier after the other, each proven before the next: hopeful first, exact where hope fails.

Hopeful: every stage of a block is a linear relaxation over all living columns; its prices give a
bound that we compute ourselves; the stage is taken to reach that bound, and whatever could not be in
any plan that does leaves for good: columns, empty places in rows that are priced, households left
out. If one integer problem over what is left keeps every stage, the whole block is proven at once.
If not, the first stage whose bound is not reached is solved as an integer problem, and the rest goes
on from there. Source: docs/domain.md 10.4; docs/decisions/0016, 0110.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from math import ceil, inf, isfinite

import numpy as np
from numpy.typing import NDArray

from matching.master import Filled, master
from matching.model import (
    EPS,
    Bools,
    Bound,
    Floats,
    Ints,
    Numbers,
    Prices,
    Problem,
    Reached,
    Stage,
    keeps_all_rows,
    value_of,
)
from matching.relaxation import Relaxed, best_of_each, cheapest, relax, zero_bound
from matching.solver import Outcome, SecondsLeft, SolverFailed, solve_whole

FEW = 30_000
"""Columns that an integer problem may have before only a part of them is tried."""
MANY = 120_000
"""Columns of the largest integer problem that is tried."""
WHOLE_POOL = 1_500
"""So few columns need no generating."""
POOL = 8
"""Columns with which each household starts."""
PER_LINK = 3
"""Later segments with which a first comes in."""


@dataclass(frozen=True, slots=True)
class Bars:
    """The stage that bars columns: the highest risk of anybody placed is as low as it can be."""

    risk: Floats | NDArray[np.uint8]


AnyStage = Stage | Bars


@dataclass(frozen=True, slots=True)
class Solved:
    """What the chain found: columns, and for each stage its value and proven bound."""

    chosen: Ints
    values: tuple[int, ...]
    bounds: tuple[int, ...]
    living: Numbers
    """Columns that could still be in a plan with these values."""
    problem: Problem
    """As it was given, with who must be placed once that is settled."""
    pool: Numbers
    """The living columns that the relaxations asked for."""
    filled: Filled
    rows: tuple[Reached, ...]
    """Stages that the living columns could still exceed, with what was reached."""
    prices: tuple[Prices | None, ...]
    """For each stage the prices that proved its bound; None where no relaxation gave any."""


@dataclass(slots=True)
class _Chain:
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
    refuted: bool = False
    """Whether no plan over what is left keeps every stage at its bound."""

    def copy(self) -> _Chain:
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
        self.pool = self.pool[np.isin(self.pool, self.living, assume_unique=True)]


def lexicographic(
    problem: Problem,
    living: Numbers,
    blocks: Sequence[Sequence[AnyStage]],
    last: Stage | None,
    start: Ints,
    left: SecondsLeft,
    *,
    settled: tuple[int, Stage] | None = None,
    reached: Sequence[Reached] = (),
    rows: Sequence[Reached] = (),
    filled: Filled | None = None,
) -> Solved:
    """Minimise the stages in order, then ``last``; ``start`` is a plan that keeps all rows.

    ``blocks`` groups the stages that are hoped for together. ``settled`` names a block after which it is
    settled who is left out, and the stage that orders ties of that (costs of being left out alone):
    every later stage, and its bound, is for those who are placed by then. ``reached``: values of
    stages that were minimised elsewhere and are kept; ``rows``: those of them that these columns
    could exceed though they fill the rows ``filled``.

    Raises
    ------
    SolverFailed
        When the solver breaks or contradicts itself. Running out of time raises nothing: the best
        plan so far comes back with the bounds that were proven.
    """
    stages = [stage for block in blocks for stage in block]
    filled = filled or nothing_filled(problem)
    pool = np.intersect1d(start, living).astype(np.int32)
    chain = _Chain(problem, living, filled, start, left, pool, list(reached), list(rows))
    if not len(living):
        values = tuple(_value(problem, stage, start) for stage in stages)
        nothing = tuple(None for _ in stages)
        return Solved(
            start, values, values, living, problem, pool, chain.filled, tuple(rows), nothing
        )
    for number, block in enumerate(blocks):
        chain = _block(chain, block)
        if settled is not None and number == settled[0]:
            known = len(chain.bounds)
            chain = _block(chain, (settled[1],))
            del chain.bounds[known:], chain.prices[known:]
            _settle(chain)
    if last is not None:
        _order_ties(chain, last)
    values = tuple(_value(problem, stage, chain.chosen) for stage in stages)
    bounds = tuple(min(b, v) for b, v in zip(chain.bounds, values, strict=True))
    return Solved(
        chain.chosen,
        values,
        bounds,
        chain.living,
        chain.problem,
        chain.pool,
        chain.filled,
        tuple(chain.rows),
        tuple(chain.prices),
    )


def nothing_filled(problem: Problem) -> Filled:
    """No row must be filled."""
    return Filled(
        np.zeros(len(problem.rows.limit), dtype=bool), np.zeros(len(problem.nights), dtype=bool)
    )


def _block(chain: _Chain, block: Sequence[AnyStage]) -> _Chain:
    """The chain after a block: hoped for as far as possible, exact where hope fails."""
    done = 0
    while done < len(block):
        trail = [chain.copy()]
        for stage in block[done:]:
            after = _hoped(trail[-1], stage)
            if after is None:
                break
            trail.append(after)
        reached = _farthest(trail, block[done:])
        done += reached
        chain = trail[reached]
        if done < len(block):
            hoped = trail[reached + 1] if reached + 1 < len(trail) else None
            _exactly(chain, block[done], hoped)
            done += 1
    return chain


def _farthest(trail: list[_Chain], block: Sequence[AnyStage]) -> int:
    """How many stages of the trail one plan reaches together; that plan is noted there."""
    known, unknown = 0, len(trail)
    while unknown - known > 1:
        tried = unknown - 1 if unknown == len(trail) else (known + unknown) // 2
        if _reaches(trail[tried], block[tried - 1]):
            known = tried
        else:
            unknown = tried
    return known


def _reaches(chain: _Chain, stage: AnyStage) -> bool:
    """Whether one integer problem over what is left keeps every stage at its bound."""
    if _all_kept(chain, chain.chosen):
        return True
    if chain.left() <= 0:
        return False
    plain = stage if isinstance(stage, Stage) else _nothing(chain.problem)
    columns = _portion(chain)
    chosen, outcome = _whole(chain, plain, columns)
    if chosen is not None and _all_kept(chain, chosen):
        chain.chosen = chosen
        return True
    chain.refuted = outcome is Outcome.INFEASIBLE and len(columns) == len(chain.living)
    return False


def _all_kept(chain: _Chain, chosen: Ints) -> bool:
    """Whether these columns are all living and reach every stage."""
    if not np.isin(chosen, chain.living).all():
        return False
    placed = np.zeros(chain.problem.households, dtype=bool)
    placed[chain.problem.first_of[chosen[chosen < chain.problem.firsts]]] = True
    if (chain.problem.must & ~placed).any():
        return False
    return all(value_of(chain.problem, stage, chosen) <= value for stage, value in chain.reached)


def _portion(chain: _Chain) -> Numbers:
    """The columns for an integer problem: a promising part when many are left."""
    if len(chain.living) <= FEW:
        return chain.living
    return _promising(chain)


def _promising(chain: _Chain) -> Numbers:
    """What the relaxations asked for, and what was chosen."""
    return np.union1d(chain.pool, np.intersect1d(chain.chosen, chain.living)).astype(np.int32)


def _hoped(chain: _Chain, stage: AnyStage) -> _Chain | None:
    """The chain after a stage that is taken to reach its bound; None when there is no bound."""
    if chain.left() <= 0:
        return None
    chain = chain.copy()
    if isinstance(stage, Bars):
        _bar_hopefully(chain, stage)
        return chain
    relaxed = _relaxed(chain, stage)
    if relaxed is None or not isfinite(relaxed.bound.value):
        return None
    value = ceil(relaxed.bound.value - EPS)
    _fix(chain, stage, value, relaxed)
    chain.bounds.append(value)
    chain.relaxed = relaxed
    return chain


def _fix(chain: _Chain, stage: Stage, value: int, relaxed: Relaxed) -> None:
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
    chain.pool = relaxed.pool
    chain.keep(kept)
    chain.reached.append((stage, value))
    chain.prices.append(prices)
    if loose or bound.value + most >= value + 1 - EPS:
        chain.rows.append((stage, value))


def _most_added(
    problem: Problem, living: Numbers, reduced: Floats, idle: Floats, spare: float
) -> float:
    """How much the living choices could add to the bound at most."""
    cut = int(np.searchsorted(living, problem.firsts))
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


def _relaxed(
    chain: _Chain, stage: Stage, enough: float = -inf, *, cut: bool = False
) -> Relaxed | None:
    """Our bound at the prices of the relaxation; None when there are none in time."""
    if chain.left() <= 0:
        return None
    problem = chain.problem
    if len(chain.living) <= WHOLE_POOL:
        whole = chain.living
        return relax(
            problem, stage, chain.rows, chain.filled, whole, whole, chain.left, enough, cut=cut
        )
    concerned = (stage.idle_cost > 0) | problem.must
    for earlier, _ in chain.rows:
        concerned |= earlier.idle_cost > 0
    lacking = concerned.copy()
    pooled = chain.pool[chain.pool < problem.firsts]
    count = np.bincount(problem.first_of[pooled], minlength=problem.households)
    lacking &= count < POOL
    more = cheapest(problem, stage, chain.living, np.flatnonzero(lacking).astype(np.int32), POOL)
    pool = np.union1d(chain.pool, more).astype(np.int32)
    pool = np.union1d(pool, _going_on(chain, stage, pool)).astype(np.int32)
    return relax(
        problem, stage, chain.rows, chain.filled, chain.living, pool, chain.left, enough, cut=cut
    )


def _going_on(chain: _Chain, stage: Stage, pool: Numbers) -> Numbers:
    """A few of the cheapest later segments for each first of the pool that has none there."""
    problem = chain.problem
    seconds = chain.living[np.searchsorted(chain.living, problem.firsts) :]
    link = problem.second_link[seconds - problem.firsts]
    open_links = np.zeros(problem.links + 1, dtype=bool)
    open_links[problem.first_link[pool[pool < problem.firsts]]] = True
    open_links[problem.second_link[pool[pool >= problem.firsts] - problem.firsts]] = False
    wanted = open_links[link]
    return best_of_each(seconds[wanted], link[wanted], stage.of(seconds[wanted]), PER_LINK)


def _bar_hopefully(chain: _Chain, stage: Bars) -> None:
    """The lowest risk that our own bounds do not refute."""
    least = _least_level(chain, stage)
    levels = [one for one in _levels(stage, chain.living, chain.problem) if one >= least]
    low, high = 0, len(levels) - 1
    while low < high:
        middle = (low + high) // 2
        if _refuted(chain, stage, levels[middle]):
            low = middle + 1
        else:
            high = middle
    level = levels[low]
    chain.keep(stage.risk[chain.living] <= level)
    chain.bounds.append(level)
    chain.prices.append(None)


def _least_level(chain: _Chain, stage: Bars) -> int:
    """Somebody who must be placed has nothing below this."""
    problem = chain.problem
    first = chain.living[chain.living < problem.firsts]
    least = np.full(problem.households, inf)
    np.minimum.at(least, problem.first_of[first], stage.risk[first])
    must = least[problem.must & np.isfinite(least)]
    return int(must.max(initial=0.0))


def _refuted(chain: _Chain, stage: Bars, level: int) -> bool:
    """Whether our bound shows that somebody must be placed above this level."""
    above = Stage((stage.risk > level).astype(np.uint8), np.zeros(chain.problem.households))
    relaxed = _relaxed(chain, above, enough=EPS)
    if relaxed is None:
        return False
    chain.pool = relaxed.pool
    return relaxed.bound.value > EPS


def _exactly(chain: _Chain, stage: AnyStage, hoped: _Chain | None) -> None:
    if isinstance(stage, Bars):
        _bar_exactly(chain, stage, 0 if hoped is None else hoped.bounds[-1])
    else:
        _minimise_exactly(chain, stage, hoped)


def _minimise_exactly(chain: _Chain, stage: Stage, hoped: _Chain | None) -> None:
    """One stage as an integer problem over the columns its bound leaves alive."""
    problem = chain.problem
    value = value_of(problem, stage, chain.chosen)
    relaxed = None if hoped is None else hoped.relaxed
    relaxed = _cut(chain, stage, relaxed)
    problem = chain.problem
    bound = (
        relaxed.bound
        if relaxed is not None
        else zero_bound(problem, stage, chain.rows, chain.living)
    )
    proven = min(value, ceil(bound.value - EPS)) if isfinite(bound.value) else value
    if hoped is not None and hoped.refuted:
        # It was the hope that was refuted, not what rows found since then may have added.
        proven = min(value, max(proven, hoped.bounds[-1] + 1))
    pool = chain.pool if relaxed is None else relaxed.pool
    value = _improved(chain, stage, value, proven, bound, pool)
    step = 0
    while proven < value and chain.left() > 0:
        # Every plan up to the target is among these columns; the farther it lies the more there are.
        target = min(proven + step, value - 1)
        among = chain.living[bound.reduced <= target - bound.value + EPS]
        if len(among) > MANY:
            break
        chosen, outcome = _whole(chain, stage, among, target)
        if chosen is not None and value_of(problem, stage, chosen) < value:
            _accept(chain, chosen)
            value = value_of(problem, stage, chosen)
        if outcome not in (Outcome.OPTIMAL, Outcome.INFEASIBLE):
            break
        proven = target + 1 if outcome is Outcome.INFEASIBLE else value
        step = 2 * step + 1
    _fix_exactly(chain, stage, value, bound, relaxed)
    chain.bounds.append(proven)


def _improved(
    chain: _Chain, stage: Stage, value: int, proven: int, bound: Bound, pool: Numbers
) -> int:
    """The value of a better plan, if the pool has one; of the plan there is, if not."""
    better = chain.living[bound.reduced <= value - 1 - bound.value + EPS]
    if proven >= value or chain.left() <= 0 or len(better) <= FEW:
        return value
    chosen, _ = _whole(chain, stage, np.intersect1d(better, pool).astype(np.int32))
    if chosen is None or value_of(chain.problem, stage, chosen) >= value:
        return value
    _accept(chain, chosen)
    return value_of(chain.problem, stage, chosen)


def _cut(chain: _Chain, stage: Stage, known: Relaxed | None) -> Relaxed | None:
    """The relaxation with rows that it breaks, which stay; the pool is where it was."""
    if known is not None:
        chain.pool = known.pool
    found = _relaxed(chain, stage, cut=True)
    if found is None:
        return known
    chain.problem = found.problem
    chain.filled = chain.filled.beside(len(found.problem.rows.limit))
    return found


def _fix_exactly(
    chain: _Chain, stage: Stage, value: int, bound: Bound, relaxed: Relaxed | None
) -> None:
    if relaxed is not None:
        _fix(chain, stage, value, relaxed)
        return
    chain.keep(bound.reduced <= value - bound.value + EPS)
    chain.reached.append((stage, value))
    chain.rows.append((stage, value))
    chain.prices.append(None)


def _order_ties(chain: _Chain, tie: Stage) -> None:
    """The smallest tie among the plans that reach every stage; a tie never weighs more."""
    if chain.left() <= 0:
        return
    chosen, _ = _whole(chain, tie, _portion(chain))
    if chosen is not None and value_of(chain.problem, tie, chosen) < value_of(
        chain.problem, tie, chain.chosen
    ):
        _accept(chain, chosen)


def _settle(chain: _Chain) -> None:
    """Whoever the best plan places stays placed, whoever it leaves out stays left out."""
    problem = chain.problem
    placed = np.zeros(problem.households, dtype=bool)
    placed[problem.first_of[chain.chosen[chain.chosen < problem.firsts]]] = True
    chain.keep(placed[problem.homes_of(chain.living)])
    chain.problem = replace(problem, must=placed)
    chain.pool = _promising(chain)
    chain.rows = [(stage, value) for stage, value in chain.rows if stage.column_cost is not None]


def _bar_exactly(chain: _Chain, stage: Bars, least: int) -> None:
    """Lower the highest risk while a plan exists that keeps every earlier value.

    ``least``: what a bound has shown already.
    """
    problem = chain.problem
    value = _value(problem, stage, chain.chosen)
    known = {level for level in _levels(stage, chain.living, problem) if least <= level < value}
    levels = sorted({*known, value})
    low, high = 0, len(levels) - 1
    while low < high and chain.left() > 0:
        middle = (low + high) // 2
        trial = chain.living[stage.risk[chain.living] <= levels[middle]]
        if len(trial) > MANY:
            break
        chosen, outcome = _whole(chain, _nothing(problem), trial)
        if outcome is Outcome.INFEASIBLE:
            low = middle + 1
        elif chosen is None:
            break
        else:
            _accept(chain, chosen)
            high = middle
    chain.keep(stage.risk[chain.living] <= _value(problem, stage, chain.chosen))
    chain.bounds.append(levels[low])
    chain.prices.append(None)


def _whole(
    chain: _Chain, stage: Stage, columns: Numbers, target: int | None = None
) -> tuple[Ints | None, Outcome]:
    """The integer problem over these columns that keeps what earlier stages reached.

    ``target``: plans above this value are not asked for.
    """
    rows = chain.rows if target is None else [*chain.rows, (stage, target)]
    problem, filled = chain.problem, chain.filled
    if problem.apart is not None and not problem.written:
        row, column = problem.apart.among(columns)
        problem = replace(problem, rows=problem.rows.plus(row, column))
        filled = filled.beside(len(problem.rows.limit))
    small = master(problem, stage, rows, filled, columns)
    raw = solve_whole(small.program, chain.left)
    if raw.outcome not in (Outcome.OPTIMAL, Outcome.FEASIBLE):
        return None, raw.outcome
    chosen = columns[raw.numbers[: len(columns)] > 0.5].astype(np.int64)
    if not keeps_all_rows(chain.problem, chosen):
        raise SolverFailed("the solver's plan breaks a row")
    return chosen, raw.outcome


def _accept(chain: _Chain, chosen: Ints) -> None:
    """Take a plan after every earlier stage was counted again."""
    if any(value_of(chain.problem, stage, chosen) > value for stage, value in chain.reached):
        raise SolverFailed("the solver's plan gives up an earlier tier")
    chain.chosen = chosen


def _nothing(problem: Problem) -> Stage:
    return Stage(None, np.zeros(problem.households))


def _value(problem: Problem, stage: AnyStage, chosen: Ints) -> int:
    if isinstance(stage, Bars):
        return int(stage.risk[chosen].max(initial=0.0))
    return value_of(problem, stage, chosen)


def _levels(stage: Bars, living: Numbers, problem: Problem) -> list[int]:
    """Every value the highest risk can take, ascending; 0 when nobody is placed."""
    firsts = stage.risk[living[living < problem.firsts]]
    return sorted({0, *(int(r) for r in np.unique(firsts))})


__all__ = ["Bars", "Solved", "best_of_each", "lexicographic"]
