"""A report as a workbook: a sheet per table, texts as texts and numbers as numbers, and no formula.

Written out by hand: a cell of type ``inlineStr`` is never computed, and the same report is the same
bytes. Source: ECMA-376 part 1, SpreadsheetML.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from io import BytesIO
from xml.sax.saxutils import escape, quoteattr
from zipfile import ZipFile, ZipInfo

from app.reports.no_formulas import guarded
from app.reports.tables import HIDDEN, Report, Table

Value = str | int
MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
PACKAGE = "http://schemas.openxmlformats.org/package/2006"
TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml"
HEAD = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
NO_XML = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
"""What XML cannot carry."""
NO_SHEET = re.compile(r"[\[\]:*?/\\']")
SHEET_NAME_LONG = 31
ALWAYS = (1980, 1, 1, 0, 0, 0)


def xlsx_of(report: Report) -> bytes:
    """A workbook with one sheet for what the report says of itself and one for each table."""
    about: list[Sequence[Value]] = [
        [report.title, report.time],
        ["Edition", report.edition.value],
        [report.note],
    ]
    sheets = [("About", about), *((table.title, _sheet(table)) for table in report.tables)]
    return workbook(sheets)


def workbook(sheets: Sequence[tuple[str, Sequence[Sequence[Value]]]]) -> bytes:
    """The workbook of these sheets; every text that a spreadsheet might compute is guarded."""
    out = BytesIO()
    with ZipFile(out, "w") as archive:
        for path, text in _parts(sheets):
            archive.writestr(ZipInfo(path, ALWAYS), text.encode())
    return out.getvalue()


def _sheet(table: Table) -> list[Sequence[Value]]:
    rows: list[Sequence[Value]] = [
        [table.definition],
        [f"Source: {table.source}"],
        ["", *table.columns],
    ]
    for row in table.rows:
        cells = [HIDDEN if cell.number is None else cell.number for cell in row.cells]
        rows.append([row.label, *cells])
    return rows


def _parts(sheets: Sequence[tuple[str, Sequence[Sequence[Value]]]]) -> list[tuple[str, str]]:
    numbers = range(1, len(sheets) + 1)
    overrides = "".join(
        f'<Override PartName="/xl/worksheets/sheet{n}.xml" ContentType="{TYPE}.worksheet+xml"/>'
        for n in numbers
    )
    listed = "".join(
        f'<sheet name={quoteattr(_name(title, n))} sheetId="{n}" r:id="rId{n}"/>'
        for n, (title, _) in zip(numbers, sheets, strict=True)
    )
    links = "".join(
        f'<Relationship Id="rId{n}" Type="{OFFICE}/worksheet" Target="worksheets/sheet{n}.xml"/>'
        for n in numbers
    )
    types = (
        '<Default Extension="rels" '
        'ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
        '<Default Extension="xml" ContentType="application/xml"/>'
        f'<Override PartName="/xl/workbook.xml" ContentType="{TYPE}.sheet.main+xml"/>{overrides}'
    )
    first = f'<Relationship Id="rId1" Type="{OFFICE}/officeDocument" Target="xl/workbook.xml"/>'
    book = f'<workbook xmlns="{MAIN}" xmlns:r="{OFFICE}"><sheets>{listed}</sheets></workbook>'
    return [
        ("[Content_Types].xml", f'{HEAD}<Types xmlns="{PACKAGE}/content-types">{types}</Types>'),
        ("_rels/.rels", _links(first)),
        ("xl/workbook.xml", f"{HEAD}{book}"),
        ("xl/_rels/workbook.xml.rels", _links(links)),
        *(
            (f"xl/worksheets/sheet{n}.xml", _rows(rows))
            for n, (_, rows) in zip(numbers, sheets, strict=True)
        ),
    ]


def _links(inner: str) -> str:
    space = f"{PACKAGE}/relationships"
    return f'{HEAD}<Relationships xmlns="{space}">{inner}</Relationships>'


def _rows(rows: Sequence[Sequence[Value]]) -> str:
    lines = "".join(
        f'<row r="{n}">{"".join(_cell(value) for value in row)}</row>'
        for n, row in enumerate(rows, start=1)
    )
    return f'{HEAD}<worksheet xmlns="{MAIN}"><sheetData>{lines}</sheetData></worksheet>'


def _cell(value: Value) -> str:
    if isinstance(value, int):
        return f"<c><v>{value}</v></c>"
    text = escape(
        guarded(NO_XML.sub("\ufffd", value)), {"\r": "&#13;", "\t": "&#9;", "\n": "&#10;"}
    )
    return f'<c t="inlineStr"><is><t xml:space="preserve">{text}</t></is></c>'


def _name(title: str, number: int) -> str:
    """Unlike any other of the workbook, and as short as a spreadsheet wants it."""
    bare = NO_SHEET.sub(" ", NO_XML.sub(" ", title))
    return f"{number} {bare}"[:SHEET_NAME_LONG]
