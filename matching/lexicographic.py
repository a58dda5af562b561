"""One tier after the other, each proven before the next: hopeful first, exact where hope fails.

Hopeful: every stage of a block is a linear relaxation over all living columns; its prices give a
bound that we compute ourselves; the stage is taken to reach that bound, and whatever could not be in
any plan that does leaves for good: columns, empty places in rows that are priced, households left
out. If the vertex of the last relaxation, or an integer problem near it or over what is left, keeps every stage,
the whole block is proven at once. If not, the first stage whose bound is not reached is solved by a
tree of relaxations or as an integer problem, and the rest goes on from there. Where the columns are a part
of what there is, such a stage is improved and not proven. Source: docs/domain.md 10.4; docs/decisions/0016, 0110, 0244, 0246.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import chain as chain_of

import numpy as np

from matching.basis import Basis
from matching.chain import (
    FEW,
    AnyStage,
    Chain,
    accept,
    all_kept,
    no_stage,
    nothing_filled,
    portion,
    promising,
    value_at,
    whole_plan,
    write_apart,
)
from matching.exact import exactly
from matching.hopeful import hope_for, relaxation_of
from matching.master import Filled
from matching.model import (
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
from matching.solver import Outcome, SecondsLeft

MOST_TIED = 40_000
"""Columns of a part of what there is among which ties are ordered: of 60,000 it takes a minute."""
RINGS, MOSTLY = 2, 0.7
"""How far around a vertex a plan is looked for, and which share of all columns is no less than all."""
TRIES = 12
"""How often a relaxation is asked with rows for more pairs that have to be apart."""


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
    basis: Basis | None = None
    """Where the last relaxation ended."""


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
    told: int = 0,
    partial: bool = False,
) -> Solved:
    """Minimise the stages in order, then ``last``; ``start`` is a plan that keeps all rows.

    ``blocks`` groups the stages that are hoped for together. ``settled`` names a block after which it is
    settled who is left out, and the stage that orders ties of that (costs of being left out alone):
    every later stage, and its bound, is for those who are placed by then. ``reached``: values of
    stages that were minimised elsewhere and are kept; ``rows``: those of them that these columns
    could exceed though they fill the rows ``filled``. ``told``: of how many stages, the first ones,
    the prices are told to others. ``partial``: these columns are a part of what there is; a stage is
    then improved over the pool of its relaxation and not proven any further.

    Raises
    ------
    SolverFailed
        When the solver breaks or contradicts itself. Running out of time raises nothing: the best
        plan so far comes back with the bounds that were proven.
    """
    stages = [stage for block in blocks for stage in block]
    filled = filled or nothing_filled(problem)
    pool = start[among(start, living)].astype(np.int32)
    chain = Chain(problem, living, filled, start, left, pool, list(reached), list(rows))
    chain.told, chain.partial = told, partial
    if not len(living):
        values = tuple(value_at(problem, stage, start) for stage in stages)
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
    values = tuple(value_at(problem, stage, chain.chosen) for stage in stages)
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
        chain.basis,
    )


def _block(chain: Chain, block: Sequence[AnyStage]) -> Chain:
    """The chain after a block: hoped for as far as possible, exact where hope fails."""
    done = 0
    while done < len(block):
        trail = [chain.copy()]
        for stage in block[done:]:
            after = hope_for(trail[-1], stage)
            if after is None:
                break
            trail.append(after)
        reached = _farthest(trail, block[done:])
        done += reached
        chain = trail[reached]
        if done < len(block):
            hoped = trail[reached + 1] if reached + 1 < len(trail) else None
            exactly(chain, block[done], hoped)
            done += 1
    return chain


def _farthest(trail: list[Chain], block: Sequence[AnyStage]) -> int:
    """How many stages of the trail one plan reaches together; that plan is noted there."""
    known, unknown = 0, len(trail)
    while unknown - known > 1:
        tried = unknown - 1 if unknown == len(trail) else (known + unknown) // 2
        if _reaches(trail[tried], block[tried - 1]):
            known = tried
        else:
            unknown = tried
    return known


def _reaches(chain: Chain, stage: AnyStage) -> bool:
    """Whether a vertex, or an integer problem near it or over what is left, keeps every stage at its bound."""
    if all_kept(chain, chain.chosen):
        return True
    if _vertex_is_a_plan(chain, stage):
        return True
    plain = stage if isinstance(stage, Stage) else no_stage(chain.problem)
    columns = portion(chain)
    for tried in chain_of(_near_vertex(chain, columns), (columns,)):
        if chain.left() <= 0:
            return False
        chosen, outcome = whole_plan(chain, plain, tried)
        if chosen is not None and all_kept(chain, chosen):
            chain.chosen = chosen
            return True
    chain.refuted = outcome is Outcome.INFEASIBLE and len(columns) == len(chain.living)
    return False


def _near_vertex(chain: Chain, columns: Numbers) -> Iterator[Numbers]:
    """Of many columns those that the last vertex takes whole, and all of whomever it has trouble with.

    That is whom it does not place; whom it places in part or has to keep apart from somebody, and who has
    what these could have; then also who has what those could have. Most often a plan that is as good
    lies there, in a far smaller problem.
    """
    relaxed, problem = chain.relaxed, chain.problem
    if relaxed is None or len(columns) <= FEW:
        return
    taken, nights = relaxed.taken, problem.nights
    homes, placed = problem.homes_of(columns), problem.homes_of(taken)
    trouble = np.zeros(problem.households, dtype=bool)
    trouble[problem.homes_of(relaxed.partly)] = True
    if problem.apart is not None:
        broken = problem.apart.broken(taken.astype(np.int64))
        trouble[np.array(broken, dtype=np.int64).ravel()] = True
    left_out = np.ones(problem.households, dtype=bool)
    left_out[placed] = False
    before = 0
    for _ in range(RINGS):
        _, low, _, _ = nights.uses(columns[trouble[homes]])
        wanted = np.isin(nights.resource, nights.resource[low])
        trouble[placed[nights.touching(wanted)[taken]]] = True
        near = columns[(trouble | left_out)[homes] | among(columns, taken)]
        if not before < len(near) <= len(columns) * MOSTLY:
            return
        before = len(near)
        yield near


def _vertex_is_a_plan(chain: Chain, stage: AnyStage) -> bool:
    """Whether the last relaxation ends in a vertex that takes nothing in part and keeps every stage.

    Where it brings households together that have to be apart, it is asked again with rows for these
    alone: those of all pairs would take longer to write down than the program to be solved.
    """
    relaxed = chain.relaxed
    for more in reversed(range(TRIES)):
        if relaxed is None or len(relaxed.partly):
            return False
        problem, chosen = chain.problem, relaxed.taken.astype(np.int64)
        if not all_kept(chain, chosen) or not keeps_all_rows(replace(problem, apart=None), chosen):
            return False
        pairs = [] if problem.apart is None else problem.apart.broken(chosen)
        if not pairs:
            chain.chosen = chosen
            return True
        if not more or not isinstance(stage, Stage) or problem.written or chain.left() <= 0:
            return False
        write_apart(chain, pairs)
        # What ``chain.relaxed`` says is of the stage before anything was fixed by it, and stays.
        relaxed = relaxation_of(chain, stage)
        if relaxed is not None:
            chain.pool, chain.basis = relaxed.pool, relaxed.basis
    return False


def _order_ties(chain: Chain, tie: Stage) -> None:
    """The smallest tie among the plans that reach every stage; a tie never weighs more."""
    columns = portion(chain)
    if chain.left() <= 0 or (chain.partial and len(columns) > MOST_TIED):
        return
    chosen, _ = whole_plan(chain, tie, columns)
    if chosen is not None and value_of(chain.problem, tie, chosen) < value_of(
        chain.problem, tie, chain.chosen
    ):
        accept(chain, chosen)


def _settle(chain: Chain) -> None:
    """Whoever the best plan places stays placed, whoever it leaves out stays left out."""
    problem = chain.problem
    placed = np.zeros(problem.households, dtype=bool)
    placed[problem.first_of[chain.chosen[chain.chosen < problem.firsts]]] = True
    chain.keep(placed[problem.homes_of(chain.living)])
    chain.problem = replace(problem, must=placed)
    chain.pool = promising(chain)
    chain.rows = [(stage, value) for stage, value in chain.rows if stage.column_cost is not None]
