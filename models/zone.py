"""Zones: all that matching knows of where a shelter is (domain 9.3)."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import CheckConstraint, Double
from sqlalchemy.orm import Mapped

from models.base import Base, Kept, Writes
from models.types import field


class ZoneRecord(Base):
    """A cell of the map as a disc; drawn without looking at shelters."""

    __tablename__ = "zones"
    __table_args__ = (
        CheckConstraint("lat BETWEEN -90 AND 90 AND lon BETWEEN -180 AND 180", "on_earth"),
        CheckConstraint("radius_km >= 12.5 AND radius_km < 2000", "wide_enough"),
        CheckConstraint("possible_addresses >= 0", "counted"),
    )
    kept = Kept.SHELTER
    writes = Writes.CHANGE

    id: Mapped[str] = field("I", primary_key=True)
    """The code of the zone in its set."""
    lat: Mapped[float] = field("I", Double)
    lon: Mapped[float] = field("I", Double)
    radius_km: Mapped[float] = field("I", Double)
    possible_addresses: Mapped[int | None] = field("I")
    valid: Mapped[bool] = field("I")
    """Whether it holds 3 shelters or 5,000 possible addresses; judged when the set is saved."""
    zone_set: Mapped[str] = field("I")
    validated_at: Mapped[datetime | None] = field("I")
