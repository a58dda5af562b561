"""Notices that wait to go out: who is told that there is a new task, and nothing of which."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from uuid import UUID, uuid4

from app.store import forms
from app.store.stepping import beyond
from app.store.transactions import Tx
from app.store.walls import StepOut
from models.notice import NoticeRecord as Notice


@beyond(StepOut.TWO_PERSONS)
def add(
    tx: Tx, accounts: Iterable[UUID], *, about: str, subject: UUID, now: datetime
) -> list[UUID]:
    """Each of these accounts is told, after this transaction, that there is a new task."""
    told = list(dict.fromkeys(accounts))
    forms.add_all(
        tx,
        Notice,
        [
            {
                "id": uuid4(),
                "account_id": one,
                "subject_kind": about,
                "subject_id": subject,
                "made_at": now,
                "tries": 0,
                "next_at": now,
            }
            for one in told
        ],
    )
    return told
