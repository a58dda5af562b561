"""Which rotation of data keys was begun and not ended; the audit chain knows."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from sqlalchemy import select

from app.store.transactions import Tx
from models.audit import AuditEventRecord as Event
from models.words import AuditAct


def unfinished(tx: Tx, subject: UUID | None) -> datetime | None:
    """When the last rotation of all, or of this one, began; None when it was ended."""
    last = tx.execute(
        select(Event.detail)
        .where(
            Event.act == AuditAct.KEY_ROTATED,
            Event.subject_kind == "data_key",
            Event.subject_id.is_not_distinct_from(subject),
        )
        .order_by(Event.seq.desc())
        .limit(1)
    ).scalar_one_or_none()
    if last is None or last["state"] == "DONE":
        return None
    return datetime.fromisoformat(last["began"])
