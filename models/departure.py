"""Leaving a house: prepared on two tracks, and handed over to a municipality (domain 8.3, O13)."""

from __future__ import annotations

from datetime import date, datetime
from uuid import UUID, uuid4

from sqlalchemy import CheckConstraint, ForeignKey, Index, text
from sqlalchemy.orm import Mapped

from models.base import Base, Kept, Versioned, Writes
from models.types import field
from models.words import Departure, Destination, HandOverState


class DeparturePlanRecord(Versioned, Base):
    """When and how she means to leave; both tracks are prepared until she decides."""

    __tablename__ = "departure_plans"
    kept = Kept.CASE
    writes = Writes.CHANGE

    placement_id: Mapped[UUID] = field("C", ForeignKey("placements.id"), primary_key=True)
    kind: Mapped[Departure] = field("C")
    destination: Mapped[Destination] = field("C")
    """A part of the country and no place; where she lives then is nobody's to know."""
    planned_on: Mapped[date | None] = field("C")
    written_at: Mapped[datetime] = field("I")
    written_by: Mapped[UUID] = field("C", ForeignKey("accounts.id"))


class HandOverRecord(Versioned, Base):
    """Her case is offered to a municipality, which takes it over or says that it does not."""

    __tablename__ = "hand_overs"
    __table_args__ = (
        CheckConstraint("(state = 'OFFERED') = (answered_at IS NULL)", "answered_at_some_time"),
        Index(
            "uq_hand_overs_open",
            "referral_id",
            unique=True,
            postgresql_where=text("state = 'OFFERED'"),
        ),
    )
    kept = Kept.CASE
    writes = Writes.CHANGE

    id: Mapped[UUID] = field("I", primary_key=True, default=uuid4)
    referral_id: Mapped[UUID] = field("C", ForeignKey("referrals.id"))
    member_id: Mapped[UUID] = field("C", ForeignKey("case_members.id"))
    """The contact of that municipality, who stands on the case by her consent."""
    state: Mapped[HandOverState] = field("C")
    offered_at: Mapped[datetime] = field("C")
    offered_by: Mapped[UUID] = field("C", ForeignKey("accounts.id"))
    answered_at: Mapped[datetime | None] = field("C")
