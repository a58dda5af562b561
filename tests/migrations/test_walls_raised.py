"""Walls that changed since they were raised are raised anew by the next upgrade, at the last step too."""

from __future__ import annotations

import pytest
from alembic import command
from alembic.config import Config
from sqlalchemy import Engine, create_engine, text

from app.postgres_cluster import OWNER, Cluster
from tests.support.database import ROOT, Database

# What an earlier release had raised: another text of who sees a case, and its own fingerprint.
OLDER = """
SET LOCAL ROLE havn_walls;
CREATE OR REPLACE FUNCTION walls.cases(wanted text) RETURNS uuid[] LANGUAGE sql
AS 'SELECT NULL::uuid[]';
COMMENT ON SCHEMA walls IS 'an earlier release'
"""


def cases(engine: Engine) -> str:
    """The text of the function that lists the cases of whoever asks."""
    with engine.connect() as connection:
        found = connection.execute(
            text("SELECT prosrc FROM pg_proc WHERE oid = 'walls.cases(text)'::regprocedure")
        )
        return str(found.scalar_one())


def test_an_older_text_of_who_sees_a_case_is_replaced(database: Database) -> None:
    steps = Config(ROOT / "alembic.ini")
    steps.attributes["url"] = database.owner_url
    engine = create_engine(database.owner_url)
    wanted = cases(engine)
    with engine.begin() as connection:
        connection.exec_driver_sql(OLDER)
    assert cases(engine) != wanted
    command.upgrade(steps, "head")
    assert cases(engine) == wanted
    engine.dispose()


def everybody_makes_tables(engine: Engine) -> bool:
    with engine.connect() as connection:
        words = "SELECT has_database_privilege('public', current_database(), 'TEMPORARY')"
        return bool(connection.execute(text(words)).scalar_one())


def test_everybody_loses_the_temporary_tables_that_a_new_database_gives(
    database: Database,
) -> None:
    """Also where the walls stand as they should, as after a restore into a new database."""
    steps = Config(ROOT / "alembic.ini")
    steps.attributes["url"] = database.owner_url
    engine = create_engine(database.owner_url)
    with engine.begin() as connection:
        connection.execute(text(f"GRANT TEMPORARY ON DATABASE {database.name} TO PUBLIC"))
    assert everybody_makes_tables(engine)
    command.upgrade(steps, "head")
    assert not everybody_makes_tables(engine)
    engine.dispose()


@pytest.mark.parametrize(
    ("role", "function"),
    [("havn_walls", "walls.bonds_that_ended()"), (OWNER, "public.honey_heard()")],
)
def test_a_function_that_everybody_may_call_is_closed_again(
    database: Database, role: str, function: str
) -> None:
    """As after a copy that left rights out: a new function is everybody's."""
    steps = Config(ROOT / "alembic.ini")
    steps.attributes["url"] = database.owner_url
    engine = create_engine(database.owner_url)
    words = text(f"SELECT has_function_privilege('public', '{function}', 'EXECUTE')")
    with engine.begin() as connection:
        connection.execute(text(f"SET LOCAL ROLE {role}"))
        connection.execute(text(f"GRANT EXECUTE ON FUNCTION {function} TO PUBLIC"))
        assert connection.execute(words).scalar_one()
    command.upgrade(steps, "head")
    with engine.connect() as connection:
        assert not connection.execute(words).scalar_one()
    engine.dispose()


def test_walls_that_stand_are_not_raised_again(database: Database) -> None:
    """Nothing is locked: the policies are the same ones as before."""
    steps = Config(ROOT / "alembic.ini")
    steps.attributes["url"] = database.owner_url
    engine = create_engine(database.owner_url)
    policies = text("SELECT array_agg(oid ORDER BY oid) FROM pg_policy")
    with engine.connect() as connection:
        before = connection.execute(policies).scalar_one()
    command.upgrade(steps, "head")
    with engine.connect() as connection:
        assert connection.execute(policies).scalar_one() == before
    engine.dispose()


def test_where_the_owner_may_not_take_them_the_administrator_is_told_to(
    postgres: Cluster, database: Database
) -> None:
    steps = Config(ROOT / "alembic.ini")
    steps.attributes["url"] = database.owner_url
    with postgres.connect() as admin:
        admin.execute(f"ALTER DATABASE {database.name} OWNER TO CURRENT_USER".encode())
        admin.execute(f"GRANT CONNECT ON DATABASE {database.name} TO {OWNER}".encode())
        admin.execute(f"GRANT TEMPORARY ON DATABASE {database.name} TO PUBLIC".encode())
    with pytest.raises(Exception, match="REVOKE TEMPORARY ON DATABASE"):
        command.upgrade(steps, "head")
    with postgres.connect() as admin:
        admin.execute(f"REVOKE TEMPORARY ON DATABASE {database.name} FROM PUBLIC".encode())
    command.upgrade(steps, "head")
