"""What an import came to, in numbers."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Counts:
    """How many rows are new, changed something, or said what was known."""

    new: int
    changed: int
    same: int

    @property
    def rows(self) -> int:
        """All of them."""
        return self.new + self.changed + self.same
