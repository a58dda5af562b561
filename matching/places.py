"""Who would be where and when: the columns of the joint plan as arrays, before any row or price."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta

import numpy as np

from matching.bundle_columns import ALONE
from matching.candidates import Numbers
from matching.columns import Columns, Ints
from matching.vocabulary import NightSpan


@dataclass(frozen=True, slots=True)
class Places:
    """Who, where and when of each column; nights count from tonight."""

    home: Numbers
    shelter: Numbers
    group: Numbers
    second: Numbers
    start: Numbers
    end: Numbers

    def __len__(self) -> int:
        return len(self.home)

    def at(self, numbers: Ints) -> Places:
        """Only these columns."""
        return Places(*(getattr(self, name)[numbers] for name in self.__slots__))

    def groups(self, number: int) -> tuple[int, ...]:
        """Numbers of the groups from which a column takes one unit each."""
        one, other = int(self.group[number]), int(self.second[number])
        return (one,) if other == ALONE else (one, other)

    def span(self, number: int, columns: Columns) -> NightSpan:
        """Its nights as dates."""
        start, end = int(self.start[number]), int(self.end[number])
        tonight = columns.tonight
        return NightSpan(tonight + timedelta(days=start), tonight + timedelta(days=end))


def nobody() -> Places:
    """No column at all."""
    none = np.zeros(0, dtype=np.int32)
    return Places(none, none, none, none, none, none)


def laid_beside(*parts: Places) -> Places:
    """These columns after one another."""
    return Places(*(np.concatenate([getattr(p, name) for p in parts]) for name in Places.__slots__))
