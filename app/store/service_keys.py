"""Secrets of earlier master keys, wrapped by the present one: the older links of the chain."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import delete, exists, insert, select, update

from app.store.transactions import Tx
from models.sealed import ServiceKeyRecord as Retired


@dataclass(frozen=True, slots=True, repr=False)
class RetiredSecret:
    """A wrapped secret and the master key that it hung on."""

    master_id: str
    purpose: str
    wrapped: bytes
    wrapped_by: str


def retired(tx: Tx, purpose: str | None = None) -> list[RetiredSecret]:
    """Those of one purpose, or all of them."""
    query = select(Retired.master_id, Retired.purpose, Retired.wrapped, Retired.wrapped_by)
    if purpose is not None:
        query = query.where(Retired.purpose == purpose)
    rows = tx.execute(query.order_by(Retired.retired_at))
    return [RetiredSecret(row.master_id, row.purpose, row.wrapped, row.wrapped_by) for row in rows]


def went(tx: Tx, master_id: str) -> bool:
    """Whether another master key has taken the place of this one."""
    return bool(tx.execute(select(exists().where(Retired.master_id == master_id))).scalar_one())


def come_back(tx: Tx, master_id: str) -> None:
    """That master key is the one of now again: its secrets hang on itself."""
    tx.execute(
        delete(Retired)
        .where(Retired.master_id == master_id)
        .execution_options(synchronize_session=False)
    )


def retire(tx: Tx, master_id: str, purpose: str, wrapped: bytes, *, by: str, now: datetime) -> None:
    """A secret of the master key that goes, wrapped by the one that comes."""
    tx.execute(
        insert(Retired).values(
            master_id=master_id, purpose=purpose, wrapped=wrapped, wrapped_by=by, retired_at=now
        )
    )


def rewrap(tx: Tx, old: RetiredSecret, wrapped: bytes, *, by: str) -> None:
    """The same secret, wrapped by another master key."""
    tx.execute(
        update(Retired)
        .where(Retired.master_id == old.master_id, Retired.purpose == old.purpose)
        .values(wrapped=wrapped, wrapped_by=by)
        .execution_options(synchronize_session=False)
    )
