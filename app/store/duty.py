"""The roster: who is on duty at an instant, and as what."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID, uuid4

from sqlalchemy import exists, select, update

from app.store import forms
from app.store.pages import Page, page
from app.store.refusals import NotFound
from app.store.stepping import beyond
from app.store.transactions import Tx
from app.store.walls import StepOut
from models.account import AccountRecord as Account
from models.duty import DutySpanRecord as Span
from models.words import AccountStatus, DutyPost, Role


@dataclass(frozen=True, slots=True, repr=False)
class OnDuty:
    """An active account in its post at this instant."""

    account: UUID
    role: Role
    post: DutyPost


@beyond(StepOut.TWO_PERSONS)
def add(tx: Tx, /, **values: Any) -> UUID:  # noqa: ANN401 - its columns
    """A new span."""
    span = uuid4()
    forms.add(tx, Span, id=span, **values)
    return span


@beyond(StepOut.TWO_PERSONS)
def take_back(tx: Tx, span: UUID, *, by: UUID, now: datetime) -> UUID:
    """The span does not count any more; whose it was.

    Raises
    ------
    NotFound
        When there is no such span that has not ended.
    """
    row = tx.execute(
        update(Span)
        .where(Span.id == span, Span.taken_back_at.is_(None), Span.ends_at > now)
        .values(taken_back_at=now, taken_back_by=by)
        .returning(Span.account_id)
        .execution_options(synchronize_session=False)
    ).one_or_none()
    if row is None:
        raise NotFound
    return UUID(str(row.account_id))


@beyond(StepOut.TWO_PERSONS)
def spans(tx: Tx, wanted: Page, now: datetime) -> tuple[list[dict[str, Any]], UUID | None]:
    """A page of spans that count and have not ended."""
    query = (
        select(
            Span.id,
            Span.account_id.label("account"),
            Account.handle,
            Span.post,
            Span.starts_at,
            Span.ends_at,
        )
        .join(Account, Account.id == Span.account_id)
        .where(Span.taken_back_at.is_(None), Span.ends_at > now)
    )
    rows, last = page(tx, query, Span.id, wanted)
    return [dict(row._mapping) for row in rows], last


@beyond(StepOut.TWO_PERSONS)
def role_of(tx: Tx, account: UUID) -> Role | None:
    """The role of an active account; None when there is none."""
    found: Role | None = tx.execute(
        select(Account.role).where(Account.id == account, Account.status == AccountStatus.ACTIVE)
    ).scalar_one_or_none()
    return found


@beyond(StepOut.TWO_PERSONS)
def on_duty(tx: Tx, now: datetime) -> list[OnDuty]:
    """Everybody on duty at this instant, those longest on duty first."""
    rows = tx.execute(
        select(Span.account_id, Account.role, Span.post)
        .join(Account, Account.id == Span.account_id)
        .where(
            Span.taken_back_at.is_(None),
            Span.starts_at <= now,
            Span.ends_at > now,
            Account.status == AccountStatus.ACTIVE,
        )
        .order_by(Span.starts_at, Span.account_id)
    )
    return [OnDuty(row.account_id, row.role, row.post) for row in rows]


@beyond(StepOut.TWO_PERSONS)
def is_on_duty(tx: Tx, account: UUID, post: DutyPost, now: datetime) -> bool:
    """Whether this account is in that post at this instant."""
    wanted = exists().where(
        Span.account_id == account,
        Span.post == post,
        Span.taken_back_at.is_(None),
        Span.starts_at <= now,
        Span.ends_at > now,
    )
    return bool(tx.execute(select(wanted)).scalar_one())


@beyond(StepOut.TWO_PERSONS)
def of_roles(tx: Tx, roles: Collection[Role]) -> list[UUID]:
    """Every active account of these roles, in or out of duty."""
    query = select(Account.id).where(
        Account.role.in_(roles), Account.status == AccountStatus.ACTIVE
    )
    return list(tx.execute(query.order_by(Account.id)).scalars())
