"""Rows that follow from the others for whole columns, and that halves break.

A household that takes two units is where relaxations go wrong: it takes both by halves, and others
shift by halves around it. Whatever fills both of two rows with room for one, and whatever one other
household has in either of them, can only be chosen once. Source: docs/decisions/0110.
"""

from __future__ import annotations

import numpy as np

from matching.model import Bools, Floats, Ints, Numbers, Problem

HALF = 0.05
"""A column below this share is not worth a look."""
BROKEN = 1.02
"""A row of at most one that is this full is broken."""
MOST = 60
"""Rows found at once."""


def broken_by(problem: Problem, living: Numbers, pool: Numbers, point: Floats) -> tuple[Ints, Ints]:
    """Rows and columns of what this point over the pool breaks; at most one column of each row."""
    rows: list[Ints] = []
    told: set[tuple[int, int, int]] = set()
    place, low, high, amount = problem.nights.uses(pool)
    full = problem.nights.limit < 2
    count = np.bincount(place, minlength=len(pool))
    homes = problem.homes_of(pool)
    for both in np.flatnonzero((count > 1) & (point > HALF)).tolist():
        mine = np.flatnonzero(place == both)
        fullest = [
            _fullest(int(low[u]), int(high[u]), low, high, amount * point[place]) for u in mine
        ]
        tight = sorted({row for row in fullest if full[row]})
        for number, one in enumerate(tight):
            for other in tight[number + 1 :]:
                found = _with_one_more(one, other, place, low, high, homes, point)
                for home in found:
                    if (one, other, home) not in told and len(rows) < MOST:
                        told.add((one, other, home))
                        rows.append(_columns(problem, living, one, other, home))
    if not rows:
        none = np.zeros(0, dtype=np.int64)
        return none, none
    return (
        np.repeat(np.arange(len(rows)), [len(columns) for columns in rows]),
        np.concatenate(rows),
    )


def _fullest(begin: int, end: int, low: Numbers, high: Numbers, weight: Floats) -> int:
    """The row of a use that the point fills most."""
    change = np.bincount(
        np.clip(low, begin, end) - begin, weights=weight, minlength=end - begin + 1
    )
    change -= np.bincount(
        np.clip(high, begin, end) - begin, weights=weight, minlength=end - begin + 1
    )
    return begin + int(np.argmax(np.round(np.cumsum(change)[:-1], 6)))


def _with_one_more(
    one: int, other: int, place: Ints, low: Numbers, high: Numbers, homes: Numbers, point: Floats
) -> list[int]:
    """Households whose columns in either row are too much beside what fills both."""
    first = np.unique(place[(low <= one) & (one < high)])
    second = np.unique(place[(low <= other) & (other < high)])
    both = np.intersect1d(first, second)
    either = np.setdiff1d(np.union1d(first, second), both)
    share = np.bincount(homes[either], weights=point[either]) if len(either) else np.zeros(0)
    found: list[int] = np.flatnonzero(share + point[both].sum() > BROKEN).tolist()
    return found


def _columns(problem: Problem, living: Numbers, one: int, other: int, home: int) -> Ints:
    """All living columns that fill both rows, and those of one household in either."""
    in_one, in_other = (_covering(problem, living, one), _covering(problem, living, other))
    hers = (in_one | in_other) & (problem.homes_of(living) == home)
    columns: Ints = living[(in_one & in_other) | hers].astype(np.int64)
    return columns


def _covering(problem: Problem, living: Numbers, row: int) -> Bools:
    marked = np.zeros(len(problem.nights), dtype=bool)
    marked[row] = True
    return problem.nights.touching(marked)[living]
