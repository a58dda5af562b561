"""The step that lets people sign in: nobody is locked out by it for not having been noted before."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from alembic import command
from alembic.config import Config
from sqlalchemy import create_engine, text

from tests.support.database import ROOT, Database


def test_accounts_that_were_there_before_have_their_30_days_from_now_on(
    bare_database: Database,
) -> None:
    steps = Config(ROOT / "alembic.ini")
    steps.attributes["url"] = bare_database.owner_url
    command.upgrade(steps, "0030")
    engine = create_engine(bare_database.owner_url)
    with engine.begin() as connection:
        connection.execute(
            text(
                "INSERT INTO accounts (id, handle, role, status, created_at, version) VALUES"
                " (gen_random_uuid(), 'old-one', 'ADMIN', 'ACTIVE', '2020-01-01', 1)"
            )
        )
    command.upgrade(steps, "0010")
    with engine.begin() as connection:
        woken = connection.execute(text("SELECT woken_at FROM accounts")).scalar_one()
    engine.dispose()
    assert datetime.now(UTC) - woken < timedelta(minutes=5)
