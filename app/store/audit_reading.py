"""The audit chain as it is read, by its numbers."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from sqlalchemy import select

from app.store.chain import read_head
from app.store.transactions import Tx
from models.audit import AuditEventRecord as Event


def events(
    tx: Tx, *, after: int, limit: int, subject: UUID | None
) -> tuple[list[dict[str, Any]], int | None]:
    """Acts with a higher number, the lowest first; the number to go on after, None at the end."""
    query = select(
        Event.seq,
        Event.at,
        Event.act,
        Event.actor_id.label("actor"),
        Event.role,
        Event.subject_kind,
        Event.subject_id.label("subject"),
        Event.purpose,
        Event.detail,
        Event.link,
    ).where(Event.seq > after)
    if subject is not None:
        query = query.where(Event.subject_id == subject)
    rows = tx.execute(query.order_by(Event.seq).limit(limit + 1)).all()
    found = [{**row._mapping, "link": row.link.hex()} for row in rows[:limit]]
    return found, found[-1]["seq"] if len(rows) > limit else None


def head(tx: Tx) -> dict[str, Any]:
    """The newest act's number and link; number 0 of an empty chain."""
    found = read_head(tx.session)
    return {"seq": 0, "link": ""} if found is None else {"seq": found.seq, "link": found.link.hex()}
