"""What an import did, as the audit chain has it: nobody's act, of each thing that changed."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime
from uuid import UUID

from app.store import audit
from app.store.transactions import Tx
from models.words import AuditAct


def note(
    tx: Tx,
    act: AuditAct,
    kind: str,
    subjects: Iterable[UUID],
    told: Mapping[str, str],
    *,
    now: datetime,
) -> None:
    """The act on each of these, by their ids; ``told``: which part of them, and what else is counted."""
    for subject in sorted(subjects):
        audit.add(
            tx,
            act,
            at=now,
            actor=None,
            role=None,
            subject_kind=kind,
            subject=subject,
            detail={**told},
        )
