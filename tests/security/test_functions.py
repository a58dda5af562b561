"""ASVS 13.2.2: each function of the database, whose rights it has and who may call it: a closed list."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from sqlalchemy import Connection, create_engine, text

from models.wall_sql import ROLES
from tests.support.database import Database

SERVERS, OWNER, KEEPER, PUBLIC = "havn_admin", "havn_owner", "havn_walls", "PUBLIC"
EVERYBODY = frozenset({"havn_service", "havn_planner", *ROLES})
FIRST = "search_path=pg_catalog, pg_temp"
CALLERS, OWNERS = False, True
"""With whose rights a function runs."""

FUNCTIONS = {
    # What policies ask.
    **{
        f"walls.{name}(text)": (KEEPER, OWNERS, FIRST, EVERYBODY)
        for name in (
            "said",
            "households",
            "cases",
            "houses",
            "units",
            "networks",
            "hidden_cases",
            "hidden_households",
        )
    },
    # Of triggers: nobody hangs them on another table.
    "walls.bond_is_own()": (KEEPER, CALLERS, FIRST, frozenset()),
    "walls.bonds_that_ended()": (KEEPER, OWNERS, FIRST, frozenset()),
    "public.audit_events_append_only()": (OWNER, CALLERS, FIRST, frozenset()),
    "public.state_may_follow()": (
        OWNER,
        CALLERS,
        "search_path=pg_catalog, pg_temp",
        frozenset(),
    ),
    "public.honey_heard()": (
        OWNER,
        OWNERS,
        "search_path=pg_catalog, public, pg_temp",
        frozenset(),
    ),
    # Whoever adds to the chain.
    "public.audit_events_head()": (
        OWNER,
        CALLERS,
        "search_path=pg_catalog, public, pg_temp",
        frozenset({"havn_service", "havn_planner"}),
    ),
    # Made by PostgreSQL with the range type; the constraint of stays calls them as the writer.
    **{
        f"public.{name}": (SERVERS, CALLERS, None, frozenset({PUBLIC}))
        for name in (
            "uuidrange(uuid, uuid)",
            "uuidrange(uuid, uuid, text)",
            "uuidmultirange()",
            "uuidmultirange(uuidrange)",
            "uuidmultirange(VARIADIC uuidrange[])",
        )
    },
}
"""Owner, whose rights, where it looks names up, and who may call it besides its owner."""


@pytest.fixture(scope="module")
def owner(module_database: Database) -> Iterator[Connection]:
    engine = create_engine(module_database.owner_url)
    with engine.connect() as connection:
        yield connection
    engine.dispose()


def test_every_function_stands_in_the_list_with_all_who_may_call_it(owner: Connection) -> None:
    rows = owner.execute(
        text(
            "SELECT n.nspname || '.' || p.proname || '('"
            "  || pg_get_function_identity_arguments(p.oid) || ')' AS name,"
            " p.proowner::regrole::text AS owner, p.prosecdef AS definer,"
            " array_to_string(p.proconfig, '; ') AS path,"
            " ARRAY(SELECT CASE a.grantee WHEN 0 THEN 'PUBLIC' ELSE a.grantee::regrole::text END"
            "  FROM aclexplode(coalesce(p.proacl, acldefault('f', p.proowner))) a"
            "  WHERE a.grantee <> p.proowner) AS callers"
            " FROM pg_proc p JOIN pg_namespace n ON n.oid = p.pronamespace"
            " WHERE n.nspname NOT IN ('pg_catalog', 'information_schema')"
        )
    )
    found = {r.name.replace("wanted text", "text"): (*r[1:4], frozenset(r.callers)) for r in rows}
    assert found == FUNCTIONS


def test_everybody_has_no_right_that_is_not_needed(owner: Connection) -> None:
    """All that is granted to PUBLIC outside of PostgreSQL's own schemas, functions aside."""
    rows = owner.execute(
        text(
            "WITH ours AS (SELECT oid FROM pg_namespace"
            "  WHERE nspname !~ '^pg_' AND nspname <> 'information_schema'),"
            " acls AS ("
            "  SELECT 'database' AS name, coalesce(datacl, acldefault('d', datdba)) AS acl"
            "   FROM pg_database WHERE datname = current_database()"
            "  UNION ALL SELECT 'schema ' || nspname, coalesce(nspacl, acldefault('n', nspowner))"
            "   FROM pg_namespace WHERE oid IN (SELECT oid FROM ours)"
            "  UNION ALL SELECT relname, relacl FROM pg_class"
            "   WHERE relnamespace IN (SELECT oid FROM ours)"
            "  UNION ALL SELECT attrelid::regclass || '.' || attname, attacl FROM pg_attribute"
            "   JOIN pg_class c ON c.oid = attrelid WHERE c.relnamespace IN (SELECT oid FROM ours))"
            " SELECT name, a.privilege_type FROM acls, aclexplode(acl) a WHERE a.grantee = 0"
        )
    )
    assert {tuple(row) for row in rows} == {("schema public", "USAGE")}
