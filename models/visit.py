"""Visits to a resident by somebody who is not of the house: mediation, return counselling."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID, uuid4

from sqlalchemy import CheckConstraint, ForeignKey
from sqlalchemy.orm import Mapped

from models.base import Base, Kept, Versioned, Writes
from models.types import field
from models.words import VisitBy, VisitKind, VisitOutcome


class VisitRecord(Versioned, Base):
    """One visit, planned or held; return counselling never without her consent."""

    __tablename__ = "visits"
    __table_args__ = (
        CheckConstraint(
            "kind <> 'RETURN_COUNSELLING' OR consent_id IS NOT NULL", "return_by_consent"
        ),
        CheckConstraint("(outcome IS NULL) = (over_at IS NULL)", "over_with_an_outcome"),
    )
    kept = Kept.CASE
    writes = Writes.CHANGE

    id: Mapped[UUID] = field("I", primary_key=True, default=uuid4)
    placement_id: Mapped[UUID] = field("C", ForeignKey("placements.id"), index=True)
    kind: Mapped[VisitKind] = field("C")
    comes: Mapped[VisitBy] = field("C")
    consent_id: Mapped[UUID | None] = field("C", ForeignKey("consents.id"))
    planned_at: Mapped[datetime] = field("C")
    outcome: Mapped[VisitOutcome | None] = field("C")
    over_at: Mapped[datetime | None] = field("C")
    written_at: Mapped[datetime] = field("I")
    written_by: Mapped[UUID] = field("C", ForeignKey("accounts.id"))
