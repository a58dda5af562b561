"""Households, their members by age band, and how they are reached (domain 8.2)."""

from __future__ import annotations

from datetime import date, datetime, time
from uuid import UUID, uuid4

from sqlalchemy import CheckConstraint, ForeignKey
from sqlalchemy.dialects.postgresql import ARRAY
from sqlalchemy.orm import Mapped
from sqlalchemy.types import Text, Time

from matching.vocabulary import (
    AddressBlock,
    AgeBand,
    Answer,
    Gender,
    MemberRole,
    Region,
    SubstanceUse,
    TargetGroup,
    Together,
)
from models.base import Base, Kept, Versioned, Writes
from models.types import Words, field
from models.words import ContactChannel, InterpreterGender

_LANGUAGES = "cardinality(languages) >= 1"


class HouseholdRecord(Versioned, Base):
    """The people who stay together, by what a place must give them; no name is in here."""

    __tablename__ = "households"
    __table_args__ = (
        CheckConstraint("length(code_name) BETWEEN 1 AND 24", "code_name_short"),
        CheckConstraint(_LANGUAGES, "languages_not_empty"),
        CheckConstraint("extract(day from pregnant_due_month) = 1", "a_month"),
        CheckConstraint("planned_until > needed_from", "plan_ends_after_it_starts"),
    )
    kept = Kept.CASE
    writes = Writes.CHANGE

    id: Mapped[UUID] = field("I", primary_key=True, default=uuid4)
    referral_id: Mapped[UUID] = field("I", ForeignKey("referrals.id"), index=True)
    code_name: Mapped[str] = field("I", unique=True)
    together: Mapped[Together] = field("C")
    members_known: Mapped[Answer | None] = field("C")
    """UNKNOWN: the members below are an assumption."""
    needed_from: Mapped[date | None] = field("C")
    """First night, read when tonight is NO."""
    planned_until: Mapped[date | None] = field("C")
    wants_move: Mapped[Answer | None] = field("C")
    women_only: Mapped[Answer | None] = field("C")
    pregnant_due_month: Mapped[date | None] = field("C")
    target_group: Mapped[TargetGroup | None] = field("C")
    substance_use: Mapped[SubstanceUse | None] = field("C")
    acute_psychosis: Mapped[Answer | None] = field("C")
    wheelchair: Mapped[Answer | None] = field("C")
    pets: Mapped[Answer | None] = field("C")
    must_have_known: Mapped[Answer | None] = field("C")
    """UNKNOWN: needs were asked and not known; asked again at arrival."""
    danger_places_known: Mapped[Answer | None] = field("C")
    """Anything but YES: the places below may not be all (11.2)."""
    languages: Mapped[list[str] | None] = field("C", ARRAY(Text))
    """ISO 639-3, ``und`` for asked and not known; null is not asked."""
    reads: Mapped[Answer | None] = field("C")
    interpreter_gender: Mapped[InterpreterGender | None] = field("C")
    police_involved: Mapped[Answer | None] = field("C")
    where_now: Mapped[str | None] = field("C")
    """Gazetteer code."""
    stands_out_in: Mapped[frozenset[Region] | None] = field("C", Words(Region))
    closed_at: Mapped[datetime | None] = field("I")
    """Set when it is split, merged or its referral is closed."""


class PersonRecord(Base):
    """One member, by band and never by name."""

    __tablename__ = "persons"
    __table_args__ = (CheckConstraint(_LANGUAGES, "languages_not_empty"),)
    kept = Kept.CASE
    writes = Writes.REPLACE

    id: Mapped[UUID] = field("I", primary_key=True, default=uuid4)
    household_id: Mapped[UUID] = field("I", ForeignKey("households.id"), index=True)
    role: Mapped[MemberRole] = field("C")
    age_band: Mapped[AgeBand] = field("C")
    gender: Mapped[Gender] = field("C")
    apparent_minor: Mapped[Answer | None] = field("C")
    reads: Mapped[Answer | None] = field("C")
    languages: Mapped[list[str] | None] = field("C", ARRAY(Text))
    address_block: Mapped[AddressBlock | None] = field("C")
    left_at: Mapped[datetime | None] = field("C")
    """Set when the person leaves the household; the row stays as history."""


class ContactSafetyRecord(Base):
    """How and when she may be reached; the number itself is in contacts_sealed."""

    __tablename__ = "contact_safety"
    kept = Kept.CASE
    writes = Writes.REPLACE

    id: Mapped[UUID] = field("I", primary_key=True, default=uuid4)
    household_id: Mapped[UUID] = field("I", ForeignKey("households.id"), index=True)
    channel: Mapped[ContactChannel] = field("C")
    safe_from: Mapped[time | None] = field("C", Time)
    """Local wall time, as is safe_until; a window may reach over midnight."""
    safe_until: Mapped[time | None] = field("C", Time)
    message_ok: Mapped[Answer | None] = field("C")
    code_word_hash: Mapped[bytes | None] = field("C")
    phone_tracked: Mapped[Answer | None] = field("C")
