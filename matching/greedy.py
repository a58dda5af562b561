"""One household after the other, each taking the best that is still free.

Scarcest first is the plan that stands when the solver fails, and a baseline beside the joint plan;
first come is the telephone as it works today. Source: docs/domain.md 10.4; peers: best bed first.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

import numpy as np

from matching.candidates import Home
from matching.coupling import Table
from matching.model import EPS, Ints, Numbers
from matching.vocabulary import Priority


def scarcest_first(homes: Sequence[Home]) -> list[int]:
    """Order of households: class, of P4 whom a rule moves, fewest shelters to choose from, waiting."""

    def key(number: int) -> tuple[Priority, bool, int, datetime]:
        home = homes[number]
        return home.priority, not home.forced, home.shelters, home.household.waiting_since

    return sorted(range(len(homes)), key=key)


def first_come(homes: Sequence[Home]) -> list[int]:
    """Order of households: as they called."""
    return sorted(range(len(homes)), key=lambda h: homes[h].household.waiting_since)


def one_by_one(table: Table, order: Sequence[int]) -> Ints:
    """Firsts chosen when each household in this order takes her best that keeps every row."""
    problem, taking = table.problem, _Taking(table)
    begin = np.searchsorted(problem.first_of, np.arange(problem.households + 1))
    for home in order:
        mine = taking.free(np.arange(begin[home], begin[home + 1], dtype=np.int32))
        keys = table.found.firsts.keys(table.numbers[mine])
        taking.take_best(mine[np.argsort(keys, kind="stable")])
    return np.array(sorted(taking.chosen), dtype=np.int64)


def going_on(table: Table, order: Sequence[int], firsts: Ints) -> Ints:
    """These firsts, and for each household in this order her best later segment that is free."""
    problem, taking = table.problem, _Taking(table)
    for first in firsts.tolist():
        taking.take(first)
    link_of = {int(problem.first_of[f]): int(problem.first_link[f]) for f in firsts}
    house_of = {int(problem.first_of[f]): int(table.places.shelter[f]) for f in firsts}
    for home in order:
        if link_of.get(home, -1) < 0:
            continue
        later = np.flatnonzero(problem.second_link == link_of[home])
        later = later[table.seconds.shelter[later] != house_of[home]]
        best = later[np.argsort(table.seconds.added[later], kind="stable")]
        taking.take_best(taking.free((problem.firsts + best).astype(np.int32)))
    return np.array(sorted(taking.chosen), dtype=np.int64)


class _Taking:
    """What was taken so far, and whether one more column fits."""

    def __init__(self, table: Table) -> None:
        self._nights, self._apart = table.problem.nights, table.apart
        self._barred = set(table.apart.barred.tolist())
        self._load = np.zeros(len(self._nights))
        self._full = np.zeros(len(self._nights) + 1, dtype=np.int64)
        self._count_full()
        self.chosen: list[int] = []

    def free(self, columns: Numbers) -> Numbers:
        """Those whose own rows all have room for one more."""
        low, high = self._nights.low[columns], self._nights.high[columns]
        free: Numbers = columns[self._full[low] == self._full[high]]
        return free

    def take_best(self, columns: Numbers) -> None:
        """Take the first of these that keeps every row."""
        for column in columns.tolist():
            if self.take(column):
                return

    def take(self, column: int) -> bool:
        """Take a column unless it overfills a row or stands too close to somebody."""
        if column in self._barred:
            return False
        uses = self._nights.of_one(column)
        for low, high, amount in uses:
            self._load[low:high] += amount
        limit = self._nights.limit
        over = any((self._load[a:b] > limit[a:b] + EPS).any() for a, b, _ in uses)
        if over or self._apart.too_close(column, self.chosen):
            for low, high, amount in uses:
                self._load[low:high] -= amount
            return False
        self._count_full()
        self.chosen.append(column)
        return True

    def _count_full(self) -> None:
        np.cumsum(self._load + 1 > self._nights.limit + EPS, out=self._full[1:])
