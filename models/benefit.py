"""Benefits applied for her: when, when it was decided, and when the first money came (domain O12)."""

from __future__ import annotations

from datetime import date, datetime
from uuid import UUID, uuid4

from sqlalchemy import CheckConstraint, ForeignKey, Index
from sqlalchemy.orm import Mapped

from models.base import Base, Kept, Writes
from models.types import field
from models.words import BenefitKind


class BenefitRecord(Base):
    """One application to one office, which is an organisation under a code name and no town."""

    __tablename__ = "benefits"
    __table_args__ = (
        CheckConstraint("decided_on >= applied_on", "decided_after_applied"),
        CheckConstraint("(decided_on IS NULL) = (granted IS NULL)", "decided_either_way"),
        CheckConstraint(
            "paid_on IS NULL OR paid_on >= decided_on AND granted", "paid_when_granted"
        ),
        Index(None, "referral_id"),
        Index(None, "organisation_id"),
    )
    kept = Kept.CASE
    writes = Writes.CHANGE

    id: Mapped[UUID] = field("I", primary_key=True, default=uuid4)
    referral_id: Mapped[UUID] = field("C", ForeignKey("referrals.id"))
    kind: Mapped[BenefitKind] = field("C")
    organisation_id: Mapped[UUID] = field("C", ForeignKey("organisations.id"))
    applied_on: Mapped[date] = field("C")
    decided_on: Mapped[date | None] = field("C")
    granted: Mapped[bool | None] = field("C")
    paid_on: Mapped[date | None] = field("C")
    recorded_at: Mapped[datetime] = field("C")
    recorded_by: Mapped[UUID] = field("C", ForeignKey("accounts.id"))
