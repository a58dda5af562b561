"""Quarters and years, by the calendar of the country."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

QUARTERS = (1, 2, 3, 4)


@dataclass(frozen=True, slots=True, order=True)
class Quarter:
    """One quarter of a year; ``number`` from 1 to 4."""

    year: int
    number: int

    @property
    def first(self) -> date:
        """Its first day."""
        return date(self.year, 3 * self.number - 2, 1)

    @property
    def after(self) -> date:
        """The first day of the next one."""
        return date(self.year + self.number // 4, 3 * self.number % 12 + 1, 1)

    def is_over(self, today: date) -> bool:
        """Whether no day of it is still to come."""
        return self.after <= today

    def __str__(self) -> str:
        return f"{self.year} Q{self.number}"


def quarters(year: int) -> tuple[Quarter, ...]:
    """Those of a year."""
    return tuple(Quarter(year, number) for number in QUARTERS)
