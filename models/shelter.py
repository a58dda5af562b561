"""Shelters, their verified features, intake hours, vacancies and declared ties (domain 8.1)."""

from __future__ import annotations

from datetime import date, datetime
from uuid import UUID, uuid4

from sqlalchemy import (
    CheckConstraint,
    ForeignKey,
    ForeignKeyConstraint,
    Index,
    UniqueConstraint,
    text,
)
from sqlalchemy.orm import Mapped

from matching.vocabulary import (
    Answer,
    FeatureCode,
    Phase,
    Region,
    ResidentsGender,
    ShelterKind,
    ShelterStatus,
)
from models.base import Base, Kept, Versioned, Writes
from models.types import Words, field
from models.words import ConfirmedHow, Role


class ShelterRecord(Versioned, Base):
    """A shelter as everything but a disclosure may know it; its address is in shelters_sealed."""

    __tablename__ = "shelters"
    __table_args__ = (
        CheckConstraint("length(code_name) BETWEEN 1 AND 24", "code_name_short"),
        CheckConstraint("length(house_duties) <= 280", "house_duties_short"),
        CheckConstraint(
            "max_concurrent_t4 >= 0 AND max_concurrent_long_stay >= 0 AND turnover_per_year >= 0",
            "counts_not_negative",
        ),
        CheckConstraint("erase_decided_at IS NULL OR status = 'CLOSED'", "decided_stays_closed"),
    )
    kept = Kept.SHELTER
    writes = Writes.CHANGE

    id: Mapped[UUID] = field("I", primary_key=True, default=uuid4)
    code_name: Mapped[str] = field("I", unique=True)
    kind: Mapped[ShelterKind] = field("I")
    phases: Mapped[frozenset[Phase]] = field("I", Words(Phase))
    zone_id: Mapped[str | None] = field("I", ForeignKey("zones.id"), index=True)
    """Null: no valid zone, so it is not proposed."""
    region: Mapped[Region] = field("P")
    status: Mapped[ShelterStatus] = field("I")
    residents_gender: Mapped[ResidentsGender] = field("I")
    separate_entrance: Mapped[Answer | None] = field("I")
    women_only_staff: Mapped[Answer | None] = field("I")
    police_within_15_min: Mapped[Answer] = field("I")
    """Derived from the sealed response time when the profile is saved."""
    urban: Mapped[Answer | None] = field("I")
    turnover_per_year: Mapped[int | None] = field("I")
    house_duties: Mapped[str | None] = field("I")
    max_concurrent_t4: Mapped[int | None] = field("I")
    max_concurrent_long_stay: Mapped[int | None] = field("I")
    intake_hours_known: Mapped[bool] = field("I")
    after_hours: Mapped[Answer | None] = field("I")
    ties_asked: Mapped[Answer | None] = field("I")
    """Whether the staff were asked for ties to networks at all (H20)."""
    last_profile_check: Mapped[date | None] = field("I")
    created_at: Mapped[datetime] = field("I")
    inner_version: Mapped[int] = field("I", server_default=text("1"), sort_order=1)
    """Rises when something is recorded that the house itself may not know: its own staff and those
    who read its profile would else see from the version that somebody suspects it."""
    erase_decided_at: Mapped[datetime | None] = field("I", sort_order=2)
    """When two said that the house is no more."""
    erased_at: Mapped[datetime | None] = field("I", sort_order=3)
    """From then on the row says nothing of any house."""


class SecurityFeatureRecord(Base):
    """One feature as last verified; the level is derived from these and never typed (9.2)."""

    __tablename__ = "security_features"
    __table_args__ = (CheckConstraint("expires_on > verified_on", "expires_after_it_was_verified"),)
    kept = Kept.SHELTER
    writes = Writes.REPLACE

    shelter_id: Mapped[UUID] = field("I", ForeignKey("shelters.id"), primary_key=True)
    code: Mapped[FeatureCode] = field("I", primary_key=True)
    present: Mapped[Answer] = field("I")
    verified_on: Mapped[date | None] = field("I")
    verified_by_role: Mapped[Role | None] = field("I")
    expires_on: Mapped[date | None] = field("I")
    """First day on which it no longer counts; null counts as expired."""


class IntakeHoursRecord(Base):
    """A weekly window in which somebody can arrive; local time."""

    __tablename__ = "intake_hours"
    __table_args__ = (
        CheckConstraint(
            "weekday BETWEEN 0 AND 6 AND from_minute >= 0 AND from_minute < to_minute"
            " AND to_minute <= 1440",
            "within_one_day",
        ),
    )
    kept = Kept.SHELTER
    writes = Writes.REPLACE

    shelter_id: Mapped[UUID] = field("I", ForeignKey("shelters.id"), primary_key=True)
    weekday: Mapped[int] = field("I", primary_key=True)
    """0 is Monday."""
    from_minute: Mapped[int] = field("I", primary_key=True)
    to_minute: Mapped[int] = field("I")


class VacancyConfirmationRecord(Base):
    """Somebody said that the free units are free; never changed, only followed by the next."""

    __tablename__ = "vacancy_confirmations"
    __table_args__ = (Index(None, "shelter_id", "confirmed_at"),)
    kept = Kept.SHELTER
    writes = Writes.APPEND

    id: Mapped[UUID] = field("I", primary_key=True, default=uuid4)
    shelter_id: Mapped[UUID] = field("I", ForeignKey("shelters.id"))
    confirmed_at: Mapped[datetime] = field("I")
    confirmed_by: Mapped[UUID] = field("I", ForeignKey("accounts.id"))
    how: Mapped[ConfirmedHow] = field("I")


class VacancyReviewRecord(Base):
    """A second look at a vacancy that was confirmed by telephone, on the next day (H14)."""

    __tablename__ = "vacancy_reviews"
    kept = Kept.SHELTER
    writes = Writes.APPEND

    confirmation_id: Mapped[UUID] = field(
        "I", ForeignKey("vacancy_confirmations.id"), primary_key=True
    )
    reviewed_at: Mapped[datetime] = field("I")
    reviewed_by: Mapped[UUID] = field("I", ForeignKey("accounts.id"))
    agreed: Mapped[Answer] = field("I")


class StaffTieRecord(Base):
    """Somebody who works there declared a tie to a network (H20); never who."""

    __tablename__ = "staff_ties"
    __table_args__ = (
        UniqueConstraint("shelter_id", "network_id"),
        ForeignKeyConstraint(["network_id"], ["threat_networks.id"]),
    )
    kept = Kept.SHELTER
    writes = Writes.REPLACE

    id: Mapped[UUID] = field("I", primary_key=True, default=uuid4)
    shelter_id: Mapped[UUID] = field("C", ForeignKey("shelters.id"))
    network_id: Mapped[UUID] = field("C", index=True)
    declared_on: Mapped[date] = field("C")
