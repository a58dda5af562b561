"""Which cases are of one person: those that went into one another or follow one another."""

from __future__ import annotations

from collections.abc import Collection
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, Row, or_, select
from sqlalchemy.orm import aliased

from app.reports.periods import Quarter
from app.store.nights import local_date
from app.store.stepping import beyond
from app.store.transactions import Tx
from app.store.walls import StepOut
from models.referral import ReferralRecord


@beyond(StepOut.COUNTS)
def persons(tx: Tx, cases: Collection[UUID]) -> int:
    """Of how many persons these cases are.

    Unknown: a case that nobody has tied to another is of a person of its own.
    """
    of = _ties(_tied(tx))
    return len({_one(of, case) for case in cases})


@beyond(StepOut.COUNTS)
def again(tx: Tx) -> frozenset[UUID]:
    """Cases that stand for nobody, since an earlier one of the same person does, or did until it was erased.

    An erased one ties others to each other and stands for nobody: what it meant they say themselves (0301).
    Unknown: as above.
    """
    rows = _tied(tx)
    of = _ties(rows)
    there = [row for row in rows if row.erased_at is None]
    counted = {_one(of, row.id) for row in rows if row.counted_as is not None}
    return frozenset(row.id for row in there if _one(of, row.id) in counted) | _later(there, of)


def again_among(tx: Tx, cases: Collection[UUID], seen: ColumnElement[bool]) -> frozenset[UUID]:
    """Of these cases those before which another one of them is of the same person.

    ``seen``: which cases tie others. A tie by one that somebody may not see would tell her that it is there.
    """
    rows = _tied(tx, seen)
    among = set(cases)
    return _later([row for row in rows if row.id in among], _ties(rows))


def _later(rows: Collection[Row[Any]], of: dict[UUID, UUID]) -> frozenset[UUID]:
    """All but the first of each person."""
    first: dict[UUID, UUID] = {}
    for row in sorted(rows, key=_since):
        first.setdefault(_one(of, row.id), row.id)
    return frozenset(row.id for row in rows if first[_one(of, row.id)] != row.id)


def _since(row: Row[Any]) -> tuple[Quarter, bool, object, UUID]:
    """What the first case of a person is the least of.

    One that went into another may have been told of an earlier quarter, and is no contact in this one.
    """
    quarter = Quarter.of(local_date(row.received_at))
    return quarter, row.merged_into_id is not None, row.received_at, row.id


def _tied(tx: Tx, *which: ColumnElement[bool]) -> list[Row[Any]]:
    """Every case that is tied to another, either way, or was; an erased one as long as another says it."""
    r, other = ReferralRecord, aliased(ReferralRecord)
    ties = (other.follows_id, other.merged_into_id)
    query = select(
        r.id, r.received_at, r.follows_id, r.merged_into_id, r.counted_as, r.erased_at
    ).where(
        or_(
            r.counted_as.is_not(None),
            r.follows_id.is_not(None),
            r.merged_into_id.is_not(None),
            *(r.id.in_(select(tie).where(tie.is_not(None)).correlate(None)) for tie in ties),
        ),
        *which,
    )
    return list(tx.execute(query).all())


def _ties(rows: Collection[Row[Any]]) -> dict[UUID, UUID]:
    of: dict[UUID, UUID] = {}
    known = {row.id for row in rows}
    for row in rows:
        for other in (row.follows_id, row.merged_into_id):
            if other in known:
                of[_one(of, row.id)] = _one(of, other)
    return of


def _one(of: dict[UUID, UUID], case: UUID) -> UUID:
    """The one case by which all of a person are known."""
    while case in of and of[case] != case:
        case = of[case]
    return case
