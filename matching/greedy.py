"""One household after the other, each taking the best that is still free.

Scarcest first is the plan that stands when the solver fails, and a baseline beside the joint plan;
first come is the telephone as it works today. Source: docs/domain.md 10.4; peers: best bed first.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence

import numpy as np

from matching.candidates import Home
from matching.coupling import Table
from matching.model import EPS, Ints
from matching.plan import Costs


def scarcest_first(homes: Sequence[Home]) -> list[int]:
    """Order of households: class, then fewest shelters to choose from, then longest waiting."""
    return sorted(
        range(len(homes)),
        key=lambda h: (
            homes[h].priority,
            len({first.shelter.id for first in homes[h].firsts}),
            homes[h].household.waiting_since,
        ),
    )


def first_come(homes: Sequence[Home]) -> list[int]:
    """Order of households: as they called."""
    return sorted(range(len(homes)), key=lambda h: homes[h].household.waiting_since)


def one_by_one(table: Table, order: Sequence[int]) -> Ints:
    """Columns chosen when each household in this order takes her best that keeps every row."""
    problem = table.problem
    load = np.zeros(len(problem.rows.limit))
    rows_of: dict[int, list[tuple[int, float]]] = defaultdict(list)
    for row, column, coefficient in zip(
        problem.rows.row.tolist(),
        problem.rows.column.tolist(),
        problem.rows.coefficient.tolist(),
        strict=True,
    ):
        rows_of[column].append((row, coefficient))
    mine: dict[int, list[int]] = defaultdict(list)
    for number, home in enumerate(problem.first_of.tolist()):
        mine[home].append(number)
    following: dict[int, list[int]] = defaultdict(list)
    for number, link in enumerate(problem.second_link.tolist()):
        following[link].append(number)

    def take(column: int) -> bool:
        entries = rows_of[column]
        if any(load[row] + a > problem.rows.limit[row] + EPS for row, a in entries):
            return False
        for row, a in entries:
            load[row] += a
        return True

    chosen: list[int] = []
    for home in order:
        wanted = sorted(mine[home], key=lambda c: ranking(table.firsts[c].costs))
        first = next((c for c in wanted if take(c)), None)
        if first is None:
            continue
        chosen.append(first)
        link = int(problem.first_link[first])
        later = (
            sorted(following[link], key=lambda s: table.seconds[s].stability) if link >= 0 else []
        )
        second = next((s for s in later if take(problem.firsts + s)), None)
        if second is not None:
            chosen.append(problem.firsts + second)
    return np.array(sorted(chosen), dtype=np.int64)


def ranking(costs: Costs) -> tuple[int, ...]:
    """The costs of one place in the order of the tiers."""
    return (
        costs.risk,
        costs.changes,
        costs.wishes,
        costs.stability,
        costs.services,
        costs.stewardship,
    )
