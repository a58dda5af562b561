"""How a resident moves about outside of the house, agreed with her (domain 8.1 ESCORT, 13)."""

from __future__ import annotations

from datetime import date, datetime
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKey
from sqlalchemy.orm import Mapped

from matching.vocabulary import Answer
from models.base import Base, Kept, Versioned, Writes
from models.types import Words, field
from models.words import Escort, OutdoorRule


class OutdoorPlanRecord(Versioned, Base):
    """The plan that holds for one placement."""

    __tablename__ = "outdoor_plans"
    __table_args__ = (CheckConstraint("length(in_her_words) <= 280", "words_short"),)
    kept = Kept.CASE
    writes = Writes.CHANGE

    placement_id: Mapped[UUID] = field("C", ForeignKey("placements.id"), primary_key=True)
    alone: Mapped[Answer] = field("C")
    """Whether she goes out alone; UNKNOWN is no."""
    escort: Mapped[Escort] = field("C")
    alarm: Mapped[Answer] = field("C")
    """Whether she carries a personal alarm."""
    rules: Mapped[frozenset[OutdoorRule]] = field("C", Words(OutdoorRule))
    in_her_words: Mapped[str] = field("C")
    agreed_with_her: Mapped[Answer] = field("C")
    review_on: Mapped[date] = field("C")
    written_at: Mapped[datetime] = field("I")
    written_by: Mapped[UUID] = field("C", ForeignKey("accounts.id"))
