"""What a person must hear of soon, without content (security 2, 3 and 5.2)."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID, uuid4

from sqlalchemy import CheckConstraint, ForeignKey, Index, Integer, text
from sqlalchemy.orm import Mapped

from models.base import Base, Kept, Writes
from models.types import field
from models.words import AlarmKind


class AlarmRecord(Base):
    """One alarm: of which kind, about whose doing, on what; open until somebody answers for it."""

    __tablename__ = "alarms"
    __table_args__ = (
        CheckConstraint("(answered_at IS NULL) = (answered_by IS NULL)", "answered_by_somebody"),
        CheckConstraint("answered_by <> about_account_id", "never_answered_by_whom_it_is_about"),
        CheckConstraint("answered_at >= raised_at", "answered_after_raised"),
        CheckConstraint("(escalations = 0) = (escalated_at IS NULL)", "escalated_at_some_time"),
        Index("ix_alarms_open", "raised_at", postgresql_where=text("answered_at IS NULL")),
    )
    kept = Kept.AUDIT
    writes = Writes.CHANGE

    id: Mapped[UUID] = field("I", primary_key=True, default=uuid4)
    kind: Mapped[AlarmKind] = field("I")
    raised_at: Mapped[datetime] = field("I")
    about_account_id: Mapped[UUID | None] = field("C", ForeignKey("accounts.id"))
    """Whose doing it is about; null is nobody's."""
    subject_kind: Mapped[str | None] = field("I")
    subject_id: Mapped[UUID | None] = field("C")
    """No foreign key: an alarm outlives what it is about."""
    answered_at: Mapped[datetime | None] = field("I")
    answered_by: Mapped[UUID | None] = field("C", ForeignKey("accounts.id"))
    escalations: Mapped[int] = field("I", Integer, server_default="0", sort_order=1)
    """How often it went up, since nobody answered."""
    escalated_at: Mapped[datetime | None] = field("I", sort_order=2)
