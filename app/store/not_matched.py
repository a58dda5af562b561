"""Who is never matched: it stands from one act to another, and a person has the task meanwhile."""

from __future__ import annotations

from datetime import datetime, timedelta
from types import MappingProxyType
from typing import Any
from uuid import UUID, uuid4

from sqlalchemy import select, update
from sqlalchemy.dialects.postgresql import insert as upsert

from app.store import tasks
from app.store.refusals import NotFound
from app.store.transactions import Tx
from models.not_matched import NotMatchedRecord as Record
from models.words import NotMatchedWhy, TaskKind, TaskOutcome

Why = NotMatchedWhy
TASKS = MappingProxyType(
    {
        Why.MINOR: TaskKind.CHILD_WELFARE,
        Why.HOSPITAL_FIRST: TaskKind.HOSPITAL_FIRST,
        Why.OWN_WISH: TaskKind.SUPPORT_WITHOUT_BED,
    }
)
DUE_IN = MappingProxyType(
    {
        Why.MINOR: timedelta(minutes=15),
        Why.HOSPITAL_FIRST: timedelta(minutes=15),
        Why.OWN_WISH: timedelta(hours=24),
    }
)
"""How long whoever hands her over has (H17)."""
AGAIN_IN = timedelta(hours=4)
"""So long after somebody did that task the next one asks whether it still stands."""
FIRST = (Why.HOSPITAL_FIRST, Why.OWN_WISH)
"""With these nothing is looked for at all; a child is barred by H17 of the matching itself."""


def begin(tx: Tx, referral: UUID, why: NotMatchedWhy, *, by: UUID | None, now: datetime) -> UUID:
    """It stands from now on, and somebody has the task; changes nothing where it stands already."""
    made = uuid4()
    new = tx.execute(
        upsert(Record)
        .values(id=made, referral_id=referral, why=why, made_at=now, made_by=by)
        .on_conflict_do_nothing(
            index_elements=["referral_id", "why"], index_where=Record.ended_at.is_(None)
        )
        .returning(Record.id)
    ).scalar_one_or_none()
    if new is None:
        return _standing_of(tx, referral, why)
    tasks.set_(tx, TASKS[why], now=now, due_at=now + DUE_IN[why], referral=referral)
    return made


def ask_again(tx: Tx, referral: UUID, why: NotMatchedWhy, *, now: datetime) -> None:
    """While it stands somebody has its task again."""
    if why in standing(tx, referral):
        tasks.set_(tx, TASKS[why], now=now, due_at=now + AGAIN_IN, referral=referral)


def _standing_of(tx: Tx, referral: UUID, why: NotMatchedWhy) -> UUID:
    n = Record
    query = select(n.id).where(n.referral_id == referral, n.why == why, n.ended_at.is_(None))
    found: UUID = tx.execute(query).scalar_one()
    return found


def end(tx: Tx, referral: UUID, one: UUID, *, by: UUID, now: datetime) -> NotMatchedWhy:
    """It stands no more; what it was.

    Raises
    ------
    NotFound
        When no such one of this case stands.
    """
    n = Record
    why: NotMatchedWhy | None = tx.execute(
        update(n)
        .where(n.id == one, n.referral_id == referral, n.ended_at.is_(None))
        .values(ended_at=now, ended_by=by)
        .returning(n.why)
        .execution_options(synchronize_session=False)
    ).scalar_one_or_none()
    if why is None:
        raise NotFound
    tasks.drop(tx, subjects=[referral], now=now, kinds=[TASKS[why]])
    return why


def end_why(tx: Tx, referral: UUID, why: NotMatchedWhy, *, by: UUID, now: datetime) -> None:
    """It does not stand, whether it did or not."""
    n = Record
    query = select(n.id).where(n.referral_id == referral, n.why == why, n.ended_at.is_(None))
    for one in tx.execute(query).scalars().all():
        end(tx, referral, one, by=by, now=now)


def over(tx: Tx, referral: UUID, *, handed_over: bool, by: UUID, now: datetime) -> None:
    """The case is closed: others took over, or she does not want to be looked for any more."""
    n = Record
    ended = tx.execute(
        update(n)
        .where(n.referral_id == referral, n.ended_at.is_(None))
        .values(ended_at=now, ended_by=by)
        .returning(n.why)
        .execution_options(synchronize_session=False)
    ).scalars()
    for why in ended.all():
        if handed_over:
            tasks.done_about(
                tx, TASKS[why], referral, by=by, now=now, outcome=TaskOutcome.PASSED_ON
            )
        else:
            tasks.drop(tx, subjects=[referral], now=now, kinds=[TASKS[why]])


def standing(tx: Tx, referral: UUID) -> set[NotMatchedWhy]:
    """Why this case is not matched; empty when it is."""
    n = Record
    query = select(n.why).where(n.referral_id == referral, n.ended_at.is_(None))
    return set(tx.execute(query).scalars())


def of_case(tx: Tx, referral: UUID) -> list[dict[str, Any]]:
    """All that ever stood, the earliest first."""
    n = Record
    query = select(n.id, n.why, n.made_at, n.ended_at).where(n.referral_id == referral)
    return [dict(r._mapping) for r in tx.execute(query.order_by(n.made_at, n.id))]
