"""The outermost layer: headers of every answer, limits of every body, one log line per request."""

from __future__ import annotations

import secrets
import time

from starlette.types import ASGIApp, Message, Receive, Scope, Send

from app.errors import Refusal, TooLarge
from app.http.limits import MAX_BYTES
from app.http.log import answered
from app.http.metrics import Metrics
from app.http.pages import BELOW
from app.http.problems import fault, problem
from app.http.wire import Wire

HEADERS: tuple[tuple[bytes, bytes], ...] = (
    (b"cache-control", b"no-store"),
    (b"x-content-type-options", b"nosniff"),
    (b"cross-origin-resource-policy", b"same-origin"),
    (b"content-security-policy", b"default-src 'none'; frame-ancestors 'none'"),
    (b"strict-transport-security", b"max-age=63072000; includeSubDomains"),
)
"""On every answer of the API, also on errors: nothing of it may be loaded as a page or framed.

What only a page obeys is not among them: each byte is time on a telephone's line (decision 0190).
"""

PAGE_POLICY = (
    b"default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; "
    b"connect-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'; "
    b"require-trusted-types-for 'script'; trusted-types 'none'"
)
"""The page loads its own files alone, makes no element from a text, and sends no form by itself."""
PAGE_HEADERS = (
    *((n, PAGE_POLICY if n == b"content-security-policy" else value) for n, value in HEADERS),
    (b"referrer-policy", b"no-referrer"),
    (b"cross-origin-opener-policy", b"same-origin"),
    (b"x-frame-options", b"DENY"),
    (b"permissions-policy", b"geolocation=(), camera=(), microphone=()"),
)


def headers_of(path: str) -> tuple[tuple[bytes, bytes], ...]:
    """The headers of whatever is answered there."""
    return PAGE_HEADERS if path == "/" or path.startswith(BELOW) else HEADERS


class Door:
    """Reads the whole body once, within its size, and hands it on as one message, unparsed."""

    def __init__(self, app: ASGIApp, *, wire: Wire, metrics: Metrics) -> None:
        self._app, self._wire, self._metrics = app, wire, metrics

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        started, status, begun = time.perf_counter(), 500, False
        request_id, headers = secrets.token_hex(8), headers_of(scope["path"])

        async def send_guarded(message: Message) -> None:
            nonlocal status, begun
            if message["type"] == "http.response.start":
                status, begun = message["status"], True
                own = {name for name, _ in headers}
                kept = [(n, v) for n, v in message.get("headers", ()) if n.lower() not in own]
                extra = (b"x-request-id", request_id.encode())
                message = {**message, "headers": [*kept, *headers, extra]}
            await send(message)

        try:
            scope = self._wire.let_in(scope)  # before a byte of the body is asked for
            body = await _body(scope, receive)
            if body is None:
                return
            await self._app(scope, _once(body, receive), send_guarded)
        except Refusal as refusal:
            await problem(refusal)(scope, receive, send_guarded)
        except Exception as error:  # noqa: BLE001 - the edge: nothing of it may get out or be logged
            answer = fault(scope, error)
            if not begun:
                await answer(scope, receive, send_guarded)
        finally:
            seconds = time.perf_counter() - started
            answered(scope, status, request_id, seconds)
            self._metrics.answered(scope, status, seconds)


async def _body(scope: Scope, receive: Receive) -> bytes | None:
    """Every byte of the body; None when the caller has gone away.

    Raises
    ------
    TooLarge
        When it says, or turns out, to be larger than is allowed.
    """
    said = _header(scope, b"content-length")
    if said.isascii() and said.isdigit() and int(said[:12]) > MAX_BYTES:
        raise TooLarge
    parts, size = [], 0
    while True:
        message = await receive()
        if message["type"] == "http.disconnect":
            return None
        part = message.get("body", b"")
        size += len(part)
        if size > MAX_BYTES:
            raise TooLarge
        parts.append(part)
        if not message.get("more_body", False):
            return b"".join(parts)


def _once(body: bytes, receive: Receive) -> Receive:
    """The body as one message, then whatever still comes."""
    waiting: list[Message] = [{"type": "http.request", "body": body, "more_body": False}]

    async def again() -> Message:
        return waiting.pop() if waiting else await receive()

    return again


def _header(scope: Scope, name: bytes) -> str:
    return next((v.decode("latin-1") for n, v in scope["headers"] if n == name), "")
