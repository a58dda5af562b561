"""What a connection to the database is like, and how many there are."""

from __future__ import annotations

import socket
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack

from sqlalchemy import text
from sqlalchemy.exc import DBAPIError

from app.store import held
from app.store.engine import FOR_LOCKS, make_engine, pool_size_of
from app.store.line import KEEPALIVES_OF_SERVER
from app.store.transactions import Store
from tests.app.store.conftest import World


def test_a_session_asks_the_server_to_look_whether_the_other_end_is_there() -> None:
    """Else a host that lost its power keeps its locks for two hours and eleven minutes.

    A server tells of these over TCP alone, so the first message of a session is read here.
    """
    with socket.create_server(("127.0.0.1", 0)) as server, ThreadPoolExecutor(1) as other:
        port = server.getsockname()[1]
        engine = make_engine(f"postgresql+psycopg://her@127.0.0.1:{port}/x?sslmode=disable")
        asked = other.submit(engine.connect)
        line, _ = server.accept()
        with line:
            line.settimeout(10)
            first = line.recv(10_000)
        assert isinstance(asked.exception(), DBAPIError)
        engine.dispose()
    for name, value in KEEPALIVES_OF_SERVER.items():
        assert f"-c {name}={value}".encode() in first


def test_whoever_holds_locks_takes_no_connection_from_callers(world: World) -> None:
    engine = make_engine(world.owner.url.render_as_string(hide_password=False), pool_size=2)
    store = Store(engine, world.key)
    assert pool_size_of(engine) == 2
    with ExitStack() as all_of_them:
        for number in range(FOR_LOCKS):
            assert all_of_them.enter_context(held.tried(store, 70_000 + number)).mine
        with store.transaction() as one, store.transaction() as other:
            assert one.execute(text("SELECT 1")).scalar_one() == 1
            assert other.execute(text("SELECT 2")).scalar_one() == 2
    engine.dispose()
