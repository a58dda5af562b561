"""How she gets to the house that expects her: where she is met, with whom, and by when (domain 13)."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID, uuid4

from sqlalchemy import CheckConstraint, ForeignKey
from sqlalchemy.orm import Mapped

from models.base import Base, Kept, Versioned, Writes
from models.types import field
from models.words import Escort, IfMissing, Means, MeetingPlace, PhoneOnTheWay


class JourneyRecord(Versioned, Base):
    """The way to one house by the offer she took; a public place of the gazetteer, never the house."""

    __tablename__ = "journeys"
    __table_args__ = (
        CheckConstraint("arrive_by > leaves_at", "arrives_after_leaving"),
        CheckConstraint("length(met_in) BETWEEN 1 AND 40", "met_in_short"),
    )
    kept = Kept.CASE
    writes = Writes.CHANGE

    id: Mapped[UUID] = field("I", primary_key=True, default=uuid4)
    offer_id: Mapped[UUID] = field("C", ForeignKey("offers.id"), unique=True)
    household_id: Mapped[UUID] = field("C", ForeignKey("households.id"), index=True)
    shelter_id: Mapped[UUID] = field("C", ForeignKey("shelters.id"))
    met_at: Mapped[MeetingPlace] = field("C")
    met_in: Mapped[str] = field("C")
    """Gazetteer code of a town."""
    means: Mapped[Means] = field("C")
    escort: Mapped[Escort] = field("C")
    handset: Mapped[PhoneOnTheWay] = field("C")
    """What becomes of her telephone; UNKNOWN is with her and switched on."""
    leaves_at: Mapped[datetime | None] = field("C")
    arrive_by: Mapped[datetime] = field("C")
    """From this instant on somebody is looked for who has not come."""
    if_missing: Mapped[IfMissing] = field("C")
    """What she agreed to beforehand."""
    set_out_at: Mapped[datetime | None] = field("C")
    written_at: Mapped[datetime] = field("I")
    written_by: Mapped[UUID] = field("C", ForeignKey("accounts.id"))
