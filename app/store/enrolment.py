"""Links with which one person enrols once; only the SHA-256 of a link is kept."""

from __future__ import annotations

import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID, uuid4

from sqlalchemy import insert, select, update

from app.store import locks
from app.store.refusals import NotFound
from app.store.tokens import hashed
from app.store.transactions import Tx
from models.account import AccountRecord as Account
from models.credential import EnrolmentLinkRecord as Link
from models.words import AccountStatus, Role

VALID = timedelta(hours=24)
OWN_VALID = timedelta(hours=1)
"""For one that somebody makes for her own next device."""


@dataclass(frozen=True, slots=True, repr=False)
class Invited:
    """Whom a link lets enrol."""

    link: UUID
    account: UUID
    handle: str
    role: Role


def issue(
    tx: Tx, account: UUID, *, by: UUID | None, now: datetime, valid: timedelta = VALID
) -> tuple[UUID, str, datetime]:
    """Id, text and end of a new link; every earlier one of this account is void.

    Raises
    ------
    NotFound
        When there is no such active account.
    """
    locks.account(tx, account)
    known = tx.execute(
        select(Account.id).where(Account.id == account, Account.status == AccountStatus.ACTIVE)
    ).one_or_none()
    if known is None:
        raise NotFound
    void(tx, account, now=now)
    link, text, until = uuid4(), secrets.token_urlsafe(32), now + valid
    tx.execute(
        insert(Link).values(
            id=link,
            account_id=account,
            link_sha256=hashed(text),
            made_at=now,
            made_by=by,
            expires_at=until,
        )
    )
    return link, text, until


def void(tx: Tx, account: UUID, *, now: datetime) -> None:
    """No link of this account lets anybody enrol any more."""
    tx.execute(
        update(Link)
        .where(Link.account_id == account, Link.used_at.is_(None))
        .values(used_at=now)
        .execution_options(synchronize_session=False)
    )


def invited(tx: Tx, text: str, *, now: datetime) -> Invited:
    """Whom this link lets enrol; nobody else enrols with that account until this transaction ends.

    Raises
    ------
    NotFound
        When it is unknown, used or over, or its account may not act.
    """
    whose = tx.execute(
        select(Link.account_id).where(Link.link_sha256 == hashed(text))
    ).scalar_one_or_none()
    if whose is None:
        raise NotFound
    locks.account(tx, whose)
    row = tx.execute(
        select(Link.id, Link.account_id, Account.handle, Account.role)
        .join(Account, Account.id == Link.account_id)
        .where(
            Link.link_sha256 == hashed(text),
            Link.used_at.is_(None),
            Link.expires_at > now,
            Account.status == AccountStatus.ACTIVE,
        )
        .with_for_update(of=Link)
    ).one_or_none()
    if row is None:
        raise NotFound
    return Invited(row.id, row.account_id, row.handle, row.role)


def use(tx: Tx, link: UUID, *, now: datetime) -> None:
    """It was used, and lets nobody enrol again."""
    tx.execute(
        update(Link)
        .where(Link.id == link, Link.used_at.is_(None))
        .values(used_at=now)
        .execution_options(synchronize_session=False)
    )
