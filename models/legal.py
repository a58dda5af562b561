"""Her legal track over time (domain 8.2); it never changes a placement."""

from __future__ import annotations

from datetime import date, datetime
from uuid import UUID, uuid4

from sqlalchemy import CheckConstraint, ForeignKey, Index
from sqlalchemy.orm import Mapped

from models.base import Base, Kept, Writes
from models.types import field
from models.words import LegalTrack


class LegalPeriodRecord(Base):
    """One period of one track; dates half-open, null is not known."""

    __tablename__ = "legal_periods"
    __table_args__ = (CheckConstraint("until_date > from_date", "ends_after_it_starts"),)
    kept = Kept.CASE
    writes = Writes.REPLACE

    id: Mapped[UUID] = field("I", primary_key=True, default=uuid4)
    household_id: Mapped[UUID] = field("C", ForeignKey("households.id"), index=True)
    track: Mapped[LegalTrack] = field("C")
    from_date: Mapped[date | None] = field("C")
    until_date: Mapped[date | None] = field("C")
    decision_due: Mapped[date | None] = field("C")


class NextStepRecord(Base):
    """That a text was made for her, when, and for which change; the words are closed."""

    __tablename__ = "next_steps"
    __table_args__ = (Index(None, "household_id", "created_at"),)
    kept = Kept.CASE
    writes = Writes.APPEND

    id: Mapped[UUID] = field("I", primary_key=True, default=uuid4)
    household_id: Mapped[UUID] = field("C", ForeignKey("households.id"))
    track: Mapped[LegalTrack] = field("C")
    before: Mapped[LegalTrack | None] = field("C")
    created_at: Mapped[datetime] = field("I")
