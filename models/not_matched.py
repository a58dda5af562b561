"""Who is never matched, why, and until when: somebody else helps first (domain O28, H17, B17)."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID, uuid4

from sqlalchemy import CheckConstraint, ForeignKey, Index, text
from sqlalchemy.orm import Mapped

from models.base import Base, Kept, Writes
from models.types import field
from models.words import NotMatchedWhy


class NotMatchedRecord(Base):
    """As long as one stands, no place is looked for; a person has the task to hand her over."""

    __tablename__ = "not_matched"
    __table_args__ = (
        CheckConstraint("ended_at >= made_at", "ended_after_made"),
        Index(
            "uq_not_matched_stands",
            "referral_id",
            "why",
            unique=True,
            postgresql_where=text("ended_at IS NULL"),
        ),
    )
    kept = Kept.CASE
    writes = Writes.CHANGE

    id: Mapped[UUID] = field("I", primary_key=True, default=uuid4)
    referral_id: Mapped[UUID] = field("C", ForeignKey("referrals.id"))
    why: Mapped[NotMatchedWhy] = field("C")
    made_at: Mapped[datetime] = field("C")
    made_by: Mapped[UUID | None] = field("C", ForeignKey("accounts.id"))
    """Null is havn itself, by who is among her people."""
    ended_at: Mapped[datetime | None] = field("C")
    ended_by: Mapped[UUID | None] = field("C", ForeignKey("accounts.id"))
