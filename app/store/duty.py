"""The roster: who is on duty at an instant, and as what."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID, uuid4

from sqlalchemy import and_, or_, select, update

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


SETTLED_AFTER = timedelta(hours=1)
"""From then on a span that was entered while it ran counts like one that was entered before."""


@dataclass(frozen=True, slots=True, repr=False)
class Shift:
    """A coordinator whose span runs at this instant, and how it came into the roster."""

    account: UUID
    by_another: bool
    settled: bool
    """It was entered before it began, or long enough ago."""


@beyond(StepOut.TWO_PERSONS)
def add(tx: Tx, /, **values: Any) -> UUID:  # noqa: ANN401 - its columns
    """A new span."""
    span = uuid4()
    forms.add(tx, Span, id=span, **values)
    return span


@beyond(StepOut.TWO_PERSONS)
def find(tx: Tx, span: UUID, *, now: datetime) -> tuple[UUID, datetime]:
    """Whose span it is, and from when on.

    Raises
    ------
    NotFound
        When there is no such span that has not ended.
    """
    row = tx.execute(
        select(Span.account_id, Span.starts_at).where(
            Span.id == span, Span.taken_back_at.is_(None), Span.ends_at > now
        )
    ).one_or_none()
    if row is None:
        raise NotFound
    return row.account_id, row.starts_at


@beyond(StepOut.TWO_PERSONS)
def take_back(tx: Tx, span: UUID, *, by: UUID, now: datetime) -> None:
    """The span does not count any more.

    Raises
    ------
    NotFound
        When there is no such span that has not ended.
    """
    done = tx.execute(
        update(Span)
        .where(Span.id == span, Span.taken_back_at.is_(None), Span.ends_at > now)
        .values(taken_back_at=now, taken_back_by=by)
        .returning(Span.id)
        .execution_options(synchronize_session=False)
    ).one_or_none()
    if done is None:
        raise NotFound


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
def shifts_of_coordinators(tx: Tx, now: datetime, *, for_whom: UUID) -> list[Shift]:
    """Coordinators whose spans run at this instant, also those that this account took back."""
    settled = or_(Span.entered_at <= Span.starts_at, Span.entered_at <= now - SETTLED_AFTER)
    rows = tx.execute(
        select(
            Span.account_id,
            (Span.entered_by != Span.account_id).label("by_another"),
            settled.label("settled"),
        )
        .join(Account, Account.id == Span.account_id)
        .where(
            or_(Span.taken_back_at.is_(None), Span.taken_back_by == for_whom),
            Span.starts_at <= now,
            Span.ends_at > now,
            Account.role == Role.COORDINATOR,
            Account.status == AccountStatus.ACTIVE,
        )
    )
    return [Shift(row.account_id, row.by_another, row.settled) for row in rows]


@beyond(StepOut.TWO_PERSONS)
def are_of_the_shift(tx: Tx, some: Collection[UUID], post: DutyPost, now: datetime) -> bool:
    """Whether each of these accounts is in that post at this instant, as it stood when it began.

    A span that one of them took back while it ran counts to its end: nobody steps out of her shift
    for one act.
    """
    stands = Span.taken_back_at.is_(None)
    by_them = and_(Span.taken_back_by.in_(some), Span.taken_back_at >= Span.starts_at)
    found = select(Span.account_id).where(
        Span.account_id.in_(some),
        Span.post == post,
        or_(stands, by_them),
        Span.starts_at <= now,
        Span.ends_at > now,
    )
    return set(some) == set(tx.execute(found).scalars())


@beyond(StepOut.TWO_PERSONS)
def of_roles(tx: Tx, roles: Collection[Role]) -> list[UUID]:
    """Every active account of these roles, in or out of duty."""
    query = select(Account.id).where(
        Account.role.in_(roles), Account.status == AccountStatus.ACTIVE
    )
    return list(tx.execute(query.order_by(Account.id)).scalars())
