"""Reading reports: those that may leave as they were told, and the inside one as it is now."""

from __future__ import annotations

from base64 import b64encode
from datetime import date, timedelta
from uuid import UUID

from app.contract import reports as told
from app.contract.reports import FileWord, ReportWord
from app.errors import Malformed, NotFound
from app.reports import inside, outside
from app.reports.csv_file import csv_of
from app.reports.page import page_of
from app.reports.periods import Quarter
from app.reports.tables import Known, Report
from app.reports.xlsx_file import xlsx_of
from app.store import inside_counts, told_counts
from app.store.count_facts import Facts
from app.store.nights import local_date
from app.store.pages import Page
from app.use_cases import reports
from app.use_cases.acting import Acting
from models.words import AuditAct, CountOf

FILES = {
    FileWord.CSV: (csv_of, "csv", "text/csv"),
    FileWord.XLSX: (
        xlsx_of,
        "xlsx",
        "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    ),
    FileWord.PAGE: (page_of, "html", "text/html"),
}
OF_YEAR = {
    ReportWord.EQUITY: outside.equity,
    ReportWord.STAYS: outside.stays,
    ReportWord.EXPENSES: outside.expenses,
}


def read(a: Acting, word: ReportWord, year: int, quarter: int | None) -> told.ReportTold:
    """A report that may leave.

    Raises
    ------
    NotFound
        When nothing was told of that time: a year and a gap are counted by a command.
    Malformed
        When the quarter is not said, or is not over.
    """
    return told.ReportTold.of(_report(a, word, year, quarter))


def as_file(
    a: Acting, word: ReportWord, form: FileWord, year: int, quarter: int | None
) -> told.ReportFileTold:
    """The same as a file; raises as ``read``."""
    report = _report(a, word, year, quarter)
    make, ending, media_type = FILES[form]
    return told.ReportFileTold(
        name=f"{report.name}-{report.time.replace(' ', '-').lower()}.{ending}",
        media_type=media_type,
        content=b64encode(make(report)).decode(),
    )


def read_inside(a: Acting) -> told.InsideReportTold:
    """The last 24 months of the cases that this person may see, five and more."""
    first, to = inside.since(a.today), a.today + timedelta(days=1)
    stays = inside.stays(a.today)
    counts = inside_counts.counted(
        a.tx, first, to, stays, account=a.actor.account, role=a.actor.role
    )
    a.record(AuditAct.STATISTICS_READ, "statistics", None, report="inside")
    return told.InsideReportTold.of(inside.inside(first, a.today, counts))


def read_cases(a: Acting, wanted: Page) -> tuple[list[told.InsideCase], UUID | None]:
    """A page of the cases behind it, each as it is counted; where she went, of own cases alone, and
    how long somebody else's case stayed once it stands in the tables."""
    rows, last = inside_counts.cases(
        a.tx, inside.since(a.today), wanted, account=a.actor.account, role=a.actor.role
    )
    a.record(AuditAct.STATISTICS_READ, "statistics", None, report="cases", lines=len(rows))
    _, running = inside.stays(a.today)
    return [_line(*row, running) for row in rows], last


def _report(a: Acting, word: ReportWord, year: int, quarter: int | None) -> Report:
    a.record(AuditAct.STATISTICS_READ, "statistics", None, report=word.value, year=year)
    if word in (ReportWord.QUARTERLY, ReportWord.GAP):
        if quarter is None:
            raise Malformed("/quarter", "missing")
        of = Quarter(year, quarter)
        if word is ReportWord.GAP:
            return outside.gap(of, _there(reports.known_gap(a.tx, of)))
        return outside.quarterly(of, reports.of_quarter(a.tx, of, today=a.today, now=a.now))
    known = _there(reports.known_year(a.tx, year))
    if word is not ReportWord.ANNUAL:
        return OF_YEAR[word](year, known)
    years = [one for one in told_counts.years(a.tx) if one <= year]
    return outside.annual(year, {one: _there(reports.known_year(a.tx, one)) for one in years})


def _there(known: Known | None) -> Known:
    if known is None:
        raise NotFound
    return known


def _line(name: str, own: bool, facts: Facts, running: date) -> told.InsideCase:
    counted = own or (facts.left_on is not None and facts.left_on < running)
    case, stay = facts.of_case, facts.of_stay if counted else {}
    return told.InsideCase(
        code_name=name,
        received_on=local_date(facts.received_at),
        referrer=case[CountOf.REFERRER],
        step=case[CountOf.STEP],
        first_option=case[CountOf.FIRST_OPTION],
        first_bed=case[CountOf.FIRST_BED],
        decline=case[CountOf.DECLINE],
        refusal=case[CountOf.REFUSAL],
        nights=stay.get(CountOf.NIGHTS),
        moves=stay.get(CountOf.MOVES),
        left=stay.get(CountOf.LEFT) if own else None,
    )
