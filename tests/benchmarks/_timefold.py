"""Timefold beside the joint plan: local search on the rows of the plain CP-SAT model.

Imported only where it is used: it needs ``pip install --pre timefold`` and Java 17, which nothing
else of ours needs, and starts a Java machine in this process. Without one of them the import fails.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated

import numpy as np
from _jpyinterpreter.jvm_setup import InvalidJVMVersionError, get_default_jvm_path
from timefold.solver import SolverFactory, init
from timefold.solver.config import (
    Duration,
    ScoreDirectorFactoryConfig,
    SolverConfig,
    TerminationConfig,
)
from timefold.solver.domain import (
    PlanningEntityCollectionProperty,
    PlanningId,
    PlanningScore,
    PlanningVariable,
    ValueRangeProvider,
    planning_entity,
    planning_solution,
)
from timefold.solver.score import (
    BendableScore,
    Constraint,
    ConstraintCollectors,
    ConstraintFactory,
    constraint_provider,
)

from tests.benchmarks._beside import Model, Numbers

try:
    # One core, as for the chain; its search has one thread, what compiles and clears up has more.
    init(get_default_jvm_path(), "-Xmx6g", "-XX:ActiveProcessorCount=1")
except (InvalidJVMVersionError, OSError) as none:
    raise ImportError("Timefold needs Java 17") from none

SEARCH = """
<solver xmlns="https://timefold.ai/xsd/solver">
  <constructionHeuristic/>
  <localSearch>
    <unionMoveSelector>
      <changeMoveSelector/>
      <cartesianProductMoveSelector>
        <changeMoveSelector/>
        <changeMoveSelector/>
        <ignoreEmptyChildIterators>true</ignoreEmptyChildIterators>
      </cartesianProductMoveSelector>
    </unionMoveSelector>
  </localSearch>
</solver>
"""
"""Its default search but for the moves. Swaps would never apply, as no two households have a way in
common; two changes at once let one household go where another leaves."""


# What crosses over to Java is copied object by object, so that rows and stretches of them are shared.


@dataclass(eq=False)
class Row:
    """A group, cap or separation on one night: at most so much."""

    limit: int


@dataclass(eq=False)
class Use:
    """So much of one row."""

    row: Row
    amount: int


@dataclass(eq=False)
class Stretch:
    """The same amount of rows that follow each other: a stay in one unit."""

    uses: list[Use]


@dataclass(eq=False)
class Way:
    """One candidate of a household."""

    number: int
    risk: int
    stretches: list[Stretch]


@planning_entity
@dataclass(eq=False)
class Household:
    """Who takes one of her own ways, or none."""

    number: Annotated[int, PlanningId]
    ways: Annotated[list[Way], ValueRangeProvider(id="ways")]
    idle_p1: int
    idle_p2: int
    idle_p3: int
    idle_risk: int
    way: Annotated[
        Way | None,
        PlanningVariable(allows_unassigned=True, value_range_provider_refs=["ways"]),
    ] = None


@planning_solution
@dataclass(eq=False)
class Country:
    """All households that have a way."""

    households: Annotated[list[Household], PlanningEntityCollectionProperty]
    score: Annotated[
        BendableScore | None,
        PlanningScore(bendable_hard_levels_size=1, bendable_soft_levels_size=4),
    ] = None


@constraint_provider
def rows_and_tiers(factory: ConstraintFactory) -> list[Constraint]:
    """Rows are hard; p1, p2, p3 and risk_sum are soft, each before the next."""

    broken = BendableScore.of_hard(1, 4, 0, 1)
    p1, p2, p3, risk = (BendableScore.of_soft(1, 4, level, 1) for level in range(4))

    def left_out():
        return factory.for_each_including_unassigned(Household).filter(lambda h: h.way is None)

    return [
        factory.for_each(Household)
        .flatten_last(lambda h: h.way.stretches)
        .flatten_last(lambda stretch: stretch.uses)
        .group_by(lambda use: use.row, ConstraintCollectors.sum(lambda use: use.amount))
        .filter(lambda row, used: used > row.limit)
        .penalize(broken, lambda row, used: used - row.limit)
        .as_constraint("rows"),
        left_out().penalize(p1, lambda h: h.idle_p1).as_constraint("p1"),
        left_out().penalize(p2, lambda h: h.idle_p2).as_constraint("p2"),
        left_out().penalize(p3, lambda h: h.idle_p3).as_constraint("p3"),
        left_out().penalize(risk, lambda h: h.idle_risk).as_constraint("risk of those left out"),
        factory.for_each(Household)
        .penalize(risk, lambda h: h.way.risk)
        .as_constraint("risk of those placed"),
    ]


def searched(model: Model, home: Numbers, risk: Numbers, idle: Numbers, seconds: float) -> Numbers:
    """The variables of the best plan that Timefold found in so many seconds of search.

    ``home``, ``risk``: of each variable. ``idle``: for each household what it costs in p1, p2, p3 and
    risk_sum to leave it out. Copying the problem to Java and the answer back is not in the limit.
    """
    ways: dict[int, list[Way]] = {}
    for way, whose in zip(_ways(model, risk), home.tolist(), strict=True):
        ways.setdefault(whose, []).append(way)
    households = [Household(whose, own, *idle[whose].tolist()) for whose, own in ways.items()]
    # It builds its first plan in this order: more urgent classes first, then who has fewest ways.
    households.sort(key=lambda h: (-h.idle_p1, -h.idle_p2, -h.idle_p3, len(h.ways)))
    config = SolverConfig(
        solution_class=Country,
        entity_class_list=[Household],
        random_seed=1,
        score_director_factory_config=ScoreDirectorFactoryConfig(
            constraint_provider_function=rows_and_tiers
        ),
        termination_config=TerminationConfig(
            spent_limit=Duration(milliseconds=max(1, int(1000 * seconds)))
        ),
        xml_source_text=SEARCH,
    )
    best = SolverFactory.create(config).build_solver().solve(Country(households))
    chosen = [h.way.number for h in best.households if h.way is not None]
    return np.array(sorted(chosen), dtype=np.int64)


def _ways(model: Model, risk: Numbers) -> list[Way]:
    """A way for each variable, with the stretches of rows that it uses."""
    order = np.lexsort((model.row, model.amount, model.variable))
    variable, amount, row = model.variable[order], model.amount[order], model.row[order]
    breaks = (np.diff(variable) != 0) | (np.diff(amount) != 0) | (np.diff(row) != 1)
    begin = np.flatnonzero(np.concatenate([[len(row) > 0], breaks]))
    end = np.append(begin[1:], len(row))
    rows = [Row(int(limit)) for limit in model.limit.tolist()]
    uses: dict[tuple[int, int], Use] = {}
    stretches: dict[tuple[int, int, int], Stretch] = {}
    ways = [Way(number, one, []) for number, one in enumerate(risk.tolist())]
    for low, high in zip(begin.tolist(), end.tolist(), strict=True):
        first, length, much = int(row[low]), high - low, int(amount[low])
        if (first, length, much) not in stretches:
            stretches[first, length, much] = Stretch(
                [
                    uses.setdefault((one, much), Use(rows[one], much))
                    for one in range(first, first + length)
                ]
            )
        ways[int(variable[low])].stretches.append(stretches[first, length, much])
    return ways
