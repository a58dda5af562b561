"""Migrations killed at a drawn statement and run again: what stands is what an unbroken run leaves (F8)."""

from __future__ import annotations

import multiprocessing
import os
import random
import signal
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Engine, create_engine, event

from app.postgres_cluster import Cluster
from tests.migrations.test_steps import STEPS, dump
from tests.support import records
from tests.support.database import Database, fresh, migrate

MOST_STATEMENTS = 2_000
"""More than all steps have; a kill that was not reached tells how many there are."""


@dataclass
class Told:
    """How many runs were killed, and how many left another schema or lost a row."""

    kills: int = 0
    another: int = 0


def kill_steps(cluster: Cluster, kills: int, *, seed: int = 1) -> Told:
    """So many databases, each killed on its way up at a statement of its own and then run to the head."""
    told, chance = Told(), random.Random(seed)
    with fresh(cluster) as whole:
        migrate(whole.owner_url)
        good = dump(cluster, whole.owner_url)
    reach = MOST_STATEMENTS
    while told.kills < kills:
        with fresh(cluster) as database:
            migrate(database.owner_url, STEPS[0])
            ended = _killed_at(database, chance.randint(1, reach))
            if ended >= 0:
                reach = max(10, reach * 3 // 4)  # it was through before
                continue
            told.kills += 1
            migrate(database.owner_url)
            engine = create_engine(database.owner_url)
            records.load(engine)
            engine.dispose()
            told.another += dump(cluster, database.owner_url) != good
    return told


def _killed_at(database: Database, statement: int) -> int:
    """The exit code of a run that kills itself before that statement; negative when it got there."""
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
