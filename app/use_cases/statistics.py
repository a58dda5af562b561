"""Counts that may leave: of eleven persons and more, hidden in company, rounded (domain 14, security AT12)."""

from __future__ import annotations

from app.contract import statistics as told
from app.reports import words
from app.reports.periods import Quarter
from app.reports.tables import Known, leaving
from app.use_cases import reports
from app.use_cases.acting import Acting
from models.words import AuditAct, CountOf


def quarter(a: Acting, year: int, number: int) -> told.Quarter:
    """One quarter that is over, as it is told in every report of it.

    Raises
    ------
    Malformed
        When it is not over: two looks at a running one would tell who came in between.
    """
    found = reports.of_quarter(a.tx, Quarter(year, number), today=a.today, now=a.now)
    a.record(AuditAct.STATISTICS_READ, "statistics", None, year=year, quarter=number)
    contacts = found.exactly(CountOf.CASES, words.ALL)
    placed = found.exactly(CountOf.STEP, "ACCEPTED")
    others = None if contacts is None or placed is None else contacts - placed
    return told.Quarter(
        year=year,
        quarter=number,
        total=leaving(contacts).number,
        by_referrer=[_cell(found, word) for word in words.WORDS[CountOf.REFERRER]],
        by_outcome=[
            told.Cell(word="NOT_PLACED", count=leaving(others).number),
            told.Cell(word="PLACED", count=leaving(placed).number),
        ],
    )


def _cell(found: Known, word: str) -> told.Cell:
    return told.Cell(word=word, count=found.cell(CountOf.REFERRER, word).number)
