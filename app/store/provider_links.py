"""Accounts by the id under which a provider knows their owner."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID, uuid4

from sqlalchemy import insert, select, update

from app.store import dormancy
from app.store.transactions import Tx
from models.account import AccountRecord as Account
from models.provider_link import ProviderLinkRecord as Link
from models.words import AccountStatus


@dataclass(frozen=True, slots=True, repr=False)
class Linked:
    """A link as its owner sees it."""

    id: UUID
    created_at: datetime
    last_used_at: datetime | None


def account_of(tx: Tx, issuer: str, subject: str, *, now: datetime) -> UUID | None:
    """The account that this person of the provider has linked, when it may act; its use is noted."""
    row = tx.execute(
        select(Link.id, Link.account_id)
        .join(Account, Account.id == Link.account_id)
        .where(
            Link.issuer == issuer,
            Link.subject == subject,
            Link.removed_at.is_(None),
            Account.status == AccountStatus.ACTIVE,
            dormancy.awake(now),
        )
    ).one_or_none()
    if row is None:
        return None
    tx.execute(
        update(Link)
        .where(Link.id == row.id)
        .values(last_used_at=now)
        .execution_options(synchronize_session=False)
    )
    return UUID(str(row.account_id))


def put(tx: Tx, account: UUID, issuer: str, subject: str, *, now: datetime) -> bool:
    """Whether the account is linked with this person of the provider; not when another one is."""
    taken = tx.execute(
        select(Link.account_id).where(
            Link.issuer == issuer, Link.subject == subject, Link.removed_at.is_(None)
        )
    ).scalar_one_or_none()
    if taken is not None:
        return bool(taken == account)
    remove_all(tx, account, now=now)
    tx.execute(
        insert(Link).values(
            id=uuid4(), account_id=account, issuer=issuer, subject=subject, created_at=now
        )
    )
    return True


def of(tx: Tx, account: UUID) -> list[Linked]:
    """The live links of this account: one, or none."""
    rows = tx.execute(
        select(Link.id, Link.created_at, Link.last_used_at).where(
            Link.account_id == account, Link.removed_at.is_(None)
        )
    )
    return [Linked(row.id, row.created_at, row.last_used_at) for row in rows]


def remove_all(tx: Tx, account: UUID, *, now: datetime) -> None:
    """The account is linked with nobody."""
    tx.execute(
        update(Link)
        .where(Link.account_id == account, Link.removed_at.is_(None))
        .values(removed_at=now)
        .execution_options(synchronize_session=False)
    )
