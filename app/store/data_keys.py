"""Data keys as they stand in the database: wrapped. The vault makes and opens them."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import delete, exists, func, select, text, update
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import aliased

from app.store import service_keys
from app.store.stepping import beyond
from app.store.transactions import Tx
from app.store.walls import StepOut
from models.audit import AuditEventRecord as Event
from models.sealed import DataKeyRecord as Key
from models.words import AuditAct, KeySubject


@dataclass(frozen=True, slots=True, repr=False)
class WrappedKey:
    """A data key that opens only under its master key."""

    id: int
    kind: KeySubject
    subject: UUID
    generation: int
    wrapped: bytes
    master_id: str


class MasterWent(Exception):
    """Another master key has taken this one's place: nothing more may hang on it."""


@beyond(StepOut.SEALING)
def newest(tx: Tx, kind: KeySubject, subject: UUID) -> WrappedKey | None:
    """The key under which what is new of that case, shelter or account is kept."""
    query = select(Key).where(Key.subject_kind == kind, Key.subject_id == subject)
    row = tx.execute(query.order_by(Key.generation.desc()).limit(1)).scalar_one_or_none()
    return _wrapped(row) if row else None


@beyond(StepOut.SEALING)
def by_id(tx: Tx, key_id: int) -> WrappedKey | None:
    """The key that a sealed value names in its header; None when it was erased."""
    row = tx.get(Key, key_id)
    return _wrapped(row) if row else None


@beyond(StepOut.SEALING)
def ensure(
    tx: Tx,
    kind: KeySubject,
    subject: UUID,
    *,
    master_id: str,
    make: Callable[[], bytes],
    now: datetime,
) -> WrappedKey:
    """The newest key of that case or shelter; its first one is made when there is none.

    Raises
    ------
    MasterWent
        When one is made under a master key that another one has followed.
    """
    known = newest(tx, kind, subject)
    if known is None:
        tx.execute(
            insert(Key)
            .values(
                subject_kind=kind,
                subject_id=subject,
                generation=1,
                wrapped=make(),
                master_id=master_id,
                created_at=now,
            )
            .on_conflict_do_nothing()
        )
        _must_stand(tx, master_id)
        known = newest(tx, kind, subject)
        assert known is not None, "a key was there or was made"
    return known


def _wrapped(row: Key) -> WrappedKey:
    return WrappedKey(
        row.id, row.subject_kind, row.subject_id, row.generation, row.wrapped, row.master_id
    )


def every(tx: Tx) -> list[WrappedKey]:
    """Every data key, by whose it is and generation."""
    rows = tx.execute(select(Key).order_by(Key.subject_kind, Key.subject_id, Key.generation))
    return [_wrapped(row) for row in rows.scalars()]


def made_before(
    tx: Tx, moment: datetime, *, at_most: int, subject: UUID | None = None
) -> list[WrappedKey]:
    """Newest keys of cases and shelters that were made before that moment, so many at once.

    An account's key never has a successor: its passwords and codes are derived from it.
    """
    newer = aliased(Key)
    query = select(Key).where(
        Key.created_at < moment,
        Key.subject_kind != KeySubject.ACCOUNT,
        ~exists().where(
            newer.subject_kind == Key.subject_kind,
            newer.subject_id == Key.subject_id,
            newer.generation > Key.generation,
        ),
    )
    if subject is not None:
        query = query.where(Key.subject_id == subject)
    rows = tx.execute(query.order_by(Key.id).limit(at_most)).scalars()
    return [_wrapped(row) for row in rows]


def succeed(
    tx: Tx, old: WrappedKey, wrapped: bytes, *, master_id: str, now: datetime
) -> WrappedKey:
    """The next generation; from now on what is sealed anew is sealed under it.

    Raises
    ------
    MasterWent
        When another master key has followed the one that wraps it.
    """
    row = Key(
        subject_kind=old.kind,
        subject_id=old.subject,
        generation=old.generation + 1,
        wrapped=wrapped,
        master_id=master_id,
        created_at=now,
    )
    tx.add(row)
    tx.flush()
    _must_stand(tx, master_id)
    return _wrapped(row)


def _must_stand(tx: Tx, master_id: str) -> None:
    """Do nothing while no other master key has followed this one.

    Asked after the key was added, never before: adding waits for whoever rewraps, so either that one
    sees the new key, or its commit is seen here. Nothing is left behind under a key that is destroyed.
    """
    if service_keys.went(tx, master_id):
        raise MasterWent


def still(tx: Tx) -> None:
    """Nobody adds a data key until this transaction ends; only the owner of the tables may say so."""
    tx.execute(text("LOCK TABLE data_keys IN SHARE ROW EXCLUSIVE MODE"))


def rewrap(tx: Tx, key: WrappedKey, wrapped: bytes, *, master_id: str) -> None:
    """The same data key, wrapped by another master key; only the owner of the tables may."""
    tx.execute(
        update(Key)
        .where(Key.id == key.id)
        .values(wrapped=wrapped, master_id=master_id)
        .execution_options(synchronize_session=False)
    )


def last_erased(tx: Tx) -> int:
    """The number of the newest act by which a key was erased on purpose; 0 when none ever was."""
    erased = Event.act == AuditAct.KEY_ERASED
    found: int = tx.execute(
        select(func.coalesce(func.max(Event.seq), 0)).where(erased)
    ).scalar_one()
    return found


def erase(tx: Tx, kind: KeySubject, subject: UUID) -> int:
    """Every generation is gone, and with it what was sealed; only the owner of the tables may.

    How many there were.
    """
    gone = tx.execute(
        delete(Key)
        .where(Key.subject_kind == kind, Key.subject_id == subject)
        .returning(Key.id)
        .execution_options(synchronize_session=False)
    )
    return len(gone.scalars().all())
