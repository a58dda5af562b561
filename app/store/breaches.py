"""Acts of a span of time, each with the work name of whoever did it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import select

from app.store.transactions import Tx
from models.account import AccountRecord
from models.audit import AuditEventRecord
from models.words import AuditAct


@dataclass(frozen=True, slots=True)
class Seen:
    """One act: who, as what, when, on what, for which purpose."""

    seq: int
    at: datetime
    who: str
    """A work name, the id of an account that is gone, or havn itself."""
    account: UUID | None
    role: str | None
    act: AuditAct
    subject_kind: str | None
    subject: UUID | None
    purpose: str | None

    def line(self) -> str:
        """The same as one line of text."""
        what = "" if self.subject is None else f" {self.subject_kind} {self.subject}"
        why = "" if self.purpose is None else f" for {self.purpose}"
        return f"{self.seq:>8}  {self.at.isoformat()}  {self.who}  {self.act.value}{what}{why}"


def seen(tx: Tx, since: datetime, until: datetime, account: UUID | None) -> list[Seen]:
    """What was done in that time, the oldest first."""
    e, a = AuditEventRecord, AccountRecord
    query = (
        select(
            e.seq,
            e.at,
            a.handle,
            e.actor_id,
            e.role,
            e.act,
            e.subject_kind,
            e.subject_id,
            e.purpose,
        )
        .outerjoin(a, a.id == e.actor_id)
        .where(e.at >= since, e.at < until)
        .order_by(e.seq)
    )
    if account is not None:
        query = query.where(e.actor_id == account)
    return [
        Seen(
            row.seq,
            row.at,
            row.handle or (str(row.actor_id) if row.actor_id else "havn"),
            row.actor_id,
            row.role.value if row.role else None,
            row.act,
            row.subject_kind,
            row.subject_id,
            row.purpose,
        )
        for row in tx.execute(query)
    ]
