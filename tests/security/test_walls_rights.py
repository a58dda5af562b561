"""AT05, AT13, AT14, ASVS 13.2.2: rights in the database are those of the matrix, verb by verb."""

from __future__ import annotations

import tomllib
from collections.abc import Iterator

import pytest
from sqlalchemy import Connection, create_engine, text

from models.base import Base, Writes
from models.rights import FILE
from models.wall_sql import KEEPER, READERS, ROLES, WIDE_ROLES, database_role, wide_role
from models.words import Role
from tests.support.database import Database

MATRIX = tomllib.loads(FILE.read_text(encoding="utf-8"))["fields"]
VERBS = ("SELECT", "INSERT", "UPDATE", "REFERENCES")
KEYS = {"household_id", "referral_id", "shelter_id", "unit_id", "version"}


@pytest.fixture(scope="module")
def owner(module_database: Database) -> Iterator[Connection]:
    engine = create_engine(module_database.owner_url)
    with engine.connect() as connection:
        yield connection
    engine.dispose()


def said(role: Role) -> dict[str, set[str]]:
    """Codes of each column for a role, as the file has them."""
    return {
        column: set(field[role.value].split()) - {"-"}
        for field in MATRIX.values()
        for column in field["columns"]
    }


def wanted(role: Role) -> set[tuple[str, str]]:
    """Verb and ``table.column``: all that this role should have, told anew from the file."""
    codes, found = said(role), set()
    for mapper in Base.registry.mappers:
        table, record = Base.metadata.tables[mapper.class_.__tablename__], mapper.class_
        columns = {f"{table.name}.{c.name}": c for c in table.columns}
        if any(c.info["class"] == "X" for c in columns.values()):
            continue
        read = {name for name in columns if codes[name] & {"R", "O", "P"}}
        keys = {n for n, c in columns.items() if c.primary_key or c.name in KEYS}
        found |= {("SELECT", name) for name in (read | keys if read else set())}
        written = {name for name in columns if "W" in codes[name]}
        found |= {("INSERT", name) for name in written}
        if record.writes is not Writes.APPEND:
            found |= {("UPDATE", name) for name in written}
    return found


def granted(owner: Connection, role: str) -> set[tuple[str, str]]:
    """All that this role has, on any table of the database."""
    rows = owner.execute(
        text(
            "SELECT v.verb, c.relname || '.' || a.attname"
            " FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace"
            " JOIN pg_attribute a ON a.attrelid = c.oid AND a.attnum > 0 AND NOT a.attisdropped"
            " CROSS JOIN unnest(CAST(:verbs AS text[])) AS v(verb)"
            " WHERE c.relkind IN ('r', 'v', 'm', 'p', 'f') AND n.nspname IN ('public', 'walls')"
            " AND has_column_privilege(:role, c.oid, a.attnum, v.verb)"
        ),
        {"role": role, "verbs": list(VERBS)},
    )
    return {(verb, name) for verb, name in rows}


@pytest.mark.parametrize("role", READERS)
def test_columns_are_those_of_the_matrix_in_both_directions(owner: Connection, role: Role) -> None:
    assert granted(owner, database_role(role)) == wanted(role)


@pytest.mark.parametrize("role", READERS)
def test_rows_are_removed_only_where_a_form_is_replaced(owner: Connection, role: Role) -> None:
    codes = said(role)
    for mapper in Base.registry.mappers:
        table = mapper.local_table
        assert table is not None
        sealed = any(c.info["class"] == "X" for c in table.columns)
        writes = any("W" in codes[f"{table}.{c.name}"] for c in table.columns)
        may = writes and not sealed and mapper.class_.writes is Writes.REPLACE
        told = {"role": database_role(role), "table": str(table)}
        for verb, expected in (("DELETE", may), ("TRUNCATE", False), ("TRIGGER", False)):
            has = owner.execute(
                text(f"SELECT has_table_privilege(:role, :table, '{verb}')"), told
            ).scalar_one()
            assert has == expected, (table, verb)


@pytest.mark.parametrize("role", WIDE_ROLES)
def test_who_reads_wide_reads_no_sealed_table(owner: Connection, role: Role) -> None:
    sealed = {
        str(mapper.local_table)
        for mapper in Base.registry.mappers
        if any(c.info["class"] == "X" for c in mapper.local_table.columns)
    }
    assert {"shelters_sealed", "persons_sealed", "contacts_sealed", "data_keys"} <= sealed
    has = {name.split(".")[0] for _, name in granted(owner, wide_role(role))}
    assert has == set(Base.metadata.tables) - sealed


@pytest.mark.parametrize("role", [*ROLES, KEEPER])
def test_a_role_owns_nothing_logs_in_nowhere_and_is_in_no_other(
    owner: Connection, role: str
) -> None:
    row = owner.execute(
        text(
            "SELECT rolcanlogin OR rolsuper OR rolcreaterole OR rolcreatedb OR rolbypassrls"
            " OR rolreplication AS mighty,"
            " (SELECT count(*) FROM pg_auth_members WHERE member = r.oid) AS memberships,"
            " (SELECT count(*) FROM pg_class WHERE relowner = r.oid"
            "  AND relnamespace <> 'walls'::regnamespace"
            "  AND relnamespace <> 'pg_toast'::regnamespace) AS owned"
            " FROM pg_roles r WHERE rolname = :role"
        ),
        {"role": role},
    ).one()
    assert tuple(row) == (False, 0, 0)
    for what in ("CREATE", "TEMPORARY"):
        words = text(f"SELECT has_database_privilege(:role, current_database(), '{what}')")
        assert not owner.execute(words, {"role": role}).scalar_one()
    words = text("SELECT has_schema_privilege(:role, 'public', 'CREATE')")
    assert not owner.execute(words, {"role": role}).scalar_one()


def test_every_table_has_a_forced_wall_with_a_policy_for_every_role(owner: Connection) -> None:
    loose = owner.execute(
        text(
            "SELECT relname FROM pg_class WHERE relkind IN ('r', 'p')"
            " AND relnamespace = 'public'::regnamespace AND relname <> 'alembic_version'"
            " AND NOT (relrowsecurity AND relforcerowsecurity)"
        )
    ).scalars()
    assert list(loose) == []
    policies = owner.execute(text("SELECT tablename, unnest(roles) FROM pg_policies")).all()
    for table in Base.metadata.tables:
        named = {role for name, role in policies if name == table}
        assert {*ROLES, "havn_service", "havn_planner"} <= named, table


def test_the_night_batch_reads_no_sealed_field_and_writes_no_placement(owner: Connection) -> None:
    has = granted(owner, "havn_planner")
    tables = {name.split(".")[0] for _, name in has}
    assert not tables & {"shelters_sealed", "persons_sealed", "contacts_sealed", "data_keys"}
    written = {name.split(".")[0] for verb, name in has if verb == "INSERT"}
    assert not written & {"placements", "stays", "offers", "referrals"}


def test_no_sequence_tells_how_many_rows_others_have(owner: Connection) -> None:
    for role in ROLES:
        words = text(
            "SELECT count(*) FROM pg_class WHERE CASE WHEN relkind = 'S'"
            " THEN has_sequence_privilege(:role, oid, 'USAGE, SELECT, UPDATE') END"
        )
        assert owner.execute(words, {"role": role}).scalar_one() == 0, role
