"""Notices without content: that somebody has a new task, and nothing else (security 2, AT01)."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID, uuid4

from sqlalchemy import CheckConstraint, ForeignKey, Index, text
from sqlalchemy.orm import Mapped

from models.base import Base, Kept, Writes
from models.types import field


class NoticeWayRecord(Base):
    """By which hook somebody is told; where it leads stands outside the database."""

    __tablename__ = "notice_ways"
    __table_args__ = (CheckConstraint("hook ~ '^[a-z0-9][a-z0-9-]{0,39}$'", "hook_short"),)
    kept = Kept.ACCOUNT
    writes = Writes.REPLACE

    account_id: Mapped[UUID] = field("C", ForeignKey("accounts.id"), primary_key=True)
    hook: Mapped[str] = field("C")


class NoticeRecord(Base):
    """One notice that goes out after the transaction it was made in; its text is a constant."""

    __tablename__ = "notices"
    __table_args__ = (
        CheckConstraint("tries >= 0", "tries_counted"),
        CheckConstraint("sent_at IS NULL OR given_up_at IS NULL", "sent_or_given_up"),
        Index(
            "ix_notices_waiting",
            "next_at",
            postgresql_where=text("sent_at IS NULL AND given_up_at IS NULL"),
        ),
        Index(None, "subject_id"),
    )
    kept = Kept.RETRY
    writes = Writes.REPLACE

    id: Mapped[UUID] = field("I", primary_key=True, default=uuid4)
    account_id: Mapped[UUID] = field("C", ForeignKey("accounts.id"))
    subject_kind: Mapped[str] = field("I")
    subject_id: Mapped[UUID] = field("C")
    """What it is about; it is never sent."""
    made_at: Mapped[datetime] = field("I")
    tries: Mapped[int] = field("I")
    next_at: Mapped[datetime] = field("I")
    sent_at: Mapped[datetime | None] = field("I")
    given_up_at: Mapped[datetime | None] = field("I")
