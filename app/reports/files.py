"""A report as three files: CSV, a workbook, and a page to be printed."""

from __future__ import annotations

from pathlib import Path

from app.reports.csv_file import csv_of
from app.reports.page import page_of
from app.reports.tables import Report
from app.reports.xlsx_file import xlsx_of


def write(report: Report, folder: Path) -> list[Path]:
    """The three files, named for report, time and edition; where they are.

    Raises
    ------
    OSError
        When the folder cannot be written.
    """
    folder.mkdir(parents=True, exist_ok=True)
    name = f"{report.name}-{report.time.replace(' ', '-').lower()}"
    if report.edition.value != "OUTSIDE":
        name += f"-{report.edition.value.lower()}"
    made = []
    for ending, content in (
        ("csv", csv_of(report)),
        ("xlsx", xlsx_of(report)),
        ("html", page_of(report)),
    ):
        path = folder / f"{name}.{ending}"
        path.write_bytes(content)
        made.append(path)
    return made
