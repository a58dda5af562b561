"""The threat picture: answers, instruments, levels, networks, actors and their areas (8.2)."""

from __future__ import annotations

from datetime import date, datetime
from uuid import UUID, uuid4

from sqlalchemy import CheckConstraint, Double, ForeignKey, Index, UniqueConstraint
from sqlalchemy.orm import Mapped

from matching.vocabulary import (
    ActorStatus,
    Answer,
    AreaKind,
    InstrumentBand,
    Precision,
    ThreatLevel,
)
from models.base import Base, Kept, Writes
from models.types import Words, field
from models.words import (
    ActorKind,
    Instrument,
    LevelAnswer,
    Question,
    ReachFlag,
    Role,
    Source,
    ThreatReply,
)

CLEARED_BY_TWO = (
    "cleared_at IS NULL OR (cleared_first_by IS NOT NULL AND cleared_second_by IS NOT NULL"
    " AND clear_reason IS NOT NULL)"
)
TWO_DIFFERENT = "cleared_first_by <> cleared_second_by"
SHORT_REASON = "length(clear_reason) <= 280"


class ThreatAssessmentRecord(Base):
    """One judgement of one moment; a later one replaces it, none is changed but by a lowering."""

    __tablename__ = "threat_assessments"
    __table_args__ = (
        CheckConstraint(
            "t_eff >= floor OR (lowered_to IS NOT NULL AND t_eff >= lowered_to)",
            "never_below_the_floor",
        ),
        CheckConstraint(
            "lowered_to IS NULL OR (lowered_first_by IS NOT NULL AND lowered_second_by IS NOT NULL"
            " AND lowered_on IS NOT NULL AND lowering_expires_on IS NOT NULL"
            " AND lowering_reason IS NOT NULL)",
            "lowered_by_two",
        ),
        CheckConstraint("lowered_first_by <> lowered_second_by", "lowered_by_two_different"),
        CheckConstraint(
            "lowering_expires_on > lowered_on AND lowering_expires_on <= lowered_on + 30",
            "lowered_for_30_days",
        ),
        CheckConstraint("length(lowering_reason) <= 280", "lowering_reason_short"),
        Index(None, "household_id", "assessed_at"),
    )
    kept = Kept.CASE
    writes = Writes.CHANGE

    id: Mapped[UUID] = field("I", primary_key=True, default=uuid4)
    household_id: Mapped[UUID] = field("I", ForeignKey("households.id"))
    level_human: Mapped[LevelAnswer | None] = field("C")
    """The worker's level, set before the floor is shown."""
    nationwide: Mapped[Answer | None] = field("C")
    floor: Mapped[ThreatLevel | None] = field("C")
    t_eff: Mapped[ThreatLevel | None] = field("C")
    """Both as computed when it was saved; every run computes them again."""
    assessed_at: Mapped[datetime] = field("C")
    assessed_by: Mapped[UUID | None] = field("C", ForeignKey("accounts.id"))
    by_role: Mapped[Role | None] = field("C")
    review_due: Mapped[date | None] = field("C")
    lowered_to: Mapped[ThreatLevel | None] = field("C")
    lowered_first_by: Mapped[UUID | None] = field("C", ForeignKey("accounts.id"))
    lowered_second_by: Mapped[UUID | None] = field("C", ForeignKey("accounts.id"))
    lowered_on: Mapped[date | None] = field("C")
    lowering_expires_on: Mapped[date | None] = field("C")
    lowering_reason: Mapped[str | None] = field("C")


class ThreatAnswerRecord(Base):
    """One reply to Q01-Q12 with who said it and when; no row is not asked."""

    __tablename__ = "threat_answers"
    __table_args__ = (
        CheckConstraint(
            "reply = 'UNKNOWN' OR (question = 'Q01') ="
            " (reply IN ('NOT', 'LITTLE', 'VERY', 'FOR_MY_LIFE'))",
            "reply_fits_question",
        ),
        CheckConstraint("last_on IS NULL OR question = 'Q04'", "date_for_searching_only"),
    )
    kept = Kept.CASE
    writes = Writes.REPLACE

    assessment_id: Mapped[UUID] = field("I", ForeignKey("threat_assessments.id"), primary_key=True)
    question: Mapped[Question] = field("C", primary_key=True)
    reply: Mapped[ThreatReply] = field("C")
    source: Mapped[Source] = field("C")
    known_at: Mapped[datetime] = field("C")
    last_on: Mapped[date | None] = field("C")
    """Q04: when he was last known to search."""


class InstrumentResultRecord(Base):
    """A band of an outside instrument; it moves the floor alone (3.3)."""

    __tablename__ = "instrument_results"
    kept = Kept.CASE
    writes = Writes.REPLACE

    id: Mapped[UUID] = field("I", primary_key=True, default=uuid4)
    assessment_id: Mapped[UUID] = field("I", ForeignKey("threat_assessments.id"), index=True)
    instrument: Mapped[Instrument] = field("C")
    band: Mapped[InstrumentBand] = field("C")
    score: Mapped[int | None] = field("C")
    done_on: Mapped[date | None] = field("C")


class ThreatNetworkRecord(Base):
    """A network that several cases may fear; a label, never a name."""

    __tablename__ = "threat_networks"
    __table_args__ = (CheckConstraint("length(label) BETWEEN 1 AND 24", "label_short"),)
    kept = Kept.CASE
    writes = Writes.CHANGE

    id: Mapped[UUID] = field("I", primary_key=True, default=uuid4)
    label: Mapped[str] = field("C", unique=True)
    kind: Mapped[ActorKind | None] = field("C")


class HouseholdNetworkRecord(Base):
    """A household fears a network."""

    __tablename__ = "household_networks"
    kept = Kept.CASE
    writes = Writes.REPLACE

    household_id: Mapped[UUID] = field("C", ForeignKey("households.id"), primary_key=True)
    network_id: Mapped[UUID] = field(
        "C", ForeignKey("threat_networks.id"), primary_key=True, index=True
    )


class ThreatActorRecord(Base):
    """Somebody she fears, as A, B or C within her case."""

    __tablename__ = "threat_actors"
    __table_args__ = (
        UniqueConstraint("household_id", "label"),
        CheckConstraint("label ~ '^[A-Z]$'", "label_one_letter"),
        CheckConstraint("custody_until IS NULL OR status = 'CUSTODY'", "custody_has_the_date"),
    )
    kept = Kept.CASE
    writes = Writes.CHANGE

    id: Mapped[UUID] = field("I", primary_key=True, default=uuid4)
    household_id: Mapped[UUID] = field("C", ForeignKey("households.id"))
    label: Mapped[str] = field("C")
    kind: Mapped[ActorKind | None] = field("C")
    status: Mapped[ActorStatus | None] = field("C")
    custody_until: Mapped[date | None] = field("C")
    others_at_large: Mapped[Answer | None] = field("C")
    network_id: Mapped[UUID | None] = field("C", ForeignKey("threat_networks.id"), index=True)
    reach: Mapped[frozenset[ReachFlag] | None] = field("C", Words(ReachFlag))


class ActorAreaRecord(Base):
    """A gazetteer place that is dangerous to her; cleared by two and never deleted."""

    __tablename__ = "actor_areas"
    __table_args__ = (
        CheckConstraint("reported_radius_km >= 0", "radius_not_negative"),
        CheckConstraint(CLEARED_BY_TWO, "cleared_by_two"),
        CheckConstraint(TWO_DIFFERENT, "cleared_by_two_different"),
        CheckConstraint(SHORT_REASON, "clear_reason_short"),
    )
    kept = Kept.CASE
    writes = Writes.CHANGE

    id: Mapped[UUID] = field("I", primary_key=True, default=uuid4)
    household_id: Mapped[UUID] = field("C", ForeignKey("households.id"), index=True)
    actor_id: Mapped[UUID | None] = field("C", ForeignKey("threat_actors.id"))
    """Null for a place where she is known."""
    place_code: Mapped[str] = field("C")
    """Gazetteer code; never a coordinate."""
    kind: Mapped[AreaKind] = field("C")
    precision: Mapped[Precision] = field("C")
    reported_radius_km: Mapped[float | None] = field("C", Double)
    """Null takes the precision's default."""
    last_confirmed: Mapped[date | None] = field("C")
    source: Mapped[Source] = field("C")
    cleared_first_by: Mapped[UUID | None] = field("C", ForeignKey("accounts.id"))
    cleared_second_by: Mapped[UUID | None] = field("C", ForeignKey("accounts.id"))
    clear_reason: Mapped[str | None] = field("C")
    cleared_at: Mapped[datetime | None] = field("C")


class ActorRouteRecord(Base):
    """Ordered stops of a feared person's way (11.2)."""

    __tablename__ = "actor_routes"
    __table_args__ = (
        CheckConstraint("width_km >= 0", "width_not_negative"),
        CheckConstraint(CLEARED_BY_TWO, "cleared_by_two"),
        CheckConstraint(TWO_DIFFERENT, "cleared_by_two_different"),
        CheckConstraint(SHORT_REASON, "clear_reason_short"),
    )
    kept = Kept.CASE
    writes = Writes.CHANGE

    id: Mapped[UUID] = field("I", primary_key=True, default=uuid4)
    household_id: Mapped[UUID] = field("C", ForeignKey("households.id"), index=True)
    actor_id: Mapped[UUID | None] = field("C", ForeignKey("threat_actors.id"))
    width_km: Mapped[float | None] = field("C", Double)
    last_confirmed: Mapped[date | None] = field("C")
    source: Mapped[Source] = field("C")
    cleared_first_by: Mapped[UUID | None] = field("C", ForeignKey("accounts.id"))
    cleared_second_by: Mapped[UUID | None] = field("C", ForeignKey("accounts.id"))
    clear_reason: Mapped[str | None] = field("C")
    cleared_at: Mapped[datetime | None] = field("C")


class ActorRouteStopRecord(Base):
    """One stop of a route."""

    __tablename__ = "actor_route_stops"
    __table_args__ = (CheckConstraint("ordinal >= 1", "ordinal_from_one"),)
    kept = Kept.CASE
    writes = Writes.REPLACE

    route_id: Mapped[UUID] = field("C", ForeignKey("actor_routes.id"), primary_key=True)
    ordinal: Mapped[int] = field("C", primary_key=True)
    place_code: Mapped[str] = field("C")


class NoGoAreaRecord(Base):
    """A place she will not go to; no reason needed (H11)."""

    __tablename__ = "no_go_areas"
    __table_args__ = (CheckConstraint("radius_km >= 0", "radius_not_negative"),)
    kept = Kept.CASE
    writes = Writes.REPLACE

    id: Mapped[UUID] = field("I", primary_key=True, default=uuid4)
    household_id: Mapped[UUID] = field("C", ForeignKey("households.id"), index=True)
    place_code: Mapped[str] = field("C")
    radius_km: Mapped[float] = field("C", Double)
