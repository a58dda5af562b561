"""All units over many nights, in as many statements for forty houses as for one.

Everything is read within the wall of whoever asks, as the beds of one house are: what is hidden from
her is not there.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import and_, func, or_, select

from app.store import members
from app.store.last_plan import last_plan
from app.store.transactions import Tx
from matching.vocabulary import NightSpan
from models.household import HouseholdRecord
from models.legal import LegalPeriodRecord
from models.placement import PlacementRecord, StayExemptionRecord
from models.plan_run import PlanProposalRecord, PlanProposalUnitRecord
from models.policy import StayPolicyRecord
from models.referral import ReferralRecord
from models.shelter import ShelterRecord
from models.stay import StayRecord
from models.unit import OutOfServiceRecord, UnitRecord
from models.words import ProposalState, Role, StayState

Rows = list[dict[str, Any]]


def _rows(tx: Tx, query: Any) -> Rows:  # noqa: ANN401 - a query
    return [dict(row._mapping) for row in tx.execute(query)]


def houses(tx: Tx, own: UUID | None) -> Rows:
    """Every house, or the own one alone, by region and code name."""
    s, y = ShelterRecord, StayPolicyRecord
    query = (
        select(
            s.id.label("shelter"),
            s.code_name,
            s.kind,
            s.region,
            s.status,
            func.coalesce(y.limit_known, False).label("limit_known"),
            y.max_nights,
        )
        .outerjoin(y, y.shelter_id == s.id)
        .where(s.erased_at.is_(None))
        .order_by(s.region, s.code_name)
    )
    return _rows(tx, query if own is None else query.where(s.id == own))


def units(tx: Tx, own: UUID | None) -> Rows:
    """Their units by code."""
    u = UnitRecord
    query = select(u.id.label("unit"), u.shelter_id.label("shelter"), u.code, u.beds)
    query = query.order_by(u.code, u.id)
    return _rows(tx, query if own is None else query.where(u.shelter_id == own))


def stays(tx: Tx, nights: NightSpan, *, account: UUID, role: Role, now: datetime) -> Rows:
    """What keeps others out of a unit in these nights, the earliest first.

    A hold whose time is over keeps nobody out.
    """
    s, h, r, p = StayRecord, HouseholdRecord, ReferralRecord, PlacementRecord
    query = (
        select(
            s.unit_id.label("unit"),
            s.nights,
            s.state,
            s.hold_until,
            h.id.label("household"),
            r.id.label("referral"),
            r.code_name.label("case"),
            p.id.label("placement"),
            p.shelter_id.label("shelter"),
            p.nights.label("whole"),
            members.own(r.id, account, role).label("own"),
        )
        .outerjoin(h, h.id == s.household_id)
        .outerjoin(r, r.id == h.referral_id)
        .outerjoin(p, p.id == s.placement_id)
        .where(
            s.nights.op("&&")(nights),
            or_(
                s.state.in_((StayState.ACCEPTED, StayState.ARRIVED)),
                and_(s.state == StayState.HELD, s.hold_until > now),
            ),
            members.seen_by(r.id, account, role),
        )
        .order_by(s.unit_id, func.lower(s.nights))
    )
    return _rows(tx, query)


def shut(tx: Tx, nights: NightSpan) -> Rows:
    """Spans in which a unit cannot be used, the earliest first."""
    o = OutOfServiceRecord
    query = (
        select(o.unit_id.label("unit"), o.nights, o.reason)
        .where(o.lifted_at.is_(None), o.nights.op("&&")(nights))
        .order_by(o.unit_id, func.lower(o.nights))
    )
    return _rows(tx, query)


def exempted(tx: Tx, households: Sequence[UUID]) -> dict[tuple[UUID, UUID], int]:
    """Nights granted beyond the limit, by household and house."""
    e = StayExemptionRecord
    query = (
        select(e.household_id, e.shelter_id, func.sum(e.nights).label("nights"))
        .where(e.household_id.in_(households))
        .group_by(e.household_id, e.shelter_id)
    )
    return {(r.household_id, r.shelter_id): int(r.nights) for r in tx.execute(query)}


def periods(tx: Tx, households: Sequence[UUID]) -> Rows:
    """The periods of their legal tracks, the earliest first."""
    p = LegalPeriodRecord
    query = (
        select(
            p.household_id.label("household"),
            p.track,
            p.from_date.label("first"),
            p.until_date.label("to"),
            p.decision_due,
        )
        .where(p.household_id.in_(households))
        .order_by(p.from_date, p.id)
    )
    return _rows(tx, query)


def intended(tx: Tx, *, account: UUID, role: Role) -> Rows:
    """Lines of the last plan that are still open, or whose later parts are still ahead."""
    line, h, r = PlanProposalRecord, HouseholdRecord, ReferralRecord
    booked = (
        select(func.array_agg(PlanProposalUnitRecord.unit_id))
        .where(PlanProposalUnitRecord.proposal_id == line.id)
        .correlate(line)
        .scalar_subquery()
    )
    query = (
        select(
            r.id.label("referral"),
            r.code_name.label("case"),
            line.shelter_id.label("shelter"),
            line.nights,
            line.segments,
            line.state,
            booked.label("units"),
        )
        .join(h, h.id == line.household_id)
        .join(r, r.id == h.referral_id)
        .where(
            line.run_id == last_plan().scalar_subquery(),
            line.state.in_((ProposalState.PROPOSED, ProposalState.ACCEPTED)),
            members.seen_by(r.id, account, role),
        )
        .order_by(r.code_name)
    )
    return _rows(tx, query)
