"""One-time codes for devices; only the SHA-256 of a code is kept."""

from __future__ import annotations

import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID, uuid4

from sqlalchemy import delete, insert, select, update

from app.store import locks
from app.store.refusals import NotFound
from app.store.tokens import hashed
from app.store.transactions import Tx
from models.account import AccountRecord as Account
from models.device_code import DeviceCodeRecord as Code
from models.words import AccountStatus

VALID = timedelta(hours=1)
GROUPS, GROUP = 3, 4
"""Twelve letters of thirty: 58 bits, said aloud in three groups."""


@dataclass(frozen=True, slots=True, repr=False)
class Asked:
    """What a code is good for."""

    code: UUID
    account: UUID
    device: str
    audience: str
    days: int


def issue(
    tx: Tx,
    account: UUID,
    *,
    letters: str,
    device: str,
    audience: str,
    days: int,
    by: UUID,
    now: datetime,
) -> tuple[UUID, str, datetime]:
    """Id, text and end of a new code; an earlier one for the same device is void."""
    tx.execute(
        update(Code)
        .where(Code.account_id == account, Code.device == device, Code.used_at.is_(None))
        .values(used_at=now)
        .execution_options(synchronize_session=False)
    )
    groups = ("".join(secrets.choice(letters) for _ in range(GROUP)) for _ in range(GROUPS))
    made, text, until = uuid4(), "-".join(groups), now + VALID
    tx.execute(
        insert(Code).values(
            id=made,
            account_id=account,
            code_sha256=_hashed(text),
            device=device,
            audience=audience,
            days=days,
            made_at=now,
            made_by=by,
            expires_at=until,
        )
    )
    return made, text, until


def use(tx: Tx, text: str, *, now: datetime) -> Asked:
    """What this code is good for; it is good for nothing from now on.

    Whoever ends what its account may act by comes before it, or after the token that it becomes.

    Raises
    ------
    NotFound
        When it is unknown, used or over, or its account may not act.
    """
    of = select(Code.account_id).where(Code.code_sha256 == _hashed(text))
    account = tx.execute(of).scalar_one_or_none()
    if account is None:
        raise NotFound
    locks.account(tx, account)
    row = tx.execute(
        update(Code)
        .where(
            Code.code_sha256 == _hashed(text),
            Code.used_at.is_(None),
            Code.expires_at > now,
            Code.account_id.in_(select(Account.id).where(Account.status == AccountStatus.ACTIVE)),
        )
        .values(used_at=now)
        .returning(Code.id, Code.account_id, Code.device, Code.audience, Code.days)
        .execution_options(synchronize_session=False)
    ).one_or_none()
    if row is None:
        raise NotFound
    return Asked(row.id, row.account_id, row.device, row.audience, row.days)


def forget(tx: Tx, before: datetime) -> None:
    """Old codes are gone."""
    tx.execute(
        delete(Code).where(Code.expires_at < before).execution_options(synchronize_session=False)
    )


def _hashed(text: str) -> bytes:
    return hashed(text.replace("-", ""))
