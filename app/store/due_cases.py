"""What is due in open cases as days pass: legal periods, the newest judgement, a release."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime
from itertools import groupby
from typing import Any
from uuid import UUID

from sqlalchemy import and_, exists, select

from app.store.referrals import CLOSED
from app.store.stepping import beyond
from app.store.transactions import Tx
from app.store.walls import StepOut
from matching.vocabulary import ActorStatus, ThreatLevel
from models.household import HouseholdRecord
from models.legal import LegalPeriodRecord
from models.referral import ReferralRecord
from models.threat import ThreatActorRecord, ThreatAssessmentRecord


@dataclass(frozen=True, slots=True, repr=False)
class Judgement:
    """The newest judgement of one open case; ``level`` null was never computed."""

    id: UUID
    referral: UUID
    household: UUID
    level: ThreatLevel | None
    at: datetime


@dataclass(frozen=True, slots=True, repr=False)
class Release:
    """Somebody whom a household of an open case fears comes free on this day, as far as was told."""

    actor: UUID
    referral: UUID
    on: date


@beyond(StepOut.TASKS)
def legal_periods(tx: Tx) -> Iterator[tuple[UUID, UUID, list[dict[str, Any]]]]:
    """Referral, household and periods of each open case that has some, the earliest period first."""
    p, h, r = LegalPeriodRecord, HouseholdRecord, ReferralRecord
    rows = tx.execute(
        select(r.id, h.id.label("household"), p.track, p.from_date, p.until_date, p.decision_due)
        .join(h, h.id == p.household_id)
        .join(r, r.id == h.referral_id)
        .where(r.state.not_in(CLOSED))
        .order_by(r.id, h.id, p.from_date, p.id)
    ).all()
    found = []
    for (referral, household), some in groupby(rows, key=lambda row: (row.id, row.household)):
        found.append((referral, household, [dict(row._mapping) for row in some]))
    return iter(found)


@beyond(StepOut.TASKS)
def judgements(tx: Tx) -> list[Judgement]:
    """The newest judgement of each open case, by referral."""
    t, h, r = ThreatAssessmentRecord, HouseholdRecord, ReferralRecord
    later = ThreatAssessmentRecord.__table__.alias("later")
    newer = exists().where(
        and_(
            later.c.household_id == t.household_id,
            (later.c.assessed_at > t.assessed_at)
            | ((later.c.assessed_at == t.assessed_at) & (later.c.id > t.id)),
        )
    )
    rows = tx.execute(
        select(t.id, r.id.label("referral"), t.household_id, t.t_eff, t.assessed_at)
        .join(h, h.id == t.household_id)
        .join(r, r.id == h.referral_id)
        .where(r.state.not_in(CLOSED), ~newer)
        .order_by(r.id)
    )
    return [
        Judgement(row.id, row.referral, row.household_id, row.t_eff, row.assessed_at)
        for row in rows
    ]


@beyond(StepOut.TASKS)
def releases(tx: Tx, *, until: date | None = None, referral: UUID | None = None) -> list[Release]:
    """Custody of open cases that ends by this day, or has ended and nobody has said so, by referral.

    ``until``: None is any day. ``referral``: of this case alone.
    """
    t, h, r = ThreatActorRecord, HouseholdRecord, ReferralRecord
    which = [t.custody_until.is_not(None) if until is None else t.custody_until <= until]
    if referral is not None:
        which.append(r.id == referral)
    rows = tx.execute(
        select(t.id, r.id.label("referral"), t.custody_until)
        .join(h, h.id == t.household_id)
        .join(r, r.id == h.referral_id)
        .where(r.state.not_in(CLOSED), t.status == ActorStatus.CUSTODY, *which)
        .order_by(r.id, t.id)
    )
    return [Release(row.id, row.referral, row.custody_until) for row in rows]
