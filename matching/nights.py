"""What is shared night by night: units of groups, persons under a cap; counted where it can bind.

A *resource* is a group of units or a cap of a house. A column uses some of it from its first night
to its last. Between two nights on which stays start, stays only end; so a night matters only where
a stay starts and, before the next start, one ends or more comes free (the others are covered by the
next). These nights are the rows; a column covers the rows ``low`` to ``high`` of its resource, so
that a price for each row costs it two look-ups in a running sum. Source: docs/domain.md 10.4.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Ints = NDArray[np.int64]
Numbers = NDArray[np.int32]
Floats = NDArray[np.float64]
Bools = NDArray[np.bool_]


@dataclass(frozen=True, slots=True)
class Uses:
    """Columns that use a resource from one night to another; nights count from tonight."""

    column: Numbers
    resource: Numbers
    start: Numbers
    end: Numbers
    amount: NDArray[np.int16]


@dataclass(frozen=True, slots=True)
class Nights:
    """Rows ``sum amount * column <= limit`` for each resource and night that can bind.

    Column ``j < len(low)`` covers rows ``low[j]`` to ``high[j]`` with amount 1; what it uses
    beside that (a second unit, a cap) stands in ``more``.
    """

    low: Numbers
    high: Numbers
    more_column: Numbers
    more_low: Numbers
    more_high: Numbers
    more_amount: Floats
    limit: Floats
    resource: Numbers
    """Of each row."""
    night: Numbers
    """Of each row."""
    since: Numbers
    """Of each row the first night for which it stands: that of the first start after the row before of
    its resource. Who comes from then on is still there on the row's own."""

    def __len__(self) -> int:
        return len(self.limit)

    def paid(self, prices: Floats, columns: Numbers) -> Floats:
        """What these columns, in ascending order, pay at a price for each row."""
        sums = np.zeros(len(prices) + 1)
        np.cumsum(prices, out=sums[1:])
        paid: Floats = sums[self.high[columns]]
        paid -= sums[self.low[columns]]
        if len(self.more_column) and len(columns):
            place = np.searchsorted(columns, self.more_column)
            place = np.minimum(place, len(columns) - 1)
            there = columns[place] == self.more_column
            extra = sums[self.more_high[there]] - sums[self.more_low[there]]
            np.add.at(paid, place[there], extra * self.more_amount[there])
        return paid

    def touching(self, rows: Bools) -> Bools:
        """Columns that use one of these rows."""
        sums = np.zeros(len(rows) + 1, dtype=np.int64)
        np.cumsum(rows, out=sums[1:])
        found: Bools = sums[self.high] > sums[self.low]
        found[self.more_column[sums[self.more_high] > sums[self.more_low]]] = True
        return found

    def load(self, chosen: Ints) -> Floats:
        """How much of each row these columns use; a column may stand twice."""
        change = np.zeros(len(self) + 1)
        np.add.at(change, self.low[chosen], 1.0)
        np.add.at(change, self.high[chosen], -1.0)
        if len(self.more_column):
            times = np.zeros(len(self.low))
            np.add.at(times, chosen, 1.0)
            used = times[self.more_column] * self.more_amount
            np.add.at(change, self.more_low, used)
            np.add.at(change, self.more_high, -used)
        load: Floats = np.cumsum(change)[:-1]
        return load

    def of_one(self, column: int) -> list[tuple[int, int, float]]:
        """Low, high and amount of each use of one column."""
        found = [(int(self.low[column]), int(self.high[column]), 1.0)]
        # Of the same kind, or all of them would be copied for each column that is asked for.
        own = np.array([column, column + 1], dtype=self.more_column.dtype)
        begin, end = np.searchsorted(self.more_column, own)
        for row in range(int(begin), int(end)):
            low, high = int(self.more_low[row]), int(self.more_high[row])
            found.append((low, high, float(self.more_amount[row])))
        return [use for use in found if use[0] < use[1]]

    def uses(self, columns: Numbers) -> tuple[Ints, Numbers, Numbers, Floats]:
        """For columns in ascending order: place in ``columns``, low, high and amount of each use."""
        place = np.arange(len(columns))
        low, high = self.low[columns], self.high[columns]
        amount = np.ones(len(columns))
        if len(self.more_column) and len(columns):
            at = np.minimum(np.searchsorted(columns, self.more_column), len(columns) - 1)
            there = columns[at] == self.more_column
            place = np.concatenate([place, at[there]])
            low = np.concatenate([low, self.more_low[there]])
            high = np.concatenate([high, self.more_high[there]])
            amount = np.concatenate([amount, self.more_amount[there]])
        covers = low < high
        return place[covers], low[covers], high[covers], amount[covers]


def nights_of(
    main: Uses,
    more: Uses,
    free: NDArray[np.int64],
    starts: Ints,
    taken: Uses,
    always: tuple[Numbers, Numbers],
) -> Nights:
    """The rows for these uses; ``main`` holds one use of amount 1 for each column, in order.

    ``starts``: the nights on which anything starts, ascending; ``free``: of each resource (rows)
    on each of them (columns); ``taken``: what others have already, which counts as a start too;
    ``always``: resources and nights that are rows in any case.
    """
    width = len(starts) + 1
    begins = np.zeros((len(free), width), dtype=bool)
    loosens = np.zeros((len(free), width), dtype=bool)
    limit = np.zeros((len(free), width))
    limit[:, :-1] = free
    for uses in (main, more, taken):
        begins[uses.resource, np.searchsorted(starts, uses.start)] = True
        loosens[uses.resource, np.searchsorted(starts, uses.end)] = True
    if len(taken.column):
        limit[:, :-1] -= _occupied(taken, free.shape, starts)
        np.maximum(limit, 0.0, out=limit)
    begins[:, -1] = False
    loosens[:, 1:] |= limit[:, 1:] > limit[:, :-1]
    kept = _binding(begins, loosens)
    kept[always[0], np.searchsorted(starts, always[1])] = True
    before = np.zeros(kept.size + 1, dtype=np.int32)
    np.cumsum(kept.ravel(), out=before[1:], dtype=np.int32)

    def rows(uses: Uses) -> tuple[Numbers, Numbers]:
        base = uses.resource.astype(np.int64) * width
        low = before[base + np.searchsorted(starts, uses.start)]
        high = before[base + np.searchsorted(starts, uses.end)]
        return low, high

    resource, night = np.nonzero(kept)
    low, high = rows(main)
    more_low, more_high = rows(more)
    order = np.argsort(more.column, kind="stable")
    return Nights(
        low=low,
        high=high,
        more_column=more.column[order],
        more_low=more_low[order],
        more_high=more_high[order],
        more_amount=more.amount[order].astype(np.float64),
        limit=limit[kept],
        resource=resource.astype(np.int32),
        night=starts[night].astype(np.int32),
        since=starts[_first_starts(begins, resource, night)].astype(np.int32),
    )


def _binding(starts: Bools, loosens: Bools) -> Bools:
    """Nights on which a stay starts and before the next start something ends or comes free."""
    kept = starts.copy()
    pending = np.ones(len(starts), dtype=bool)
    for night in range(starts.shape[1] - 1, -1, -1):
        here = starts[:, night]
        kept[:, night] = here & pending
        pending = np.where(here, loosens[:, night], pending | loosens[:, night])
    return kept


def _first_starts(begins: Bools, resource: Ints, night: Ints) -> Ints:
    """Of each row, in order, the place of the first start after the row before of its resource."""
    width = begins.shape[1]
    places = np.where(begins, np.arange(width, dtype=np.int32), np.int32(width))
    to_come = np.minimum.accumulate(places[:, ::-1], axis=1)[:, ::-1]
    after = np.zeros(len(night), dtype=np.int64)
    again = resource[1:] == resource[:-1]
    after[1:][again] = night[:-1][again] + 1
    # A row that stands in any case may lie where nothing starts.
    found: Ints = np.minimum(to_come[resource, after], night)
    return found


def _occupied(uses: Uses, shape: tuple[int, ...], starts: Ints) -> Floats:
    """How much of each resource is taken on each of these nights."""
    change = np.zeros((shape[0], shape[1] + 1))
    since, until = np.searchsorted(starts, uses.start), np.searchsorted(starts, uses.end)
    np.add.at(change, (uses.resource, since), uses.amount.astype(float))
    np.add.at(change, (uses.resource, until), -uses.amount.astype(float))
    occupied: Floats = np.cumsum(change, axis=1)[:, :-1]
    return occupied


def laid_together(*parts: Uses) -> Uses:
    """All these uses as one list."""
    names = ("column", "resource", "start", "end", "amount")
    return Uses(*(np.concatenate([getattr(part, name) for part in parts]) for name in names))
