"""Does it live: the loop that serves is asked, and one that hangs does not."""

from __future__ import annotations

import asyncio
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager

import httpx
import pytest
import uvicorn

from app.http.metrics import Metrics
from app.http.private_port import Seen
from app.living import Loop
from app.serving import _Heard, unbound
from tests.app.test_serving import free_port

BLOCKED_S, WITHIN_S = 3.0, 0.3


@contextmanager
def serving(loop: Loop) -> Iterator[int]:
    """A service whose one route blocks the loop, as a call that forgot to wait would; its port."""

    async def blocks(scope: dict[str, object], _receive: object, send) -> None:
        if scope["type"] != "http":
            return
        time.sleep(BLOCKED_S)
        await send({"type": "http.response.start", "status": 200, "headers": []})
        await send({"type": "http.response.body", "body": b""})

    door = unbound()
    door.bind(("127.0.0.1", 0))
    config = uvicorn.Config(blocks, lifespan="off", log_config=None, access_log=False)
    server = _Heard(config, loop, None)
    thread = threading.Thread(target=server.run, args=([door],), daemon=True)
    thread.start()
    while not server.started:
        time.sleep(0.01)
    try:
        yield door.getsockname()[1]
    finally:
        server.should_exit = True
        thread.join(timeout=30)


@pytest.fixture
def told() -> Iterator[tuple[Loop, str]]:
    """The private port, and the loop that it asks."""
    loop = Loop(within_s=WITHIN_S)
    stop = Metrics().listen("127.0.0.1", (port := free_port()), lambda: Seen({}), loop.turns)
    yield loop, f"http://127.0.0.1:{port}/livez"
    stop()


def test_a_loop_that_is_blocked_answers_503_in_time_and_200_when_it_comes_round_again(
    told: tuple[Loop, str],
) -> None:
    loop, path = told
    assert httpx.get(path).status_code == 503, "it has not begun"
    with serving(loop) as port:
        assert httpx.get(path).json() == {"process": "ok"}
        caller = threading.Thread(
            target=httpx.get, args=(f"http://127.0.0.1:{port}/",), kwargs={"timeout": 30}
        )
        caller.start()
        time.sleep(0.5)
        began = time.monotonic()
        blocked = httpx.get(path)
        assert time.monotonic() - began < BLOCKED_S - 1, "who asks does not hang with it"
        assert (blocked.status_code, blocked.json()) == (503, {"process": "no"})
        caller.join()
        assert httpx.get(path).status_code == 200
    assert httpx.get(path).status_code == 503, "it is over"


def test_a_loop_that_was_closed_does_not_come_round() -> None:
    loop = Loop(within_s=WITHIN_S)

    async def once() -> None:
        loop.begins()

    asyncio.run(once())
    assert not loop.turns()
