"""A number and of how many persons it is: whether it may leave is decided by the persons (decision 0300)."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Count:
    """How many, and of how many persons at least.

    Of all cases of a person one alone, the first of them, stands for her. So persons add up over words,
    tables and times as cases do, and what is left when one is taken from another is of as many persons
    at least as the difference says.
    """

    number: int = 0
    persons: int = 0

    @classmethod
    def of_each(cls, number: int) -> Count:
        """As many persons as cases."""
        return cls(number, number)

    def __add__(self, other: Count) -> Count:
        return Count(self.number + other.number, self.persons + other.persons)

    def __sub__(self, other: Count) -> Count:
        return Count(self.number - other.number, self.persons - other.persons)
