"""What child welfare decided on the address of a child, until when, and on the other parent (5.4)."""

from __future__ import annotations

from datetime import date, datetime
from uuid import UUID, uuid4

from sqlalchemy import CheckConstraint, ForeignKey, Index, text
from sqlalchemy.orm import Mapped

from matching.vocabulary import AgeBand, Answer
from models.base import Base, Kept, Writes
from models.types import field


class ChildDecisionRecord(Base):
    """One decision on one child; its end opens nothing, and a person is asked before it comes."""

    __tablename__ = "child_decisions"
    __table_args__ = (
        CheckConstraint("ends_on > decided_on", "ends_after_it_was_made"),
        CheckConstraint("told_days IN (60, 30, 7, 0)", "told_at_its_days"),
        CheckConstraint("(ended_at IS NULL) = (ended_by IS NULL)", "ended_by_somebody"),
        Index(
            "uq_child_decisions_live",
            "referral_id",
            "child_id",
            unique=True,
            postgresql_where=text("ended_at IS NULL"),
        ),
        Index("ix_child_decisions_ends", "ends_on", postgresql_where=text("ended_at IS NULL")),
    )
    kept = Kept.CASE
    writes = Writes.CHANGE

    id: Mapped[UUID] = field("I", primary_key=True, default=uuid4)
    referral_id: Mapped[UUID] = field("C", ForeignKey("referrals.id"))
    child_id: Mapped[UUID] = field("C")
    """As she was among the people that day; no foreign key, since they are written anew as a whole."""
    age_band: Mapped[AgeBand] = field("C")
    """By it the child is known again among people that were written anew."""
    decided_on: Mapped[date] = field("C")
    ends_on: Mapped[date] = field("C")
    """The first day on which it does not stand any more."""
    other_parent: Mapped[Answer] = field("C")
    """Whether it lets the other parent reach the child by this service; UNKNOWN is no."""
    told_days: Mapped[int | None] = field("I")
    """The last warning that went out, in days before its end."""
    recorded_at: Mapped[datetime] = field("I")
    recorded_by: Mapped[UUID] = field("C", ForeignKey("accounts.id"))
    ended_at: Mapped[datetime | None] = field("I")
    """When a newer one took its place, or somebody said that none is needed."""
    ended_by: Mapped[UUID | None] = field("C", ForeignKey("accounts.id"))
