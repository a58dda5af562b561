"""A hard rule set aside by the persons who may do so (domain 9.1)."""

from __future__ import annotations

from datetime import date, datetime
from uuid import UUID, uuid4

from sqlalchemy import CheckConstraint, ForeignKey, Index
from sqlalchemy.orm import Mapped

from matching.vocabulary import Rule
from models.base import Base, Kept, Writes
from models.types import field


class WaiverRecord(Base):
    """One rule, one household, one shelter, for at most 14 days."""

    __tablename__ = "waivers"
    __table_args__ = (
        CheckConstraint("first_by <> second_by", "two_different"),
        CheckConstraint(
            "expires_on > decided_on AND expires_on <= decided_on + 14", "at_most_14_days"
        ),
        CheckConstraint("length(reason) BETWEEN 1 AND 280", "reason_short"),
        Index(None, "household_id", "shelter_id"),
    )
    kept = Kept.CASE
    writes = Writes.CHANGE

    id: Mapped[UUID] = field("I", primary_key=True, default=uuid4)
    rule: Mapped[Rule] = field("C")
    household_id: Mapped[UUID] = field("C", ForeignKey("households.id"))
    shelter_id: Mapped[UUID] = field("C", ForeignKey("shelters.id"))
    first_by: Mapped[UUID] = field("C", ForeignKey("accounts.id"))
    second_by: Mapped[UUID | None] = field("C", ForeignKey("accounts.id"))
    by_coordinator: Mapped[bool] = field("C")
    police_statement: Mapped[bool] = field("C")
    health_professional: Mapped[bool] = field("C")
    reason: Mapped[str] = field("C")
    decided_on: Mapped[date] = field("C")
    expires_on: Mapped[date] = field("C")
    revoked_at: Mapped[datetime | None] = field("C")
