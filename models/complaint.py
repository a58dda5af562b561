"""Complaints and exclusions: reasoned, and reviewed by somebody independent in time (SG4, B16)."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID, uuid4

from sqlalchemy import CheckConstraint, ForeignKey, Index, text
from sqlalchemy.orm import Mapped

from models.base import Base, Kept, Writes
from models.types import field
from models.words import ComplaintAbout, ComplaintFrom, ComplaintKind, ComplaintVerdict


class ComplaintRecord(Base):
    """What somebody objects to, or why she is to be left out; it changes nothing by itself."""

    __tablename__ = "complaints"
    __table_args__ = (
        CheckConstraint(
            "(kind = 'EXCLUSION') = (about IN"
            " ('NOT_THE_TARGET_GROUP', 'SAFE_ELSEWHERE', 'OTHER_SERVICE', 'DANGER_TO_OTHERS'))",
            "about_what_it_may_be",
        ),
        CheckConstraint("length(reason) BETWEEN 1 AND 280", "reasoned"),
        CheckConstraint("due_at = made_at + interval '72 hours'", "due_in_72_hours"),
        CheckConstraint(
            "(reviewed_at IS NULL) = (reviewed_by IS NULL)"
            " AND (reviewed_at IS NULL) = (verdict IS NULL)"
            " AND (reviewed_at IS NULL) = (finding IS NULL)",
            "reviewed_whole",
        ),
        CheckConstraint("reviewed_by <> made_by", "reviewed_by_another"),
        CheckConstraint("length(finding) BETWEEN 1 AND 280", "finding_reasoned"),
        Index(None, "referral_id"),
        Index("ix_complaints_due", "due_at", postgresql_where=text("reviewed_at IS NULL")),
    )
    kept = Kept.CASE
    writes = Writes.CHANGE

    id: Mapped[UUID] = field("I", primary_key=True, default=uuid4)
    referral_id: Mapped[UUID] = field("C", ForeignKey("referrals.id"))
    kind: Mapped[ComplaintKind] = field("C")
    about: Mapped[ComplaintAbout] = field("C")
    said_by: Mapped[ComplaintFrom] = field("C")
    reason: Mapped[str] = field("C")
    made_at: Mapped[datetime] = field("C")
    made_by: Mapped[UUID] = field("C", ForeignKey("accounts.id"))
    due_at: Mapped[datetime] = field("C")
    reviewed_at: Mapped[datetime | None] = field("C")
    reviewed_by: Mapped[UUID | None] = field("C", ForeignKey("accounts.id"))
    verdict: Mapped[ComplaintVerdict | None] = field("C")
    finding: Mapped[str | None] = field("C")
