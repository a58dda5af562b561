"""One stage by a tree of relaxations, then as integer problems over what its bound leaves: where hope failed.

Where a chain's columns are a part of what there is, one integer problem over the pool is all. Source:
docs/domain.md 10.4; docs/decisions/0016, 0110, 0245, 0246.
"""

from __future__ import annotations

from dataclasses import replace
from math import ceil, isfinite

import numpy as np

from matching.branching import branched
from matching.chain import (
    FEW,
    MANY,
    AnyStage,
    Bars,
    Chain,
    accept,
    fix,
    levels_of,
    no_stage,
    value_at,
    whole_plan,
)
from matching.hopeful import as_told, relaxation_of
from matching.model import EPS, Bound, Ints, Numbers, Stage, value_of
from matching.relaxation import Relaxed, zero_bound
from matching.solver import Outcome

HARDLY, ALIKE = 0.002, 0.001
"""Where nothing is proven: what hardly costs more than the bound, and plans that are alike; shares of it."""


def exactly(chain: Chain, stage: AnyStage, hoped: Chain | None) -> None:
    """Take the chain over a stage; ``hoped``: where it would be if the stage reached its bound."""
    if isinstance(stage, Bars):
        _bar_exactly(chain, stage, 0 if hoped is None else hoped.bounds[-1])
    else:
        _minimise_exactly(chain, stage, hoped)


def _minimise_exactly(chain: Chain, stage: Stage, hoped: Chain | None) -> None:
    """One stage as an integer problem over the columns its bound leaves alive."""
    problem = chain.problem
    value = value_of(problem, stage, chain.chosen)
    relaxed = _cut(chain, stage, None if hoped is None else hoped.relaxed)
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
    if chain.partial:
        # A tree and the exact steps would take minutes, to prove it for these columns and no others.
        value = _improved_in_part(chain, stage, value, proven, bound, pool)
        _fix_exactly(chain, stage, value, bound, relaxed)
        chain.bounds.append(proven)
        return
    if relaxed is not None and value > proven:
        tree = branched(chain, stage, value, relaxed)
        if tree.chosen is not None:
            accept(chain, tree.chosen)
            value = value_of(problem, stage, tree.chosen)
        if len(tree.gone):
            fewer = _without(chain, relaxed, tree.gone)
            relaxed = _cut(chain, stage, fewer) or fewer
            problem, bound, pool = chain.problem, relaxed.bound, relaxed.pool
        proven = min(value, max(proven, tree.proven, ceil(bound.value - EPS)))
    value = _improved(chain, stage, value, proven, bound, pool)
    step = 0
    while value > proven and chain.left() > 0:
        # Every plan up to the target is among these columns; the farther it lies the more there are.
        target = min(proven + step, value - 1)
        among = chain.living[bound.reduced <= target - bound.value + EPS]
        if len(among) > MANY:
            break
        chosen, outcome = whole_plan(chain, stage, among, target)
        if chosen is not None and value_of(problem, stage, chosen) < value:
            accept(chain, chosen)
            value = value_of(problem, stage, chosen)
        if outcome not in (Outcome.OPTIMAL, Outcome.INFEASIBLE):
            break
        proven = target + 1 if outcome is Outcome.INFEASIBLE else value
        step = 2 * step + 1
    _fix_exactly(chain, stage, value, bound, relaxed)
    chain.bounds.append(proven)


def _without(chain: Chain, known: Relaxed, gone: Numbers) -> Relaxed:
    """What is known of the relaxation when columns leave the chain."""
    kept = ~np.isin(chain.living, gone)
    chain.keep(kept)
    bound = replace(known.bound, reduced=known.bound.reduced[kept])
    return replace(known, bound=bound, pool=known.pool[~np.isin(known.pool, gone)])


def _improved(
    chain: Chain, stage: Stage, value: int, proven: int, bound: Bound, pool: Numbers
) -> int:
    """The value of a better plan, if the pool has one; of the plan there is, if not.

    Where few columns are left the exact steps find it as soon.
    """
    better = chain.living[bound.reduced <= value - 1 - bound.value + EPS]
    if proven >= value or chain.left() <= 0 or len(better) <= FEW:
        return value
    return _accepted(chain, stage, value, whole_plan(chain, stage, _both(better, pool))[0])


def _improved_in_part(
    chain: Chain, stage: Stage, value: int, proven: int, bound: Bound, pool: Numbers
) -> int:
    """The same where nothing is proven: of the pool first what costs hardly more than the bound.

    A good plan has little else, and the problem is a third as long; the last thousandth is the longest
    part of the way to the best plan of the pool, which would prove nothing of all plans.
    """
    most = value - 1 - bound.value
    for spare in sorted({min(most, HARDLY * abs(bound.value)), most}):
        if proven >= value or chain.left() <= 0:
            return value
        some = _both(chain.living[bound.reduced <= spare + EPS], pool)
        chosen, _ = whole_plan(chain, stage, some, within=ALIKE)
        better = _accepted(chain, stage, value, chosen)
        if better < value:
            return better
    return value


def _accepted(chain: Chain, stage: Stage, value: int, chosen: Ints | None) -> int:
    """The value of the plan that stands now: of these columns where they are better."""
    if chosen is None or value_of(chain.problem, stage, chosen) >= value:
        return value
    accept(chain, chosen)
    return value_of(chain.problem, stage, chosen)


def _both(some: Numbers, others: Numbers) -> Numbers:
    return np.intersect1d(some, others).astype(np.int32)


def _cut(chain: Chain, stage: Stage, known: Relaxed | None) -> Relaxed | None:
    """The relaxation with rows that it breaks, which stay; the pool is where it was."""
    if known is not None:
        chain.pool, chain.basis = known.pool, known.basis
    found = relaxation_of(chain, stage, cut=True)
    if found is None:
        return known if known is not None and _is_of(known, chain) else None
    if not isfinite(found.bound.value):  # it leaves no room for the plan that is known
        return None
    chain.problem = found.problem
    chain.filled = chain.filled.beside(len(found.problem.rows.limit))
    return found


def _is_of(known: Relaxed, chain: Chain) -> bool:
    """Whether a relaxation was of the rows and columns that the chain has now."""
    same_rows = known.problem.rows is chain.problem.rows
    return same_rows and len(known.bound.reduced) == len(chain.living)


def _fix_exactly(
    chain: Chain, stage: Stage, value: int, bound: Bound, relaxed: Relaxed | None
) -> None:
    if relaxed is not None:
        relaxed = as_told(chain, stage, relaxed)
        fix(chain, stage, value, relaxed)
        return
    chain.keep(bound.reduced <= value - bound.value + EPS)
    chain.reached.append((stage, value))
    chain.rows.append((stage, value))
    chain.prices.append(None)


def _bar_exactly(chain: Chain, stage: Bars, least: int) -> None:
    """Lower the highest risk while a plan exists that keeps every earlier value.

    ``least``: what a bound has shown already.
    """
    problem = chain.problem
    value = value_at(problem, stage, chain.chosen)
    known = {level for level in levels_of(stage, chain.living, problem) if least <= level < value}
    levels = sorted({*known, value})
    low, high = 0, len(levels) - 1
    while low < high and chain.left() > 0:
        middle = (low + high) // 2
        trial = chain.living[stage.risk[chain.living] <= levels[middle]]
        if len(trial) > MANY:
            break
        chosen, outcome = whole_plan(chain, no_stage(problem), trial)
        if outcome is Outcome.INFEASIBLE:
            low = middle + 1
        elif chosen is None:
            break
        else:
            accept(chain, chosen)
            high = middle
    chain.keep(stage.risk[chain.living] <= value_at(problem, stage, chain.chosen))
    chain.bounds.append(levels[low])
    chain.prices.append(None)
