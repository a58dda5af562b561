"""Break-glass: one coordinator opens one group of sealed fields of one case alone (security 5.2)."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID, uuid4

from sqlalchemy import CheckConstraint, ForeignKey, Index
from sqlalchemy.orm import Mapped

from models.base import Base, Kept, Writes
from models.types import field
from models.words import GlassReason, GlassVerdict, SealedGroup


class GlassBreakRecord(Base):
    """Sixty minutes for one account, case and group; somebody else reviews it within a day."""

    __tablename__ = "glass_breaks"
    __table_args__ = (
        CheckConstraint("until = broken_at + interval '60 minutes'", "for_60_minutes"),
        CheckConstraint("review_due = broken_at + interval '24 hours'", "reviewed_in_24_hours"),
        CheckConstraint("length(reason) BETWEEN 1 AND 280", "reason_short"),
        CheckConstraint("reviewed_by <> account_id", "reviewed_by_somebody_else"),
        CheckConstraint(
            "(reviewed_at IS NULL) = (reviewed_by IS NULL)"
            " AND (reviewed_at IS NULL) = (verdict IS NULL)",
            "reviewed_whole",
        ),
        CheckConstraint("length(finding) BETWEEN 1 AND 280", "finding_short"),
        CheckConstraint("reviewed_at >= broken_at", "reviewed_after_it_was_broken"),
        Index(None, "account_id", "broken_at"),
        Index(None, "referral_id"),
    )
    kept = Kept.CASE
    writes = Writes.CHANGE

    id: Mapped[UUID] = field("I", primary_key=True, default=uuid4)
    account_id: Mapped[UUID] = field("C", ForeignKey("accounts.id"))
    referral_id: Mapped[UUID] = field("C", ForeignKey("referrals.id"))
    field_group: Mapped[SealedGroup] = field("C")
    reason_code: Mapped[GlassReason] = field("C")
    reason: Mapped[str] = field("C")
    broken_at: Mapped[datetime] = field("I")
    until: Mapped[datetime] = field("I")
    """The first instant at which nothing opens any more."""
    review_due: Mapped[datetime] = field("I")
    reviewed_at: Mapped[datetime | None] = field("I")
    reviewed_by: Mapped[UUID | None] = field("C", ForeignKey("accounts.id"))
    verdict: Mapped[GlassVerdict | None] = field("C")
    finding: Mapped[str | None] = field("C")
