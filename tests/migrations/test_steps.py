"""Every step up, down and up again with rows in it; and at the top, what the records say."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from alembic import command
from alembic.config import Config
from alembic.script import ScriptDirectory
from sqlalchemy import Engine, create_engine, make_url, text

import models
from app.postgres_cluster import Cluster
from tests.support import records
from tests.support.database import ROOT, Database, fresh

SCRIPTS = ScriptDirectory.from_config(Config(ROOT / "alembic.ini"))
STEPS = [script.revision for script in reversed(list(SCRIPTS.walk_revisions()))]


def config(url: str) -> Config:
    made = Config(ROOT / "alembic.ini")
    made.attributes["url"] = url
    return made


@pytest.fixture
def engine(bare_database: Database) -> Iterator[Engine]:
    made = create_engine(bare_database.owner_url)
    yield made
    made.dispose()


def tables(engine: Engine) -> set[str]:
    with engine.connect() as connection:
        found = connection.execute(
            text("SELECT tablename FROM pg_tables WHERE schemaname = 'public'")
        )
        return set(found.scalars()) - {"alembic_version"}


def test_the_steps_are_one_line_and_each_says_why_and_how_to_undo() -> None:
    assert len(SCRIPTS.get_heads()) == 1
    for script in SCRIPTS.walk_revisions():
        told = script.module.__doc__ or ""
        for word in ("Why:", "Live database:", "Previous release:", "Undo:"):
            assert re.search(rf"^{word} \S", told, re.MULTILINE), (script.revision, word)


def test_each_step_goes_up_down_and_up_and_leaves_the_rows_below_alone(
    bare_database: Database, engine: Engine
) -> None:
    steps = config(bare_database.owner_url)
    shape: dict[str, set[str]] = {}
    below = "base"
    for step in STEPS:
        before = tables(engine)
        command.upgrade(steps, step)
        shape[step] = tables(engine)
        command.downgrade(steps, below)
        assert tables(engine) == before
        command.upgrade(steps, step)
        assert tables(engine) == shape[step]
        below = step
    records.load(engine)
    kept = {
        name: rows
        for name in sorted(shape[STEPS[0]])
        if (rows := count(engine, name))  # these tables stay until the last step down
    }
    assert kept
    for step in reversed(STEPS[:-1]):
        command.downgrade(steps, step)
        assert tables(engine) == shape[step]
        assert {name: count(engine, name) for name in kept} == kept
    command.upgrade(steps, "head")
    assert {name: count(engine, name) for name in kept} == kept
    command.downgrade(steps, "base")
    assert tables(engine) == set()
    with engine.connect() as connection:
        left = connection.execute(
            text(
                "SELECT count(*) FROM pg_proc p JOIN pg_namespace n ON n.oid = p.pronamespace"
                " WHERE n.nspname = 'public'"
            )
        ).scalar_one()
    assert left == 0
    command.upgrade(steps, "head")


def count(engine: Engine, table: str) -> int:
    with engine.connect() as connection:
        found: int = connection.execute(text(f"SELECT count(*) FROM {table}")).scalar_one()
    return found


def dump(cluster: Cluster, url: str) -> list[str]:
    """The schema as PostgreSQL writes it, without what is random or not of the records."""
    parts = make_url(url)
    done = subprocess.run(
        [
            cluster.programs / "pg_dump",
            "--schema-only",
            "--no-privileges",
            "--exclude-table=alembic_version",
            f"--host={parts.query['host']}",
            f"--port={parts.query['port']}",
            f"--username={parts.username}",
            str(parts.database),
        ],
        env={**os.environ, "PGPASSWORD": str(parts.password)},
        check=True,
        capture_output=True,
        text=True,
    )
    return [line for line in done.stdout.splitlines() if not re.match(r"\\(un)?restrict ", line)]


def test_the_steps_build_exactly_what_the_records_say(
    postgres: Cluster, database: Database, bare_database: Database, engine: Engine
) -> None:
    models.metadata.create_all(engine)
    by_records = dump(postgres, bare_database.owner_url)
    assert dump(postgres, database.owner_url) == by_records
    assert any("EXCLUDE USING gist" in line for line in by_records)


def test_the_comparison_sees_a_changed_exclusion(
    postgres: Cluster, database: Database, bare_database: Database, engine: Engine
) -> None:
    models.metadata.create_all(engine)
    with engine.begin() as connection:
        connection.execute(text("ALTER TABLE stays DROP CONSTRAINT ex_stays_no_double_booking"))
        connection.execute(
            text(
                "ALTER TABLE stays ADD CONSTRAINT ex_stays_no_double_booking EXCLUDE USING gist"
                " (uuidrange(unit_id, unit_id, '[]') WITH &&, nights WITH &&)"
                " WHERE (state IN ('HELD', 'ACCEPTED'))"
            )
        )
    assert dump(postgres, database.owner_url) != dump(postgres, bare_database.owner_url)


def test_records_can_be_dropped_and_created_again(engine: Engine) -> None:
    for _ in range(2):
        models.metadata.create_all(engine)
        models.metadata.drop_all(engine)
    assert tables(engine) == set()


def test_a_step_that_fails_leaves_the_database_at_the_step_before(
    bare_database: Database, engine: Engine
) -> None:
    steps = config(bare_database.owner_url)
    command.upgrade(steps, STEPS[0])
    with engine.begin() as connection:
        connection.execute(text("CREATE TABLE wishes (in_the_way int)"))
    before = tables(engine)
    with pytest.raises(Exception, match="wishes"):
        command.upgrade(steps, "head")
    assert tables(engine) == before
    with engine.begin() as connection:
        assert connection.execute(
            text("SELECT version_num FROM alembic_version")
        ).scalars().all() == [STEPS[0]]
        connection.execute(text("DROP TABLE wishes"))
    command.upgrade(steps, "head")


def test_no_address_of_a_database_stands_in_the_configuration() -> None:
    for path in (ROOT / "alembic.ini", *Path(ROOT / "migrations").rglob("*.py")):
        assert "postgresql://" not in path.read_text(encoding="utf-8")
        assert "postgresql+" not in path.read_text(encoding="utf-8")


def test_two_runners_at_once_take_each_step_once(postgres: Cluster) -> None:
    with fresh(postgres) as made:
        again = [
            subprocess.Popen(
                [sys.executable, "-m", "alembic", "upgrade", "head"],
                cwd=ROOT,
                env={**os.environ, "DATABASE_OWNER_URL": made.owner_url},
                stdout=subprocess.PIPE,
                stderr=subprocess.PIPE,
            )
            for _ in range(2)
        ]
        told = [runner.communicate(timeout=120) for runner in again]
        assert [runner.returncode for runner in again] == [0, 0], told
