"""What she agreed to, until when, and whether she took it back (domain 8.2, H12)."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID, uuid4

from sqlalchemy import CheckConstraint, ForeignKey, Index
from sqlalchemy.dialects.postgresql import ARRAY
from sqlalchemy.orm import Mapped
from sqlalchemy.types import Text

from models.base import Base, Kept, Writes
from models.types import field
from models.words import ConsentAnswer, ConsentForm, Purpose, Role


class ConsentRecord(Base):
    """One answer to one question for consent; a new answer is a new row."""

    __tablename__ = "consents"
    __table_args__ = (
        CheckConstraint(
            "answer <> 'GIVEN' OR (form IS NOT NULL AND expires_at > given_at"
            " AND expires_at IS NOT NULL)",
            "given_has_form_and_end",
        ),
        CheckConstraint("expires_at <= given_at + interval '90 days'", "at_most_90_days"),
        CheckConstraint("withdrawn_at >= given_at", "withdrawn_after_it_was_given"),
        Index(None, "household_id", "purpose", "given_at"),
    )
    kept = Kept.CASE
    writes = Writes.CHANGE

    id: Mapped[UUID] = field("I", primary_key=True, default=uuid4)
    household_id: Mapped[UUID] = field("C", ForeignKey("households.id"))
    purpose: Mapped[Purpose] = field("C")
    answer: Mapped[ConsentAnswer] = field("C")
    scope: Mapped[list[str] | None] = field("C", ARRAY(Text))
    """Field groups she named; null is all that the purpose needs."""
    form: Mapped[ConsentForm | None] = field("C")
    given_at: Mapped[datetime] = field("C")
    """When she answered, whatever the answer."""
    expires_at: Mapped[datetime | None] = field("C")
    withdrawn_at: Mapped[datetime | None] = field("C")
    witnessed_by_role: Mapped[Role | None] = field("C")
