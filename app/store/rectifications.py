"""Rectifications in the records: they are added and read, and never changed."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any
from uuid import UUID, uuid4

from sqlalchemy import insert, select

from app.store.pages import Page, page
from app.store.transactions import Tx
from models.rectification import RectificationRecord as Record
from models.words import CasePart


def add(
    tx: Tx, referral: UUID, part: CasePart, *, before: str, right: str, by: UUID, now: datetime
) -> UUID:
    """She put this right."""
    made = uuid4()
    tx.execute(
        insert(Record).values(
            id=made,
            referral_id=referral,
            part=part,
            recorded_before=before,
            right_by_her=right,
            written_by=by,
            written_at=now,
        )
    )
    return made


def listed(tx: Tx, referral: UUID, wanted: Page) -> tuple[Sequence[dict[str, Any]], UUID | None]:
    """A page of what she put right in this case."""
    query = select(
        Record.id,
        Record.part,
        Record.recorded_before.label("before"),
        Record.right_by_her.label("right"),
        Record.written_at.label("at"),
    ).where(Record.referral_id == referral)
    rows, last = page(tx, query, Record.id, wanted)
    return [dict(row._mapping) for row in rows], last
