"""The last tiers where more firsts are left than later segments can be made for: a look ahead of them.

A later segment is made by household and night, which takes long for millions of firsts. Here each first
that ends early is priced as if what saves most came after it and had room. That bounds the tiers from
below over *all* firsts, and the firsts that these relaxations ask for are the ones for which later
segments are worth making. Source: docs/decisions/0246.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from math import ceil, floor, isfinite

import numpy as np

from matching.candidates import SEGMENTED
from matching.chain import Chain, fix
from matching.costs.stability import MOVES_CAP, OPEN_END
from matching.coupling import Table
from matching.hopeful import hope_for, relaxation_of
from matching.later import saved_at_most, seconds
from matching.lexicographic import Solved
from matching.model import EPS, Numbers, Stage, among
from matching.relaxation import Relaxed, zero_bound
from matching.solver import SecondsLeft
from matching.standing import Standing

SAVED_AT_MOST = MOVES_CAP + OPEN_END
"""Points of stability that a later segment saves: all that moves and an open end can cost."""
CORRECTED = 12
"""How often a relaxation is asked again since what followed for nothing does not exist."""


@dataclass(frozen=True, slots=True)
class Ahead:
    """What a look ahead saw."""

    firsts: Numbers
    """Column numbers that relaxations of these tiers asked for, ascending."""
    _stages: Sequence[Stage]
    """The last tiers, the first of them as if all that follows had room."""
    _chain: Chain
    """Before the first of the tiers."""
    _known: Relaxed | None
    """The relaxation of the first of them; None when time was up."""
    _hoped: Sequence[int]
    """The bounds of the first tiers, each as if those before it reached theirs."""

    def bounds(self, values: Sequence[int]) -> tuple[int, ...]:
        """For each tier what no plan can be below, given the values of the tiers before it.

        ``values``: what a plan reached.
        """
        found = list(self._hoped[:1])
        while 0 < len(found) < len(self._hoped) and values[len(found) - 1] == found[-1]:
            found.append(self._hoped[len(found)])
        chain, relaxed = self._chain.copy(), self._known
        for number, (stage, value) in enumerate(zip(self._stages, values, strict=True)):
            if len(found) == len(values):
                break
            if number:
                relaxed = relaxation_of(chain, stage)
            if number >= len(found):
                found.append(_least(chain, stage, relaxed))
            if relaxed is not None and isfinite(relaxed.bound.value):
                fix(chain, stage, value, relaxed)
                # What later tiers asked for is asked for again, so it is there from the beginning.
                again = self.firsts[among(self.firsts, chain.living)]
                chain.pool = np.union1d(chain.pool, again).astype(np.int32)
        return tuple(min(bound, value) for bound, value in zip(found, values, strict=True))


def look_ahead(
    early: Table, stages: Sequence[Stage], first: Solved, standing: Standing, left: SecondsLeft
) -> Ahead:
    """The last tiers over all firsts that ``first`` left, without any later segment.

    ``stages``: ``stability`` and the tiers after it, over the columns of ``early``.
    """
    chain = Chain(
        first.problem,
        first.living,
        first.filled,
        first.chosen,
        left,
        first.pool,
        rows=list(first.rows),
        basis=first.basis,
    )
    followed = _Followed(early, stages[0], first.living, standing)
    stage, known = followed.stage, relaxation_of(chain, followed.stage)
    for _ in range(CORRECTED):
        if known is None or not followed.corrected(np.concatenate([known.taken, known.partly])):
            break
        chain.pool, chain.basis = known.pool, known.basis
        nearer = relaxation_of(chain, followed.stage)
        if nearer is None:
            break
        stage, known = followed.stage, nearer
    stages = [stage, *stages[1:]]
    if known is None or not isfinite(known.bound.value):
        return Ahead(first.pool, stages, chain, None, ())
    trial, hoped = chain.copy(), [ceil(known.bound.value - EPS)]
    fix(trial, stages[0], hoped[0], known)
    asked = trial.pool
    for stage in stages[1:]:
        after = hope_for(trial, stage)
        if after is None:
            break
        trial, asked = after, np.union1d(asked, after.pool)
        hoped.append(after.bounds[-1])
    return Ahead(asked.astype(np.int32), stages, chain, known, hoped)


class _Followed:
    """Stability as if each first that ends early were followed by what saves most, and that had room."""

    def __init__(self, early: Table, stage: Stage, living: Numbers, standing: Standing) -> None:
        assert stage.column_cost is not None, "stability is a cost of columns"
        self._found, self._standing, self._idle = early.found, standing, stage.idle_cost
        self._ends = living[early.found.firsts.mode[early.numbers[living]] == SEGMENTED]
        home, end = early.places.home[self._ends], early.places.end[self._ends]
        pairs, which = np.unique(np.stack([home, end], axis=1), axis=0, return_inverse=True)
        self._pairs, self._which = pairs, which.ravel()
        self._saved = saved_at_most(pairs[:, 0], pairs[:, 1], early.found, standing)
        self._exact = np.zeros(len(pairs), dtype=bool)
        self._alone = stage.column_cost.astype(np.int16)

    @property
    def stage(self) -> Stage:
        """Stability with what is known of later segments by now."""
        costs = self._alone.copy()
        costs[self._ends] -= self._saved[self._which].astype(np.int16)
        return Stage(costs, self._idle)

    def corrected(self, chosen: Numbers) -> bool:
        """Whether less than was said can follow one of these; from now on what really can is said."""
        ends = np.flatnonzero(np.isin(self._ends, chosen))
        pairs = np.unique(self._which[ends])
        pairs = pairs[~self._exact[pairs]]
        if not len(pairs):
            return False
        links = [(int(home), int(night)) for home, night in self._pairs[pairs]]
        real = seconds(links, self._found, self._standing, 1)
        saved = np.zeros(len(pairs), dtype=self._saved.dtype)
        saved[real.link] = -real.added.astype(self._saved.dtype)
        less = bool((saved < self._saved[pairs]).any())
        self._saved[pairs], self._exact[pairs] = saved, True
        return less


def bounds_alone(first: Solved, stages: Sequence[Stage], values: Sequence[int]) -> tuple[int, ...]:
    """Bounds of the last tiers over all firsts that are left, each as if alone, without any solver."""
    going = int(np.count_nonzero(np.bincount(first.problem.first_of[first.living])))
    found = []
    for number, (stage, value) in enumerate(zip(stages, values, strict=True)):
        bound = zero_bound(first.problem, stage, (), first.living).value
        found.append(min(value, floor(bound) - (0 if number else SAVED_AT_MOST * going)))
    return tuple(found)


def _least(chain: Chain, stage: Stage, relaxed: Relaxed | None) -> int:
    """What no plan is below, with or without a relaxation."""
    if relaxed is None or not isfinite(relaxed.bound.value):
        return floor(zero_bound(chain.problem, stage, (), chain.living).value)
    return ceil(relaxed.bound.value - EPS)
