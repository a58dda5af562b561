"""Quarters and years, by the calendar of the country."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

QUARTERS = (1, 2, 3, 4)
TOLD_AFTER = timedelta(days=14)
"""Its numbers stay as they are first told: who called on its last evening has been offered something by
then, if ever (decision 0235)."""


@dataclass(frozen=True, slots=True, order=True)
class Quarter:
    """One quarter of a year; ``number`` from 1 to 4."""

    year: int
    number: int

    @classmethod
    def of(cls, day: date) -> Quarter:
        """The one in which the day lies."""
        return cls(day.year, (day.month - 1) // 3 + 1)

    @property
    def first(self) -> date:
        """Its first day."""
        return date(self.year, 3 * self.number - 2, 1)

    @property
    def after(self) -> date:
        """The first day of the next one."""
        return date(self.year + self.number // 4, 3 * self.number % 12 + 1, 1)

    def is_told(self, today: date) -> bool:
        """Whether it is over, and since so long that what happened in it is written down."""
        return self.after + TOLD_AFTER <= today

    def __str__(self) -> str:
        return f"{self.year} Q{self.number}"


def quarters(year: int) -> tuple[Quarter, ...]:
    """Those of a year."""
    return tuple(Quarter(year, number) for number in QUARTERS)
