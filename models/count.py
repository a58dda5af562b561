"""What is left of erased cases: numbers of words per quarter, never two words together."""

from __future__ import annotations

from datetime import date

from sqlalchemy import CheckConstraint
from sqlalchemy.orm import Mapped

from models.base import Base, Kept, Writes
from models.types import field
from models.words import CountOf


class CaseCountRecord(Base):
    """How many erased cases of one quarter had this word; shown only from eleven on (domain 14)."""

    __tablename__ = "case_counts"
    __table_args__ = (
        CheckConstraint("number >= 1", "number_from_one"),
        CheckConstraint("extract(day from quarter) = 1", "a_quarter"),
        CheckConstraint("length(word) BETWEEN 1 AND 40", "word_short"),
    )
    kept = Kept.COUNTS
    writes = Writes.APPEND

    quarter: Mapped[date] = field("I", primary_key=True)
    """Its first day."""
    subject: Mapped[CountOf] = field("I", primary_key=True)
    word: Mapped[str] = field("I", primary_key=True)
    number: Mapped[int] = field("I")
