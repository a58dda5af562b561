"""The report that stays inside: five and more, exact, of the last two years."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

from app.reports import words
from app.reports.counting import Count
from app.reports.definitions import FIGURES, STAYS
from app.reports.periods import Quarter
from app.reports.suppression import LEAST_INSIDE, MONTHS_INSIDE, hidden
from app.reports.tables import Cell, Edition, Report, Row, Table, plain
from models.words import CountOf


def since(today: date) -> date:
    """The first day of the last 24 months."""
    months = today.year * 12 + today.month - 1 - MONTHS_INSIDE
    return date(months // 12, months % 12 + 1, 1)


def stays(today: date) -> tuple[date, date]:
    """The first day of the last eight whole quarters, and that of the running one.

    Case lists tell on which day a case is LEFT: where one went would show by the number that rose that day.
    """
    this = Quarter.of(today).first
    return date(this.year - MONTHS_INSIDE // 12, this.month, 1), this


def inside(first: date, to: date, counts: Mapping[CountOf, Mapping[str, Count]]) -> Report:
    """Every table, each hidden in itself below five persons."""
    tables = tuple(
        _table(subject, {word: counts[subject].get(word, Count()) for word in words.WORDS[subject]})
        for subject in (*words.OF_CASES, *words.OF_STAYS)
    )
    return Report("inside", "Inside report", f"{first} to {to}", Edition.INSIDE, STAYS, tables)


def _table(subject: CountOf, counts: Mapping[str, Count]) -> Table:
    out, figure = hidden(counts, LEAST_INSIDE), FIGURES[subject]
    rows = tuple(
        Row(word, plain(word), (Cell(None if word in out else count.number),))
        for word, count in counts.items()
    )
    return Table(
        subject.value.lower(), figure.title, figure.definition, figure.source, ("Cases",), rows
    )
