"""All rows of one moment, out of one database and into an empty one of the same step.

Each row leaves as JSON that PostgreSQL itself makes and comes back as PostgreSQL itself reads it, so
that no program of a certain version is needed on the night of a restore, and row-level security
stays in force (``pg_dump`` asks for it to be switched off). Data keys never leave this way.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from itertools import groupby
from typing import Any
from uuid import UUID

from sqlalchemy import Connection, Table, func, select, text
from sqlalchemy.exc import IntegrityError

from app.store.engine import make_engine
from app.store.transactions import Tx
from models.audit import AuditEventRecord
from models.base import Base, table_of
from models.sealed import DataKeyRecord
from models.words import AuditAct, KeySubject

AT_ONCE = 500
PATIENCE_MS = 10 * 60_000
_KEYS, _EVENTS = table_of(DataKeyRecord), table_of(AuditEventRecord)


@dataclass(frozen=True, slots=True, repr=False)
class RingKey:
    """A wrapped data key as it stands in a key ring."""

    id: int
    kind: str
    subject: UUID
    generation: int
    wrapped: bytes
    master_id: str
    created_at: datetime


@dataclass(frozen=True, slots=True, repr=False)
class Moment:
    """One moment of the records: what is in it, its keys, and a way to read its rows."""

    revision: str
    counts: Mapping[str, int]
    head: tuple[int, bytes] | None
    """Number and link of the newest act."""
    keys: tuple[RingKey, ...]
    last_key: int
    """The highest id that a data key ever had; none is given twice."""
    erased: tuple[UUID, ...]
    """Cases and shelters whose keys were erased on purpose."""
    connection: Connection

    def rows(self) -> Iterator[tuple[str, str]]:
        """Each row as the name of its table and its JSON, tables that others lead to first."""
        for table in copied():
            name = _quoted(table)
            found = self.connection.execution_options(yield_per=AT_ONCE).execute(
                text(f"SELECT to_json(t)::text FROM {name} t")  # noqa: S608 - our own table
            )
            for row in found.scalars():
                yield table.name, row


class NotEmpty(Exception):
    """The database has rows already: a restore never mixes with what is there."""


@contextmanager
def moment(url: str) -> Iterator[Moment]:
    """One moment of the records, for as long as the block lasts; nobody waits for it."""
    engine = make_engine(url, pool_size=1, statement_timeout_ms=PATIENCE_MS)
    try:
        with engine.connect() as bare:
            connection = bare.execution_options(isolation_level="REPEATABLE READ")
            with connection.begin():
                connection.execute(text("SET TRANSACTION READ ONLY"))
                yield _moment(connection)
    finally:
        engine.dispose()


def copied() -> list[Table]:
    """Tables whose rows leave: all but that of the data keys; the chain comes back first.

    Before anything that listens to it, so that a restore is nobody's act.
    """
    others = [t for t in Base.metadata.sorted_tables if t not in (_KEYS, _EVENTS)]
    return [_EVENTS, *others]


def revision_of(url: str) -> str | None:
    """At which step the database stands; None when it was never migrated."""
    engine = make_engine(url, pool_size=1)
    try:
        with engine.connect() as connection:
            known = connection.execute(text("SELECT to_regclass('public.alembic_version')"))
            return _revision(connection) if known.scalar_one() is not None else None
    finally:
        engine.dispose()


def must_be_empty(tx: Tx) -> None:
    """Do nothing when no table has a row.

    Raises
    ------
    NotEmpty
        When one has.
    """
    for table in Base.metadata.sorted_tables:
        if tx.execute(select(text("1")).select_from(table).limit(1)).first() is not None:
            raise NotEmpty


def put_rows(tx: Tx, rows: Iterable[tuple[str, str]]) -> dict[str, int]:
    """Write these rows; each constraint speaks as for any other. How many each table got."""
    known = {table.name: table for table in copied()}
    counts: dict[str, int] = {}
    for name, group in groupby(rows, key=lambda row: row[0]):
        table = known[name]
        portion: list[str] = []
        for _, row in group:
            portion.append(row)
            if len(portion) == AT_ONCE:
                counts[name] = counts.get(name, 0) + _put(tx, table, portion)
                portion = []
        if portion:
            counts[name] = counts.get(name, 0) + _put(tx, table, portion)
    return counts


def put_keys(tx: Tx, keys: Iterable[RingKey], last: int) -> None:
    """The key ring is back; new keys get ids that none ever had."""
    for key in keys:
        tx.execute(
            text(
                "INSERT INTO data_keys (id, subject_kind, subject_id, generation, wrapped,"
                " master_id, created_at) OVERRIDING SYSTEM VALUE"
                " VALUES (:id, :kind, :subject, :generation, :wrapped, :master, :made)"
            ),
            {
                "id": key.id,
                "kind": key.kind,
                "subject": key.subject,
                "generation": key.generation,
                "wrapped": key.wrapped,
                "master": key.master_id,
                "made": key.created_at,
            },
        )
    if last:
        tx.execute(
            text("SELECT setval(pg_get_serial_sequence('data_keys', 'id'), :last)"), {"last": last}
        )


def counted(tx: Tx) -> dict[str, int]:
    """How many rows each copied table has, those that have none left out."""
    return _counts(tx.session.connection())


def refuses_an_overlap(tx: Tx) -> bool:
    """Whether the database itself still refuses two households in one unit; nothing is kept.

    With a booking in it this is tried; else its constraint must stand there.
    """
    standing = tx.execute(
        text(
            "SELECT count(*) FROM pg_constraint WHERE conname = 'ex_stays_no_double_booking'"
            " AND contype = 'x' AND conrelid = 'stays'::regclass"
        )
    ).scalar_one()
    booked = tx.execute(
        text(
            "SELECT to_jsonb(s) FROM stays s"
            " WHERE s.state IN ('HELD', 'ACCEPTED', 'ARRIVED') LIMIT 1"
        )
    ).scalar_one_or_none()
    return bool(standing) and (booked is None or _refused(tx, booked))


def _refused(tx: Tx, booked: dict[str, Any]) -> bool:
    again = {**booked, "id": str(UUID(int=UUID(booked["id"]).int ^ 1))}
    try:
        with tx.session.begin_nested():
            _put(tx, Base.metadata.tables["stays"], [json.dumps(again)])
    except IntegrityError as error:
        return "ex_stays_no_double_booking" in str(error.orig)
    return False


def _moment(connection: Connection) -> Moment:
    head = connection.execute(
        select(_EVENTS.c.seq, _EVENTS.c.link).order_by(_EVENTS.c.seq.desc()).limit(1)
    ).one_or_none()
    keys = tuple(
        RingKey(
            row.id,
            KeySubject(row.subject_kind).value,
            row.subject_id,
            row.generation,
            row.wrapped,
            row.master_id,
            row.created_at,
        )
        for row in connection.execute(select(_KEYS).order_by(_KEYS.c.id))
    )
    last = connection.execute(
        text(
            "SELECT coalesce(pg_sequence_last_value(pg_get_serial_sequence('data_keys', 'id')), 0)"
        )
    ).scalar_one()
    erased = connection.execute(
        select(_EVENTS.c.subject_id)
        .where(_EVENTS.c.act == AuditAct.KEY_ERASED)
        .distinct()
        .order_by(_EVENTS.c.subject_id)
    ).scalars()
    return Moment(
        _revision(connection),
        _counts(connection),
        (head.seq, head.link) if head else None,
        keys,
        last,
        tuple(erased),
        connection,
    )


def _revision(connection: Connection) -> str:
    found: str = connection.execute(text("SELECT version_num FROM alembic_version")).scalar_one()
    return found


def _counts(connection: Connection) -> dict[str, int]:
    counts = {
        table.name: connection.execute(select(func.count()).select_from(table)).scalar_one()
        for table in copied()
    }
    return {name: count for name, count in counts.items() if count}


def _put(tx: Tx, table: Table, rows: list[str]) -> int:
    name = _quoted(table)
    columns = ", ".join(f'"{column.name}"' for column in table.columns)
    tx.execute(
        text(
            f"INSERT INTO {name} ({columns}) OVERRIDING SYSTEM VALUE"  # noqa: S608 - our own table
            f" SELECT {columns} FROM json_populate_recordset(NULL::{name}, CAST(:rows AS json))"
        ),
        {"rows": f"[{','.join(rows)}]"},
    )
    return len(rows)


def _quoted(table: Table) -> str:
    return f'public."{table.name}"'
