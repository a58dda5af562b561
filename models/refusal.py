"""A house's no to a household: how long it keeps the house out of her options, and its review."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID, uuid4

from sqlalchemy import CheckConstraint, ForeignKey, UniqueConstraint
from sqlalchemy.orm import Mapped

from models.base import Base, Kept, Writes
from models.types import field
from models.words import RefusalReview


class RefusalRecord(Base):
    """One no to one offer; with what reason stands there, what it means in models/lifecycle.py."""

    __tablename__ = "refusals"
    __table_args__ = (
        UniqueConstraint("offer_id"),
        CheckConstraint("bars_until > refused_at", "bars_for_a_while"),
        CheckConstraint("(review IS NULL) = (reviewed_at IS NULL)", "reviewed_at_some_time"),
        CheckConstraint("(review IS NULL) = (reviewed_by IS NULL)", "reviewed_by_somebody"),
    )
    kept = Kept.CASE
    writes = Writes.CHANGE

    id: Mapped[UUID] = field("I", primary_key=True, default=uuid4)
    offer_id: Mapped[UUID] = field("C", ForeignKey("offers.id"))
    household_id: Mapped[UUID] = field("C", ForeignKey("households.id"), index=True)
    shelter_id: Mapped[UUID] = field("C", ForeignKey("shelters.id"))
    refused_at: Mapped[datetime] = field("C")
    bars_until: Mapped[datetime | None] = field("C")
    """Until then it is not offered to her; null is for good, unless the review lifts it."""
    review: Mapped[RefusalReview | None] = field("C")
    reviewed_at: Mapped[datetime | None] = field("C")
    reviewed_by: Mapped[UUID | None] = field("C", ForeignKey("accounts.id"))
