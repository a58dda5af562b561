"""Writing the parts of a form: the version of its root first, then the rows that follow it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any
from uuid import UUID

from sqlalchemy import delete, insert, select, update
from sqlalchemy.dialects.postgresql import insert as upsert
from sqlalchemy.orm import InstrumentedAttribute

from app.store.refusals import NotFound, Stale
from app.store.transactions import Tx
from models.base import Base


def raise_version(
    tx: Tx,
    record: Any,  # noqa: ANN401 - any versioned record
    root: UUID,
    seen: int,
    **changed: Any,  # noqa: ANN401 - any versioned record
) -> int:
    """The root has these values and its next version, which is given back.

    Raises
    ------
    NotFound
        When there is no such root.
    Stale
        When somebody changed it since that version was read.
    """
    version = tx.execute(
        update(record)
        .where(record.id == root, record.version == seen)
        .values(version=record.version + 1, **changed)
        .returning(record.version)
        .execution_options(synchronize_session=False)
    ).scalar_one_or_none()
    if version is None:
        known = tx.execute(select(record.id).where(record.id == root)).one_or_none()
        raise NotFound if known is None else Stale
    return int(version)


def add(tx: Tx, record: type[Base], **values: Any) -> None:  # noqa: ANN401 - its columns
    """One new row."""
    tx.execute(insert(record).values(**values))


def add_all(tx: Tx, record: type[Base], rows: Iterable[Mapping[str, Any]]) -> None:
    """These new rows, in one statement; nothing when there are none."""
    new = [dict(row) for row in rows]
    if new:
        tx.execute(insert(record), new)


def put(tx: Tx, record: type[Base], key: Mapping[str, Any], values: Mapping[str, Any]) -> None:
    """The one row under this key has these values, whether it was there or not."""
    tx.execute(
        upsert(record)
        .values(**key, **values)
        .on_conflict_do_update(index_elements=list(key), set_=dict(values))
    )


def replace(
    tx: Tx,
    record: type[Base],
    column: InstrumentedAttribute[UUID],
    owner: UUID,
    rows: Iterable[Mapping[str, Any]],
) -> None:
    """The owner's rows are these and no others."""
    tx.execute(delete(record).where(column == owner).execution_options(synchronize_session=False))
    new = [{column.key: owner, **row} for row in rows]
    if new:
        tx.execute(insert(record), new)
