"""What can be wrong with a file. A fault says where and what is allowed, never what stood there."""

from __future__ import annotations

from dataclasses import dataclass


class FileRefused(Exception):
    """The file cannot be read as a table of its kind; the text says why and quotes nothing."""


class CellRefused(Exception):
    """A cell does not hold what its column allows; the text is what is allowed."""


@dataclass(frozen=True, slots=True, order=True)
class RowFault:
    """The first thing that is wrong with one row; the heading is row 1, as in a spreadsheet."""

    row: int
    column: str
    allowed: str

    def __str__(self) -> str:
        return f"row {self.row}, {self.column}: {self.allowed}"


class RowsRefused(Exception):
    """At least one row is wrong, so nothing was changed."""

    def __init__(self, faults: list[RowFault]) -> None:
        super().__init__(f"{len(faults)} wrong rows")
        self.faults = tuple(sorted(faults))
