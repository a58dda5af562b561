"""Reports that may leave: a time is counted once, and what was told of it stays (decision 0235)."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime, timedelta
from uuid import UUID

from app.errors import Malformed
from app.reports import first_telling, words
from app.reports.counting import Count
from app.reports.periods import Quarter, quarters
from app.reports.tables import Known
from app.store import same_person, statistics, told_counts
from app.store.told_counts import QUARTER, YEAR, Number
from app.store.transactions import Tx
from matching.gap import Gaps
from matching.vocabulary import Region, UnitKind
from models.words import CountOf

NO_GAP = frozenset(CountOf) - {CountOf.GAP}
"""The gap of a quarter is counted by a run of its own."""
GAP = frozenset({CountOf.GAP})
TOLD_ALREADY, NO_NIGHTS, NO_HOUSE = "nights_told_already", "no_nights_recorded", "no_open_house"
"""Why there is no gap to tell."""
APART = timedelta(days=31)
"""Between two gap reports: no night is in two of them (thirty nights are at hand)."""


def of_quarter(tx: Tx, quarter: Quarter, *, today: date, now: datetime) -> Known:
    """The numbers of a quarter that is over, counted now when nobody has asked before.

    Raises
    ------
    Malformed
        When it is not over since long enough: two looks at a running one would tell who came in between,
        and what is told once has to be what was.
    """
    if not quarter.is_told(today):
        raise Malformed("/quarter", "not_over")
    return _known(_quarter(tx, quarter, now))


def known_year(tx: Tx, year: int) -> Known | None:
    """The numbers of a year of which something was told."""
    numbers = told_counts.kept(tx, date(year, 1, 1), YEAR)
    return _known(numbers) if numbers else None


def known_gap(tx: Tx, quarter: Quarter) -> Known | None:
    """What was found for a quarter by solving its last nights again."""
    numbers = told_counts.kept(tx, quarter.first, QUARTER, subjects=GAP)
    return _known(numbers) if numbers else None


def tell_year(tx: Tx, year: int, *, today: date, now: datetime) -> Known:
    """The numbers of a year that is over; its quarters are counted before it.

    Raises
    ------
    Malformed
        When it is not over since long enough.
    """
    if not quarters(year)[-1].is_told(today):
        raise Malformed("/year", "not_over")
    told_counts.alone(tx)
    found = known_year(tx, year)
    if found is not None:
        return found
    of = {
        one.number: {(n.subject, n.word): (n.count, n.told) for n in _quarter(tx, one, now)}
        for one in quarters(year)
    }
    money = statistics.expenses_of_year(tx, year)
    decided = [
        *first_telling.of_year(of, before=_stayed(tx, year)),
        *first_telling.of_expenses(money[CountOf.EXPENSE_CASES], money[CountOf.EXPENSE_PAID]),
    ]
    return _keep(tx, date(year, 1, 1), YEAR, decided, now)


def _stayed(tx: Tx, year: int) -> Count:
    """Who came in the years that were told before this one, less who left in them."""
    found = Count()
    for one in told_counts.years(tx):
        numbers = told_counts.kept(tx, date(one, 1, 1), YEAR) if one < year else ()
        told = {(number.subject, number.word): number.count for number in numbers}
        found += told.get((CountOf.STEP, "ACCEPTED"), Count())
        found -= told.get((CountOf.LEFT, words.ALL), Count())
    return found


def tell_gap(tx: Tx, quarter: Quarter, found: Gaps, *, now: datetime) -> Known:
    """What was found is told as the gap of that quarter, unless another was before.

    Raises
    ------
    Malformed
        When nights of it were told already with another quarter: the difference of two such answers
        would be of the few who waited on the others. When no night was recorded, or no unit could be
        tried since no region had an open house: then nothing is known, and an empty table would read
        as "there is no gap". Nothing is kept of it.
    """
    told_counts.alone(tx)
    known = known_gap(tx, quarter)
    if known is not None:
        return known
    last = told_counts.last_gap(tx)
    if last is not None and last > now - APART:
        raise Malformed("/quarter", TOLD_ALREADY)
    if not found.nights:
        raise Malformed("/quarter", NO_NIGHTS)
    if not found.rows:
        raise Malformed("/quarter", NO_HOUSE)
    ids = {one for row in found.rows for one in row.placed}
    case = statistics.counted(tx, [UUID(one) for one in ids])
    households = {
        gap_word(row.region, row.kind): Count.of_each(
            same_person.persons(tx, {case[UUID(one)] for one in row.placed if UUID(one) in case})
        )
        for row in found.rows
    }
    return _keep(tx, quarter.first, QUARTER, first_telling.of_gaps(households), now)


def gap_word(region: Region, kind: UnitKind) -> str:
    """One word for both."""
    return f"{region.value} {kind.value}"


def _quarter(tx: Tx, quarter: Quarter, now: datetime) -> tuple[Number, ...]:
    numbers = told_counts.kept(tx, quarter.first, QUARTER, subjects=NO_GAP)
    if numbers:
        return numbers
    told_counts.alone(tx)
    numbers = told_counts.kept(tx, quarter.first, QUARTER, subjects=NO_GAP)
    if numbers:
        return numbers
    counts = statistics.of_quarter(tx, quarter.first, quarter.after)
    tables = {
        subject: statistics.of_words(counts, subject)
        for subject in (*words.OF_CASES, *words.OF_STAYS)
    }
    numbers = tuple(Number(*one) for one in first_telling.of_quarter(tables))
    told_counts.keep(tx, quarter.first, QUARTER, numbers, now)
    return numbers


def _keep(
    tx: Tx,
    first: date,
    months: int,
    decided: Iterable[tuple[CountOf, str, Count, bool]],
    now: datetime,
) -> Known:
    numbers = tuple(Number(*one) for one in decided)
    if numbers:
        told_counts.keep(tx, first, months, numbers, now)
    return _known(numbers)


def _known(numbers: Iterable[Number]) -> Known:
    rows = tuple(numbers)
    return Known(
        {(one.subject, one.word): one.count.number for one in rows},
        frozenset((one.subject, one.word) for one in rows if one.told),
    )
