"""Notes from one shift of a house to the next; one that has expired is told to nobody."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any
from uuid import UUID, uuid4

from sqlalchemy import delete, select

from app.store import forms
from app.store.refusals import NotFound
from app.store.transactions import Tx
from models.shift_note import ShiftNoteRecord as Note

KEPT = timedelta(days=3)
AT_MOST = 50
"""Notes that are read at once."""


def add(tx: Tx, shelter: UUID, said: str, *, by: UUID, now: datetime) -> UUID:
    """One more note."""
    made = uuid4()
    forms.add(
        tx,
        Note,
        id=made,
        shelter_id=shelter,
        said=said,
        said_at=now,
        said_by=by,
        expires_at=now + KEPT,
    )
    return made


def of_shelter(tx: Tx, shelter: UUID, *, now: datetime) -> list[dict[str, Any]]:
    """The notes of this house that have not expired, the latest first, and by whom."""
    query = (
        select(Note.id, Note.said, Note.said_at, Note.expires_at, Note.said_by.label("by"))
        .where(Note.shelter_id == shelter, Note.expires_at > now)
        .order_by(Note.said_at.desc(), Note.id)
        .limit(AT_MOST)
    )
    return [dict(row._mapping) for row in tx.execute(query)]


def take_away(tx: Tx, note: UUID, shelter: UUID) -> None:
    """It is gone.

    Raises
    ------
    NotFound
        When this house has no such note.
    """
    gone = delete(Note).where(Note.id == note, Note.shelter_id == shelter).returning(Note.id)
    if tx.execute(gone).one_or_none() is None:
        raise NotFound


def forget(tx: Tx, now: datetime) -> int:
    """How many expired notes are gone."""
    return len(tx.execute(delete(Note).where(Note.expires_at <= now).returning(Note.id)).all())
