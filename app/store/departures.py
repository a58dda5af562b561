"""Leaving: the plan for it, and whether a municipality takes her case over."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from uuid import UUID, uuid4

from sqlalchemy import insert, or_, select, update

from app.store import members
from app.store.forms import put
from app.store.refusals import NotFound
from app.store.stepping import beyond
from app.store.transactions import Tx
from app.store.walls import StepOut
from models.departure import DeparturePlanRecord as Plan
from models.departure import HandOverRecord as HandOver
from models.member import CaseMemberRecord as Member
from models.words import HandOverState, MemberScope


def put_plan(tx: Tx, placement: UUID, **values: Any) -> bool:  # noqa: ANN401 - its columns
    """She means to leave so; whether this is the first plan of it."""
    before = tx.execute(select(Plan.version).where(Plan.placement_id == placement)).scalar()
    put(tx, Plan, {"placement_id": placement}, {**values, "version": (before or 0) + 1})
    return before is None


def plan_of(tx: Tx, placement: UUID) -> dict[str, Any]:
    """How she means to leave.

    Raises
    ------
    NotFound
        When nobody wrote that down.
    """
    p = Plan
    row = tx.execute(
        select(
            p.placement_id.label("placement"), p.kind, p.destination, p.planned_on, p.version
        ).where(p.placement_id == placement)
    ).one_or_none()
    if row is None:
        raise NotFound
    return dict(row._mapping)


@beyond(StepOut.STANDING)
def contact_of(tx: Tx, referral: UUID, now: datetime) -> tuple[UUID, UUID] | None:
    """Entry and account of the municipality's contact who stands on the case by her consent."""
    m = Member
    row = tx.execute(
        select(m.id, m.account_id)
        .where(
            m.referral_id == referral,
            m.scope == MemberScope.MUNICIPALITY,
            m.ended_at.is_(None),
            or_(m.until.is_(None), m.until > now),
            members.consent_holds(m.consent_id, now),
        )
        .order_by(m.added_at.desc(), m.id)
        .limit(1)
    ).one_or_none()
    return None if row is None else (row.id, row.account_id)


@beyond(StepOut.STANDING)
def offer(tx: Tx, referral: UUID, member: UUID, *, by: UUID, now: datetime) -> UUID | None:
    """The case is offered to that contact; None when an offer waits for its answer."""
    h = HandOver
    waits = select(h.id).where(h.referral_id == referral, h.state == HandOverState.OFFERED)
    if tx.execute(waits).first() is not None:
        return None
    made = uuid4()
    tx.execute(
        insert(h).values(
            id=made,
            referral_id=referral,
            member_id=member,
            state=HandOverState.OFFERED,
            offered_at=now,
            offered_by=by,
            version=1,
        )
    )
    return made


@beyond(StepOut.OUTSIDE)
def answer(tx: Tx, member: UUID, state: HandOverState, now: datetime) -> UUID | None:
    """The contact says whether they take it; the hand-over, None when nothing was offered."""
    h = HandOver
    found: UUID | None = tx.execute(
        update(h)
        .where(h.member_id == member, h.state == HandOverState.OFFERED)
        .values(state=state, answered_at=now, version=h.version + 1)
        .returning(h.id)
        .execution_options(synchronize_session=False)
    ).scalar_one_or_none()
    return found


def _all() -> Any:  # noqa: ANN401 - a query
    h = HandOver
    return select(h.id, h.state, h.offered_at, h.answered_at).order_by(h.offered_at, h.id)


def of_case(tx: Tx, referral: UUID) -> list[dict[str, Any]]:
    """Every offer of the case to a municipality, the latest last."""
    rows = tx.execute(_all().where(HandOver.referral_id == referral))
    return [dict(row._mapping) for row in rows]


@beyond(StepOut.OUTSIDE)
def to_member(tx: Tx, member: UUID) -> list[dict[str, Any]]:
    """Every offer to this contact, the latest last."""
    rows = tx.execute(_all().where(HandOver.member_id == member))
    return [dict(row._mapping) for row in rows]
