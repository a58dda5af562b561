"""Whom tasks reach that are late for days, by organisation."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any
from uuid import UUID, uuid4

from sqlalchemy import delete, select
from sqlalchemy.dialects.postgresql import insert as upsert

from app.store.pages import Page, page
from app.store.stepping import beyond
from app.store.transactions import Tx
from app.store.walls import StepOut
from models.account import AccountRecord as Account
from models.account import OrganisationRecord as Organisation
from models.escalation import EscalationContactRecord as Contact
from models.words import AccountStatus


def put(
    tx: Tx, organisation: UUID | None, account: UUID, after_days: int, *, by: UUID, now: datetime
) -> None:
    """Tasks of the people of this organisation reach this account, so many days over their time."""
    values = {"account_id": account, "after_days": after_days, "set_at": now, "set_by": by}
    tx.execute(
        upsert(Contact)
        .values(id=uuid4(), organisation_id=organisation, **values)
        .on_conflict_do_update(index_elements=["organisation_id"], set_=values)
    )


def drop(tx: Tx, organisation: UUID | None) -> None:
    """Tasks of its people go no further than the duty manager."""
    tx.execute(
        delete(Contact)
        .where(Contact.organisation_id.is_not_distinct_from(organisation))
        .execution_options(synchronize_session=False)
    )


@beyond(StepOut.TASKS)
def listed(tx: Tx, wanted: Page) -> tuple[list[dict[str, Any]], UUID | None]:
    """A page of them."""
    query = (
        select(
            Contact.id,
            Contact.organisation_id.label("organisation"),
            Organisation.code_name,
            Account.handle.label("contact"),
            Contact.after_days,
        )
        .join(Account, Account.id == Contact.account_id)
        .outerjoin(Organisation, Organisation.id == Contact.organisation_id)
    )
    rows, last = page(tx, query, Contact.id, wanted)
    return [dict(row._mapping) for row in rows], last


@beyond(StepOut.TASKS)
def reached(tx: Tx, owner: UUID | None, due_at: datetime, now: datetime) -> UUID | None:
    """Whom a task of this owner has reached by now; None when nobody is named, or not yet."""
    of_owner = select(Account.organisation_id).where(Account.id == owner).scalar_subquery()
    rows = tx.execute(
        select(Contact.account_id, Contact.organisation_id, Contact.after_days)
        .join(Account, Account.id == Contact.account_id)
        .where(
            Contact.organisation_id.is_(None) | (Contact.organisation_id == of_owner),
            Account.status == AccountStatus.ACTIVE,
        )
        .order_by(Contact.organisation_id.is_(None))
    ).all()
    if not rows or due_at + timedelta(days=rows[0].after_days) > now:
        return None
    found: UUID = rows[0].account_id
    return found
