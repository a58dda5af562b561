"""The list for when the line is down: levels of an evening, by region and no finer."""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy import text
from sqlalchemy.orm import Mapped

from matching.vocabulary import Region
from models.base import Base, Kept, Writes
from models.types import field
from models.words import FreeLevel


class FallbackLevelRecord(Base):
    """How much seemed free in one region on one evening; the same all evening for everybody."""

    __tablename__ = "fallback_levels"
    kept = Kept.RETRY
    writes = Writes.REPLACE

    evening: Mapped[date] = field("I", primary_key=True)
    region: Mapped[Region] = field("I", primary_key=True)
    level: Mapped[FreeLevel] = field("I")
    made_at: Mapped[datetime] = field("I")
    shared_level: Mapped[FreeLevel] = field("I", server_default=text("'UNKNOWN'"), sort_order=1)
    """What anybody may know of it: a house that pauses, or was found by somebody, changes nothing."""
