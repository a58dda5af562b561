"""What one shift of a house tells the next: short, of no case, gone after three days."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID, uuid4

from sqlalchemy import CheckConstraint, ForeignKey, Index
from sqlalchemy.orm import Mapped

from models.base import Base, Kept, Writes
from models.types import field


class ShiftNoteRecord(Base):
    """One note, read by the people of its house alone until it expires."""

    __tablename__ = "shift_notes"
    __table_args__ = (
        CheckConstraint("length(said) BETWEEN 1 AND 200", "said_short"),
        CheckConstraint(
            "expires_at > said_at AND expires_at <= said_at + interval '3 days'",
            "expires_in_three_days",
        ),
        Index(None, "shelter_id", "said_at"),
    )
    kept = Kept.RETRY
    writes = Writes.REPLACE

    id: Mapped[UUID] = field("I", primary_key=True, default=uuid4)
    shelter_id: Mapped[UUID] = field("I", ForeignKey("shelters.id"))
    said: Mapped[str] = field("C")
    said_at: Mapped[datetime] = field("I")
    said_by: Mapped[UUID] = field("I", ForeignKey("accounts.id"))
    expires_at: Mapped[datetime] = field("I", index=True)
