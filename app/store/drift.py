"""Where a database is not what the records say: built anew beside it, compared, and thrown away.

The records are created in two schemas of their own, in a transaction that is always rolled back, and
PostgreSQL itself writes both down: no text of ours is ever compared with a text of its own. No table of
the service is locked. Only the owner of the tables may look.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

from sqlalchemy import Connection, event, text

from app.store.engine import make_engine
from models import wall_sql
from models.base import Base

PATIENCE_MS = 5 * 60_000
BUILT, BUILT_WALLS = "havn_built", "havn_built_walls"
NEVER_READ = frozenset({"honey_records"})
"""Which cases are decoys is nothing that the service could give away."""
ONE_LOOK = 4_711_008_004
"""Key of the advisory lock of whoever looks: two would build the same."""


@dataclass(frozen=True, slots=True, order=True)
class Drift:
    """One thing of the database that is not as the records have it; names, never a row."""

    kind: str
    name: str
    how: str
    """missing, changed or extra."""


def drift_of(owner_url: str) -> tuple[str | None, list[Drift]]:
    """The step at which the database stands, and everything in it that the records do not say."""
    engine = make_engine(owner_url, pool_size=1, statement_timeout_ms=PATIENCE_MS)
    try:
        with engine.connect() as connection, _rolled_back(connection):
            return _step(connection), drift(connection)
    finally:
        engine.dispose()


def drift(connection: Connection) -> list[Drift]:
    """Everything that the records do not say; what is built to compare is there until a rollback."""
    connection.execute(text("SELECT pg_advisory_xact_lock(:key)"), {"key": ONE_LOOK})
    there = _catalogue(connection, "public", "walls")
    with _beside(connection):
        for name in (BUILT, BUILT_WALLS):
            connection.exec_driver_sql(f"CREATE SCHEMA {name}")
        connection.exec_driver_sql(
            f"GRANT CREATE, USAGE ON SCHEMA {BUILT_WALLS} TO {wall_sql.KEEPER}"
        )
        connection.exec_driver_sql(f"SET LOCAL search_path = {BUILT}")
        Base.metadata.create_all(connection, checkfirst=False)
    wanted = _catalogue(connection, BUILT, BUILT_WALLS) | _rights_of_the_service(connection)
    return sorted(_compared(wanted, there))


def _compared(
    wanted: dict[tuple[str, str], str], there: dict[tuple[str, str], str]
) -> Iterator[Drift]:
    for (kind, name), told in wanted.items():
        found = there.get((kind, name))
        if found != told:
            yield Drift(kind, name, "missing" if found is None else "changed")
    for kind, name in there.keys() - wanted.keys():
        yield Drift(kind, name, "extra")


@contextmanager
def _rolled_back(connection: Connection) -> Iterator[None]:
    transaction = connection.begin()
    try:
        yield
    finally:
        transaction.rollback()


@contextmanager
def _beside(connection: Connection) -> Iterator[None]:
    """Inside, whatever would be made in the schemas of the service is made in ours instead."""

    def moved(
        _: Connection, __: object, statement: str, parameters: object, *___: object
    ) -> tuple[str, object]:
        statement = re.sub(r"\bwalls\b", BUILT_WALLS, statement)
        return statement.replace("ON SCHEMA public", f"ON SCHEMA {BUILT}"), parameters

    event.listen(connection, "before_cursor_execute", moved, retval=True)
    try:
        yield
    finally:
        event.remove(connection, "before_cursor_execute", moved)


_CATALOGUE = """
WITH t AS (SELECT oid, relname, relrowsecurity, relforcerowsecurity, relacl, relowner FROM pg_class
    WHERE relnamespace = to_regnamespace(CAST(:tables AS text)) AND relkind = 'r' AND relname <> 'alembic_version')
SELECT 'table' AS kind, relname AS name,
    concat(relrowsecurity, ' ', relforcerowsecurity, ' ', relowner::regrole) AS told FROM t
UNION ALL
SELECT 'column', concat(relname, '.', attname), concat(format_type(atttypid, atttypmod), ' ', attnotnull,
    ' ', attidentity, ' ', attgenerated, ' ', pg_get_expr(d.adbin, d.adrelid))
FROM t JOIN pg_attribute a ON a.attrelid = t.oid AND attnum > 0 AND NOT attisdropped
    LEFT JOIN pg_attrdef d ON d.adrelid = t.oid AND d.adnum = a.attnum
UNION ALL
SELECT 'constraint', concat(conname, ' of ', relname), concat(pg_get_constraintdef(c.oid), ' ', convalidated)
FROM t JOIN pg_constraint c ON c.conrelid = t.oid WHERE contype <> 'n'
UNION ALL
SELECT 'index', concat(i.relname, ' of ', t.relname), concat(pg_get_indexdef(i.oid), ' ', indisvalid)
FROM t JOIN pg_index x ON x.indrelid = t.oid JOIN pg_class i ON i.oid = x.indexrelid
UNION ALL
SELECT 'trigger', concat(tgname, ' of ', relname), concat(pg_get_triggerdef(g.oid), ' ', tgenabled)
FROM t JOIN pg_trigger g ON g.tgrelid = t.oid AND NOT tgisinternal
UNION ALL
SELECT 'policy', concat(polname, ' of ', relname), concat(polcmd, ' ', polpermissive, ' ',
    ARRAY(SELECT r::regrole::text FROM unnest(polroles) r ORDER BY 1)::text, ' ',
    pg_get_expr(polqual, polrelid), ' ', pg_get_expr(polwithcheck, polrelid))
FROM t JOIN pg_policy p ON p.polrelid = t.oid
UNION ALL
SELECT 'function', concat(CASE n.nspname WHEN CAST(:walls AS text) THEN 'walls.' ELSE '' END, proname),
    concat(pg_get_functiondef(f.oid), ' ', CASE n.nspname WHEN CAST(:walls AS text) THEN proowner::regrole::text END, ' ',
    ARRAY(SELECT concat(a.grantee::regrole, ' ', a.privilege_type)
        FROM aclexplode(coalesce(proacl, acldefault('f', proowner))) a ORDER BY 1)::text)
FROM pg_proc f JOIN pg_namespace n ON n.oid = f.pronamespace
WHERE n.nspname IN (CAST(:tables AS text), CAST(:walls AS text)) AND f.prokind = 'f'
    AND NOT EXISTS (SELECT FROM pg_depend d WHERE d.objid = f.oid AND d.deptype IN ('i', 'e'))
UNION ALL
SELECT 'right', concat(privilege_type, ' on ', relname, ' of ',
    CASE grantee WHEN 0 THEN 'everybody' ELSE grantee::regrole::text END), concat(is_grantable)
FROM t, aclexplode(relacl) WHERE grantee <> relowner AND grantee IS DISTINCT FROM to_regrole(CAST(:planner AS text))
UNION ALL
SELECT 'right', concat(privilege_type, ' on ', relname, '.', attname, ' of ',
    CASE grantee WHEN 0 THEN 'everybody' ELSE grantee::regrole::text END), concat(is_grantable)
FROM t JOIN pg_attribute ON attrelid = t.oid AND attnum > 0 AND NOT attisdropped, aclexplode(attacl)
WHERE grantee <> relowner AND grantee IS DISTINCT FROM to_regrole(CAST(:planner AS text))
"""
"""The planner's own rights stand in the steps; tests/migrations/test_roles.py has them."""


def _catalogue(connection: Connection, tables: str, walls: str) -> dict[tuple[str, str], str]:
    """What PostgreSQL says of two schemas, as if they were called public and walls."""
    connection.exec_driver_sql("SET LOCAL search_path = pg_catalog")
    asked = {"tables": tables, "walls": walls, "planner": wall_sql.PLANNER}
    rows = connection.execute(text(_CATALOGUE), asked).all()
    return {
        (row.kind, row.name): re.sub(
            rf"\b{BUILT}\b", "public", re.sub(rf"\b{BUILT_WALLS}\b", "walls", row.told)
        )
        for row in rows
    }


def _rights_of_the_service(connection: Connection) -> dict[tuple[str, str], str]:
    """What the service may do with each table, as its record says; the steps grant it."""
    wanted = {}
    for mapper in Base.registry.mappers:
        table, writes = mapper.class_.__tablename__, mapper.class_.writes
        reads = [] if table in NEVER_READ else ["SELECT"]
        for verb in (*reads, *writes.value.split(", ")):
            wanted["right", f"{verb} on {table} of {wall_sql.SERVICE}"] = "f"
    return wanted


def _step(connection: Connection) -> str | None:
    known = connection.execute(text("SELECT to_regclass('public.alembic_version')")).scalar_one()
    if known is None:
        return None
    found = connection.execute(text("SELECT version_num FROM public.alembic_version"))
    step: str | None = found.scalar_one_or_none()
    return step
