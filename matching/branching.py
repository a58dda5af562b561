"""Where a relaxation takes a household by halves, each way she could be taken is tried whole.

Few households are ever taken in part: one with two units, or a few that change places in a ring. To
take one of them whole costs one relaxation, begun where the last one ended; where that again takes
somebody in part, the next one is tried, until every leaf is too dear or is a plan. The bounds of the
leaves are our own, over all living columns, so together they prove what one relaxation could not; that
nothing at all is left of a part is shown by a bound as well. Source: docs/decisions/0112, 0245.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from heapq import heappop, heappush
from itertools import count
from math import ceil

import numpy as np

from matching.basis import Basis
from matching.chain import Chain, all_kept
from matching.model import (
    EPS,
    Bools,
    Floats,
    Ints,
    Numbers,
    Problem,
    Stage,
    among,
    keeps_all_rows,
    value_of,
)
from matching.relaxation import Relaxed, relax

MOST = 40
"""Relaxations of one tree."""
WIDE = 12
"""A household that is taken in more columns than this is not divided."""
MANY = 1_000_000
"""With more living columns a tree takes longer than anything else."""


@dataclass(frozen=True, slots=True)
class Branched:
    """What a tree has shown."""

    proven: int
    """No plan that keeps every earlier stage is below it."""
    chosen: Ints | None
    """The best plan that was found on the way, if it is better than the one known."""
    gone: Numbers
    """Columns that are in no plan as good as the best."""


@dataclass(frozen=True, slots=True)
class _Way:
    """One household takes this column, or none of these."""

    home: int
    columns: Numbers
    only: bool

    def left_of(self, problem: Problem, living: Numbers) -> Bools:
        """Which living columns are left."""
        if not self.only:
            return ~np.isin(living, self.columns)
        column = int(self.columns[0])
        kept: Bools = (problem.homes_of(living) != self.home) | (living == column)
        # What of hers goes with it: what may follow a first, and the firsts that a second follows.
        second = column >= problem.firsts
        link = (
            problem.second_link[column - problem.firsts] if second else problem.first_link[column]
        )
        if link >= 0:
            cut = problem.firsts_in(living)
            links = (
                problem.first_link[living[:cut]]
                if second
                else problem.second_link[living[cut:] - problem.firsts]
            )
            kept[slice(0, cut) if second else slice(cut, None)] |= links == link
        return kept


@dataclass(frozen=True, slots=True)
class _Node:
    """A part of all plans, and what its relaxation told."""

    ways: tuple[_Way, ...]
    bound: float
    partly: Numbers
    prices: Floats
    """Of the stages that were reached before."""
    pool: Numbers
    basis: Basis | None

    @staticmethod
    def of(ways: tuple[_Way, ...], relaxed: Relaxed) -> _Node:
        """Without what is as long as the living columns."""
        return _Node(
            ways,
            relaxed.bound.value,
            relaxed.partly,
            relaxed.prices.reached,
            relaxed.pool,
            relaxed.basis,
        )


def branched(chain: Chain, stage: Stage, value: int, root: Relaxed) -> Branched:
    """Whether a plan below ``value`` exists, as far as ``MOST`` relaxations tell.

    ``root``: the relaxation over all living columns of the chain.

    Raises
    ------
    SolverFailed
        When the solver breaks.
    """
    best: Ints | None = None
    dear: list[tuple[int, float]] = []
    order, asked = count(), 0
    waiting = [(root.bound.value, next(order), _Node.of((), root))]
    while waiting and len(chain.living) <= MANY:
        bound, _, node = waiting[0]
        if value <= _least(bound, value):
            break
        ways = _ways(chain, stage, node)
        if not ways or asked + len(ways) > MOST:
            break
        parts = [_tried(chain, stage, node, way) for way in ways]
        asked += len(ways)
        for part in parts:
            plan = None if part is None else _plan_of(chain, stage, value, part)
            if plan is not None:
                best, value = plan, value_of(chain.problem, stage, plan)
        for way, part in zip(ways, parts, strict=True):
            if part is not None and not node.ways and way.only:
                dear.append((int(way.columns[0]), part.bound.value))
        if any(part is None for part in parts):
            break
        heappop(waiting)
        for way, part in zip(ways, parts, strict=True):
            if part is not None:
                own = max(bound, part.bound.value)
                heappush(waiting, (own, next(order), _Node.of((*node.ways, way), part)))
    least = waiting[0][0] if waiting else float(value)
    gone = [column for column, bound in dear if bound > value + EPS]
    return Branched(_least(least, value), best, np.array(gone, dtype=np.int32))


def _least(bound: float, value: int) -> int:
    """What no plan is below, given a bound of all that are left and a plan."""
    return ceil(min(bound, value) - EPS)


def _ways(chain: Chain, stage: Stage, node: _Node) -> list[_Way]:
    """Each column in which one household is taken in part, and none of them; nothing if nobody is.

    Two units come first, then whoever's columns differ most in what they cost, earlier stages at their
    prices: there the relaxation gains most.
    """
    problem, partly = chain.problem, node.partly
    firsts = partly[partly < problem.firsts]
    if not len(firsts):
        firsts = partly
    homes, costs = problem.homes_of(firsts), stage.of(firsts)
    for price, (earlier, _) in zip(node.prices, chain.rows, strict=True):
        costs = costs + price * earlier.of(firsts)
    double = np.isin(firsts, problem.double)

    def rank(home: int) -> tuple[bool, float, int]:
        mine = homes == home
        return bool(double[mine].any()), float(np.ptp(costs[mine])), -home

    of, number = np.unique(homes, return_counts=True)
    narrow = of[number <= WIDE].tolist()
    if not narrow:
        return []
    home = max(narrow, key=rank)
    hers = firsts[homes == home]
    return [
        *(_Way(home, hers[[number]], only=True) for number in range(len(hers))),
        _Way(home, hers, only=False),
    ]


def _tried(chain: Chain, stage: Stage, node: _Node, way: _Way) -> Relaxed | None:
    """The relaxation of a part of a node's plans; None where time is up or nothing could be shown."""
    if chain.left() <= 0:
        return None
    problem = chain.problem
    kept = np.ones(len(chain.living), dtype=bool)
    must, follows = problem.must.copy(), problem.follows.copy()
    for one in (*node.ways, way):
        kept &= one.left_of(problem, chain.living)
        must[one.home] |= one.only
        if one.only and one.columns[0] >= problem.firsts:
            follows[problem.second_link[one.columns[0] - problem.firsts]] = True
    living = chain.living[kept]
    pool = np.union1d(node.pool, way.columns[:1]).astype(np.int32)
    return relax(
        replace(problem, must=must, follows=follows),
        stage,
        chain.rows,
        chain.filled,
        living,
        pool[among(pool, living)],
        chain.left,
        basis=node.basis,
    )


def _plan_of(chain: Chain, stage: Stage, value: int, relaxed: Relaxed) -> Ints | None:
    """The plan that a relaxation takes whole, if it is one and below ``value``."""
    if len(relaxed.partly):
        return None
    chosen = relaxed.taken.astype(np.int64)
    better = (
        all_kept(chain, chosen)
        and keeps_all_rows(chain.problem, chosen)
        and value_of(chain.problem, stage, chosen) < value
    )
    return chosen if better else None
