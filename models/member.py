"""Who stands on a case: nobody opens one whom no row names (security 5, AT04)."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID, uuid4

from sqlalchemy import CheckConstraint, ForeignKey, Index, text
from sqlalchemy.orm import Mapped

from models.base import Base, Kept, Writes
from models.types import field
from models.words import MemberScope, ReaderListing


class CaseMemberRecord(Base):
    """One account on one case from one instant to another; an end is written, a row never removed."""

    __tablename__ = "case_members"
    __table_args__ = (
        CheckConstraint("until > added_at", "until_after_added"),
        CheckConstraint("(ended_at IS NULL) = (ended_by IS NULL)", "ended_by_somebody"),
        CheckConstraint("ended_at >= added_at", "ended_after_added"),
        Index(None, "account_id", "referral_id"),
        Index(
            "uq_case_members_open",
            "referral_id",
            "account_id",
            "scope",
            unique=True,
            postgresql_where=text("ended_at IS NULL"),
        ),
    )
    kept = Kept.CASE
    writes = Writes.CHANGE

    id: Mapped[UUID] = field("I", primary_key=True, default=uuid4)
    referral_id: Mapped[UUID] = field("C", ForeignKey("referrals.id"))
    account_id: Mapped[UUID] = field("C", ForeignKey("accounts.id"))
    scope: Mapped[MemberScope] = field("C")
    consent_id: Mapped[UUID | None] = field("C", ForeignKey("consents.id"))
    """What she agreed to; whoever is not of ROSA's own staff needs one that still holds."""
    added_at: Mapped[datetime] = field("C")
    added_by: Mapped[UUID] = field("C", ForeignKey("accounts.id"))
    until: Mapped[datetime | None] = field("C")
    ended_at: Mapped[datetime | None] = field("C")
    ended_by: Mapped[UUID | None] = field("C", ForeignKey("accounts.id"))


class CaseReaderRecord(Base):
    """An account that may never open one case, or one of the few that alone may."""

    __tablename__ = "case_readers"
    __table_args__ = (
        CheckConstraint("(listing = 'ALLOWED') = (seat IS NOT NULL)", "allowed_has_a_seat"),
        CheckConstraint("seat BETWEEN 1 AND 3", "three_seats"),
        CheckConstraint("(lifted_at IS NULL) = (lifted_by IS NULL)", "lifted_by_somebody"),
        CheckConstraint("lifted_at >= listed_at", "lifted_after_listed"),
        Index(None, "account_id", "referral_id"),
        Index(
            "uq_case_readers_once",
            "referral_id",
            "account_id",
            "listing",
            unique=True,
            postgresql_where=text("lifted_at IS NULL"),
        ),
        Index(
            "uq_case_readers_seat",
            "referral_id",
            "seat",
            unique=True,
            postgresql_where=text("lifted_at IS NULL"),
        ),
    )
    kept = Kept.CASE
    writes = Writes.CHANGE

    id: Mapped[UUID] = field("I", primary_key=True, default=uuid4)
    referral_id: Mapped[UUID] = field("C", ForeignKey("referrals.id"))
    account_id: Mapped[UUID] = field("C", ForeignKey("accounts.id"))
    listing: Mapped[ReaderListing] = field("C")
    seat: Mapped[int | None] = field("C")
    """Of at most three who alone may open a case under kode 6; null of who may not."""
    listed_at: Mapped[datetime] = field("C")
    listed_by: Mapped[UUID] = field("C", ForeignKey("accounts.id"))
    lifted_at: Mapped[datetime | None] = field("C")
    lifted_by: Mapped[UUID | None] = field("C", ForeignKey("accounts.id"))
