"""Decisions on children in the records: written, ended, listed, and those whose end comes near."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID, uuid4

from sqlalchemy import select, update

from app.store import forms
from app.store.pages import Page, page
from app.store.refusals import NotFound
from app.store.transactions import Tx
from matching.vocabulary import AgeBand, MemberRole
from models.child_decision import ChildDecisionRecord as Record
from models.household import PersonRecord as Person
from models.referral import ReferralRecord as Referral

WARNED_AT = (60, 30, 7, 0)
"""Days before the end (security 5.4); 0 is the day itself or later."""


def child(tx: Tx, household: UUID, person: UUID) -> AgeBand | None:
    """The age band of a child of this household; None when this is no child.

    Raises
    ------
    NotFound
        When nobody of that id is among her people.
    """
    p = Person
    row = tx.execute(
        select(p.role, p.age_band).where(
            p.id == person, p.household_id == household, p.left_at.is_(None)
        )
    ).one_or_none()
    if row is None:
        raise NotFound
    band: AgeBand = row.age_band
    return band if row.role is MemberRole.CHILD else None


def add(tx: Tx, /, **values: Any) -> UUID:  # noqa: ANN401 - its columns
    """A decision that stands from now on; the database lets one stand for each child."""
    made = uuid4()
    forms.add(tx, Record, id=made, **values)
    return made


def end_of_child(tx: Tx, referral: UUID, child_id: UUID, *, by: UUID, now: datetime) -> None:
    """Whatever stood for this child stands no more."""
    d = Record
    tx.execute(
        update(d)
        .where(d.referral_id == referral, d.child_id == child_id, d.ended_at.is_(None))
        .values(ended_at=now, ended_by=by)
        .execution_options(synchronize_session=False)
    )


def end(tx: Tx, referral: UUID, decision: UUID, *, by: UUID, now: datetime) -> None:
    """It stands no more.

    Raises
    ------
    NotFound
        When no such decision of this case stands.
    """
    d = Record
    done = tx.execute(
        update(d)
        .where(d.id == decision, d.referral_id == referral, d.ended_at.is_(None))
        .values(ended_at=now, ended_by=by)
        .returning(d.id)
        .execution_options(synchronize_session=False)
    ).one_or_none()
    if done is None:
        raise NotFound


def listed(tx: Tx, referral: UUID, wanted: Page) -> tuple[Sequence[dict[str, Any]], UUID | None]:
    """A page of the decisions of this case that stand or whose end nobody has answered."""
    d = Record
    query = select(
        d.id,
        d.child_id.label("child"),
        d.age_band,
        d.decided_on,
        d.ends_on,
        d.other_parent,
    ).where(d.referral_id == referral, d.ended_at.is_(None))
    rows, last = page(tx, query, d.id, wanted)
    return [dict(row._mapping) for row in rows], last


def to_tell(tx: Tx, today: date) -> list[tuple[UUID, UUID, int]]:
    """Decision, case and days of each warning that is due by now, noted as told in this transaction.

    One that another process holds is its to tell. A warning that was missed is told by the next one.
    """
    d = Record
    rows = tx.execute(
        select(d.id, d.referral_id, d.ends_on, d.told_days)
        .join(Referral, Referral.id == d.referral_id)
        .where(
            d.ended_at.is_(None),
            d.ends_on <= today + timedelta(days=max(WARNED_AT)),
            Referral.closed_at.is_(None),
        )
        .order_by(d.ends_on, d.id)
        .with_for_update(of=d, skip_locked=True)
    ).all()
    due = []
    for row in rows:
        left = (row.ends_on - today).days
        level = min(days for days in WARNED_AT if max(left, 0) <= days)
        if row.told_days is not None and row.told_days <= level:
            continue
        tx.execute(
            update(d)
            .where(d.id == row.id)
            .values(told_days=level)
            .execution_options(synchronize_session=False)
        )
        due.append((row.id, row.referral_id, level))
    return due
