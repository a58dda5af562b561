"""One act per key: the same request again gets the stored answer, another one is refused.

The key's row is written in the transaction of the act. So a killed writer leaves neither, and a
second request with the same key waits until the first has ended, at most the lock timeout.
"""

from __future__ import annotations

import hashlib
import hmac
from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import ColumnElement, delete, func, select, update
from sqlalchemy.dialects.postgresql import insert

from app.store.refusals import KeyReused, NotFound
from app.store.stepping import beyond
from app.store.transactions import Rank, Tx
from app.store.walls import StepOut
from models.account import IdempotencyKeyRecord as Key


@dataclass(frozen=True, slots=True, repr=False)
class Answered:
    """The answer that the first request got."""

    status: int
    body: bytes
    etag: str | None


def request_hash(method: str, path: str, body: bytes) -> bytes:
    """SHA-256 of what was asked; each part has its length, so none can be shifted."""
    digest = hashlib.sha256()
    for part in (method.upper().encode(), path.encode(), body):
        digest.update(len(part).to_bytes(8, "big") + part)
    return digest.digest()


@beyond(StepOut.KEPT_ANSWER)
def begin(tx: Tx, account: UUID, key: str, asked: bytes, *, now: datetime) -> Answered | None:
    """Take the key for this transaction, or give the answer that it got before.

    Raises
    ------
    KeyReused
        When the key belongs to a request that asked for something else.
    NotFound
        When the answer is withheld by now: she may not hear it any more.
    """
    tx.in_order(Rank.KEY, [key])
    taken = tx.execute(
        insert(Key)
        .values(account_id=account, key=key, request_hash=asked, created_at=now)
        .on_conflict_do_nothing(index_elements=[Key.account_id, Key.key])
        .returning(Key.key)
    ).one_or_none()
    if taken:
        tx.unanswered_key = True
        return None
    known = tx.execute(
        select(Key.request_hash, Key.status, Key.response, Key.etag).where(
            Key.account_id == account, Key.key == key
        )
    ).one_or_none()
    if known is None or not hmac.compare_digest(known.request_hash, asked):
        raise KeyReused
    if known.status is None:
        raise NotFound
    return Answered(known.status, known.response, known.etag)


@beyond(StepOut.KEPT_ANSWER)
def answer(
    tx: Tx, account: UUID, key: str, *, status: int, body: bytes, etag: str | None = None
) -> None:
    """Store the answer beside the act; both are there after the commit, or neither."""
    tx.execute(
        update(Key)
        .where(Key.account_id == account, Key.key == key)
        .values(status=status, response=body, etag=etag)
    )
    tx.unanswered_key = False


@beyond(StepOut.KEPT_ANSWER)
def withhold(tx: Tx, accounts: Collection[UUID]) -> None:
    """Answers that these accounts got are told no more; their keys stay, so that nothing is done twice."""
    if accounts:
        _withhold(tx, Key.account_id.in_(sorted(accounts)))


@beyond(StepOut.KEPT_ANSWER)
def withhold_of_case(tx: Tx, referral: UUID, *, but: Collection[UUID]) -> None:
    """Answers that speak of the case are told to nobody but these accounts."""
    said = func.convert_from(Key.response, "UTF8")
    _withhold(tx, Key.account_id.not_in(sorted(but)), func.strpos(said, str(referral)) > 0)


def _withhold(tx: Tx, *which: ColumnElement[bool]) -> None:
    tx.execute(
        update(Key)
        .where(Key.status.is_not(None), *which)
        .values(status=None, response=None, etag=None)
        .execution_options(synchronize_session=False)
    )


def forget(tx: Tx, before: datetime) -> int:
    """Remove keys that are older; at least 7 days must be kept (security 6, F5)."""
    gone = tx.execute(delete(Key).where(Key.created_at < before).returning(Key.key))
    return len(gone.all())
