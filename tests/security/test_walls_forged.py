"""AT02: a trigger's function hung on a table of one's own, to unmake a bond and sign as anybody.

Where everybody may make temporary tables, and may call the function that removes bonds of earlier
connections, a row of one's own is enough: the connection's bond is gone, and another is made.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from contextlib import contextmanager

import psycopg
import pytest
from sqlalchemy import Connection, create_engine, text
from sqlalchemy.exc import DBAPIError

from models.wall_sql import ROLES
from models.words import Role
from tests.support import walled
from tests.support.database import Database
from tests.support.walled import Walled

STANCES = ("NONE", "havn_planner", *ROLES)
"""The service's login, and every role into which it may step."""
TRIGGERS = (
    "walls.bonds_that_ended",
    "walls.bond_is_own",
    "public.honey_heard",
    "public.audit_events_append_only",
)
SECRET = bytes(32)


@pytest.fixture(scope="module")
def world(module_database: Database) -> Iterator[Walled]:
    """A database as PostgreSQL makes it: everybody may make temporary tables."""
    owner = create_engine(module_database.owner_url)
    made = walled.load(module_database, owner)
    with owner.begin() as connection:
        connection.execute(text(f"GRANT TEMPORARY ON DATABASE {module_database.name} TO PUBLIC"))
    yield made
    made.service.dispose()
    owner.dispose()


@contextmanager
def attacking(world: Walled, stance: str) -> Iterator[Connection]:
    """Inside a shelter's transaction, smuggled into that role, with a table of one's own."""
    with walled.standing(world, world.tenants[0].people[Role.SHELTER], role=stance) as connection:
        connection.execute(
            text(
                "CREATE TEMPORARY TABLE forged (pid int, started timestamptz, secret bytea, at"
                " timestamptz, actor_id uuid, subject_id uuid, subject_kind text)"
            )
        )
        yield connection


def hang(connection: Connection, function: str) -> None:
    connection.execute(
        text(
            "CREATE TRIGGER forged AFTER INSERT ON pg_temp.forged"
            f" FOR EACH ROW EXECUTE FUNCTION {function}()"
        )
    )


def forge(connection: Connection) -> int:
    """The whole attack; how many cases it shows."""
    hang(connection, "walls.bonds_that_ended")
    connection.execute(
        text("INSERT INTO pg_temp.forged (pid, started) VALUES (pg_backend_pid(), 'infinity')")
    )
    connection.execute(text("SELECT set_config('role', 'none', true)"))
    connection.execute(text("INSERT INTO walls.bonds (secret) VALUES (:own)"), {"own": SECRET})
    body = "SERVICE|||"
    mark = hashlib.sha256(SECRET + hashlib.sha256(SECRET + body.encode()).digest()).hexdigest()
    connection.execute(text("SELECT set_config('havn.who', :who, true)"), {"who": f"{body}|{mark}"})
    return int(connection.execute(text("SELECT count(*) FROM referrals")).scalar_one())


@pytest.mark.parametrize("stance", STANCES)
def test_no_bond_is_unmade_from_any_role(world: Walled, stance: str) -> None:
    with attacking(world, stance) as connection:
        with pytest.raises(DBAPIError, match=r"function walls\.bonds_that_ended") as refused:
            forge(connection)
        assert isinstance(refused.value.orig, psycopg.errors.InsufficientPrivilege)


@pytest.mark.parametrize("function", TRIGGERS)
@pytest.mark.parametrize("stance", STANCES)
def test_no_function_of_a_trigger_is_hung_on_a_table_of_ones_own(
    world: Walled, stance: str, function: str
) -> None:
    """Nor that of the decoys, which would tell whoever reads alarms which cases are decoys."""
    with attacking(world, stance) as connection:
        with pytest.raises(
            DBAPIError, match=f"permission denied for function {function}"
        ) as refused:
            hang(connection, function)
        assert isinstance(refused.value.orig, psycopg.errors.InsufficientPrivilege)


@pytest.mark.parametrize("stance", STANCES)
def test_the_attack_would_work_where_everybody_may_call_the_function(
    world: Walled, stance: str
) -> None:
    """The control: one right more, and every case is there."""
    right = "EXECUTE ON FUNCTION walls.bonds_that_ended()"
    with world.owner.begin() as connection:
        connection.execute(text("SET LOCAL ROLE havn_walls"))
        connection.execute(text(f"GRANT {right} TO PUBLIC"))
    try:
        with attacking(world, stance) as connection:
            assert forge(connection) >= len(world.tenants)
    finally:
        with world.owner.begin() as connection:
            connection.execute(text("SET LOCAL ROLE havn_walls"))
            connection.execute(text(f"REVOKE {right} FROM PUBLIC"))
