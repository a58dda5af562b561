"""Challenges that a passkey is to sign: kept here, taken once, over within minutes."""

from __future__ import annotations

import secrets
from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID, uuid4

from sqlalchemy import delete, insert

from app.store.transactions import Tx
from models.session import ChallengeRecord as Challenge
from models.words import ChallengeFor

VALID = timedelta(minutes=3)


@dataclass(frozen=True, slots=True, repr=False)
class Asked:
    """A challenge and the id by which its answer names it."""

    id: UUID
    value: bytes


@dataclass(frozen=True, slots=True, repr=False)
class Taken:
    """A challenge that is used now; of nobody when it was for a sign-in."""

    value: bytes
    account: UUID | None


def ask(tx: Tx, purpose: ChallengeFor, account: UUID | None, *, now: datetime) -> Asked:
    """A fresh challenge; of nobody yet when it is for a sign-in."""
    asked = Asked(uuid4(), secrets.token_bytes(32))
    tx.execute(
        insert(Challenge).values(
            id=asked.id,
            value=asked.value,
            purpose=purpose,
            account_id=account,
            made_at=now,
            expires_at=now + VALID,
        )
    )
    return asked


def take(
    tx: Tx, challenge: UUID, purpose: ChallengeFor, account: UUID | None, *, now: datetime
) -> bytes | None:
    """What was to be signed, this once; None when it is used, over, or was asked for another end."""
    row = tx.execute(
        delete(Challenge)
        .where(
            Challenge.id == challenge,
            Challenge.purpose == purpose,
            Challenge.account_id.is_not_distinct_from(account),
        )
        .returning(Challenge.value, Challenge.expires_at)
    ).one_or_none()
    return row.value if row is not None and row.expires_at > now else None


def take_one_of(
    tx: Tx, challenge: UUID, purposes: Collection[ChallengeFor], *, now: datetime
) -> Taken | None:
    """The challenge with whose it is, this once; None as for ``take``."""
    row = tx.execute(
        delete(Challenge)
        .where(Challenge.id == challenge, Challenge.purpose.in_(purposes))
        .returning(Challenge.value, Challenge.account_id, Challenge.expires_at)
    ).one_or_none()
    if row is None or row.expires_at <= now:
        return None
    return Taken(row.value, row.account_id)


def void(tx: Tx, account: UUID) -> None:
    """Nothing that this account was asked can be answered any more."""
    tx.execute(delete(Challenge).where(Challenge.account_id == account))


def forget(tx: Tx, before: datetime) -> int:
    """How many challenges that nobody answered by then are gone."""
    gone = tx.execute(
        delete(Challenge).where(Challenge.expires_at < before).returning(Challenge.id)
    )
    return len(gone.all())
