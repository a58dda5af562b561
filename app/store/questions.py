"""The thread between a house and the coordinators."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from uuid import UUID, uuid4

from sqlalchemy import select

from app.store import forms
from app.store.pages import mark
from app.store.transactions import Tx
from models.question import QuestionRecord as Question
from models.words import Role

AT_MOST = 50
"""Messages that are read at once; older ones were answered long ago."""


def say(tx: Tx, shelter: UUID, role: Role, said: str, *, by: UUID, now: datetime) -> UUID:
    """One more message, by role."""
    made = uuid4()
    forms.add(
        tx,
        Question,
        id=made,
        shelter_id=shelter,
        from_role=role,
        said=said,
        said_at=now,
        said_by=by,
    )
    return made


def marked(tx: Tx, since: datetime) -> str:
    """The mark of newer messages that whoever this transaction is for may read."""
    return mark(tx, select(Question.id).where(Question.said_at > since))


def thread(tx: Tx, shelter: UUID) -> list[dict[str, Any]]:
    """The last messages of this house, the latest last."""
    q = Question
    query = (
        select(q.id, q.from_role, q.said, q.said_at)
        .where(q.shelter_id == shelter)
        .order_by(q.said_at.desc(), q.id)
        .limit(AT_MOST)
    )
    return [dict(row._mapping) for row in reversed(tx.execute(query).all())]
