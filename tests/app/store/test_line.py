"""Who asks a silent database: one at a time, and nobody waits without an end."""

from __future__ import annotations

import threading
import time
from concurrent.futures import ThreadPoolExecutor

import psycopg
import pytest
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError

from app.store import imports
from app.store import line as lines
from app.store.engine import make_engine
from app.store.line import Line, Silent, patient, waiting
from app.store.refusals import DatabaseAway
from app.store.transactions import Store
from tests.app.store.conftest import World
from tests.support.bad_line import line_to_database
from tests.support.database import Database


def asked(line: Line, outcome: Exception | None = None) -> None:
    """Ask once; this comes of it."""
    with line.asked():
        if outcome is not None:
            raise outcome


def silence() -> DBAPIError:
    return DBAPIError(None, None, Silent("no answer in time"))


def test_after_silence_nobody_asks_for_a_while_and_then_one(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    line = Line()
    with pytest.raises(DBAPIError):
        asked(line, silence())
    with pytest.raises(DatabaseAway):
        asked(line)
    monkeypatch.setattr(lines, "PAUSE_S", 0.0)
    line = Line()
    with pytest.raises(DBAPIError):
        asked(line, silence())
    with line.asked(), pytest.raises(DatabaseAway):
        asked(line)  # whoever has the turn is still asking
    asked(line)
    with line.asked():
        asked(line)  # it answered: nobody waits for anybody


@pytest.mark.parametrize(
    "outcome", [DBAPIError(None, None, psycopg.OperationalError()), DatabaseAway(), ValueError()]
)
def test_any_other_outcome_is_no_silence(outcome: Exception) -> None:
    line = Line()
    with pytest.raises(type(outcome)):
        asked(line, outcome)
    asked(line)


def test_a_silent_database_is_away_and_the_next_one_hears_so_at_once(
    database: Database, world: World
) -> None:
    with line_to_database(database) as (between, through):
        engine = make_engine(through.service_url, pool_size=4, statement_timeout_ms=200)
        store = Store(engine, world.key)
        with store.transaction() as tx:
            tx.execute(text("SELECT 1"))
        between.silent = True
        with pytest.raises(DatabaseAway), store.transaction() as tx:
            tx.execute(text("SELECT 1"))
        asked_before = between.connections
        with pytest.raises(DatabaseAway), store.transaction() as tx:
            tx.execute(text("SELECT 1"))
        assert between.connections == asked_before, "nobody asked"
        between.silent = False
        assert any(answers(store) for _ in range(400)), "it is found again"
        engine.dispose()


def test_a_busy_database_that_uses_up_one_request_is_silent_for_nobody_else(
    database: Database, world: World
) -> None:
    store = world.store
    with pytest.raises(DatabaseAway), store.transaction() as tx, waiting(0.5):
        tx.execute(text("SELECT pg_sleep(0.8)"))
    with store.transaction() as tx:
        tx.execute(text("SELECT 1"))


def test_whoever_raised_the_servers_own_limit_is_waited_for_as_long(database: Database) -> None:
    engine = make_engine(database.service_url, pool_size=1, statement_timeout_ms=100)
    with engine.connect() as connection, patient(5):
        connection.execute(text("SET statement_timeout = '5s'"))
        connection.execute(text("SELECT pg_sleep(0.8)"))
    engine.dispose()


def test_an_import_waits_for_another_one_longer_than_a_request_may(
    database: Database, world: World
) -> None:
    inside, first_may_end = threading.Event(), threading.Event()

    def first() -> None:
        with world.store.transaction() as tx, imports.alone(tx):
            inside.set()
            first_may_end.wait(20)

    engine = make_engine(database.service_url, pool_size=1, statement_timeout_ms=100)
    other = Store(engine, world.key)
    with ThreadPoolExecutor(1) as beside:
        running = beside.submit(first)
        assert inside.wait(5)
        threading.Timer(0.9, first_may_end.set).start()
        with other.transaction() as tx, imports.alone(tx):
            tx.execute(text("SELECT 1"))
        running.result()
    engine.dispose()


def answers(store: Store) -> bool:
    """Whether the database does, asked a moment from now."""
    time.sleep(0.05)
    try:
        with store.transaction() as tx:
            tx.execute(text("SELECT 1"))
    except DatabaseAway:
        return False
    return True
