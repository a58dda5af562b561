"""Reviews of what a resident needs, on fixed days of her stay (domain 13)."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID, uuid4

from sqlalchemy import CheckConstraint, ForeignKey, UniqueConstraint
from sqlalchemy.orm import Mapped

from models.base import Base, Kept, Writes
from models.types import field
from models.words import ReviewFinding


class StayReviewRecord(Base):
    """One review: on which day of the stay, and what was found."""

    __tablename__ = "stay_reviews"
    __table_args__ = (
        UniqueConstraint("placement_id", "day"),
        CheckConstraint("day IN (7, 30, 90)", "on_its_days"),
        CheckConstraint("(done_at IS NULL) = (done_by IS NULL)", "done_by_somebody"),
        CheckConstraint("(done_at IS NULL) = (found IS NULL)", "done_with_a_finding"),
    )
    kept = Kept.CASE
    writes = Writes.CHANGE

    id: Mapped[UUID] = field("I", primary_key=True, default=uuid4)
    placement_id: Mapped[UUID] = field("C", ForeignKey("placements.id"))
    day: Mapped[int] = field("C")
    due_at: Mapped[datetime] = field("C")
    found: Mapped[ReviewFinding | None] = field("C")
    done_at: Mapped[datetime | None] = field("C")
    done_by: Mapped[UUID | None] = field("C", ForeignKey("accounts.id"))
