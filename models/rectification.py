"""What was recorded wrongly and what is right by her word, kept beside the original (GDPR 16)."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID, uuid4

from sqlalchemy import CheckConstraint, ForeignKey
from sqlalchemy.orm import Mapped

from models.base import Base, Kept, Writes
from models.types import field
from models.words import CasePart


class RectificationRecord(Base):
    """One thing that she put right; the row it is about is changed by its own route, or stays."""

    __tablename__ = "rectifications"
    __table_args__ = (
        CheckConstraint("length(recorded_before) BETWEEN 1 AND 280", "recorded_before_short"),
        CheckConstraint("length(right_by_her) BETWEEN 1 AND 280", "right_by_her_short"),
    )
    kept = Kept.CASE
    writes = Writes.APPEND

    id: Mapped[UUID] = field("I", primary_key=True, default=uuid4)
    referral_id: Mapped[UUID] = field("C", ForeignKey("referrals.id"), index=True)
    part: Mapped[CasePart] = field("C")
    recorded_before: Mapped[str] = field("C")
    right_by_her: Mapped[str] = field("C")
    """By her word; what staff find of it is written where it belongs."""
    written_by: Mapped[UUID] = field("C", ForeignKey("accounts.id"))
    written_at: Mapped[datetime] = field("C")
