"""A database with several tenants, every table filled for each; and people who stand in it by SQL.

Rows are made from the tables as they are, so that a new table is filled without a word in here.
What the rows say means nothing; to whom they belong does.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID, uuid4

import psycopg
from psycopg.types.json import Jsonb
from psycopg.types.range import Range
from sqlalchemy import Connection, Engine, Table, text

from app.store import walls
from app.store.engine import make_engine
from models.base import Base
from models.walls import OF_CASES
from models.words import Role
from tests.support.database import Database

NOW = datetime.now(UTC)
Key = tuple[Any, ...]

SAID: dict[str, dict[str, Any]] = {
    "offers": {"state": "SHELTER_ASKED", "asked_at": NOW},
    "placements": {"state": "ARRIVED"},
    "stays": {"state": "ARRIVED"},
    "consents": {"answer": "GIVEN", "expires_at": NOW + timedelta(days=1)},
    "person_links": {"set_by_role": "COORDINATOR"},
}
"""What must be so for a row to be somebody's at all."""


@dataclass(frozen=True, slots=True)
class Somebody:
    """Whoever a transaction is for."""

    account: UUID
    role: Role
    shelter: UUID | None = None
    organisation: UUID | None = None


@dataclass
class Tenant:
    """A house, a case in it, whoever took the case and whoever stands on it."""

    number: int
    rows: dict[str, set[Key]] = field(default_factory=dict)
    """Keys of the rows of each table."""
    one: dict[str, Key] = field(default_factory=dict)
    """The row of each table that other rows refer to."""
    people: dict[Role, Somebody] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Walled:
    """The loaded database and how the service gets there."""

    tenants: tuple[Tenant, ...]
    service: Engine
    owner: Engine


def load(database: Database, owner: Engine, tenants: int = 2) -> Walled:
    """That many tenants; checks of words and pairs are off, since the rows say nothing."""
    with owner.begin() as connection:
        for table, name in connection.execute(
            text(
                "SELECT conrelid::regclass::text, conname FROM pg_constraint"
                " WHERE contype = 'c' AND connamespace = 'public'::regnamespace"
            )
        ).all():
            connection.execute(text(f"ALTER TABLE {table} DROP CONSTRAINT {name}"))
        made = tuple(_tenant(connection, number) for number in range(1, tenants + 1))
    service = make_engine(database.service_url, pool_size=4)
    walls.bind_connections(service)
    return Walled(made, service, owner)


def _tenant(connection: Connection, number: int) -> Tenant:
    tenant = Tenant(number)
    for table in Base.metadata.sorted_tables:
        _add(connection, tenant, table, SAID.get(table.name, {}))
    (shelter,) = tenant.one["shelters"]
    (organisation,) = tenant.one["organisations"]
    (account,) = tenant.one["accounts"]
    # Whoever took the case by telephone, and the agency that took another one by itself.
    tenant.people[Role.ON_CALL] = Somebody(account, Role.ON_CALL)
    for role in (role for role in Role if role is not Role.ON_CALL):
        key = _add(connection, tenant, Base.metadata.tables["accounts"], {"role": role.value})
        of = shelter if role is Role.SHELTER else None
        tenant.people[role] = Somebody(key[0], role, of, organisation)
        if role in OF_CASES:
            members = Base.metadata.tables["case_members"]
            _add(connection, tenant, members, {"account_id": key[0], "scope": role.value})
    return tenant


def _add(connection: Connection, tenant: Tenant, table: Table, said: dict[str, Any]) -> Key:
    row: dict[str, Any] = {}
    for column in table.columns:
        if column.name in said:
            row[column.name] = said[column.name]
        elif column.foreign_keys:
            target = next(iter(column.foreign_keys)).column.table.name
            if target in tenant.one and not (column.nullable and target == "accounts"):
                row[column.name] = tenant.one[target][0]
        elif column.name.endswith("_id") and column.name in ("subject_id", "account_id"):
            row[column.name] = tenant.one["referrals"][0] if "referrals" in tenant.one else uuid4()
        elif not column.nullable and column.server_default is None and column.identity is None:
            row[column.name] = _value(column.type.compile(connection.dialect), tenant)
    for name, account in (("referrer_account_id", "accounts"), ("actor_id", "accounts")):
        if name in table.columns and account in tenant.one and table.name != "compromises":
            is_account = table.name in ("referrals", "audit_events")
            if is_account:
                row[name] = tenant.one[account][0]
    if table.name == "person_links":
        other = _add(connection, tenant, Base.metadata.tables["households"], {})
        row["household_b"] = other[0]
    names, keys = ", ".join(f'"{n}"' for n in row), [c.name for c in table.primary_key]
    values = ", ".join(["%s"] * len(row))
    back = ", ".join(f'"{n}"' for n in keys)
    raw = connection.connection.driver_connection
    assert isinstance(raw, psycopg.Connection)
    sql = f'INSERT INTO "{table.name}" ({names}) VALUES ({values}) RETURNING {back}'
    key = raw.execute(sql.encode(), list(row.values())).fetchone()
    assert key is not None
    tenant.rows.setdefault(table.name, set()).add(tuple(key))
    tenant.one.setdefault(table.name, tuple(key))
    return tuple(key)


_numbers = iter(range(1, 1_000_000))


def _value(kind: str, tenant: Tenant) -> Any:
    number = next(_numbers)
    if kind.endswith("[]"):
        return []
    match kind:
        case "UUID":
            return uuid4()
        case "TEXT" | "VARCHAR":
            return f"T{tenant.number}-{number}"
        case "INTEGER" | "BIGINT" | "SMALLINT":
            return number
        case "BOOLEAN":
            return True
        case "BYTEA":
            return number.to_bytes(32, "big")
        case "DATE":
            return NOW.date()
        case "DATERANGE":
            return Range(NOW.date(), None)
        case "JSONB" | "JSON":
            return Jsonb({})
        case _ if kind.startswith("TIMESTAMP"):
            return NOW
        case _:
            return 1.0


@contextmanager
def standing(walled: Walled, who: Somebody, *, role: str | None = None) -> Iterator[Connection]:
    """A transaction that stands where the service's would for this person; nothing is kept.

    ``role``: another role of the database than that person's.
    """
    with walled.service.connect() as connection:
        stance = walls.inside(who)
        walls.stand(connection, walls.Stance(role or stance.database_role, stance.who))
        try:
            yield connection
        finally:
            connection.rollback()
