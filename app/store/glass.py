"""Broken glass in the records, and whether it is open at an instant (security 5.2)."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any
from uuid import UUID, uuid4

from sqlalchemy import exists, select, update

from app.store import forms, members
from app.store.pages import Page, page
from app.store.refusals import NotFound
from app.store.stepping import beyond
from app.store.transactions import Tx
from app.store.walls import StepOut
from models.account import AccountRecord
from models.glass import GlassBreakRecord as Glass
from models.referral import ReferralRecord
from models.words import Role, SealedGroup

OPEN_FOR = timedelta(minutes=60)
REVIEWED_IN = timedelta(hours=24)


@beyond(StepOut.GLASS)
def add(tx: Tx, /, *, now: datetime, **values: Any) -> UUID:  # noqa: ANN401 - its columns
    """The glass is broken from now on, for an hour."""
    made = uuid4()
    times = {"broken_at": now, "until": now + OPEN_FOR, "review_due": now + REVIEWED_IN}
    forms.add(tx, Glass, id=made, **times, **values)
    return made


@beyond(StepOut.GLASS)
def glass_open(tx: Tx, account: UUID, referral: UUID, group: SealedGroup, now: datetime) -> bool:
    """Whether this account may open this group of this case now instead of asking a second person."""
    g = Glass
    wanted = exists().where(
        g.account_id == account,
        g.referral_id == referral,
        g.field_group == group,
        g.broken_at <= now,
        g.until > now,
    )
    return bool(tx.execute(select(wanted)).scalar_one())


@beyond(StepOut.GLASS)
def owes_a_review(tx: Tx, account: UUID, now: datetime) -> bool:
    """Whether a review of what this account did is overdue; until it is closed nothing opens."""
    g = Glass
    late = exists().where(g.account_id == account, g.reviewed_at.is_(None), g.review_due <= now)
    return bool(tx.execute(select(late)).scalar_one())


@beyond(StepOut.GLASS)
def overdue(tx: Tx, now: datetime) -> list[tuple[UUID, UUID]]:
    """Each that should have been reviewed by now, with the account that broke it."""
    g = Glass
    query = select(g.id, g.account_id).where(g.reviewed_at.is_(None), g.review_due <= now)
    return [(row.id, row.account_id) for row in tx.execute(query.order_by(g.review_due))]


@beyond(StepOut.GLASS)
def find(tx: Tx, glass: UUID) -> dict[str, Any]:
    """One, locked.

    Raises
    ------
    NotFound
        When there is none.
    """
    g = Glass
    query = select(g.id, g.account_id, g.referral_id, g.reviewed_at).where(g.id == glass)
    row = tx.execute(query.with_for_update()).one_or_none()
    if row is None:
        raise NotFound
    return dict(row._mapping)


@beyond(StepOut.GLASS)
def review(tx: Tx, glass: UUID, /, **values: Any) -> None:  # noqa: ANN401 - its columns
    """Somebody else has found of it what these values say."""
    tx.execute(
        update(Glass)
        .where(Glass.id == glass)
        .values(**values)
        .execution_options(synchronize_session=False)
    )


@beyond(StepOut.GLASS)
def lines(
    tx: Tx, wanted: Page, *, account: UUID, role: Role
) -> tuple[list[dict[str, Any]], UUID | None]:
    """A page of what was broken and is not reviewed, of cases that this account may know of."""
    g = Glass
    query = (
        select(
            g.id,
            AccountRecord.handle.label("by"),
            ReferralRecord.code_name.label("case"),
            g.field_group,
            g.reason_code,
            g.reason,
            g.broken_at,
            g.until,
            g.review_due,
        )
        .join(AccountRecord, AccountRecord.id == g.account_id)
        .join(ReferralRecord, ReferralRecord.id == g.referral_id)
        .where(g.reviewed_at.is_(None), members.may_be_asked(g.referral_id, account, role))
    )
    rows, last = page(tx, query, g.id, wanted)
    return [dict(row._mapping) for row in rows], last
