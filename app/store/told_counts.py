"""Numbers as they were first told, of a quarter or a year; a row of them never changes (0235)."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import func, insert, select, text

from app.reports.counting import Count
from app.store.stepping import beyond
from app.store.transactions import Tx
from app.store.walls import StepOut
from models.base import table_of
from models.count import ToldCountRecord
from models.words import CountOf

QUARTER, YEAR = 3, 12
"""Unit: months."""
_ONE_AT_A_TIME = text("SELECT pg_advisory_xact_lock(hashtextextended('told counts', 0))")


@dataclass(frozen=True, slots=True)
class Number:
    """How many had this word, and whether it may leave."""

    subject: CountOf
    word: str
    count: Count
    told: bool


@beyond(StepOut.COUNTS)
def kept(
    tx: Tx, first: date, months: int, *, subjects: frozenset[CountOf] | None = None
) -> tuple[Number, ...]:
    """What was told of that time; nothing when nothing was."""
    c = ToldCountRecord
    query = (
        select(c.subject, c.word, c.number, c.persons, c.told)
        .where(c.first_day == first, c.months == months)
        .order_by(c.subject, c.word)
    )
    if subjects is not None:
        query = query.where(c.subject.in_(subjects))
    return tuple(
        Number(row.subject, row.word, Count(row.number, row.persons), row.told)
        for row in tx.execute(query)
    )


@beyond(StepOut.COUNTS)
def keep(tx: Tx, first: date, months: int, numbers: Iterable[Number], now: datetime) -> None:
    """They are told from now on; call ``alone`` before they are counted."""
    rows = [
        {
            "first_day": first,
            "months": months,
            "subject": one.subject,
            "word": one.word,
            "number": one.count.number,
            "persons": one.count.persons,
            "told": one.told,
            "counted_at": now,
        }
        for one in numbers
    ]
    tx.execute(insert(table_of(ToldCountRecord)), rows)


@beyond(StepOut.COUNTS)
def alone(tx: Tx) -> None:
    """Until this transaction ends nobody else counts for the first time."""
    tx.execute(_ONE_AT_A_TIME)


@beyond(StepOut.COUNTS)
def last_gap(tx: Tx) -> datetime | None:
    """When a gap was counted for the last time."""
    c = ToldCountRecord
    query = select(func.max(c.counted_at)).where(c.subject == CountOf.GAP)
    found: datetime | None = tx.execute(query).scalar_one()
    return found


@beyond(StepOut.COUNTS)
def years(tx: Tx) -> list[int]:
    """Years that were told, the earliest first."""
    c = ToldCountRecord
    query = select(c.first_day).where(c.months == YEAR).distinct().order_by(c.first_day)
    return [day.year for day in tx.execute(query).scalars()]
