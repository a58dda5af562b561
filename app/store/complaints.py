"""Complaints and exclusions in the records: made, found, reviewed, counted, and those nobody reviewed."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from uuid import UUID, uuid4

from sqlalchemy import exists, func, or_, select, update

from app.store import case_counts, duty, forms, members
from app.store.pages import Page, page
from app.store.refusals import NotFound
from app.store.stepping import beyond
from app.store.transactions import Tx
from app.store.walls import StepOut
from models.complaint import ComplaintRecord as Complaint
from models.member import CaseMemberRecord as Member
from models.referral import ReferralRecord
from models.words import ComplaintKind, CountOf, DutyPost, MemberScope, Role


def add(tx: Tx, /, **values: Any) -> UUID:  # noqa: ANN401 - its columns
    """One more, which waits for its review."""
    made = uuid4()
    forms.add(tx, Complaint, id=made, **values)
    return made


@beyond(StepOut.STANDING)
def is_independent(tx: Tx, referral: UUID, account: UUID, made_by: UUID) -> bool:
    """Whether this account had nothing to do with it: neither said it nor took the case, and never
    stood on it to decide."""
    m, r = Member, ReferralRecord
    on_it = exists().where(
        m.referral_id == referral, m.account_id == account, m.scope == MemberScope.ASSIGNED
    )
    took = exists().where(r.id == referral, r.referrer_account_id == account)
    return account != made_by and not tx.execute(select(or_(on_it, took))).scalar()


def on_duty_for(tx: Tx, referral: UUID, made_by: UUID, now: datetime) -> UUID | None:
    """Whoever is on duty and independent, the duty manager before others."""
    here = sorted(
        duty.on_duty(tx, now), key=lambda one: (one.post is not DutyPost.DUTY_MANAGER, one.account)
    )
    fitting = (one for one in here if one.role is Role.COORDINATOR)
    return next(
        (
            one.account
            for one in fitting
            if is_independent(tx, referral, one.account, made_by)
            and not members.is_kept_away(tx, referral, one.account, one.role)
        ),
        None,
    )


def _told() -> Any:  # noqa: ANN401 - a select
    c, r = Complaint, ReferralRecord
    return select(
        c.id,
        r.code_name.label("case"),
        c.kind,
        c.about,
        c.said_by,
        c.reason,
        c.made_at,
        c.due_at,
        c.reviewed_at,
        c.verdict,
        c.finding,
    ).join(r, r.id == c.referral_id)


def of_case(tx: Tx, referral: UUID) -> list[dict[str, Any]]:
    """All of one case, the earliest first."""
    c = Complaint
    query = _told().where(c.referral_id == referral).order_by(c.made_at, c.id)
    return [dict(row._mapping) for row in tx.execute(query)]


@beyond(StepOut.STANDING)
def waiting(
    tx: Tx, wanted: Page, *, account: UUID, role: Role
) -> tuple[list[dict[str, Any]], UUID | None]:
    """A page of those that nobody has reviewed, of cases that this account may know of."""
    c = Complaint
    query = _told().where(
        c.reviewed_at.is_(None), members.may_be_asked(c.referral_id, account, role)
    )
    rows, last = page(tx, query, c.id, wanted)
    return [dict(row._mapping) for row in rows], last


@beyond(StepOut.STANDING)
def find(tx: Tx, complaint: UUID, *, account: UUID, role: Role) -> dict[str, Any]:
    """One that this account may know of, locked: its case, who made it, what was found.

    Raises
    ------
    NotFound
        When there is none, or the case is kept from this account.
    """
    c = Complaint
    query = select(c.id, c.referral_id.label("referral"), c.made_by, c.kind, c.verdict).where(
        c.id == complaint, members.may_be_asked(c.referral_id, account, role)
    )
    row = tx.execute(query.with_for_update(of=c)).one_or_none()
    if row is None:
        raise NotFound
    return dict(row._mapping)


@beyond(StepOut.STANDING)
def review(tx: Tx, complaint: UUID, /, **values: Any) -> None:  # noqa: ANN401 - its columns
    """Somebody independent has found of it what these values say."""
    c = Complaint
    tx.execute(
        update(c)
        .where(c.id == complaint)
        .values(**values)
        .execution_options(synchronize_session=False)
    )


@beyond(StepOut.STANDING)
def counted(tx: Tx, now: datetime, *, account: UUID, role: Role) -> list[dict[str, Any]]:
    """How many there are by kind, subject and finding, and how many of them are late; of cases that
    this account may know of."""
    c = Complaint
    late = or_(
        (c.reviewed_at.is_(None)) & (c.due_at < now),
        c.reviewed_at > c.due_at,
    )
    query = (
        select(
            c.kind,
            c.about,
            c.verdict,
            func.count().label("number"),
            func.count().filter(late).label("late"),
        )
        .where(members.may_be_asked(c.referral_id, account, role))
        .group_by(c.kind, c.about, c.verdict)
        .order_by(c.kind, c.about, c.verdict)
    )
    return [dict(row._mapping) for row in tx.execute(query)]


@beyond(StepOut.COUNTS)
def erased(tx: Tx) -> list[dict[str, Any]]:
    """How many there were in cases that are erased by now, by kind and finding."""
    return [
        {
            "kind": kind,
            "about": None,
            "verdict": None if word == case_counts.NOT_ASKED else word,
            "number": number,
            "late": 0,
        }
        for kind in ComplaintKind
        for word, number in sorted(case_counts.put_aside_at_all(tx, CountOf(kind.value)).items())
    ]


def overdue(tx: Tx, now: datetime) -> list[tuple[UUID, UUID]]:
    """Each that should have been reviewed by now, with its case."""
    c = Complaint
    query = select(c.id, c.referral_id).where(c.reviewed_at.is_(None), c.due_at <= now)
    return [(row.id, row.referral_id) for row in tx.execute(query.order_by(c.due_at, c.id))]
