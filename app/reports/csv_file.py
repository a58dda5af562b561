"""A report as CSV: one number per line, its definition beside it, and no cell that a spreadsheet computes."""

from __future__ import annotations

import csv
from collections.abc import Iterator
from io import StringIO

from app.reports.no_formulas import guarded
from app.reports.tables import HIDDEN, Report

COLUMNS = (
    "report",
    "time",
    "edition",
    "table",
    "row",
    "column",
    "number",
    "unit",
    "definition",
    "source",
)


def csv_of(report: Report) -> bytes:
    """UTF-8 with lines as RFC 4180 has them; every cell quoted."""
    out = StringIO(newline="")
    writer = csv.writer(out, quoting=csv.QUOTE_ALL, lineterminator="\r\n")
    writer.writerow(COLUMNS)
    writer.writerows([guarded(cell) for cell in line] for line in _lines(report))
    return out.getvalue().encode()


def _lines(report: Report) -> Iterator[tuple[str, ...]]:
    for table in report.tables:
        for row in table.rows:
            for column, cell in zip(table.columns, row.cells, strict=True):
                yield (
                    report.title,
                    report.time,
                    report.edition.value,
                    table.title,
                    row.label,
                    column,
                    HIDDEN if cell.number is None else str(cell.number),
                    "percent" if cell.percent else "number",
                    table.definition,
                    table.source,
                )
