"""Units and the spans in which they cannot be used; a unit's night is computed (domain 8.1)."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID, uuid4

from sqlalchemy import CheckConstraint, ForeignKey, UniqueConstraint
from sqlalchemy.orm import Mapped

from matching.vocabulary import Answer, NightSpan, UnitKind, UnitSide
from models.base import Base, Kept, Writes
from models.types import field
from models.words import OutOfServiceReason


class UnitRecord(Base):
    """A room or flat which one household takes whole; part of its shelter's aggregate."""

    __tablename__ = "units"
    __table_args__ = (
        UniqueConstraint("shelter_id", "code"),
        CheckConstraint("beds >= 1 AND cots >= 0", "beds_counted"),
        CheckConstraint("length(code) BETWEEN 1 AND 24", "code_short"),
    )
    kept = Kept.SHELTER
    writes = Writes.CHANGE

    id: Mapped[UUID] = field("I", primary_key=True, default=uuid4)
    shelter_id: Mapped[UUID] = field("I", ForeignKey("shelters.id"))
    code: Mapped[str] = field("I")
    kind: Mapped[UnitKind] = field("I")
    beds: Mapped[int] = field("I")
    cots: Mapped[int] = field("I")
    cot_possible: Mapped[Answer | None] = field("I")
    wheelchair: Mapped[Answer | None] = field("I")
    own_bathroom: Mapped[Answer | None] = field("I")
    wing: Mapped[str | None] = field("I")
    """Units of one named wing adjoin; null adjoins nothing (H06)."""
    side: Mapped[UnitSide | None] = field("I")
    """For whom it is in a SEPARATED house; there null holds nobody (H01)."""


class OutOfServiceRecord(Base):
    """Nights in which a unit cannot be used; lifted, never deleted."""

    __tablename__ = "out_of_service"
    kept = Kept.SHELTER
    writes = Writes.CHANGE

    id: Mapped[UUID] = field("I", primary_key=True, default=uuid4)
    unit_id: Mapped[UUID] = field("I", ForeignKey("units.id"), index=True)
    nights: Mapped[NightSpan] = field("I")
    reason: Mapped[OutOfServiceReason] = field("I")
    created_at: Mapped[datetime] = field("I")
    lifted_at: Mapped[datetime | None] = field("I")
