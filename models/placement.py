"""Placements: she lives, or will live, somewhere; segments and exemptions (domain 8.3)."""

from __future__ import annotations

from datetime import date, datetime
from uuid import UUID, uuid4

from sqlalchemy import (
    CheckConstraint,
    ForeignKey,
    Index,
    UniqueConstraint,
    func,
    literal_column,
    text,
)
from sqlalchemy.dialects.postgresql import ExcludeConstraint
from sqlalchemy.orm import Mapped

from matching.vocabulary import Firmness, NightSpan, PlanMode, ShelterKind
from models.base import Base, Kept, Versioned, Writes
from models.types import field
from models.words import Departure, Destination, ExemptionDecider, ExemptionReason, PlacementState


class PlacementRecord(Versioned, Base):
    """One household in one shelter; at most one per night, whatever the code does (8.5, 1)."""

    __tablename__ = "placements"
    __table_args__ = (
        ExcludeConstraint(
            (
                func.uuidrange(
                    literal_column("household_id"), literal_column("household_id"), "[]"
                ),
                "&&",
            ),
            (literal_column("nights"), "&&"),
            name="ex_placements_one_per_night",
            using="gist",
            where=text("state IN ('ACCEPTED', 'ARRIVED')"),
        ),
        CheckConstraint("(state = 'ENDED') = (actual_to IS NOT NULL)", "ended_has_its_date"),
        CheckConstraint("departure IS NULL OR state = 'ENDED'", "departure_when_ended"),
        Index(None, "household_id"),
        Index(None, "shelter_id"),
    )
    kept = Kept.HISTORY
    writes = Writes.CHANGE

    id: Mapped[UUID] = field("I", primary_key=True, default=uuid4)
    household_id: Mapped[UUID] = field("C", ForeignKey("households.id"))
    shelter_id: Mapped[UUID] = field("C", ForeignKey("shelters.id"))
    offer_id: Mapped[UUID | None] = field("I", ForeignKey("offers.id"))
    nights: Mapped[NightSpan] = field("C")
    """As planned; its end, once it has ended, as it was."""
    actual_to: Mapped[date | None] = field("C")
    mode: Mapped[PlanMode] = field("I")
    state: Mapped[PlacementState] = field("I")
    rule_set: Mapped[str] = field("I")
    departure: Mapped[Departure | None] = field("C")
    created_at: Mapped[datetime] = field("I")
    arrived_at: Mapped[datetime | None] = field("C")
    destination: Mapped[Destination | None] = field("C", sort_order=1)
    """Where she went, as coarse as a part of the country."""


class PlanSegmentRecord(Base):
    """A part of her plan; FIRM has a shelter, INTENDED holds nothing and may have only a kind."""

    __tablename__ = "plan_segments"
    __table_args__ = (
        UniqueConstraint("placement_id", "ordinal"),
        CheckConstraint("firmness <> 'FIRM' OR shelter_id IS NOT NULL", "firm_has_a_shelter"),
        CheckConstraint("ordinal >= 1", "ordinal_from_one"),
    )
    kept = Kept.CASE
    writes = Writes.REPLACE

    id: Mapped[UUID] = field("I", primary_key=True, default=uuid4)
    placement_id: Mapped[UUID] = field("C", ForeignKey("placements.id"))
    ordinal: Mapped[int] = field("C")
    shelter_id: Mapped[UUID | None] = field("C", ForeignKey("shelters.id"))
    kind: Mapped[ShelterKind | None] = field("C")
    nights: Mapped[NightSpan] = field("C")
    firmness: Mapped[Firmness] = field("C")


class StayExemptionRecord(Base):
    """Nights beyond a house's limit, granted to one household (H09)."""

    __tablename__ = "stay_exemptions"
    __table_args__ = (
        CheckConstraint("nights >= 1", "at_least_a_night"),
        CheckConstraint("length(cover_note) <= 280", "cover_note_short"),
        CheckConstraint("months >= 1", "at_least_a_month"),
        Index(None, "household_id", "shelter_id"),
    )
    kept = Kept.CASE
    writes = Writes.CHANGE

    id: Mapped[UUID] = field("I", primary_key=True, default=uuid4)
    household_id: Mapped[UUID] = field("C", ForeignKey("households.id"))
    shelter_id: Mapped[UUID] = field("C", ForeignKey("shelters.id"))
    nights: Mapped[int] = field("C")
    reason: Mapped[ExemptionReason] = field("C")
    decided_by: Mapped[UUID] = field("C", ForeignKey("accounts.id"))
    decided_at: Mapped[datetime] = field("C")
    cover_note: Mapped[str] = field("C")
    """What is said if others ask; chosen with her."""
    decider: Mapped[ExemptionDecider | None] = field("C", sort_order=1)
    """Whose decision it was; who wrote it down is another question. Null: nobody was asked then."""
    months: Mapped[int | None] = field("C", sort_order=2)
    """As it was decided; ``nights`` are what they came to."""
    placement_id: Mapped[UUID | None] = field("C", ForeignKey("placements.id"), sort_order=3)
