"""Benefits in the records: applied for, decided, paid, and how long that takes at each office."""

from __future__ import annotations

from typing import Any
from uuid import UUID, uuid4

from sqlalchemy import ColumnElement, func, select, update

from app.store import forms, members
from app.store.refusals import NotFound
from app.store.stepping import beyond
from app.store.transactions import Tx
from app.store.walls import StepOut
from models.account import OrganisationRecord
from models.benefit import BenefitRecord as Benefit
from models.words import Role


def add(tx: Tx, /, **values: Any) -> UUID:  # noqa: ANN401 - its columns
    """One application."""
    made = uuid4()
    forms.add(tx, Benefit, id=made, **values)
    return made


@beyond(StepOut.REFUNDS)
def of_case(tx: Tx, referral: UUID) -> list[dict[str, Any]]:
    """The applications of a case, the earliest first."""
    b, o = Benefit, OrganisationRecord
    query = (
        select(
            b.id,
            b.kind,
            o.code_name.label("organisation"),
            b.applied_on,
            b.decided_on,
            b.granted,
            b.paid_on,
        )
        .join(o, o.id == b.organisation_id)
        .where(b.referral_id == referral)
        .order_by(b.applied_on, b.id)
    )
    return [dict(row._mapping) for row in tx.execute(query)]


def find(tx: Tx, referral: UUID, benefit: UUID) -> dict[str, Any]:
    """One of this case, locked.

    Raises
    ------
    NotFound
        When there is none.
    """
    b = Benefit
    query = select(b.applied_on, b.decided_on, b.granted, b.paid_on).where(
        b.id == benefit, b.referral_id == referral
    )
    row = tx.execute(query.with_for_update()).one_or_none()
    if row is None:
        raise NotFound
    return dict(row._mapping)


def change(tx: Tx, benefit: UUID, /, **values: Any) -> None:  # noqa: ANN401 - its columns
    """It has these values."""
    b = Benefit
    tx.execute(
        update(b)
        .where(b.id == benefit)
        .values(**values)
        .execution_options(synchronize_session=False)
    )


@beyond(StepOut.REFUNDS)
def times(tx: Tx, *, account: UUID, role: Role) -> list[dict[str, Any]]:
    """By office, of the cases that this person may know of."""
    return _times(tx, members.seen_by(Benefit.referral_id, account, role))


@beyond(StepOut.REFUNDS)
def own_times(tx: Tx, organisation: UUID) -> list[dict[str, Any]]:
    """The same of every application to this office: it decides each."""
    return _times(tx, Benefit.organisation_id == organisation)


def _times(tx: Tx, which: ColumnElement[bool]) -> list[dict[str, Any]]:
    """Median days from application to decision and to payment."""
    b, o = Benefit, OrganisationRecord

    def median(days: Any) -> Any:  # noqa: ANN401 - columns
        return func.percentile_cont(0.5).within_group(days)

    query = (
        select(
            o.code_name.label("organisation"),
            func.count().label("number"),
            func.count(b.paid_on).label("paid"),
            median(b.decided_on - b.applied_on).label("days_to_decision"),
            median(b.paid_on - b.applied_on).label("days_to_payment"),
        )
        .join(o, o.id == b.organisation_id)
        .where(which)
        .group_by(o.code_name)
        .order_by(o.code_name)
    )
    return [dict(row._mapping) for row in tx.execute(query)]
