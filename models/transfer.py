"""Moves of a resident (domain 8.3, H18); what is asked before, and where it stands."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID, uuid4

from sqlalchemy import CheckConstraint, ForeignKey
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
