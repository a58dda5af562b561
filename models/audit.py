"""The audit chain: append-only, each link an HMAC over its event and the link before it."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import BigInteger, CheckConstraint, Index, text
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import Mapped

from models.base import Base, Kept, Writes
from models.types import field
from models.words import AuditAct, Role


class AuditEventRecord(Base):
    """One act: who, when, on what, for which purpose; never the content of a field.

    No foreign keys: the chain outlives what it speaks of.
    """

    __tablename__ = "audit_events"
    __table_args__ = (
        CheckConstraint("octet_length(link) = 32 AND octet_length(before) = 32", "links_whole"),
        CheckConstraint("seq >= 1", "seq_from_one"),
        CheckConstraint("length(purpose) <= 80", "purpose_short"),
        Index(None, "subject_id"),
        Index(None, "actor_id", "at"),
        # What the watch over silence asks for every minute; the chain is never cut.
        Index(
            None,
            "act",
            "at",
            postgresql_where=text(
                "act IN ('BACKUP_MADE', 'BACKUP_WRITTEN', 'HOST_EXAMINED', 'KEY_ERASED')"
            ),
        ),
    )
    kept = Kept.AUDIT
    writes = Writes.APPEND

    seq: Mapped[int] = field("I", BigInteger, primary_key=True, autoincrement=False)
    """Without gaps: a missing number is a removed row."""
    at: Mapped[datetime] = field("I")
    act: Mapped[AuditAct] = field("I")
    actor_id: Mapped[UUID | None] = field("I")
    """Null: havn itself."""
    role: Mapped[Role | None] = field("I")
    subject_kind: Mapped[str | None] = field("I")
    subject_id: Mapped[UUID | None] = field("I")
    purpose: Mapped[str | None] = field("I")
    detail: Mapped[dict[str, Any]] = field("I", JSONB)
    """Closed words, counts and ids alone."""
    key_id: Mapped[str] = field("I")
    """Which key outside the database made the link."""
    before: Mapped[bytes] = field("I")
    link: Mapped[bytes] = field("I", unique=True)
