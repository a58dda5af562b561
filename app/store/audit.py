"""Recording an act: it enters the chain when its transaction commits, or neither happens."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from uuid import UUID

from app.store.chain import Act, Detail
from app.store.transactions import Tx
from models.words import AuditAct, Role

LONGEST_WORD = 64


def add(
    tx: Tx,
    act: AuditAct,
    *,
    at: datetime,
    actor: UUID | None,
    role: Role | None,
    subject_kind: str | None = None,
    subject: UUID | None = None,
    purpose: str | None = None,
    detail: Mapping[str, Detail] | None = None,
) -> None:
    """Record the act with this transaction; ``actor`` None is havn itself.

    Raises
    ------
    ValueError
        When the detail holds more than ids, closed words and counts could need.
    """
    said = dict(detail or {})
    if any(isinstance(word, str) and len(word) > LONGEST_WORD for word in said.values()):
        raise ValueError("the audit chain takes ids, closed words and counts")
    if not all(word is None or isinstance(word, str | int) for word in said.values()):
        raise ValueError("the audit chain takes ids, closed words and counts")
    tx.acts.append(
        Act(
            at=at,
            act=act,
            actor=actor,
            role=role,
            subject_kind=subject_kind,
            subject=subject,
            purpose=purpose,
            detail=said,
        )
    )
