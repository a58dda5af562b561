"""From the cells of a table to values: every row is read, each wrong one is told once."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from app.importing.columns import KEYS, TEMPLATES, Column, Kind
from app.importing.faults import CellRefused, RowFault
from app.importing.table_file import TableFile


@dataclass(frozen=True, slots=True)
class Row:
    """One row: its number and its values.

    A column that the file does not have is not in it, nor an empty cell that leaves what there is.
    """

    number: int
    said: Mapping[str, Any] = field(repr=False)


def read_rows(kind: Kind, table: TableFile, today: date) -> tuple[list[Row], list[RowFault]]:
    """Every good row, and the first fault of every wrong one."""
    columns = {c.name: c for c in TEMPLATES[kind] if c.name in table.columns}
    rows: list[Row] = []
    faults: list[RowFault] = []
    seen: set[tuple[Any, ...]] = set()
    for number, cells in table.rows:
        found = _row(number, cells, columns)
        if isinstance(found, Row):
            found = _once(kind, found, seen) or _in_itself(kind, found, today) or found
        if isinstance(found, Row):
            rows.append(found)
        else:
            faults.append(found)
    return rows, faults


def _row(
    number: int, cells: Mapping[str, str] | None, columns: Mapping[str, Column]
) -> Row | RowFault:
    if cells is None:
        return RowFault(number, "the whole row", "as many cells as the heading has")
    said: dict[str, Any] = {}
    for name, column in columns.items():
        try:
            value = column.read(cells[name])
        except CellRefused as refused:
            told = str(refused)
            return RowFault(number, name, column.allowed if told == column.reader.allowed else told)
        if value is not None or not column.keeps:
            said[name] = value
    return Row(number, said)


def _once(kind: Kind, row: Row, seen: set[tuple[Any, ...]]) -> RowFault | None:
    key = tuple(row.said[name] for name in KEYS[kind])
    if key in seen:
        names = " and ".join(KEYS[kind])
        return RowFault(row.number, KEYS[kind][-1], f"each {names} in one row only")
    seen.add(key)
    return None


def _in_itself(kind: Kind, row: Row, today: date) -> RowFault | None:
    """What two cells of one row, or a cell and the calendar, say against each other."""
    said = row.said
    if kind is Kind.OUT_OF_SERVICE and said["to"] <= said["first"]:
        return RowFault(row.number, "to", "a later day than first")
    for name, value in said.items():
        looked = value if name in _LOOKED_ON else getattr(value, "on", None)
        if isinstance(looked, date) and looked > today:
            return RowFault(row.number, name, "no day in the future")
    if said.get("exempt_max_nights") and said.get("stay_limit_nights") == "NONE":
        return RowFault(row.number, "exempt_max_nights", "empty or 0 where there is no limit")
    return None


_LOOKED_ON = frozenset({"last_profile_check", "trafficking_trained_on", "verified_on"})
"""Days on which somebody looked or learned: none of them is still to come."""
