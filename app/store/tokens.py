"""Accounts and their bearer tokens: only the SHA-256 of a token is ever stored (stack, API tokens)."""

from __future__ import annotations

import hashlib
import secrets
from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID, uuid4

from sqlalchemy import ColumnElement, DateTime, bindparam, func, insert, select, update

from app.store import dormancy
from app.store.pages import Page, page
from app.store.refusals import NotFound
from app.store.stepping import beyond
from app.store.transactions import Tx
from app.store.walls import StepOut
from models.account import AccountRecord as Account
from models.account import ApiTokenRecord as Token
from models.device_code import DeviceCodeRecord
from models.words import AccountStatus, Role

PREFIX = "havn_"


@dataclass(frozen=True, slots=True, repr=False)
class Actor:
    """Whoever acts: an account, its role and, for a shelter's account, the one shelter.

    ``session`` is null behind a token; ``stepped_up_until`` is null unless this session has shown
    its second proof, and a token never has.
    """

    account: UUID
    role: Role
    shelter: UUID | None
    scopes: frozenset[str]
    organisation: UUID | None = None
    session: UUID | None = None
    stepped_up_until: datetime | None = None
    sealed_paused: bool = False
    """Unused for 14 days: opens nothing sealed until a second person agrees (security 5.5)."""
    under_duress: bool = False
    """Signed in with her word under duress: sees an empty workload (AT16)."""


@dataclass(frozen=True, slots=True)
class Grant:
    """Whose account it is, its role, for which shelter or organisation, and whether it may act."""

    handle: str
    role: Role
    shelter: UUID | None
    organisation: UUID | None
    status: AccountStatus


def hashed(token: str) -> bytes:
    """What is stored of a token; it is 256 random bits, so no salt and no slow hash is needed."""
    return hashlib.sha256(token.encode()).digest()


_NOW = bindparam("now", type_=DateTime(timezone=True))
_HOLDER = (
    select(
        Token.id,
        Token.account_id,
        Token.role,
        Token.shelter_id,
        Token.scopes,
        Account.organisation_id,
        Account.sealed_paused_at,
        dormancy.last_sign().label("seen"),
    )
    .join(Account, Account.id == Token.account_id)
    .where(
        Token.token_sha256 == bindparam("sha256"),
        Token.revoked_at.is_(None),
        Token.expires_at > _NOW,
        Account.status == AccountStatus.ACTIVE,
        Account.role == Token.role,
        Account.shelter_id.is_not_distinct_from(Token.shelter_id),
        dormancy.awake(_NOW),
    )
)
"""Asked by every request that shows a token, so it is put together once."""


def holder(tx: Tx, token: str, *, now: datetime) -> Actor | None:
    """Who holds this token; None when it is unknown, expired, revoked or its account not active.

    A token that was issued for another role or shelter than its account has now is void, and so is
    one of an account that nobody has used for 30 days.
    """
    if not token.startswith(PREFIX) or len(token) > 100:
        return None
    row = tx.quick(_HOLDER, {"sha256": hashed(token), "now": now}).one_or_none()
    if row is None:
        return None
    if now - row.seen >= dormancy.NOTED_EVERY:
        dormancy.note_use(tx, row.account_id, seen=row.seen, now=now)
        tx.execute(
            update(Token)
            .where(Token.id == row.id)
            .values(last_used_at=now)
            .execution_options(synchronize_session=False)
        )
    return Actor(
        account=row.account_id,
        role=row.role,
        shelter=row.shelter_id,
        scopes=frozenset(row.scopes),
        organisation=row.organisation_id,
        sealed_paused=row.sealed_paused_at is not None,
    )


def add_account(
    tx: Tx,
    *,
    handle: str,
    role: Role,
    shelter: UUID | None,
    now: datetime,
    organisation: UUID | None = None,
) -> UUID:
    """A new active account."""
    account = uuid4()
    tx.execute(
        insert(Account).values(
            id=account,
            handle=handle,
            role=role,
            shelter_id=shelter,
            organisation_id=organisation,
            status=AccountStatus.ACTIVE,
            created_at=now,
            version=1,
        )
    )
    return account


def find_account(tx: Tx, handle: str) -> UUID | None:
    """The account of that work name."""
    return tx.execute(select(Account.id).where(Account.handle == handle)).scalar_one_or_none()


def any_handle_from(tx: Tx, beginning: str) -> bool:
    """Whether an account has a handle that begins so."""
    query = select(Account.id).where(Account.handle.startswith(beginning, autoescape=True)).limit(1)
    return tx.execute(query).first() is not None


def accounts(tx: Tx, wanted: Page) -> tuple[list[dict[str, Any]], UUID | None]:
    """One page of accounts."""
    query = select(
        Account.id,
        Account.handle,
        Account.role,
        Account.shelter_id.label("shelter"),
        Account.status,
    ).where(Account.erased_at.is_(None))
    rows, last = page(tx, query, Account.id, wanted)
    return [dict(row._mapping) for row in rows], last


@beyond(StepOut.TWO_PERSONS)
def acting(tx: Tx, account: UUID) -> Actor | None:
    """An active account as it may act now, without a session; None when it may not."""
    return _active(tx, Account.id == account)


@beyond(StepOut.TWO_PERSONS)
def active(tx: Tx, handle: str) -> Actor | None:
    """The active account of that work name, without a session; None when there is none."""
    return _active(tx, Account.handle == handle)


def _active(tx: Tx, which: ColumnElement[bool]) -> Actor | None:
    row = tx.execute(
        select(Account.id, Account.role, Account.shelter_id, Account.organisation_id).where(
            which, Account.status == AccountStatus.ACTIVE
        )
    ).one_or_none()
    if row is None:
        return None
    return Actor(row.id, row.role, row.shelter_id, frozenset(), row.organisation_id)


def issue(
    tx: Tx,
    account: UUID,
    *,
    scopes: Collection[str],
    now: datetime,
    until: datetime,
    device: str | None = None,
) -> tuple[UUID, str]:
    """The id and the text of a new token for the account; the text is shown this once.

    ``device``: its code name; an earlier token of the account for it is worth nothing any more.

    Raises
    ------
    NotFound
        When there is no such active account.
    """
    row = tx.execute(
        select(Account.role, Account.shelter_id).where(
            Account.id == account, Account.status == AccountStatus.ACTIVE
        )
    ).one_or_none()
    if row is None:
        raise NotFound
    if device is not None:
        tx.execute(
            update(Token)
            .where(Token.account_id == account, Token.device == device, Token.revoked_at.is_(None))
            .values(revoked_at=now)
            .execution_options(synchronize_session=False)
        )
    token_id, text = uuid4(), PREFIX + secrets.token_urlsafe(32)
    tx.execute(
        insert(Token).values(
            id=token_id,
            account_id=account,
            token_sha256=hashed(text),
            role=row.role,
            scopes=sorted(scopes),
            shelter_id=row.shelter_id,
            created_at=now,
            expires_at=until,
            device=device,
        )
    )
    return token_id, text


def listed(tx: Tx, wanted: Page, *, of: UUID | None) -> tuple[list[dict[str, Any]], UUID | None]:
    """One page of tokens, of one account or of all, without anything that opens."""
    query = select(
        Token.id,
        Token.account_id.label("account"),
        Token.device,
        Token.scopes,
        Token.created_at,
        Token.expires_at,
        Token.revoked_at,
        Token.last_used_at,
    )
    if of is not None:
        query = query.where(Token.account_id == of)
    rows, last = page(tx, query, Token.id, wanted)
    return [dict(row._mapping) for row in rows], last


def owner(tx: Tx, token: UUID) -> UUID:
    """Whose token it is.

    Raises
    ------
    NotFound
        When there is no such token.
    """
    known: UUID | None = tx.execute(
        select(Token.account_id).where(Token.id == token)
    ).scalar_one_or_none()
    if known is None:
        raise NotFound
    return known


def set_status(tx: Tx, account: UUID, status: AccountStatus) -> None:
    """Whether it may act is another thing from the next request on."""
    tx.execute(
        update(Account)
        .where(Account.id == account)
        .values(status=status, version=Account.version + 1)
        .execution_options(synchronize_session=False)
    )


def grant_of(tx: Tx, account: UUID) -> Grant:
    """What the account may be, and whether it may act.

    Raises
    ------
    NotFound
        When there is no such account.
    """
    row = tx.execute(
        select(
            Account.handle,
            Account.role,
            Account.shelter_id,
            Account.organisation_id,
            Account.status,
        ).where(Account.id == account)
    ).one_or_none()
    if row is None:
        raise NotFound
    return Grant(row.handle, row.role, row.shelter_id, row.organisation_id, row.status)


def count_of(tx: Tx, role: Role) -> int:
    """How many accounts of this role there ever were."""
    query = select(func.count()).select_from(Account).where(Account.role == role)
    return int(tx.execute(query).scalar_one())


def role_of(tx: Tx, account: UUID) -> Role:
    """The role of that account.

    Raises
    ------
    NotFound
        When there is no such account.
    """
    return grant_of(tx, account).role


def revoke(tx: Tx, token: UUID, *, now: datetime) -> None:
    """The token is worth nothing from the next request on; revoking again changes nothing.

    Raises
    ------
    NotFound
        When there is no such token.
    """
    known = tx.execute(select(Token.id).where(Token.id == token)).one_or_none()
    if known is None:
        raise NotFound
    tx.execute(
        update(Token).where(Token.id == token, Token.revoked_at.is_(None)).values(revoked_at=now)
    )


def revoke_all(tx: Tx, account: UUID, *, now: datetime) -> None:
    """No token of this account, nor a code that would become one, is worth anything from the next
    request on."""
    for ended in (
        update(Token)
        .where(Token.account_id == account, Token.revoked_at.is_(None))
        .values(revoked_at=now),
        update(DeviceCodeRecord)
        .where(DeviceCodeRecord.account_id == account, DeviceCodeRecord.used_at.is_(None))
        .values(used_at=now),
    ):
        tx.execute(ended.execution_options(synchronize_session=False))
