"""Feeds of events: read off the audit chain in its order, kept per account under its own numbers.

The numbers of the chain follow each other without gaps in the order of commit, since its lock is held
from the taking of a number to the commit (app.store.chain). So whoever has read it up to a number
has missed nothing below. An account's own numbers tell it nothing of what others did.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Row, delete, func, insert, select, update
from sqlalchemy.dialects.postgresql import insert as upsert

from app.store.stepping import beyond
from app.store.transactions import Tx
from app.store.walls import StepOut
from models.audit import AuditEventRecord as Act
from models.event_feed import EventFeedRecord as Feed
from models.event_feed import FeedEventRecord as Event
from models.words import AuditAct, EventKind


@dataclass(frozen=True, slots=True)
class Position:
    """How far the chain was read for an account, and how many events it was told."""

    read_to: int
    told: int


@dataclass(frozen=True, slots=True)
class Line:
    """One event of a feed, under its number."""

    number: int
    kind: EventKind
    subject: UUID


@beyond(StepOut.FEED)
def begin(tx: Tx, account: UUID, *, now: datetime) -> None:
    """The account has a feed, which begins with what happens from now on; one that is there stays."""
    values = {"account_id": account, "read_to": _head(tx), "told": 0, "delivered": 0, "tries": 0}
    tx.execute(upsert(Feed).values(**values, next_at=now).on_conflict_do_nothing())


@beyond(StepOut.FEED)
def drop(tx: Tx, account: UUID) -> None:
    """It has none any more, and what it was told is gone."""
    tx.execute(delete(Event).where(Event.account_id == account))
    tx.execute(delete(Feed).where(Feed.account_id == account))


@beyond(StepOut.FEED)
def position(tx: Tx, account: UUID) -> Position | None:
    """Where its feed stands, locked: nobody else adds to it until this transaction ends."""
    query = select(Feed.read_to, Feed.told).where(Feed.account_id == account).with_for_update()
    row = tx.execute(query).one_or_none()
    return None if row is None else Position(row.read_to, row.told)


@beyond(StepOut.FEED)
def acts(
    tx: Tx, *, after: int, among: Collection[AuditAct], at_most: int
) -> tuple[Sequence[Row[Any]], int]:
    """The next acts of these kinds, and the number up to which the chain is read with them."""
    head = _head(tx)  # first: what is committed after this is looked at the next time
    rows = tx.execute(
        select(Act.seq, Act.act, Act.subject_kind, Act.subject_id)
        .where(Act.seq > after, Act.seq <= head, Act.act.in_(among), Act.subject_id.is_not(None))
        .order_by(Act.seq)
        .limit(at_most)
    ).all()
    return rows, rows[-1].seq if len(rows) == at_most else max(head, after)


def _head(tx: Tx) -> int:
    return int(tx.execute(select(func.coalesce(func.max(Act.seq), 0))).scalar_one())


@beyond(StepOut.FEED)
def append(
    tx: Tx,
    account: UUID,
    at: Position,
    events: Sequence[tuple[EventKind, UUID]],
    *,
    read_to: int,
    now: datetime,
) -> Position:
    """These follow what it was told so far; the chain is read up to there."""
    lines = [
        {"account_id": account, "number": number, "kind": kind, "subject_id": known_as, "gathered_at": now}
        for number, (kind, known_as) in enumerate(events, start=at.told + 1)
    ]  # fmt: skip
    if lines:
        tx.execute(insert(Event), lines)
    after = Position(read_to, at.told + len(lines))
    if after != at:
        tx.execute(
            update(Feed)
            .where(Feed.account_id == account)
            .values(read_to=after.read_to, told=after.told)
            .execution_options(synchronize_session=False)
        )
    return after


@beyond(StepOut.FEED)
def lines(tx: Tx, account: UUID, *, after: int, at_most: int) -> list[Line]:
    """The next events of the account after that number."""
    query = (
        select(Event.number, Event.kind, Event.subject_id)
        .where(Event.account_id == account, Event.number > after)
        .order_by(Event.number)
        .limit(at_most)
    )
    return [Line(row.number, row.kind, row.subject_id) for row in tx.execute(query)]


@beyond(StepOut.FEED)
def first_kept(tx: Tx, account: UUID) -> int | None:
    """The number of its oldest event that is still kept."""
    query = select(func.min(Event.number)).where(Event.account_id == account)
    found: int | None = tx.execute(query).scalar_one()
    return found


def forget(tx: Tx, before: datetime) -> None:
    """Events that were gathered before then are gone."""
    tx.execute(
        delete(Event).where(Event.gathered_at < before).execution_options(synchronize_session=False)
    )
