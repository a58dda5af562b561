"""One stage taken to reach its bound, over all that is still possible.

The relaxation's prices give a bound that we compute ourselves; what could be in no plan that reaches it
leaves for good. Source: docs/decisions/0016, 0110.
"""

from __future__ import annotations

from math import ceil, inf, isfinite

import numpy as np

from matching.chain import AnyStage, Bars, Chain, fix, levels_of
from matching.model import EPS, Numbers, Stage
from matching.relaxation import Relaxed, best_of_each, cheapest, from_the_middle, relax

WHOLE_POOL = 1_500
"""So few columns need no generating."""
POOL = 8
"""Columns with which each household starts."""
PER_LINK = 3
"""Later segments with which a first comes in."""


def hope_for(chain: Chain, stage: AnyStage) -> Chain | None:
    """The chain after a stage that is taken to reach its bound; None when there is no bound."""
    if chain.left() <= 0:
        return None
    chain = chain.copy()
    if isinstance(stage, Bars):
        _bar_hopefully(chain, stage)
        return chain
    relaxed = relaxation_of(chain, stage)
    if relaxed is None or not isfinite(relaxed.bound.value):
        return None
    relaxed = as_told(chain, stage, relaxed)
    value = ceil(relaxed.bound.value - EPS)
    fix(chain, stage, value, relaxed)
    chain.bounds.append(value)
    chain.relaxed = relaxed
    return chain


def relaxation_of(
    chain: Chain, stage: Stage, enough: float = -inf, *, cut: bool = False
) -> Relaxed | None:
    """Our bound at the prices of the relaxation; None when there are none in time."""
    if chain.left() <= 0:
        return None
    pool = chain.living if len(chain.living) <= WHOLE_POOL else _begun_with(chain, stage)
    return relax(
        chain.problem,
        stage,
        chain.rows,
        chain.filled,
        chain.living,
        pool,
        chain.left,
        enough,
        cut=cut,
        basis=chain.basis,
    )


def as_told(chain: Chain, stage: Stage, relaxed: Relaxed) -> Relaxed:
    """The same bound, at prices from the middle where this stage's are told to others."""
    if len(chain.bounds) >= chain.told:
        return relaxed
    return from_the_middle(stage, chain.rows, chain.filled, chain.living, relaxed, chain.left)


def _begun_with(chain: Chain, stage: Stage) -> Numbers:
    """The pool, and the cheapest of each household that has few columns there."""
    problem = chain.problem
    lacking = (stage.idle_cost > 0) | problem.must
    for earlier, _ in chain.rows:
        lacking |= earlier.idle_cost > 0
    pooled = chain.pool[chain.pool < problem.firsts]
    count = np.bincount(problem.first_of[pooled], minlength=problem.households)
    lacking &= count < POOL
    more = cheapest(problem, stage, chain.living, np.flatnonzero(lacking).astype(np.int32), POOL)
    pool = np.union1d(chain.pool, more).astype(np.int32)
    return np.union1d(pool, _going_on(chain, stage, pool)).astype(np.int32)


def _going_on(chain: Chain, stage: Stage, pool: Numbers) -> Numbers:
    """A few of the cheapest later segments for each first of the pool that has none there."""
    problem = chain.problem
    seconds = chain.living[problem.firsts_in(chain.living) :]
    link = problem.second_link[seconds - problem.firsts]
    open_links = np.zeros(problem.links + 1, dtype=bool)
    open_links[problem.first_link[pool[pool < problem.firsts]]] = True
    open_links[problem.second_link[pool[pool >= problem.firsts] - problem.firsts]] = False
    wanted = open_links[link]
    return best_of_each(seconds[wanted], link[wanted], stage.of(seconds[wanted]), PER_LINK)


def _bar_hopefully(chain: Chain, stage: Bars) -> None:
    """The lowest risk that our own bounds do not refute."""
    least = _least_level(chain, stage)
    levels = [one for one in levels_of(stage, chain.living, chain.problem) if one >= least]
    # Most often the lowest level of all holds, so it is asked first.
    low, middle, high = 0, 0, len(levels) - 1
    while low < high:
        if _refuted(chain, stage, levels[middle]):
            low = middle + 1
        else:
            high = middle
        middle = (low + high) // 2
    level = levels[low]
    chain.keep(stage.risk[chain.living] <= level)
    chain.bounds.append(level)
    chain.prices.append(None)


def _least_level(chain: Chain, stage: Bars) -> int:
    """Somebody who must be placed has nothing below this."""
    problem = chain.problem
    first = chain.living[chain.living < problem.firsts]
    least = np.full(problem.households, inf)
    np.minimum.at(least, problem.first_of[first], stage.risk[first])
    must = least[problem.must & np.isfinite(least)]
    return int(must.max(initial=0.0))


def _refuted(chain: Chain, stage: Bars, level: int) -> bool:
    """Whether our bound shows that somebody must be placed above this level."""
    above = Stage((stage.risk > level).astype(np.uint8), np.zeros(chain.problem.households))
    relaxed = relaxation_of(chain, above, enough=EPS)
    if relaxed is None:
        return False
    chain.pool, chain.basis = relaxed.pool, relaxed.basis
    return relaxed.bound.value > EPS
