"""Expenses in the records: asked for, decided, paid, refunded, and summed up for who refunds them."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from uuid import UUID, uuid4

from sqlalchemy import ColumnElement, Text, cast, func, select, update

from app.store import forms, members
from app.store.refusals import NotFound
from app.store.stepping import beyond
from app.store.transactions import Tx
from app.store.walls import StepOut
from models.account import OrganisationRecord
from models.expense import ExpenseRecord as Expense
from models.words import ExpenseKind, ExpenseState, Role


def add(tx: Tx, /, **values: Any) -> UUID:  # noqa: ANN401 - its columns
    """One that was asked for."""
    made = uuid4()
    forms.add(tx, Expense, id=made, state=ExpenseState.REQUESTED, **values)
    return made


def lately(tx: Tx, referral: UUID, kind: ExpenseKind, since: datetime) -> int:
    """What was asked for of this kind since then and not refused, so that a sum cannot be cut small."""
    e = Expense
    query = select(func.coalesce(func.sum(e.amount_ore), 0)).where(
        e.referral_id == referral,
        e.kind == kind,
        e.requested_at > since,
        e.state != ExpenseState.REFUSED,
    )
    return int(tx.execute(query).scalar_one())


@beyond(StepOut.REFUNDS)
def refunder(tx: Tx, code_name: str) -> UUID | None:
    """The verified organisation of that code name, to which a claim can go."""
    o = OrganisationRecord
    query = select(o.id).where(
        o.code_name == code_name, o.verified_at.is_not(None), o.closed_at.is_(None)
    )
    found: UUID | None = tx.execute(query).scalar_one_or_none()
    return found


@beyond(StepOut.REFUNDS)
def of_case(tx: Tx, referral: UUID) -> list[dict[str, Any]]:
    """The expenses of a case, the earliest first."""
    e, o = Expense, OrganisationRecord
    query = (
        select(
            e.id,
            e.kind,
            e.amount_ore,
            e.payer,
            o.code_name.label("organisation"),
            e.dual,
            e.state,
            e.requested_at,
            e.decided_at,
            e.changed_at,
        )
        .outerjoin(o, o.id == e.organisation_id)
        .where(e.referral_id == referral)
        .order_by(e.requested_at, e.id)
    )
    return [dict(row._mapping) for row in tx.execute(query)]


def find(tx: Tx, referral: UUID, expense: UUID) -> dict[str, Any]:
    """One of this case, locked.

    Raises
    ------
    NotFound
        When there is none.
    """
    e = Expense
    query = select(e.state, e.dual, e.requested_by, e.organisation_id.label("organisation")).where(
        e.id == expense, e.referral_id == referral
    )
    row = tx.execute(query.with_for_update()).one_or_none()
    if row is None:
        raise NotFound
    return dict(row._mapping)


def change(tx: Tx, expense: UUID, /, **values: Any) -> None:  # noqa: ANN401 - its columns
    """It has these values."""
    e = Expense
    tx.execute(
        update(e)
        .where(e.id == expense)
        .values(**values)
        .execution_options(synchronize_session=False)
    )


@beyond(StepOut.REFUNDS)
def refunds(tx: Tx, zone: str, *, account: UUID, role: Role) -> list[dict[str, Any]]:
    """By organisation and quarter of that time zone, of the cases that this person may know of."""
    return _sums(tx, zone, members.seen_by(Expense.referral_id, account, role))


@beyond(StepOut.REFUNDS)
def own_refunds(tx: Tx, zone: str, organisation: UUID) -> list[dict[str, Any]]:
    """The same of everything that is claimed from this organisation: it pays for each."""
    return _sums(tx, zone, Expense.organisation_id == organisation)


def _sums(tx: Tx, zone: str, which: ColumnElement[bool]) -> list[dict[str, Any]]:
    """How much is paid and how much of it refunded."""
    e, o = Expense, OrganisationRecord
    quarter = cast(func.to_char(func.timezone(zone, e.requested_at), 'YYYY"-Q"Q'), Text)
    paid = e.state.in_((ExpenseState.PAID, ExpenseState.REFUNDED))
    query = (
        select(
            o.code_name.label("organisation"),
            quarter.label("quarter"),
            func.count().filter(paid).label("number"),
            func.coalesce(func.sum(e.amount_ore).filter(paid), 0).label("paid_ore"),
            func.coalesce(func.sum(e.amount_ore).filter(e.state == ExpenseState.REFUNDED), 0).label(
                "refunded_ore"
            ),
        )
        .join(o, o.id == e.organisation_id)
        .where(which)
        .group_by(o.code_name, quarter)
        .having(func.count().filter(paid) > 0)
        .order_by(o.code_name, quarter)
    )
    return [dict(row._mapping) for row in tx.execute(query)]
