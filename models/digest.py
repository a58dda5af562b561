"""What was read of cases goes daily to somebody other than whoever read it (security 2, AT04)."""

from __future__ import annotations

from datetime import date, datetime
from uuid import UUID, uuid4

from sqlalchemy import (
    BigInteger,
    CheckConstraint,
    ForeignKey,
    Index,
    UniqueConstraint,
    text,
)
from sqlalchemy.orm import Mapped

from models.base import Base, Kept, Writes
from models.types import field
from models.words import Role


class ReadingDigestRecord(Base):
    """What one second person is to look at: all that was read up to an act of the audit chain."""

    __tablename__ = "reading_digests"
    __table_args__ = (
        UniqueConstraint("second_id", "through_seq"),
        CheckConstraint("due_at > made_at", "due_after_it_was_made"),
        Index(None, "through_seq"),
        Index(
            "ix_reading_digests_open", "due_at", postgresql_where=text("acknowledged_at IS NULL")
        ),
    )
    kept = Kept.AUDIT
    writes = Writes.CHANGE

    id: Mapped[UUID] = field("I", primary_key=True, default=uuid4)
    made_on: Mapped[date] = field("I")
    """The day in Oslo; it tells what was read on the days before."""
    second_id: Mapped[UUID] = field("C", ForeignKey("accounts.id"))
    through_seq: Mapped[int] = field("I", BigInteger)
    """The last act that was looked at: the next digests begin behind it, whatever the clock says."""
    made_at: Mapped[datetime] = field("I")
    due_at: Mapped[datetime] = field("I")
    acknowledged_at: Mapped[datetime | None] = field("I")


class ReadingDigestLineRecord(Base):
    """One person's readings of one kind, of one case, on one day."""

    __tablename__ = "reading_digest_lines"
    __table_args__ = (
        CheckConstraint("reader_id <> second_id", "never_told_to_whom_it_is_about"),
        CheckConstraint("times >= 1", "times_counted"),
        Index(None, "digest_id"),
        Index(None, "referral_id"),
    )
    kept = Kept.CASE
    writes = Writes.APPEND

    id: Mapped[UUID] = field("I", primary_key=True, default=uuid4)
    digest_id: Mapped[UUID] = field("I", ForeignKey("reading_digests.id"))
    second_id: Mapped[UUID] = field("C", ForeignKey("accounts.id"))
    """As the digest has it, so that the database can say no to her own readings."""
    referral_id: Mapped[UUID] = field("C", ForeignKey("referrals.id"))
    reader_id: Mapped[UUID] = field("C")
    """As the audit chain names it; no foreign key, as there."""
    role: Mapped[Role] = field("I")
    read_on: Mapped[date] = field("I")
    act: Mapped[str] = field("I")
    """As the audit chain has it, whose CHECK has its words."""
    purpose: Mapped[str | None] = field("I")
    times: Mapped[int] = field("I")
