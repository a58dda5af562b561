"""Walls that changed since they were raised are raised anew by the next upgrade, at the last step too."""

from __future__ import annotations

from alembic import command
from alembic.config import Config
from sqlalchemy import Engine, create_engine, text

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
