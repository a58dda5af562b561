"""Who is on duty from when to when, and as what: the second person is asked among them."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID, uuid4

from sqlalchemy import CheckConstraint, ForeignKey, Index, func, literal_column, text
from sqlalchemy.dialects.postgresql import ExcludeConstraint
from sqlalchemy.orm import Mapped

from models.base import Base, Kept, Writes
from models.types import field
from models.words import DutyPost


class DutySpanRecord(Base):
    """One account in one post between two instants; it is taken back and never removed."""

    __tablename__ = "duty_spans"
    __table_args__ = (
        CheckConstraint("ends_at > starts_at", "ends_after_it_starts"),
        CheckConstraint("ends_at <= starts_at + interval '744 hours'", "at_most_31_days"),
        CheckConstraint(
            "(taken_back_at IS NULL) = (taken_back_by IS NULL)", "taken_back_by_somebody"
        ),
        ExcludeConstraint(
            (
                func.uuidrange(literal_column("account_id"), literal_column("account_id"), "[]"),
                "&&",
            ),
            (func.tstzrange(literal_column("starts_at"), literal_column("ends_at")), "&&"),
            name="ex_duty_spans_one_post_at_a_time",
            using="gist",
            where=text("taken_back_at IS NULL"),
        ),
        Index(None, "ends_at"),
    )
    kept = Kept.ACCOUNT
    writes = Writes.CHANGE

    id: Mapped[UUID] = field("I", primary_key=True, default=uuid4)
    account_id: Mapped[UUID] = field("C", ForeignKey("accounts.id"))
    post: Mapped[DutyPost] = field("I")
    starts_at: Mapped[datetime] = field("I")
    ends_at: Mapped[datetime] = field("I")
    """Not on duty any more from this instant on."""
    entered_by: Mapped[UUID] = field("C", ForeignKey("accounts.id"))
    entered_at: Mapped[datetime] = field("I")
    taken_back_at: Mapped[datetime | None] = field("I")
    taken_back_by: Mapped[UUID | None] = field("C", ForeignKey("accounts.id"))
