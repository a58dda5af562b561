"""Approvals in the records: what was asked, of whom, and how it was decided."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID, uuid4

from sqlalchemy import ColumnElement, exists, or_, select, update

from app.store import forms, members
from app.store.pages import Page, mark, page
from app.store.refusals import NotFound
from app.store.stepping import beyond
from app.store.transactions import Tx
from app.store.walls import Reader, StepOut
from models.account import AccountRecord
from models.approval import ApprovalAskRecord as Ask
from models.approval import ApprovalRecord as Record
from models.referral import ReferralRecord
from models.words import ApprovalKind, ApprovalPurpose, ApprovalState, DutyPost, Role

OPEN = ApprovalState.OPEN


@dataclass(frozen=True, slots=True, repr=False)
class Approval:
    """One thing that two persons do together, as it stands."""

    id: UUID
    kind: ApprovalKind
    subject_kind: str
    subject: UUID
    referral: UUID | None
    asked_by: UUID
    asked_at: datetime
    expires_at: datetime
    apart: frozenset[UUID]
    purpose: ApprovalPurpose
    reason: str
    words: dict[str, Any]
    stamp: str
    state: ApprovalState

    def open_at(self, now: datetime) -> bool:
        """Whether it can still be answered."""
        return self.state is OPEN and now < self.expires_at


@beyond(StepOut.TWO_PERSONS)
def add(tx: Tx, /, **values: Any) -> UUID:  # noqa: ANN401 - its columns
    """A new open approval; the database lets one be open for each kind and subject."""
    made = uuid4()
    forms.add(tx, Record, id=made, state=OPEN, version=1, **values)
    return made


@beyond(StepOut.TWO_PERSONS)
def find(tx: Tx, approval: UUID, *, lock: bool = False) -> Approval:
    """One approval; locked, so that nobody else decides it meanwhile.

    Raises
    ------
    NotFound
        When there is none.
    """
    query = _approvals().where(Record.id == approval)
    row = tx.execute(query.with_for_update(key_share=True) if lock else query).one_or_none()
    if row is None:
        raise NotFound
    return _approval(row)


@beyond(StepOut.TWO_PERSONS)
def open_about(tx: Tx, kind: ApprovalKind, subject: UUID) -> Approval | None:
    """The open approval of this kind about this subject, whether its time is over or not."""
    row = tx.execute(
        _approvals().where(Record.kind == kind, Record.subject_id == subject, Record.state == OPEN)
    ).one_or_none()
    return None if row is None else _approval(row)


@beyond(StepOut.TWO_PERSONS)
def decide(tx: Tx, approval: UUID, state: ApprovalState, *, by: UUID | None, now: datetime) -> bool:
    """It is decided; ``by`` is null when time alone decided. False when it was decided before."""
    r = Record
    done = tx.execute(
        update(r)
        .where(r.id == approval, r.state == OPEN)
        .values(state=state, decided_by=by, decided_at=now, version=r.version + 1)
        .returning(r.id)
        .execution_options(synchronize_session=False)
    )
    return done.one_or_none() is not None


@beyond(StepOut.TWO_PERSONS)
def add_ask(
    tx: Tx, approval: UUID, account: UUID, post: DutyPost, *, now: datetime, until: datetime
) -> None:
    """Somebody on duty is asked until then."""
    forms.add(
        tx,
        Ask,
        id=uuid4(),
        approval_id=approval,
        account_id=account,
        post=post,
        asked_at=now,
        until=until,
    )


@beyond(StepOut.TWO_PERSONS)
def asked(tx: Tx, approval: UUID) -> set[UUID]:
    """Everybody who was asked so far."""
    return set(tx.execute(select(Ask.account_id).where(Ask.approval_id == approval)).scalars())


@beyond(StepOut.TWO_PERSONS)
def post_asked_in(tx: Tx, approval: UUID, account: UUID) -> DutyPost | None:
    """In which post this account was asked; None when it was not."""
    found: DutyPost | None = tx.execute(
        select(Ask.post).where(Ask.approval_id == approval, Ask.account_id == account)
    ).scalar_one_or_none()
    return found


@beyond(StepOut.TWO_PERSONS)
def unheard(tx: Tx, now: datetime, at_most: int) -> list[UUID]:
    """Open approvals that nobody is being asked for, or whose time is over; the oldest first."""
    r = Record
    running = exists().where(Ask.approval_id == r.id, Ask.until > now)
    query = (
        select(r.id)
        .where(r.state == OPEN, or_(r.expires_at <= now, ~running))
        .order_by(r.asked_at, r.id)
        .limit(at_most)
    )
    return list(tx.execute(query).scalars())


def _open_to(
    account: UUID, role: Role, kinds: Collection[ApprovalKind], now: datetime
) -> tuple[ColumnElement[bool], ...]:
    r = Record
    concerns = or_(
        r.asked_by == account,
        r.kind.in_(kinds),
        exists().where(Ask.approval_id == r.id, Ask.account_id == account),
    )
    known = or_(r.referral_id.is_(None), members.may_be_asked(r.referral_id, account, role))
    return (r.state == OPEN, r.expires_at > now, concerns, known)


@beyond(StepOut.TWO_PERSONS)
def marked(tx: Tx, reader: Reader, kinds: Collection[ApprovalKind], now: datetime) -> str:
    """The mark of what this reader asked, was asked, or may decide by her role."""
    open_to = _open_to(reader.account, reader.role, kinds, now)
    return mark(tx, select(Record.id).where(*open_to))


@beyond(StepOut.TWO_PERSONS)
def lines(
    tx: Tx,
    wanted: Page,
    *,
    account: UUID,
    role: Role,
    kinds: Collection[ApprovalKind],
    now: datetime,
) -> tuple[list[dict[str, Any]], UUID | None]:
    """A page of what this account asked, was asked, or may decide by its role."""
    r = Record
    query = select(
        r.id, r.kind, r.asked_at, r.expires_at, (r.asked_by == account).label("mine")
    ).where(*_open_to(account, role, kinds, now))
    rows, last = page(tx, query, r.id, wanted)
    return [dict(row._mapping) for row in rows], last


@beyond(StepOut.TWO_PERSONS)
def may_know(tx: Tx, approval: Approval, account: UUID, role: Role) -> bool:
    """Whether no list keeps this person away from the case that it is about."""
    if approval.referral is None:
        return True
    return not members.is_kept_away(tx, approval.referral, account, role)


@beyond(StepOut.TWO_PERSONS)
def names(tx: Tx, approval: Approval) -> tuple[str, str | None]:
    """The work name of who asks, and the code name of the case."""
    query = (
        select(AccountRecord.handle, ReferralRecord.code_name)
        .select_from(AccountRecord)
        .outerjoin(ReferralRecord, ReferralRecord.id == approval.referral)
        .where(AccountRecord.id == approval.asked_by)
    )
    row = tx.execute(query).one()
    return row.handle, row.code_name


def _approvals() -> Any:  # noqa: ANN401 - a query
    r = Record
    return select(
        r.id,
        r.kind,
        r.subject_kind,
        r.subject_id,
        r.referral_id,
        r.asked_by,
        r.asked_at,
        r.expires_at,
        r.apart,
        r.purpose,
        r.reason,
        r.words,
        r.stamp,
        r.state,
    )


def _approval(row: Any) -> Approval:  # noqa: ANN401 - a row of _approvals
    return Approval(
        row.id,
        row.kind,
        row.subject_kind,
        row.subject_id,
        row.referral_id,
        row.asked_by,
        row.asked_at,
        row.expires_at,
        frozenset(row.apart),
        row.purpose,
        row.reason,
        dict(row.words),
        row.stamp,
        row.state,
    )
