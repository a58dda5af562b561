"""What is left of erased cases, and what was told of a quarter or a year: numbers of words."""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy import CheckConstraint
from sqlalchemy.orm import Mapped

from models.base import Base, Kept, Writes
from models.types import field
from models.words import CountOf


class CaseCountRecord(Base):
    """How many erased cases of one quarter had this word; shown only of eleven persons on (domain 14)."""

    __tablename__ = "case_counts"
    __table_args__ = (
        CheckConstraint("number >= 1", "number_from_one"),
        CheckConstraint("persons BETWEEN 0 AND number", "persons_are_part_of_it"),
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
    persons: Mapped[int] = field("I", server_default="0")
    """Of how many persons they surely are (decision 0300); none where that was not asked yet."""


class ToldCountRecord(Base):
    """A number of a quarter or a year as it was when it was first told; it never changes (0235).

    What is told later of the same time is made of these rows: two answers that differ would tell who
    came between them.
    """

    __tablename__ = "told_counts"
    __table_args__ = (
        CheckConstraint("number >= 0", "number_from_nought"),
        CheckConstraint(
            "persons >= 0 AND (persons <= number OR subject = 'EXPENSE_PAID')",
            "persons_are_part_of_it",
        ),
        CheckConstraint("months IN (3, 12)", "a_quarter_or_a_year"),
        CheckConstraint(
            "extract(day from first_day) = 1"
            " AND (extract(month from first_day)::integer - 1) % months = 0",
            "begins_it",
        ),
        CheckConstraint("length(word) BETWEEN 1 AND 40", "word_short"),
    )
    kept = Kept.COUNTS
    writes = Writes.APPEND

    first_day: Mapped[date] = field("I", primary_key=True)
    months: Mapped[int] = field("I", primary_key=True)
    subject: Mapped[CountOf] = field("I", primary_key=True)
    word: Mapped[str] = field("I", primary_key=True)
    number: Mapped[int] = field("I")
    told: Mapped[bool] = field("I")
    """Whether it may leave: it is of eleven persons or more, and of fewer nothing can be worked out by it."""
    counted_at: Mapped[datetime] = field("I")
    persons: Mapped[int] = field("I", server_default="0")
    """Of how many persons it surely is (decision 0300); none where that was not asked yet."""
