"""Accounts that nobody uses: 14 days pause what is sealed, 30 days lock (security 5.5).

Nothing waits for a job: how long it was unused is asked at each sign-in and by each token.
"""

from __future__ import annotations

from datetime import datetime, timedelta
from uuid import UUID

from sqlalchemy import BindParameter, ColumnElement, func, select, update

from app.store.refusals import NotFound
from app.store.transactions import Tx
from models.account import AccountRecord as Account

LOCKED_AFTER = timedelta(days=30)
SEALED_PAUSED_AFTER = timedelta(days=14)
NOTED_EVERY = timedelta(hours=1)
"""How exactly the last use is known; a write per request would be too dear."""


def last_sign() -> ColumnElement[datetime]:
    """When the account was last used, made, or woken by a second person."""
    return func.greatest(Account.created_at, Account.last_used_at, Account.woken_at)


def awake(now: datetime | BindParameter[datetime]) -> ColumnElement[bool]:
    """Used within the last 30 days, or woken since."""
    return last_sign() > now - LOCKED_AFTER


def note_use(tx: Tx, account: UUID, *, seen: datetime, now: datetime) -> bool:
    """The account is used now; whether what is sealed is paused by this very use.

    ``seen``: its last sign of life until now.
    """
    if now - seen < NOTED_EVERY:
        return False
    paused = now - seen >= SEALED_PAUSED_AFTER
    change = update(Account).where(Account.id == account).values(last_used_at=now)
    if paused:
        change = change.values(sealed_paused_at=now)
    tx.execute(change.execution_options(synchronize_session=False))
    return paused


def unused_since(tx: Tx, account: UUID, *, now: datetime) -> datetime | None:
    """Since when it is locked or paused for want of use; None when it is neither.

    Raises
    ------
    NotFound
        When there is no such account.
    """
    row = tx.execute(
        select(last_sign().label("seen"), Account.sealed_paused_at).where(Account.id == account)
    ).one_or_none()
    if row is None:
        raise NotFound
    if now - row.seen >= LOCKED_AFTER:
        seen: datetime = row.seen
        return seen
    paused: datetime | None = row.sealed_paused_at
    return paused


def wake(tx: Tx, account: UUID, *, now: datetime) -> None:
    """It may be used again, and what is sealed with it: two persons have said so."""
    tx.execute(
        update(Account)
        .where(Account.id == account)
        .values(woken_at=now, sealed_paused_at=None)
        .execution_options(synchronize_session=False)
    )
