"""The service called inside this process: one request after another, under a chance and a clock of
the test's own, so that two services that know the same answer the same bytes.

Nothing of the service is replaced but the source of its random bytes and the threads it would use:
every request runs through the whole application and a real database.
"""

from __future__ import annotations

import asyncio
import os
import random
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import partial
from hashlib import sha256
from typing import Any

import anyio.to_thread
import httpx
from fastapi import FastAPI
from starlette.types import Message, Scope

from tests.support.served import Caller

Headers = list[tuple[bytes, bytes]]


class Moment:
    """A clock that stands still until it is moved."""

    def __init__(self, start: datetime) -> None:
        self.at = start

    def __call__(self) -> datetime:
        return self.at

    def forward(self, **by: float) -> None:
        """It is later by so much."""
        self.at += timedelta(**by)


class Chance:
    """Random bytes that follow from a text; the same text, the same bytes."""

    def __init__(self) -> None:
        self._draw: random.Random = random.Random(0)

    def begin(self, text: str) -> None:
        """From here on the bytes are those of this text."""
        self._draw = random.Random(sha256(text.encode()).digest())

    def __call__(self, size: int) -> bytes:
        return self._draw.randbytes(size)


@contextmanager
def chance_of_our_own() -> Iterator[Chance]:
    """Ids, tokens, nonces and challenges come from the test; all draw from the system's bytes."""
    chance, real = Chance(), os.urandom
    os.urandom = random._urandom = chance  # type: ignore[attr-defined]
    try:
        yield chance
    finally:
        os.urandom = random._urandom = real  # type: ignore[attr-defined]


@contextmanager
def without_threads() -> Iterator[None]:
    """What the service would do in a thread it does at once: one request, one line of events."""
    real = anyio.to_thread.run_sync

    async def at_once(call: Callable[..., Any], *args: Any, **_: Any) -> Any:
        return call(*args)

    anyio.to_thread.run_sync = at_once  # type: ignore[assignment]
    try:
        yield
    finally:
        anyio.to_thread.run_sync = real


@dataclass(frozen=True, slots=True)
class Answer:
    """Everything that a caller sees of an answer."""

    status: int
    headers: tuple[tuple[bytes, bytes], ...]
    body: bytes


class InProcess:
    """One event loop that drives applications; no socket, no server."""

    def __init__(self) -> None:
        self._loop = asyncio.new_event_loop()

    def close(self) -> None:
        """It drives nothing any more."""
        self._loop.close()

    def ask(
        self, app: FastAPI, method: str, target: str, headers: Headers, body: bytes = b""
    ) -> Answer:
        """The answer of the application to this request; the target is path and query."""
        return self._loop.run_until_complete(_ask(app, method, target, headers, body))

    def client(self, app: FastAPI) -> httpx.Client:
        """A client for helpers that speak HTTP."""
        return httpx.Client(
            transport=_Transport(partial(self.ask, app)), base_url="http://127.0.0.1"
        )


def proof_of(caller: Caller) -> Headers:
    """What this caller's requests say of who sends them."""
    return [(name.lower().encode(), said.encode()) for name, said in caller.proof().items()]


async def _ask(app: FastAPI, method: str, target: str, headers: Headers, body: bytes) -> Answer:
    path, _, query = target.partition("?")
    scope: Scope = {
        "type": "http",
        "asgi": {"version": "3.0", "spec_version": "2.3"},
        "http_version": "1.1",
        "method": method,
        "scheme": "http",
        "path": path,
        "raw_path": path.encode(),
        "query_string": query.encode(),
        "root_path": "",
        "headers": [(b"host", b"127.0.0.1"), (b"content-length", b"%d" % len(body)), *headers],
        "client": ("127.0.0.1", 40_000),
        "server": ("127.0.0.1", 8000),
        "state": {},
    }
    sent: list[Message] = []
    waiting: list[Message] = [{"type": "http.request", "body": body, "more_body": False}]

    async def receive() -> Message:
        return waiting.pop() if waiting else {"type": "http.disconnect"}

    async def send(message: Message) -> None:
        sent.append(message)

    await app(scope, receive, send)
    start = sent[0]
    return Answer(
        start["status"],
        tuple((bytes(n), bytes(v)) for n, v in start.get("headers", ())),
        b"".join(message.get("body", b"") for message in sent[1:]),
    )


class _Transport(httpx.BaseTransport):
    def __init__(self, ask: Callable[[str, str, Headers, bytes], Answer]) -> None:
        self._ask = ask

    def handle_request(self, request: httpx.Request) -> httpx.Response:
        headers = [(n.lower(), v) for n, v in request.headers.raw]
        left = [(n, v) for n, v in headers if n not in (b"host", b"content-length")]
        got = self._ask(request.method, request.url.raw_path.decode(), left, request.read())
        return httpx.Response(got.status, headers=list(got.headers), content=got.body)
