"""The server process, or several on one port, with TLS of their own or behind a proxy that speaks it."""

from __future__ import annotations

import gc
import signal
import socket
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import uvicorn
from fastapi import FastAPI
from pydantic import ValidationError

from app.installing.private_files import FileRefused
from app.living import Loop
from app.log import close_process
from app.main import create_app
from app.may_serve import AWAY, why_not_serve
from app.notices.starting import start_sending
from app.outside.provider import ProviderMissing
from app.processes import Inherited, Processes, listening
from app.renewal import LOOK_EVERY_S, Renewal
from app.settings import Settings, faults_of, from_environment
from app.upkeep import start_upkeep
from app.vault.keys import KeyRefused
from app.watching import seen

NOT_NOW, UNUSABLE = 1, 2
"""Another start may do, as when the database comes back; or somebody has to act first."""
KEPT_OPEN_S = 75
"""A telephone on a bad line keeps its connection while a caller thinks."""


def run_several(host: str | None, port: int | None, processes: int) -> int:
    """Serve by so many processes until a signal ends it; the exit code."""
    try:
        settings = from_environment()
        door = listening(host or settings.host, settings.port if port is None else port)
    except ValidationError as wrong:
        return _unusable(wrong)
    except OSError:
        print("error: the port is in use, or not to be had here", file=sys.stderr)
        return UNUSABLE
    try:
        return Processes(door, processes).run()
    except FileRefused as refused:
        print(f"error: {refused}", file=sys.stderr)
        return UNUSABLE


def run(host: str | None, port: int | None, inherited: Inherited | None = None) -> int:
    """Serve until a signal ends it; the exit code.

    ``inherited``: the port, and how to speak to the parent, where this is one of several.
    """
    try:
        settings = from_environment()
        app = create_app(settings)
    except ValidationError as wrong:
        return _unusable(wrong)
    except (KeyRefused, ProviderMissing) as refused:
        print(f"error: {refused}", file=sys.stderr)
        return UNUSABLE
    if why := why_not_serve(app.state.service):
        app.state.service.close()
        print(f"error: {why}", file=sys.stderr)
        return NOT_NOW if why == AWAY else UNUSABLE
    close_process()
    spare_what_stays()
    loop = Loop()
    with metrics_told(app, loop, replaced=inherited is not None):
        start_upkeep(app.state.service)
        start_sending(app.state.service)
        config = uvicorn.Config(
            app,
            host=host or settings.host,
            port=settings.port if port is None else port,
            timeout_graceful_shutdown=10,
            timeout_keep_alive=KEPT_OPEN_S,
            **how(settings),
        )
        server = _Heard(config, loop, inherited)
        app.state.leaving = lambda: server.should_exit
        if inherited is None:
            # A reload takes up nothing here, and by itself would end the service, as if it were wished.
            signal.signal(signal.SIGHUP, signal.SIG_IGN)
        server.run(None if inherited is None else [inherited.door])
    return 0


def spare_what_stays() -> None:
    """What was made until now lives as long as the process: the collector need not look at it again.

    Without this each full collection walks a hundred megabytes of libraries while a caller waits.
    """
    gc.collect()
    gc.freeze()


def unbound() -> socket.socket:
    """A socket to serve from, for whoever must hold its port before the server starts.

    It names its protocol: asyncio sends what is written at once (TCP_NODELAY) only where it does, and
    without that each answer lies for 40 ms between its headers and its body, until the caller's
    system has acknowledged the first.
    """
    return socket.socket(socket.AF_INET, socket.SOCK_STREAM, socket.IPPROTO_TCP)


class _Heard(uvicorn.Server):
    """A server whose loop can be asked, whose parent hears that it answers, and which leaves without it."""

    def __init__(self, config: uvicorn.Config, loop: Loop, inherited: Inherited | None) -> None:
        super().__init__(config)
        self._loop = loop
        self._inherited = inherited
        self._renewal: Renewal | None = None

    async def on_tick(self, counter: int) -> bool:
        """Ten times a second; what comes seldom is done here, where connections are."""
        if self._renewal is not None and counter % (10 * LOOK_EVERY_S) == 0:
            self._renewal.look()
        return await super().on_tick(counter)

    async def startup(self, sockets: Any = None) -> None:  # noqa: ANN401 - as it is called
        self._loop.begins()
        config = self.config
        if config.ssl is not None and config.ssl_certfile and config.ssl_keyfile:
            self._renewal = Renewal(config.ssl, Path(config.ssl_certfile), Path(config.ssl_keyfile))
        await super().startup(sockets)
        if self.started and self._inherited is not None:
            self._inherited.answers()
            self._inherited.when_alone(self._leave)

    def _leave(self) -> None:
        self.should_exit = True


def _unusable(wrong: ValidationError) -> int:
    names = ", ".join(faults_of(wrong))
    print(f"error: settings that are missing or cannot be used: {names}", file=sys.stderr)
    return UNUSABLE


def how(settings: Settings) -> dict[str, Any]:
    """How the server speaks: TLS 1.2 or newer with a certificate, and never with a text of its own.

    What a proxy says is heard by app.http.wire alone, so the server itself takes no proxy's word.
    """
    return {
        "access_log": False,
        "log_config": None,
        "proxy_headers": False,
        "server_header": False,
        "ssl_certfile": settings.tls_certificate,
        "ssl_keyfile": settings.tls_key,
    }


@contextmanager
def metrics_told(app: FastAPI, loop: Loop, *, replaced: bool = False) -> Iterator[None]:
    """Metrics are told at their own port for as long as the block lasts, if the settings name one.

    ``replaced``: a next process begins there before this one ends (app.processes).
    """
    settings: Settings = app.state.service.settings
    if settings.metrics_port is None:
        yield
        return
    port = settings.metrics_port + settings.process
    service = app.state.service
    stop = app.state.metrics.listen(
        settings.metrics_host, port, lambda: seen(service), loop.turns, replaced=replaced
    )
    try:
        yield
    finally:
        stop()
