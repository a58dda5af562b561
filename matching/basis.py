"""Where a linear program ended, told by names that hold in the next one.

Of two programs over the same problem each has columns and rows that the other lacks; what both have
goes by its number in the problem. Source: docs/decisions/0244.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from matching.model import Ints

BELOW = 40
"""Bits of a name below its kind; numbers of columns need half of them."""
Status = NDArray[np.int8]
AT_LOWER, IN_BASIS = 0, 1
"""As HiGHS counts them: what a new column and what a new row begin as."""


@dataclass(frozen=True, slots=True)
class Basis:
    """The status of each variable and row at a vertex; names ascend."""

    variables: Ints
    variable: Status
    rows: Ints
    row: Status
    crossed: bool = False
    """Whether an interior point crossed over to it, or to where the steps to it began."""

    def over(self, variables: Ints, rows: Ints) -> tuple[Status, Status]:
        """The status of these; of a new variable that it is 0, of a new row that it does not bind."""
        return (
            _looked_up(self.variables, self.variable, variables, AT_LOWER),
            _looked_up(self.rows, self.row, rows, IN_BASIS),
        )

    def differs(self, variables: Ints) -> tuple[float, int]:
        """Which share of these is new, and how many of those it knows are not among these."""
        shared = len(np.intersect1d(self.variables, variables, assume_unique=True))
        return 1.0 - shared / max(1, len(variables)), len(self.variables) - shared


def named(*kinds: Ints) -> Ints:
    """One name for each number of each kind, ascending where the numbers are."""
    return np.concatenate([(kind << BELOW) + own for kind, own in enumerate(kinds)])


def _looked_up(names: Ints, status: Status, wanted: Ints, unknown: int) -> Status:
    found = np.full(len(wanted), unknown, dtype=np.int8)
    if len(names):
        place = np.minimum(np.searchsorted(names, wanted), len(names) - 1)
        there = names[place] == wanted
        found[there] = status[place[there]]
    return found
