"""Columns that a relaxation takes by halves, tried one by one: what is in no good plan goes for good.

A household that takes two units is where relaxations go wrong (0110): she takes both by halves and
others shift by halves around it, though with both of them whole no plan exists at all, or only a
dearer one. To try her there costs one relaxation, and its bound is our own. That somebody has to be
placed is told as a price above the value, so what cannot be is dear and nothing rests on a solver
that says infeasible. Source: docs/decisions/0112.
"""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from matching.chain import Chain
from matching.model import EPS, Bools, Numbers, Problem, Stage
from matching.relaxation import Relaxed, relax

MOST = 24
"""Columns tried for one stage."""


def impossible(chain: Chain, stage: Stage, value: int, relaxed: Relaxed) -> int | None:
    """A column of two units that is taken in part and is in no plan of this value; None if none is."""
    for column in taken_in_part(chain.problem, stage, relaxed)[:MOST].tolist():
        if chain.left() <= 0:
            return None
        if _at_least(chain, stage, value, relaxed, column) > value + EPS:
            return int(column)
    return None


def taken_in_part(problem: Problem, stage: Stage, relaxed: Relaxed) -> Numbers:
    """Columns of two units that the relaxation takes in part, the cheapest first: they pull it down."""
    found = np.intersect1d(relaxed.partly, problem.double)
    found = found[found < problem.firsts]
    return found[np.argsort(stage.of(found), kind="stable")]


def _at_least(chain: Chain, stage: Stage, value: int, relaxed: Relaxed, column: int) -> float:
    """Our bound for plans that hold this column; above ``value`` where somebody is left out for it."""
    problem = chain.problem
    home = int(problem.first_of[column])
    dear = problem.must.astype(float)
    dear[home] = 1.0
    soft = Stage(stage.column_cost, stage.idle_cost + (abs(value) + 1.0) * dear)
    free = replace(problem, must=np.zeros_like(problem.must))
    living = chain.living[_beside(problem, chain.living, home, column)]
    pool = np.union1d(relaxed.pool, [column]).astype(np.int32)
    pool = pool[np.isin(pool, living, assume_unique=True)]
    rows, filled = chain.rows, chain.filled
    tried = relax(free, soft, rows, filled, living, pool, chain.left, enough=float(value))
    return -np.inf if tried is None else tried.bound.value


def _beside(problem: Problem, living: Numbers, home: int, column: int) -> Bools:
    """The columns that others have, this one, and what of hers may follow it."""
    kept: Bools = (problem.homes_of(living) != home) | (living == column)
    later = np.flatnonzero(living >= problem.firsts)
    link = problem.first_link[column]
    kept[later] |= (link >= 0) & (problem.second_link[living[later] - problem.firsts] == link)
    return kept
