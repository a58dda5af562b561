"""Steps of a case: each change of a state, why, by whom and when (domain 13)."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID, uuid4

from sqlalchemy import CheckConstraint, ForeignKey, Index
from sqlalchemy.orm import Mapped

from models.base import Base, Kept, Writes
from models.types import field
from models.words import Consequence, Machine, Party


class StepRecord(Base):
    """One referral, offer, placement or transfer went from one state to the next.

    The words are those of models/lifecycle.py at that time; a later table changes no old row.
    """

    __tablename__ = "steps"
    __table_args__ = (
        CheckConstraint("before <> after", "goes_somewhere"),
        CheckConstraint("reason ~ '^[A-Z_]{2,40}$'", "reason_is_a_word"),
        CheckConstraint("before ~ '^[A-Z_]{2,40}$'", "before_is_a_word"),
        CheckConstraint("after ~ '^[A-Z_]{2,40}$'", "after_is_a_word"),
        Index(None, "referral_id", "taken_at"),
    )
    kept = Kept.CASE
    writes = Writes.APPEND

    id: Mapped[UUID] = field("I", primary_key=True, default=uuid4)
    referral_id: Mapped[UUID] = field("C", ForeignKey("referrals.id"))
    machine: Mapped[Machine] = field("I")
    subject_id: Mapped[UUID] = field("C")
    """The referral, offer, placement or transfer itself."""
    before: Mapped[str] = field("C")
    after: Mapped[str] = field("C")
    reason: Mapped[str] = field("C")
    party: Mapped[Party] = field("C")
    consequence: Mapped[Consequence] = field("C")
    taken_by: Mapped[UUID | None] = field("C", ForeignKey("accounts.id"))
    """Null is havn itself, when a time was over."""
    taken_at: Mapped[datetime] = field("C")
