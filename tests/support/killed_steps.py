"""Migrations killed at a drawn statement and run again: what stands is what an unbroken run leaves (F8).

They begin on databases with rows in every table that can belong to a case, taken down to a few of the
steps; what an unbroken run makes of those rows is compared column by column.
"""

from __future__ import annotations

import multiprocessing
import os
import random
import signal
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from typing import Any

from alembic import command
from sqlalchemy import Engine, create_engine, event, text

from app.postgres_cluster import Cluster
from app.service import store_of_owner
from app.vault.keys import FileMasterKey
from tests.migrations.test_steps import STEPS, config, dump
from tests.support import records
from tests.support.case_rows import fill_every_table
from tests.support.database import Database, fresh, migrate
from tests.support.served import MASTER

FROM = (0.0, 0.7)
"""As parts of all steps: where the databases stand that are killed on their way up."""
Columns = dict[str, tuple[int, str | None]]
"""Of each column, by table and name: how many rows, and a hash of what stands in them."""


@dataclass
class Told:
    """How many runs were killed, and how many left another schema, or other rows."""

    kills: int = 0
    rows: int = 0
    """That stood in the databases before, in all of them together."""
    another: int = 0
    other_rows: int = 0


def kill_steps(cluster: Cluster, kills: int, *, seed: int = 1) -> Told:
    """So many databases, each killed on its way up at a statement of its own and then run to the head."""
    told, chance = Told(), random.Random(seed)
    steps = [STEPS[int(part * (len(STEPS) - 1))] for part in FROM[: max(1, kills)]]
    with ExitStack() as stack:
        begun = [stack.enter_context(_with_rows(cluster, step)) for step in steps]
        told.rows = sum(count for one in begun for count in _rows(one).values())
        good = [_unbroken(cluster, one) for one in begun]
        while told.kills < kills:
            which = told.kills % len(begun)
            with fresh(cluster, template=begun[which].name) as database:
                schema, columns, statements = good[which]
                ended = _killed_at(database, chance.randint(1, statements))
                assert ended == -signal.SIGKILL, "it was through before it was killed"
                told.kills += 1
                migrate(database.owner_url)
                told.another += dump(cluster, database.owner_url) != schema
                now = _columns(database)
                told.other_rows += any(now.get(name) != was for name, was in columns.items())
    return told


@contextmanager
def _with_rows(cluster: Cluster, step: str) -> Iterator[Database]:
    """A database at that step, with the rows of one that was filled at the head."""
    with fresh(cluster) as database:
        migrate(database.owner_url)
        engine = create_engine(database.owner_url)
        rows = records.load(engine)
        engine.dispose()
        with (
            store_of_owner(database.owner_url, FileMasterKey(MASTER)) as store,
            store.transaction() as tx,
        ):
            fill_every_table(tx, rows, rows.households[0])
        command.downgrade(config(database.owner_url), step)
        yield database


def _unbroken(cluster: Cluster, begun: Database) -> tuple[list[str], Columns, int]:
    """The schema and the rows that a run leaves which nobody kills, and of how many statements it is.

    What two such runs draw differently, an instant or an id, is left out of the rows.
    """
    found, statements = [], [0]

    def count(*_: Any) -> None:
        statements[0] += 1

    for _ in range(2):
        with fresh(cluster, template=begun.name) as database:
            event.listen(Engine, "before_cursor_execute", count)
            migrate(database.owner_url)
            event.remove(Engine, "before_cursor_execute", count)
            found.append((dump(cluster, database.owner_url), _columns(database)))
    (schema, one), (_, other) = found
    return schema, {n: was for n, was in one.items() if other[n] == was}, statements[0] // 2


def _rows(database: Database) -> dict[str, int]:
    """How many rows each table has, those without any left out."""
    return {name.split(".")[0]: count for name, (count, _) in _columns(database).items() if count}


def _columns(database: Database) -> Columns:
    engine, found = create_engine(database.owner_url), Columns()
    with engine.connect() as connection:
        names = connection.execute(
            text(
                "SELECT table_name, column_name FROM information_schema.columns"
                " JOIN information_schema.tables USING (table_schema, table_name)"
                " WHERE table_schema = 'public' AND table_type = 'BASE TABLE'"
                " AND table_name <> 'alembic_version' ORDER BY 1, 2"
            )
        ).all()
        for table, column in names:
            count, hashed = connection.execute(
                text(
                    f"SELECT count(*), md5(string_agg(\"{column}\"::text, ','"
                    f' ORDER BY "{column}"::text)) FROM "{table}"'
                )
            ).one()
            found[f"{table}.{column}"] = (count, hashed)
    engine.dispose()
    return found


def _killed_at(database: Database, statement: int) -> int:
    """The exit code of a run that kills itself before that statement; negative when it was killed."""
    process = multiprocessing.get_context("fork").Process(target=_run, args=(database, statement))
    process.start()
    process.join(300)
    assert process.exitcode is not None, "the steps did not end"
    return process.exitcode


def _run(database: Database, statement: int) -> None:
    left = statement

    def count(*_: Any) -> None:
        nonlocal left
        left -= 1
        if left == 0:
            os.kill(os.getpid(), signal.SIGKILL)

    event.listen(Engine, "before_cursor_execute", count)
    migrate(database.owner_url)
    os._exit(0)
