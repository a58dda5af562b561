"""Moves of a resident (domain 8.3, H18); what is asked before, and where it stands."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID, uuid4

from sqlalchemy import CheckConstraint, ForeignKey, Index, text
from sqlalchemy.orm import Mapped

from models.base import Base, Kept, Versioned, Writes
from models.types import field
from models.words import TransferReason, TransferState


class TransferRecord(Versioned, Base):
    """One move, from a placement to a shelter."""

    __tablename__ = "transfers"
    __table_args__ = (
        CheckConstraint(
            "state IN ('PROPOSED', 'CANCELLED') OR her_agreement_at IS NOT NULL",
            "she_agreed_first",
        ),
        CheckConstraint("state <> 'MOVED' OR to_placement_id IS NOT NULL", "moved_somewhere"),
        CheckConstraint(
            "state NOT IN ('FIRM', 'MOVED') OR reason NOT IN ('COMPROMISE', 'THREAT_UP')"
            " OR (police_consulted_at IS NOT NULL AND receiving_police_at IS NOT NULL)"
            " OR danger_second_by IS NOT NULL",
            "police_before_it_is_firm",
        ),
        CheckConstraint(
            "(danger_first_by IS NULL) = (danger_second_by IS NULL)", "danger_said_by_two"
        ),
        CheckConstraint("danger_first_by <> danger_second_by", "danger_said_by_two_different"),
        CheckConstraint(
            "state NOT IN ('FIRM', 'MOVED') OR (offer_id IS NOT NULL AND move_by IS NOT NULL)",
            "firm_has_a_place_and_a_time",
        ),
        Index(
            "uq_transfers_open",
            "from_placement_id",
            unique=True,
            postgresql_where=text("state NOT IN ('MOVED', 'CANCELLED')"),
        ),
        Index(None, "offer_id"),
    )
    kept = Kept.CASE
    writes = Writes.CHANGE

    id: Mapped[UUID] = field("I", primary_key=True, default=uuid4)
    from_placement_id: Mapped[UUID] = field("C", ForeignKey("placements.id"), index=True)
    to_shelter_id: Mapped[UUID | None] = field("C", ForeignKey("shelters.id"))
    to_placement_id: Mapped[UUID | None] = field("C", ForeignKey("placements.id"))
    reason: Mapped[TransferReason] = field("C")
    state: Mapped[TransferState] = field("I")
    her_agreement_at: Mapped[datetime | None] = field("C")
    police_consulted_at: Mapped[datetime | None] = field("C")
    receiving_police_at: Mapped[datetime | None] = field("C")
    created_at: Mapped[datetime] = field("I")
    offer_id: Mapped[UUID | None] = field("C", ForeignKey("offers.id"), sort_order=1)
    """The place that is kept for her until she is there."""
    move_by: Mapped[datetime | None] = field("C", sort_order=2)
    """When she is to be there."""
    proposed_by: Mapped[UUID | None] = field("C", ForeignKey("accounts.id"), sort_order=3)
    """Null is havn itself: a rule of her house bars it for her by now."""
    danger_first_by: Mapped[UUID | None] = field("C", ForeignKey("accounts.id"), sort_order=4)
    danger_second_by: Mapped[UUID | None] = field("C", ForeignKey("accounts.id"), sort_order=5)
    """Two who said that she must go at once, before the police of both places were asked (H18)."""
    ended_at: Mapped[datetime | None] = field("I", sort_order=6)
