"""The one sheet of an XLSX file, as the text that its cells would be in a CSV file.

What a cell shows is never computed: a formula is refused where it stands, and so is what one left.
What is unpacked is measured before anything is parsed, so that a small file cannot fill the memory.
"""

from __future__ import annotations

import re
import warnings
import zlib
from collections.abc import Sequence
from datetime import date, datetime, time
from io import BytesIO
from itertools import islice
from typing import Any
from xml.etree.ElementTree import ParseError
from zipfile import BadZipFile, ZipFile

from openpyxl import load_workbook
from openpyxl.utils.exceptions import InvalidFileException

from app.importing.faults import FileRefused

BEGINS = b"PK\x03\x04"
"""Every XLSX file begins like this, and no table of text does."""
MAX_PARTS = 200
MAX_UNPACKED = 50_000_000
"""Bytes of all parts; the largest table of text that is taken has 20 MB."""
MAX_MARKS = 4_000_000
"""Tags of all parts: what a parser makes of each takes many times its bytes."""
MAX_COLUMNS = 200
FORMULA = "="
"""What stands for a formula, whatever it says; no reader of a cell takes it (cells.FORMULA_LEADS)."""
_MERGED = re.compile(rb"<(\w+:)?mergeCell\b")
_MACROS = re.compile(r"vbaProject|macrosheets|dialogsheets", re.IGNORECASE)
_ENCODED = re.compile(rb"""^\s*<\?xml[^>]*encoding\s*=\s*["'](?!utf-8["'])""", re.IGNORECASE)
_MALFORMED = (
    BadZipFile, ParseError, InvalidFileException, zlib.error, KeyError, ValueError, TypeError,
    AttributeError, IndexError, EOFError, OSError, OverflowError, NotImplementedError, RuntimeError,
    AssertionError,
)  # fmt: skip
"""What the libraries raise for files that no spreadsheet wrote."""


class NotText(str):
    """What a number, a date or an answer of a workbook would be in a CSV file.

    What somebody had typed may have been something else: 1-2 became a date, and 01 the number 1.
    """

    __slots__ = ()


def lines_of(content: bytes, at_most: int) -> list[list[str]]:
    """Every row of the one sheet, from its first; rows that are left out are empty.

    ``at_most``: rows that are read, however many there are.

    Raises
    ------
    FileRefused
        When it is no workbook of one plain sheet, or larger than a table of shelters can be.
    """
    try:
        _looked_at(content)
        with warnings.catch_warnings():
            # It warns of styles and extensions, which no cell of a table needs.
            warnings.simplefilter("ignore")
            book = load_workbook(BytesIO(content), read_only=True, keep_links=False)
            if len(book.sheetnames) != 1 or len(book.worksheets) != 1:
                raise FileRefused("the workbook has more than one sheet: keep the table alone")
            sheet = book.worksheets[0]
            # The size that the file says it has is not believed.
            sheet.reset_dimensions()
            return [_line(cells) for cells in islice(sheet.iter_rows(), at_most)]
    except _MALFORMED:
        raise FileRefused("the workbook cannot be read: save it again as XLSX, or as CSV") from None


def _looked_at(content: bytes) -> None:
    """Measure what would be unpacked, and refuse what may hold more than it shows.

    A part is never longer than its entry says: reading one stops there and compares its checksum.
    """
    with ZipFile(BytesIO(content)) as parts:
        entries = parts.infolist()
        if len(entries) > MAX_PARTS or sum(e.file_size for e in entries) > MAX_UNPACKED:
            raise FileRefused(f"the workbook unpacks to more than {MAX_UNPACKED // 1_000_000} MB")
        if len({entry.filename for entry in entries}) != len(entries):
            raise FileRefused("the workbook holds a part twice")
        marks = 0
        for entry in entries:
            if _MACROS.search(entry.filename):
                raise FileRefused("the workbook holds macros: save it as XLSX without them")
            if not entry.filename.casefold().endswith((".xml", ".rels")):
                continue
            part = parts.read(entry)
            if _MERGED.search(part):
                # Of merged cells the first alone has a value: the others would say "not asked".
                raise FileRefused("the sheet has merged cells: part them and fill in each one")
            marks += part.count(b"<")
            if marks > MAX_MARKS:
                raise FileRefused("the workbook has more cells than a table of shelters")
            # Entities grow when they are read; in another encoding they would not be found here.
            if (
                b"\0" in part
                or b"<!DOCTYPE" in part
                or _ENCODED.match(part.removeprefix(b"\xef\xbb\xbf"))
            ):
                raise FileRefused("the workbook was not written by a spreadsheet")


def _line(cells: Sequence[Any]) -> list[str]:
    if len(cells) > MAX_COLUMNS:
        raise FileRefused(f"a row has more than {MAX_COLUMNS} cells")
    line = [_text(cell.value, cell.data_type) for cell in cells]
    # A cell that was only coloured is a cell of the file, and says nothing.
    while line and not line[-1].strip():
        line.pop()
    return line


def _text(value: Any, kind: str) -> str:  # noqa: ANN401 - as the library tells it
    """The cell as CSV has it: dates as 2026-11-24, whole numbers without a point."""
    if kind in ("f", "e"):
        return FORMULA
    match value:
        case None:
            return ""
        case str():
            return value
        case bool():
            return NotText(str(value).upper())
        case float() if value.is_integer() and abs(value) < 1e15:
            return NotText(int(value))
        case datetime() if value.time() == time():
            return NotText(value.date().isoformat())
        case date() | time():
            return NotText(value.isoformat())
        case _:
            return NotText(value)
