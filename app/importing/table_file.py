"""Reading a table as spreadsheets write it: XLSX, or text with commas or semicolons.

Text is UTF-8 only: a file in another encoding would turn names into others without a word.
"""

from __future__ import annotations

import csv
from collections.abc import Collection, Iterator
from dataclasses import dataclass, field
from io import StringIO
from pathlib import Path

from app.importing.faults import FileRefused
from app.importing.workbook import BEGINS, NotText, lines_of

MAX_FILE_BYTES = 20_000_000
MAX_ROWS = 100_000
MAX_CELL = 1_000
"""Characters of one cell; the longest text that any column takes has 280."""


@dataclass(frozen=True, slots=True)
class TableFile:
    """The columns that the file has, and its rows by number; row 1 is the heading."""

    columns: tuple[str, ...]
    rows: tuple[tuple[int, dict[str, str] | None], ...] = field(repr=False)
    """None in place of a row that has too few or too many cells."""


def read_table(path: Path, known: Collection[str], needed: Collection[str]) -> TableFile:
    """The table in that file.

    Raises
    ------
    FileRefused
        When it is no UTF-8 table with these columns, or larger than a table of shelters can be.
    """
    return parse_table(_bytes_of(path), known, needed)


def _bytes_of(path: Path) -> bytes:
    try:
        with path.open("rb") as file:
            content = file.read(MAX_FILE_BYTES + 1)
    except OSError:
        raise FileRefused("the file cannot be read") from None
    if len(content) > MAX_FILE_BYTES:
        raise FileRefused(f"the file is larger than {MAX_FILE_BYTES // 1_000_000} MB")
    return content


def parse_table(content: bytes, known: Collection[str], needed: Collection[str]) -> TableFile:
    """The table in these bytes, as ``read_table`` reads it from a file."""
    is_book = content.startswith(BEGINS)
    lines = iter(lines_of(content, MAX_ROWS + 2)) if is_book else _lines_of_text(content)
    heading = next(lines, None)
    if heading is None:
        raise FileRefused("the file is empty")
    columns = _columns(heading, known, needed)
    rows: list[tuple[int, dict[str, str] | None]] = []
    for number, cells in enumerate(lines, start=2):
        if number > MAX_ROWS + 1:
            raise FileRefused(f"the file has more than {MAX_ROWS} rows")
        if any(cell.strip() for cell in cells):
            rows.append((number, _row(columns, cells)))
    if not rows:
        raise FileRefused("the file has a heading and no rows")
    return TableFile(columns, tuple(rows))


def _lines_of_text(content: bytes) -> Iterator[list[str]]:
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError:
        raise FileRefused("the file is not UTF-8: save it as 'CSV UTF-8'") from None
    if "\0" in text:
        raise FileRefused("the file holds zero bytes, so it is no table")
    try:
        yield from csv.reader(StringIO(text, newline=""), delimiter=_delimiter(text), strict=True)
    except csv.Error:
        raise FileRefused("the quotes of the file do not match, or a cell is too long") from None


def _delimiter(text: str) -> str:
    """What parts the cells of the heading: no name of a column holds either sign."""
    heading = text.split("\n", 1)[0]
    return ";" if heading.count(";") > heading.count(",") else ","


def _columns(
    heading: list[str], known: Collection[str], needed: Collection[str]
) -> tuple[str, ...]:
    """The names in the heading. A wrong one is told by its place: it may be no heading at all."""
    columns = tuple(name.strip().casefold() for name in heading)
    for place, name in enumerate(columns, start=1):
        if name not in known:
            raise FileRefused(f"the heading of column {place} is not one of the template")
        if name in columns[: place - 1]:
            raise FileRefused(f"the column {name} stands there twice")
    for name in needed:
        if name not in columns:
            raise FileRefused(f"the column {name} is missing")
    return columns


def _row(columns: tuple[str, ...], cells: list[str]) -> dict[str, str] | None:
    """The cells by column; spreadsheets leave out or add empty cells at the end, so these pass."""
    if any(cell.strip() for cell in cells[len(columns) :]):
        return None
    full = [*cells, *[""] * len(columns)]
    return {name: _bare(full[at]) for at, name in enumerate(columns)}


def _bare(cell: str) -> str:
    """The cell without blanks around it; what was no text in a workbook has none and stays what it is."""
    return cell if isinstance(cell, NotText) else cell.strip()
