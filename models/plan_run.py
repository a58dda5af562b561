"""Rule-set versions, runs of the plan, and each household's line of it (domain 8.3)."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any
from uuid import UUID, uuid4

from sqlalchemy import (
    BigInteger,
    CheckConstraint,
    ForeignKey,
    Index,
    UniqueConstraint,
    text,
)
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import Mapped

from matching.vocabulary import Firmness, NightSpan, PlanMode, Rule, Tier, Trigger
from models.base import Base, Kept, Versioned, Writes
from models.types import Words, field
from models.words import ProposalState, RunState, RunStep


class RuleSetRecord(Versioned, Base):
    """One version of all numbers; the one that was activated last is in force."""

    __tablename__ = "rule_sets"
    __table_args__ = (
        CheckConstraint("(activated_at IS NULL) = (activated_by IS NULL)", "activated_by_one"),
        CheckConstraint("length(name) BETWEEN 1 AND 40", "name_short"),
    )
    kept = Kept.RULES
    writes = Writes.CHANGE

    id: Mapped[UUID] = field("I", primary_key=True, default=uuid4)
    name: Mapped[str] = field("I", unique=True)
    """RuleSet.version."""
    numbers: Mapped[dict[str, Any]] = field("I", JSONB)
    created_at: Mapped[datetime] = field("I")
    activated_at: Mapped[datetime | None] = field("I")
    activated_by: Mapped[UUID | None] = field("I", ForeignKey("accounts.id"))


class PlanRunRecord(Versioned, Base):
    """One run; one per night for the batch, numbered for everything else."""

    __tablename__ = "plan_runs"
    __table_args__ = (
        Index(
            "uq_plan_runs_night", "night", unique=True, postgresql_where=text("trigger = 'NIGHT'")
        ),
        UniqueConstraint("night", "trigger", "number"),
        CheckConstraint("number >= 1", "number_from_one"),
        CheckConstraint("attempt >= 1", "attempt_from_one"),
        CheckConstraint("octet_length(snapshot_hash) = 32", "hash_of_32_bytes"),
        CheckConstraint("(state = 'RUNNING') = (finished_at IS NULL)", "finished_has_its_time"),
        CheckConstraint("jsonb_typeof(shelters) = 'array'", "shelters_are_listed"),
        CheckConstraint("jsonb_typeof(breaking) = 'object'", "breaking_is_by_id"),
    )
    kept = Kept.HISTORY
    writes = Writes.CHANGE

    id: Mapped[UUID] = field("I", primary_key=True, default=uuid4)
    trigger: Mapped[Trigger] = field("I")
    night: Mapped[date] = field("I")
    number: Mapped[int] = field("I")
    state: Mapped[RunState] = field("I")
    rule_set_id: Mapped[UUID] = field("I", ForeignKey("rule_sets.id"))
    snapshot_hash: Mapped[bytes | None] = field("I")
    """SHA-256 of the picture; null until it was taken."""
    seed: Mapped[int] = field("I", BigInteger)
    solver: Mapped[str | None] = field("I")
    """Solver, version and parameters."""
    started_at: Mapped[datetime] = field("I")
    started_by: Mapped[UUID | None] = field("I", ForeignKey("accounts.id"))
    finished_at: Mapped[datetime | None] = field("I")
    stages: Mapped[list[dict[str, Any]] | None] = field("I", JSONB)
    """Each tier's name, value, bound and proof, in order."""
    result: Mapped[dict[str, Any] | None] = field("C", JSONB)
    failure: Mapped[str | None] = field("I")
    """A closed word, never a message."""
    attempt: Mapped[int] = field("I", server_default=text("1"), sort_order=1)
    """A night whose process died, or that failed, is tried again under the same row."""
    step: Mapped[RunStep | None] = field("I", sort_order=1)
    """What it is doing; of a run that ended, what it did last."""
    step_at: Mapped[datetime | None] = field("I", sort_order=1)
    """Since when."""
    shelters: Mapped[list[Any] | None] = field("I", JSONB(none_as_null=True), sort_order=2)
    """Of the last plan: id and version of each shelter, in the order in which its lines tell of them."""
    breaking: Mapped[dict[str, str] | None] = field("C", JSONB(none_as_null=True), sort_order=3)
    """While there is no plan: id of each record found to break it, and a hash of what was said of it (0305)."""


class PlanProposalRecord(Versioned, Base):
    """One household's line of a plan; a proposal that a person accepts or rejects."""

    __tablename__ = "plan_proposals"
    __table_args__ = (
        UniqueConstraint("run_id", "household_id"),
        CheckConstraint(
            "(state IN ('UNPLACED', 'SET_ASIDE')) = (shelter_id IS NULL)"
            " AND (shelter_id IS NULL) = (nights IS NULL)"
            " AND (shelter_id IS NULL) = (mode IS NULL)",
            "placed_whole",
        ),
        CheckConstraint(
            "(state IN ('ACCEPTED', 'REJECTED')) = (decided_at IS NOT NULL)", "decided_has_time"
        ),
        CheckConstraint(
            "smallest_bars IS NULL OR (state = 'UNPLACED' AND cardinality(smallest_bars) > 0)",
            "a_set_bars_whom_nobody_may_take",
        ),
        CheckConstraint("jsonb_typeof(verdicts) = 'object'", "verdicts_are_told"),
        Index(None, "household_id", "state"),
    )
    kept = Kept.CASE
    writes = Writes.CHANGE

    id: Mapped[UUID] = field("I", primary_key=True, default=uuid4)
    run_id: Mapped[UUID] = field("I", ForeignKey("plan_runs.id"))
    household_id: Mapped[UUID] = field("C", ForeignKey("households.id"))
    shelter_id: Mapped[UUID | None] = field("C", ForeignKey("shelters.id"), index=True)
    nights: Mapped[NightSpan | None] = field("C")
    mode: Mapped[PlanMode | None] = field("I")
    firmness: Mapped[Firmness | None] = field("I")
    segments: Mapped[list[dict[str, Any]] | None] = field("C", JSONB)
    """Later segments: kind or shelter, nights, firmness."""
    reasons: Mapped[dict[str, Any]] = field("C", JSONB)
    """Costs per tier and ids of closed words."""
    blocked_by: Mapped[frozenset[Rule] | None] = field("C", Words(Rule))
    """UNPLACED: every rule that bars some shelter."""
    household_version: Mapped[int] = field("I")
    shelter_version: Mapped[int | None] = field("I")
    """What was read; a later version makes the line stale."""
    inputs: Mapped[dict[str, Any] | None] = field("C", JSONB, sort_order=1)
    """SHA-256 of each part of what it was computed from; another one makes the line stale."""
    smallest_bars: Mapped[frozenset[Rule] | None] = field("C", Words(Rule), sort_order=2)
    """UNPLACED: the fewest rules without which some shelter could take her; null where one may.
    Those that may be restricted are one, and stand as H05."""
    verdicts: Mapped[dict[str, Any] | None] = field("C", JSONB(none_as_null=True), sort_order=2)
    """Of the last plan: why each shelter was or was not proposed, in words for a coordinator (0265)."""
    state: Mapped[ProposalState] = field("I")
    decided_by: Mapped[UUID | None] = field("I", ForeignKey("accounts.id"))
    decided_at: Mapped[datetime | None] = field("I")


class UnitPriceRecord(Base):
    """What one more unit alike would have been worth to a plan, on some nights and in a tier (0111)."""

    __tablename__ = "unit_prices"
    __table_args__ = (
        CheckConstraint("price > 0", "price_above_nothing"),
        CheckConstraint("since <= night", "since_no_later"),
    )
    kept = Kept.RETRY
    writes = Writes.REPLACE

    run_id: Mapped[UUID] = field("I", ForeignKey("plan_runs.id"), primary_key=True)
    unit_id: Mapped[UUID] = field("I", ForeignKey("units.id"), primary_key=True)
    night: Mapped[date] = field("I", primary_key=True)
    tier: Mapped[Tier] = field("I", primary_key=True)
    price: Mapped[int] = field("I")
    """Thousandths of what the tier counts."""
    since: Mapped[date] = field("I", server_default=text("'2000-01-01'"), sort_order=1)
    """The first of the nights for which it stands, ``night`` is the last (0268); by default before any plan."""


class PlanProposalUnitRecord(Base):
    """A unit of a line of a plan."""

    __tablename__ = "plan_proposal_units"
    kept = Kept.CASE
    writes = Writes.REPLACE

    proposal_id: Mapped[UUID] = field("I", ForeignKey("plan_proposals.id"), primary_key=True)
    unit_id: Mapped[UUID] = field("I", ForeignKey("units.id"), primary_key=True)
