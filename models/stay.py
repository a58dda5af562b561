"""Stays: the one table of bookings, where the database itself refuses a double booking (H01)."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID, uuid4

from sqlalchemy import CheckConstraint, ForeignKey, Index, func, literal_column, text
from sqlalchemy.dialects.postgresql import ExcludeConstraint
from sqlalchemy.orm import Mapped

from matching.vocabulary import NightSpan
from models.base import Base, Kept, Writes
from models.types import field
from models.words import StayState

BOOKED = "state IN ('HELD', 'ACCEPTED', 'ARRIVED')"


class StayRecord(Base):
    """One unit for one household over some nights; HELD, ACCEPTED and ARRIVED keep others out.

    A household with two adjoining units has two stays and one placement.
    """

    __tablename__ = "stays"
    __table_args__ = (
        ExcludeConstraint(
            (func.uuidrange(literal_column("unit_id"), literal_column("unit_id"), "[]"), "&&"),
            (literal_column("nights"), "&&"),
            name="ex_stays_no_double_booking",
            using="gist",
            where=text(BOOKED),
        ),
        CheckConstraint("(state = 'HELD') <= (hold_until IS NOT NULL)", "held_until_a_time"),
        CheckConstraint(
            "(state IN ('ACCEPTED', 'ARRIVED', 'ENDED', 'NOT_ARRIVED', 'CANCELLED'))"
            " = (placement_id IS NOT NULL)",
            "placed_has_placement",
        ),
        Index(None, "household_id"),
        Index(None, "placement_id"),
        Index(None, "offer_id"),
        Index("ix_stays_holds", "hold_until", postgresql_where=text("state = 'HELD'")),
    )
    kept = Kept.HISTORY
    writes = Writes.CHANGE

    id: Mapped[UUID] = field("I", primary_key=True, default=uuid4)
    unit_id: Mapped[UUID] = field("C", ForeignKey("units.id"))
    household_id: Mapped[UUID] = field("C", ForeignKey("households.id"))
    nights: Mapped[NightSpan] = field("C")
    state: Mapped[StayState] = field("I")
    hold_until: Mapped[datetime | None] = field("I")
    """A hold whose time is over keeps nobody out: the next writer of the unit expires it."""
    offer_id: Mapped[UUID | None] = field("I", ForeignKey("offers.id"))
    placement_id: Mapped[UUID | None] = field("I", ForeignKey("placements.id"))
    created_at: Mapped[datetime] = field("I")
    created_by: Mapped[UUID | None] = field("I", ForeignKey("accounts.id"))
