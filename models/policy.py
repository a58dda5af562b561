"""What a house says of itself: whom it takes, how long, which services, who works there (8.1)."""

from __future__ import annotations

from datetime import date
from uuid import UUID

from sqlalchemy import CheckConstraint, Double, ForeignKey
from sqlalchemy.dialects.postgresql import ARRAY
from sqlalchemy.orm import Mapped
from sqlalchemy.types import Text

from matching.vocabulary import (
    Answer,
    CaseByCase,
    Exemption,
    ServiceType,
    SubstanceRule,
)
from models.base import Base, Kept, Writes
from models.types import field


class AcceptancePolicyRecord(Base):
    """Whom a house takes; null is not asked, and both null and UNKNOWN are not accepted."""

    __tablename__ = "acceptance_policies"
    __table_args__ = (
        CheckConstraint(
            "boys_max_age BETWEEN 0 AND 25 AND girls_max_age BETWEEN 0 AND 25"
            " AND max_children >= 0 AND min_age BETWEEN 0 AND 99",
            "ages_possible",
        ),
        CheckConstraint("length(status_rule) <= 280", "status_rule_short"),
    )
    kept = Kept.SHELTER
    writes = Writes.CHANGE

    shelter_id: Mapped[UUID] = field("I", ForeignKey("shelters.id"), primary_key=True)
    boys_max_age: Mapped[int | None] = field("I")
    """Whole years of the oldest boy."""
    girls_max_age: Mapped[int | None] = field("I")
    max_children: Mapped[int | None] = field("I")
    min_age: Mapped[int] = field("I")
    trafficking_residents: Mapped[CaseByCase | None] = field("I")
    partner_violence: Mapped[CaseByCase | None] = field("I")
    family_violence: Mapped[CaseByCase | None] = field("I")
    substance_use: Mapped[SubstanceRule | None] = field("I")
    acute_psychosis: Mapped[Answer | None] = field("I")
    wheelchair: Mapped[Answer | None] = field("I")
    pets: Mapped[Answer | None] = field("I")
    adult_men_in_household: Mapped[Answer | None] = field("I")
    status_rule: Mapped[str | None] = field("I")


class StayPolicyRecord(Base):
    """How long a household may stay; nights (9.4)."""

    __tablename__ = "stay_policies"
    __table_args__ = (
        CheckConstraint("max_nights >= 1", "limit_of_at_least_a_night"),
        CheckConstraint("limit_known OR max_nights IS NULL", "no_limit_without_knowing"),
        CheckConstraint("exempt_max_nights >= 0", "exempt_nights_not_negative"),
    )
    kept = Kept.SHELTER
    writes = Writes.CHANGE

    shelter_id: Mapped[UUID] = field("I", ForeignKey("shelters.id"), primary_key=True)
    limit_known: Mapped[bool] = field("I")
    max_nights: Mapped[int | None] = field("I")
    """Null with ``limit_known`` is no limit; without it the limit counts as 42 nights."""
    exemption: Mapped[Exemption | None] = field("I")
    exempt_max_nights: Mapped[int] = field("I")
    separate_long_stay_wing: Mapped[Answer | None] = field("I")
    other_residents_limited: Mapped[Answer | None] = field("I")


class ServiceOfferRecord(Base):
    """A service as reached from the shelter; minutes door to door, derived when it is saved."""

    __tablename__ = "service_offers"
    __table_args__ = (CheckConstraint("minutes >= 0 AND hours_per_week >= 0", "not_negative"),)
    kept = Kept.SHELTER
    writes = Writes.REPLACE

    shelter_id: Mapped[UUID] = field("I", ForeignKey("shelters.id"), primary_key=True)
    type: Mapped[ServiceType] = field("I", primary_key=True)
    on_site: Mapped[Answer | None] = field("I")
    minutes: Mapped[int | None] = field("I")
    hours_per_week: Mapped[float | None] = field("I", Double)
    capacity_now: Mapped[Answer | None] = field("I")
    verified_on: Mapped[date | None] = field("I")


class StaffingRecord(Base):
    """Who works there, as far as competence and language ask (10.3); no person is named."""

    __tablename__ = "staffing"
    __table_args__ = (
        CheckConstraint(
            "fixed_fte >= 0 AND volunteers >= 0 AND trafficking_residents_served >= 0",
            "not_negative",
        ),
    )
    kept = Kept.SHELTER
    writes = Writes.CHANGE

    shelter_id: Mapped[UUID] = field("I", ForeignKey("shelters.id"), primary_key=True)
    fixed_fte: Mapped[float | None] = field("I", Double)
    volunteers: Mapped[int | None] = field("I")
    fixed_followup_team: Mapped[Answer | None] = field("I")
    trafficking_trained_on: Mapped[date | None] = field("I")
    trafficking_residents_served: Mapped[int | None] = field("I")
    languages: Mapped[list[str] | None] = field("I", ARRAY(Text))
    """ISO 639-3; null is not asked."""
    phone_interpreter: Mapped[Answer | None] = field("I")


class MunicipalitySupportRecord(Base):
    """What the host municipality does (10.3); which one it is, is sealed."""

    __tablename__ = "municipality_support"
    __table_args__ = (CheckConstraint("decision_days_median >= 0", "days_not_negative"),)
    kept = Kept.SHELTER
    writes = Writes.CHANGE

    shelter_id: Mapped[UUID] = field("I", ForeignKey("shelters.id"), primary_key=True)
    named_contact: Mapped[Answer | None] = field("I")
    decision_days_median: Mapped[int | None] = field("I")
    refund_agreement: Mapped[Answer | None] = field("I")
    health_without_id: Mapped[Answer | None] = field("I")
    special_task: Mapped[Answer | None] = field("I")
