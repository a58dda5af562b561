"""What ``./dev up`` runs: database, schema, demonstration world, its staff, and the service.

Without DATABASE_URL everything lives in one private folder, which a second run finds as it was.
With DATABASE_URL (and DATABASE_OWNER_URL for the schema) the same service runs on that database,
and the demonstration comes in only when HAVN_DEMO says so.
"""

from __future__ import annotations

import contextlib
import fcntl
import os
import signal
import socket
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from types import FrameType
from typing import Any, NoReturn

import uvicorn
from pydantic import ValidationError

from app.demo import accounts
from app.demo.staff import DemoStaff
from app.demo.world import DemoRefused, bring_in_world, demo_shelters, traces_of_demonstration
from app.first_schema import OtherRelease, begin_schema
from app.importing.faults import FileRefused, RowsRefused
from app.importing.zone_set import OtherZones
from app.living import Loop
from app.log import close_process
from app.main import create_app
from app.may_serve import why_not_serve
from app.migrate import migrate
from app.notices.starting import start_sending
from app.outside.provider import ProviderMissing
from app.postgres import (
    DEFAULT_FOLDER,
    Addresses,
    PostgresFailed,
    data_folder,
    database,
    given,
)
from app.service import Service, chain_key, open_service
from app.serving import how, metrics_told, unbound
from app.settings import Settings
from app.store.one_transaction import TakenBack
from app.store.refusals import Refusal
from app.upkeep import start_upkeep
from app.vault.keys import FileMasterKey, KeyRefused

HOST = "127.0.0.1"
DONE, CANNOT = 0, 1
GRACE_S = 5
"""How long a request may go on after Ctrl-C."""


class CannotStart(Exception):
    """One line for the person at the keyboard."""


@dataclass(frozen=True, slots=True)
class Where:
    """What the command line says."""

    folder: Path = DEFAULT_FOLDER
    port: int = 8000


def run_up(where: Where) -> int:
    """Serve until Ctrl-C; everything that was started here is stopped when this returns."""
    signal.signal(signal.SIGTERM, _stop)
    signal.signal(signal.SIGHUP, _stop)
    try:
        with contextlib.suppress(KeyboardInterrupt, _Stopped):
            _up(where)
        _say("stopped")
    except ValidationError as error:
        names = ", ".join(str(part) for one in error.errors() for part in one["loc"])
        return _refuse(f"a setting is not what it must be: {names}")
    except (FileRefused, RowsRefused, Refusal):
        return _refuse("the demonstration world could not be brought in; start again")
    except OtherZones:
        return _refuse("shelters stand in zones of another drawing: see docs/import.md")
    except (
        CannotStart,
        DemoRefused,
        KeyRefused,
        PostgresFailed,
        ProviderMissing,
        TakenBack,
    ) as error:
        return _refuse(str(error))
    return DONE


def _up(where: Where) -> None:
    with (
        _one_at_a_time(where.folder),
        _listening(where.port) as door,
        _database(where.folder) as addresses,
    ):
        settings = _settings(where.folder, addresses)
        scheme = "https" if settings.tls_certificate else "http"
        address = f"{scheme}://localhost:{door.getsockname()[1]}"
        if "origin" not in settings.model_fields_set:
            settings = settings.model_copy(update={"origin": address})
        service = open_service(settings)
        with contextlib.ExitStack() as running:
            running.callback(service.close)
            _say("schema")
            _schema(service, addresses.owner_url)
            if why := why_not_serve(service):
                raise CannotStart(why)
            if settings.demo:
                running.callback(_demo(service, where.folder, address).stop)
            start_upkeep(service)
            start_sending(service)
            _serve(service, door, address, where.folder)


def _schema(service: Service, owner_url: str) -> None:
    """An empty database gets one; a demonstration is brought to this release without a backup, as nothing of it is real."""
    try:
        begin_schema(owner_url, chain_key(service.master))
    except OtherRelease:
        if not (service.settings.demo and traces_of_demonstration(service.store)):
            raise
        migrate(owner_url)


def _settings(folder: Path, addresses: Addresses) -> Settings:
    """Settings of the environment; on the embedded server, those of a demonstration."""
    told: dict[str, Any] = {}
    if not given(os.environ):
        told = {
            "database_url": addresses.service_url,
            "owner_url": addresses.owner_url,
            "master_key_file": _master_key(folder),
            "demo": True,
        }
    return Settings(**told)


def _master_key(folder: Path) -> Path:
    """The key of this folder; made once, whole or not at all."""
    path, draft = folder / "master.key", folder / "master.new"
    if not path.exists():
        draft.unlink(missing_ok=True)
        FileMasterKey.make(draft)
        draft.rename(path)
    return path


def _demo(service: Service, folder: Path, address: str) -> DemoStaff:
    _say("demonstration world")
    bring_in_world(service)
    staff = DemoStaff(service, demo_shelters())
    staff.start()
    accounts.write_tokens(folder, address, accounts.mint(service.store, now=service.now()))
    links = accounts.invite(service.store, now=service.now())
    accounts.write_links(folder, service.settings.origin, links)
    return staff


def _serve(service: Service, door: socket.socket, address: str, folder: Path) -> None:
    app = create_app(service.settings, service=service)
    close_process()
    config = uvicorn.Config(app, **how(service.settings), timeout_graceful_shutdown=GRACE_S)
    loop, words = Loop(), _welcome(address, folder, demo=service.settings.demo)
    with metrics_told(app, loop):
        _Announced(config, loop, words).run([door])


class _Announced(uvicorn.Server):
    """A server that says when it can be asked, and whose loop can be asked from its beginning."""

    def __init__(self, config: uvicorn.Config, loop: Loop, words: str) -> None:
        super().__init__(config)
        self._loop, self._words = loop, words

    async def startup(self, sockets: Any = None) -> None:  # noqa: ANN401 - as it is called
        self._loop.begins()
        await super().startup(sockets)
        if self.started:
            print(self._words, flush=True)


def _welcome(address: str, folder: Path, *, demo: bool) -> str:
    if not demo:
        return f"havn serves at {address} (Ctrl-C stops it)"
    with contextlib.suppress(ValueError):
        folder = folder.relative_to(Path.cwd())
    tokens, links = folder / "tokens.env", folder / "links.txt"
    return (
        f"havn serves the demonstration at {address} (Ctrl-C stops everything)\n"
        f"  sign in   {links}  (a link for each person: open it once and enrol)\n"
        f"  tokens    {tokens}  (. {tokens} puts them into your shell)\n"
        "  example   README.md: from a call to a held bed\n"
        f"  API       {address}/api/v1/openapi.json"
    )


@contextlib.contextmanager
def _database(folder: Path) -> Iterator[Addresses]:
    if not given(os.environ):
        _say(f"database in {data_folder(folder)}")
    with database(os.environ, folder) as addresses:
        yield addresses


@contextlib.contextmanager
def _one_at_a_time(folder: Path) -> Iterator[None]:
    """Nobody else serves this folder; a killed run lets go by itself."""
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    with open(folder / "up.lock", "a") as gate:
        try:
            fcntl.flock(gate, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            raise CannotStart(f"havn runs already in {folder}") from None
        yield


@contextlib.contextmanager
def _listening(port: int) -> Iterator[socket.socket]:
    """A socket on loopback, taken before anything else is started."""
    with unbound() as door:
        door.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            door.bind((HOST, port))
            door.listen()  # else a second one could bind it too; early callers wait a moment
        except OSError:
            raise CannotStart(
                f"port {port} is in use: stop what uses it, or ./dev up --port {port + 1}"
            ) from None
        yield door


class _Stopped(BaseException):
    """Somebody asked this process to end."""


def _stop(_signal: int, _frame: FrameType | None) -> NoReturn:
    raise _Stopped


def _say(words: str) -> None:
    print(f"havn: {words}", file=sys.stderr, flush=True)


def _refuse(words: str) -> int:
    _say(words)
    return CANNOT
