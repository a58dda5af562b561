"""What programs may do: the scopes of service accounts, granted by two and ended by one."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import select, update

from app.store import feeds, forms
from app.store.pages import Page, page
from app.store.stepping import beyond
from app.store.transactions import Tx
from app.store.walls import StepOut
from models.account import AccountRecord as Account
from models.event_feed import EventFeedRecord as Feed
from models.service_grant import ServiceGrantRecord as Grant
from models.words import ServiceScope


@beyond(StepOut.ENTRANCE)
def scopes_of(tx: Tx, account: UUID) -> frozenset[ServiceScope]:
    """What it is granted at this moment; nothing for whoever is no service account."""
    found: frozenset[ServiceScope] | None = tx.execute(
        select(Grant.scopes).where(Grant.account_id == account, Grant.ended_at.is_(None))
    ).scalar_one_or_none()
    return found or frozenset()


@beyond(StepOut.ENTRANCE)
def was_granted(tx: Tx, account: UUID) -> bool:
    """Whether it is, or ever was, a service account: no person enrols with one."""
    query = select(Grant.account_id).where(Grant.account_id == account)
    return tx.execute(query).first() is not None


@beyond(StepOut.ENTRANCE)
def put(
    tx: Tx,
    account: UUID,
    scopes: Collection[ServiceScope],
    *,
    by: UUID,
    agreed: UUID,
    now: datetime,
) -> None:
    """It has these scopes from now on, and no other."""
    values = {"scopes": frozenset(scopes), "granted_at": now, "ended_at": None}
    people = {"granted_by": by, "agreed_by": agreed}
    forms.put(tx, Grant, {"account_id": account}, values | people)


@beyond(StepOut.ENTRANCE)
def end(tx: Tx, account: UUID, *, now: datetime) -> bool:
    """It has none any more, and what it was told and where that was sent is gone; whether it had any."""
    feeds.drop(tx, account)
    ended = tx.execute(
        update(Grant)
        .where(Grant.account_id == account, Grant.ended_at.is_(None))
        .values(ended_at=now)
        .returning(Grant.account_id)
        .execution_options(synchronize_session=False)
    )
    return ended.first() is not None


@beyond(StepOut.ENTRANCE)
def listed(tx: Tx, wanted: Page) -> tuple[list[dict[str, Any]], UUID | None]:
    """One page of service accounts, with where their events go and how many wait."""
    query = (
        select(
            Account.id,
            Account.handle,
            Account.role,
            Grant.scopes,
            Grant.granted_at,
            Grant.ended_at,
            Feed.hook,
            Feed.stopped_at,
            (Feed.told - Feed.delivered).label("waiting"),
        )
        .join(Account, Account.id == Grant.account_id)
        .outerjoin(Feed, Feed.account_id == Grant.account_id)
    )
    rows, last = page(tx, query, Account.id, wanted)
    return [dict(row._mapping) for row in rows], last
