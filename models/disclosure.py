"""Disclosures: one sealed group, for one named person, once (security 5.1)."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID, uuid4

from sqlalchemy import CheckConstraint, ForeignKey, Index
from sqlalchemy.orm import Mapped

from models.base import Base, Kept, Writes
from models.types import field
from models.words import DisclosurePurpose, SealedGroup


class DisclosureRecord(Base):
    """One reading of one sealed group: asked for, agreed to by a second person, opened once."""

    __tablename__ = "disclosures"
    __table_args__ = (
        CheckConstraint(
            "agreed_by <> asked_by AND agreed_by <> recipient_id", "agreed_by_a_second"
        ),
        CheckConstraint("(agreed_by IS NULL) = (agreed_at IS NULL)", "agreed_by_somebody"),
        CheckConstraint(
            "opened_at IS NULL OR agreed_at IS NOT NULL OR NOT needs_second",
            "opened_when_agreed",
        ),
        CheckConstraint(
            "needs_second OR by_glass OR sealed_group <> 'ADDRESS'",
            "an_address_needs_a_second_person",
        ),
        CheckConstraint(
            "opened_at IS NULL OR opened_at < asked_at + interval '24 hours'", "opened_in_a_day"
        ),
        CheckConstraint("agreed_at >= asked_at AND opened_at >= asked_at", "in_order"),
        Index(None, "recipient_id", "asked_at"),
        Index(None, "referral_id"),
    )
    kept = Kept.CASE
    writes = Writes.CHANGE

    id: Mapped[UUID] = field("I", primary_key=True, default=uuid4)
    sealed_group: Mapped[SealedGroup] = field("I")
    referral_id: Mapped[UUID] = field("C", ForeignKey("referrals.id"))
    offer_id: Mapped[UUID | None] = field("C", ForeignKey("offers.id"))
    """The offer that she took; null where a case is read by those who stand on it."""
    row_id: Mapped[UUID] = field("C")
    """The shelter, the person or the contact; no foreign key, they are of several kinds."""
    recipient_id: Mapped[UUID] = field("C", ForeignKey("accounts.id"))
    purpose: Mapped[DisclosurePurpose] = field("C")
    asked_by: Mapped[UUID] = field("C", ForeignKey("accounts.id"))
    asked_at: Mapped[datetime] = field("I")
    needs_second: Mapped[bool] = field("I")
    by_glass: Mapped[bool] = field("I")
    """Read alone, for life and health, by whoever broke the glass."""
    agreed_by: Mapped[UUID | None] = field("C", ForeignKey("accounts.id"))
    agreed_at: Mapped[datetime | None] = field("I")
    opened_at: Mapped[datetime | None] = field("I")
    """Shown this once, for ten minutes."""
    closed_at: Mapped[datetime | None] = field("I")
