"""What she needs and what she wishes (domain 8.2)."""

from __future__ import annotations

from datetime import date
from uuid import UUID, uuid4

from sqlalchemy import CheckConstraint, ForeignKey, UniqueConstraint
from sqlalchemy.orm import Mapped

from matching.vocabulary import Criticality, Region, ServiceType, WishKind, WishStrength
from models.base import Base, Kept, Writes
from models.types import field


class NeedRecord(Base):
    """Something she must be able to reach; minutes door to door."""

    __tablename__ = "needs"
    __table_args__ = (
        CheckConstraint("max_minutes >= 0", "minutes_not_negative"),
        CheckConstraint("until_date > from_date", "ends_after_it_starts"),
    )
    kept = Kept.CASE
    writes = Writes.REPLACE

    id: Mapped[UUID] = field("I", primary_key=True, default=uuid4)
    household_id: Mapped[UUID] = field("C", ForeignKey("households.id"), index=True)
    service: Mapped[ServiceType] = field("C")
    criticality: Mapped[Criticality] = field("C")
    max_minutes: Mapped[int | None] = field("C")
    from_date: Mapped[date | None] = field("C")
    until_date: Mapped[date | None] = field("C")


class WishRecord(Base):
    """One of her ranked wishes; only the field that its kind names is filled."""

    __tablename__ = "wishes"
    __table_args__ = (
        UniqueConstraint("household_id", "rank"),
        CheckConstraint("rank BETWEEN 1 AND 5", "rank_one_to_five"),
        CheckConstraint("region IS NULL OR kind = 'REGION'", "region_where_it_is_read"),
        CheckConstraint("place_code IS NULL OR kind = 'AWAY_FROM'", "place_where_it_is_read"),
        CheckConstraint("service IS NULL OR kind = 'NEAR_SERVICE'", "service_where_it_is_read"),
    )
    kept = Kept.CASE
    writes = Writes.REPLACE

    id: Mapped[UUID] = field("I", primary_key=True, default=uuid4)
    household_id: Mapped[UUID] = field("C", ForeignKey("households.id"))
    rank: Mapped[int] = field("C")
    kind: Mapped[WishKind] = field("C")
    strength: Mapped[WishStrength] = field("C")
    region: Mapped[Region | None] = field("C")
    place_code: Mapped[str | None] = field("C")
    service: Mapped[ServiceType | None] = field("C")
