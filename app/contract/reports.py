"""Reports: tables with their definitions, in the edition that may leave and in that which stays inside."""

from __future__ import annotations

from datetime import date
from enum import StrEnum
from typing import Annotated, Self

from app.contract.base import Of, Page, Told, Value
from app.reports.tables import Report
from models.rights import Code

_LEAVES = Of("counts", by=(Code.COUNTED,))
_STAYS = Of("counts_inside")


class ReportWord(StrEnum):
    """Which report."""

    ANNUAL = "annual"
    QUARTERLY = "quarterly"
    EQUITY = "equity"
    STAYS = "stays"
    EXPENSES = "expenses"
    GAP = "gap"


class FileWord(StrEnum):
    """As which file."""

    CSV = "csv"
    XLSX = "xlsx"
    PAGE = "page"


class ReportRow(Value):
    """A line of a table; null is hidden."""

    word: str
    label: str
    numbers: list[int | None]


class ReportTable(Value):
    """A table, and what is counted in it, out of which records."""

    name: str
    title: str
    definition: str
    source: str
    columns: list[str]
    rows: list[ReportRow]


class ReportTold(Told):
    """A report that may leave."""

    report: Annotated[str, _LEAVES]
    time: Annotated[str, _LEAVES]
    note: Annotated[str, _LEAVES]
    tables: Annotated[list[ReportTable], _LEAVES]

    @classmethod
    def of(cls, report: Report) -> Self:
        """The same report."""
        return cls(report=report.name, time=report.time, note=report.note, tables=_tables(report))


class InsideReportTold(Told):
    """A report that stays among those who may see cases."""

    time: Annotated[str, _STAYS]
    note: Annotated[str, _STAYS]
    tables: Annotated[list[ReportTable], _STAYS]

    @classmethod
    def of(cls, report: Report) -> Self:
        """The same report."""
        return cls(time=report.time, note=report.note, tables=_tables(report))


class InsideCase(Told):
    """What is counted of one case, in closed words."""

    code_name: Annotated[str, Of("case_pseudonym")]
    received_on: Annotated[date, _STAYS]
    referrer: Annotated[str, _STAYS]
    step: Annotated[str, _STAYS]
    first_option: Annotated[str, _STAYS]
    first_bed: Annotated[str, _STAYS]
    decline: Annotated[str, _STAYS]
    refusal: Annotated[str, _STAYS]
    nights: Annotated[str | None, _STAYS]
    moves: Annotated[str | None, _STAYS]
    left: Annotated[str | None, _STAYS]


class InsideCasePage(Page):
    """A page of the cases behind the inside report."""

    cases: Annotated[list[InsideCase], Of("case_pseudonym")]


def _tables(report: Report) -> list[ReportTable]:
    return [
        ReportTable(
            name=table.name,
            title=table.title,
            definition=table.definition,
            source=table.source,
            columns=list(table.columns),
            rows=[
                ReportRow(
                    word=row.word, label=row.label, numbers=[cell.number for cell in row.cells]
                )
                for row in table.rows
            ],
        )
        for table in report.tables
    ]


class ReportFileTold(Told):
    """A report as a file."""

    name: Annotated[str, _LEAVES]
    media_type: Annotated[str, _LEAVES]
    content: Annotated[str, _LEAVES]
    """Its bytes in base64: an answer of the API is never taken for a page."""
