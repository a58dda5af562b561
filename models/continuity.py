"""What a move would break, and the shelters that are behind her (domain 8.2, H04, H11)."""

from __future__ import annotations

from datetime import date, datetime
from uuid import UUID, uuid4

from sqlalchemy import ForeignKey
from sqlalchemy.orm import Mapped

from matching.vocabulary import ContinuityKind
from models.base import Base, Kept, Writes
from models.types import field
from models.words import DeclineReason


class ContinuityRecord(Base):
    """A running thing: court, treatment, school term, training."""

    __tablename__ = "continuity"
    kept = Kept.CASE
    writes = Writes.REPLACE

    id: Mapped[UUID] = field("I", primary_key=True, default=uuid4)
    household_id: Mapped[UUID] = field("C", ForeignKey("households.id"), index=True)
    kind: Mapped[ContinuityKind] = field("C")
    until: Mapped[date | None] = field("C")


class ContinuityZoneRecord(Base):
    """A zone from which it can go on."""

    __tablename__ = "continuity_zones"
    kept = Kept.CASE
    writes = Writes.REPLACE

    continuity_id: Mapped[UUID] = field("C", ForeignKey("continuity.id"), primary_key=True)
    zone_id: Mapped[str] = field("C", ForeignKey("zones.id"), primary_key=True)


class DeclineRecord(Base):
    """Her no to a shelter; it changes nothing but H11 for that shelter (8.5, 7)."""

    __tablename__ = "declines"
    kept = Kept.CASE
    writes = Writes.REPLACE

    household_id: Mapped[UUID] = field("C", ForeignKey("households.id"), primary_key=True)
    shelter_id: Mapped[UUID] = field("C", ForeignKey("shelters.id"), primary_key=True)
    reason: Mapped[DeclineReason] = field("C")
    declined_at: Mapped[datetime] = field("C")


class FoundAtRecord(Base):
    """A shelter where she was found before (H04)."""

    __tablename__ = "found_at"
    kept = Kept.CASE
    writes = Writes.REPLACE

    household_id: Mapped[UUID] = field("C", ForeignKey("households.id"), primary_key=True)
    shelter_id: Mapped[UUID] = field("C", ForeignKey("shelters.id"), primary_key=True)
    noted_at: Mapped[datetime] = field("C")
