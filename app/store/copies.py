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

from sqlalchemy import Connection, select, text
from sqlalchemy.exc import DBAPIError, IntegrityError

from app.store.engine import make_engine
from app.store.refusals import DatabaseAway
from app.store.standing_tables import StandingTable, copied, counts, standing
from app.store.transactions import Tx
from models.audit import AuditEventRecord
from models.base import table_of
from models.sealed import DataKeyRecord
from models.words import AuditAct, KeySubject

AT_ONCE = 500
RING = ("id", "subject_kind", "subject_id", "generation", "wrapped", "master_id", "created_at")
"""Columns of a data key that a key ring has."""
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
        for table in copied(self.connection):
            found = self.connection.execution_options(yield_per=AT_ONCE).execute(
                text(f"SELECT to_json(t)::text FROM {table.quoted} t")  # noqa: S608 - our own table
            )
            for row in found.scalars():
                yield table.name, row


class NotEmpty(Exception):
    """The database has rows already: a restore never mixes with what is there."""


@contextmanager
def moment(url: str) -> Iterator[Moment]:
    """One moment of the records, for as long as the block lasts; nobody waits for it.

    Raises
    ------
    DatabaseAway
        When the database does not answer, or does not let it.
    """
    engine = make_engine(url, pool_size=1, statement_timeout_ms=PATIENCE_MS)
    try:
        with engine.connect() as bare:
            connection = bare.execution_options(isolation_level="REPEATABLE READ")
            with connection.begin():
                connection.execute(text("SET TRANSACTION READ ONLY"))
                yield _moment(connection)
    except DBAPIError:
        raise DatabaseAway from None
    finally:
        engine.dispose()


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
    for table in standing(tx.session.connection()):
        one = text(f"SELECT 1 FROM {table.quoted} LIMIT 1")  # noqa: S608 - our own table
        if tx.execute(one).first() is not None:
            raise NotEmpty


def put_rows(tx: Tx, rows: Iterable[tuple[str, str]]) -> dict[str, int]:
    """Write these rows; each constraint speaks as for any other. How many each table got."""
    known = {table.name: table for table in copied(tx.session.connection())}
    put: dict[str, int] = {}
    for name, group in groupby(rows, key=lambda row: row[0]):
        table = known[name]
        portion: list[str] = []
        for _, row in group:
            portion.append(row)
            if len(portion) == AT_ONCE:
                put[name] = put.get(name, 0) + _put(tx, table, portion)
                portion = []
        if portion:
            put[name] = put.get(name, 0) + _put(tx, table, portion)
    return put


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
    return counts(tx.session.connection())


def erased(tx: Tx) -> tuple[UUID, ...]:
    """Cases, accounts and houses whose keys were erased on purpose."""
    return _erased(tx.session.connection())


def _erased(connection: Connection) -> tuple[UUID, ...]:
    query = select(_EVENTS.c.subject_id).where(_EVENTS.c.act == AuditAct.KEY_ERASED)
    return tuple(connection.execute(query.distinct().order_by(_EVENTS.c.subject_id)).scalars())


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
            _put(tx, _stays(tx), [json.dumps(again)])
    except IntegrityError as error:
        return "ex_stays_no_double_booking" in str(error.orig)
    return False


def _stays(tx: Tx) -> StandingTable:
    return next(t for t in copied(tx.session.connection()) if t.name == "stays")


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
        for row in connection.execute(
            select(*(_KEYS.c[name] for name in RING)).order_by(_KEYS.c.id)
        )
    )
    last = connection.execute(
        text(
            "SELECT coalesce(pg_sequence_last_value(pg_get_serial_sequence('data_keys', 'id')), 0)"
        )
    ).scalar_one()
    return Moment(
        _revision(connection),
        counts(connection),
        (head.seq, head.link) if head else None,
        keys,
        last,
        _erased(connection),
        connection,
    )


def _revision(connection: Connection) -> str:
    found: str = connection.execute(text("SELECT version_num FROM alembic_version")).scalar_one()
    return found


def _put(tx: Tx, table: StandingTable, rows: list[str]) -> int:
    columns = ", ".join(f'"{column}"' for column in table.columns)
    tx.execute(
        text(
            f"INSERT INTO {table.quoted} ({columns}) OVERRIDING SYSTEM VALUE"  # noqa: S608 - our own table
            f" SELECT {columns} FROM json_populate_recordset(NULL::{table.quoted}, CAST(:rows AS json))"
        ),
        {"rows": f"[{','.join(rows)}]"},
    )
    return len(rows)
