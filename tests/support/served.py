"""A real server on a free loopback port, met over HTTP, and people who call it."""

from __future__ import annotations

import os
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime, timedelta
from itertools import count
from typing import Any
from uuid import UUID, uuid4

import httpx
import uvicorn
from pydantic import SecretStr
from sqlalchemy import select

from app.access import BASE
from app.http.own_page import COOKIE
from app.main import create_app
from app.service import Service, open_service
from app.serving import how, unbound
from app.settings import Settings
from app.store import sessions, tokens
from app.store.nights import local_date
from app.vault.keys import FileMasterKey
from models.account import AccountRecord
from models.words import ReferrerKind, Role, SignedInBy
from tests.support import pictures_compared
from tests.support.database import Database

MASTER = bytes(range(32))
ORIGIN = "http://localhost:8000"
"""What a browser would say of our page; the port on which a test listens is another."""
_numbers = count(100)  # after those of records.load


class Clock:
    """The service's own time, which a test may move, or stop so that it moves by her hand alone."""

    def __init__(self, *, stopped: bool = False) -> None:
        self._ahead = timedelta(0)
        self._stands_at = datetime.now(UTC) if stopped else None

    def __call__(self) -> datetime:
        return (self._stands_at or datetime.now(UTC)) + self._ahead

    @contextmanager
    def standing(self) -> Iterator[None]:
        """No time passes inside but what the test moves."""
        self._stands_at = datetime.now(UTC)
        try:
            yield
        finally:
            self._stands_at = None

    def forward(self, **by: float) -> None:
        """It is later by so much."""
        self._ahead += timedelta(**by)


@dataclass
class Caller:
    """Somebody with a token or a cookie; every write has a fresh key unless the test gives one."""

    client: httpx.Client
    token: str = field(repr=False)
    account: UUID
    token_id: UUID
    cookie: str = field(default="", repr=False)
    origin: str = ORIGIN

    def __call__(
        self,
        method: str,
        path: str,
        body: Any = None,
        *,
        version: int | None = None,
        key: str | None = "",
        headers: dict[str, str] | None = None,
    ) -> httpx.Response:
        sent = {**self.proof(), **(headers or {})}
        if method != "GET" and key is not None:
            sent["Idempotency-Key"] = key or uuid4().hex
        if version is not None:
            sent["If-Match"] = f'"{version}"'
        return self.client.request(method, BASE + path, json=body, headers=sent)

    def proof(self) -> dict[str, str]:
        """What the request says of who sends it: a token, or what a browser sends for our page."""
        if self.cookie:
            return {"Cookie": f"{COOKIE}={self.cookie}", "Origin": self.origin}
        return {"Authorization": f"Bearer {self.token}"}

    def ok(self, method: str, path: str, body: Any = None, **more: Any) -> Any:
        """The same, which must succeed; its body."""
        got = self(method, path, body, **more)
        assert got.is_success, f"{method} {path}: {got.status_code} {got.text}"
        return got.json()

    def every(self, path: str, name: str) -> list[dict[str, Any]]:
        """All lines of a list, page after page: lines come in the order of random ids."""
        found: list[dict[str, Any]] = []
        at = f"{path}?limit=50"
        while at:
            page = self.ok("GET", at)
            found += page[name]
            at = page["next"] and f"{path}?limit=50&cursor={page['next']}"
        return found


@dataclass
class Served:
    """A running service and its clock."""

    service: Service
    client: httpx.Client
    clock: Clock
    origin: str = ORIGIN

    def today(self) -> date:
        """The date in Oslo, which for an hour or two of each night is not that of UTC."""
        return local_date(self.clock())

    def caller(
        self, role: Role, shelter: UUID | str | None = None, *, organisation: UUID | None = None
    ) -> Caller:
        """A new person of this role, who works for that house or that organisation."""
        now, house = self.clock(), None if shelter is None else UUID(str(shelter))
        with self.service.store.transaction() as tx:
            account = tokens.add_account(
                tx,
                handle=f"{role.lower().replace('_', '-')}-{next(_numbers)}",
                role=role,
                shelter=house,
                organisation=organisation,
                now=now,
            )
            token, text = tokens.issue(
                tx,
                account,
                scopes={"read", "write"},
                now=now,
                until=now + timedelta(days=365),
            )
        return Caller(self.client, text, account, token)

    def handle(self, who: Caller) -> str:
        """The work name of somebody."""
        with self.service.store.transaction() as tx:
            query = select(AccountRecord.handle).where(AccountRecord.id == who.account)
            found: str = tx.execute(query).scalar_one()
        return found

    def organisation(self, code_name: str, kind: ReferrerKind) -> UUID:
        """A new organisation, verified."""
        admin = self.caller(Role.ADMIN)
        made = admin.ok("POST", "/organisations", {"code_name": code_name, "kind": kind})["id"]
        admin.ok("POST", f"/organisations/{made}/verify")
        return UUID(made)

    def signed_in(
        self,
        role: Role,
        shelter: UUID | str | None = None,
        *,
        stepped_up: bool = True,
        organisation: UUID | None = None,
    ) -> Caller:
        """A new person of this role in a session of her own, as if she had just stepped up."""
        who = self.caller(role, shelter, organisation=organisation)
        return self.again(who, stepped_up=stepped_up)

    def again(self, who: Caller, *, stepped_up: bool = True) -> Caller:
        """The same person in a fresh session, as if she had just signed in and stepped up."""
        with self.service.store.transaction() as tx:
            session, secret = sessions.begin(tx, who.account, SignedInBy.PASSKEY, now=self.clock())
            if stepped_up:
                secret, _ = sessions.step_up(tx, session, now=self.clock())
        return replace(who, cookie=secret, origin=self.origin)


@contextmanager
def serving(
    database: Database,
    clock: Callable[[], datetime] | None = None,
    *,
    with_page: bool = False,
    **more: Any,
) -> Iterator[Served]:
    """The service on a real server, for as long as the block lasts.

    ``with_page``: its own address is where its page lives, so that a browser may ask it.
    ``more``: other settings than the usual ones.
    """
    if "TEST_PICTURES_COMPARED" in os.environ:
        pictures_compared.compare()
    time_ = Clock() if clock is None else clock
    with unbound() as listener:
        listener.bind(("127.0.0.1", 0))
        port = listener.getsockname()[1]
        origin = f"http://localhost:{port}" if with_page else ORIGIN
        settings = Settings(
            **{
                "database_url": SecretStr(database.service_url),
                "demo": True,
                "place_quota": 30,
                "pool_size": 10,
                "origin": origin,
                **more,
            }
        )
        service = open_service(settings, master=FileMasterKey(MASTER), now=time_)
        app = create_app(settings, service=service)
        config = uvicorn.Config(app, lifespan="on", **how(settings))
        server = uvicorn.Server(config)
        app.state.leaving = lambda: server.should_exit
        thread = threading.Thread(target=server.run, args=([listener],), daemon=True)
        thread.start()
        while not server.started:
            assert thread.is_alive(), "the server did not start"
            time.sleep(0.01)
        address = f"http://127.0.0.1:{port}"
        try:
            with httpx.Client(base_url=address, timeout=30) as client:
                yield Served(service, client, time_, origin)  # type: ignore[arg-type]
        finally:
            server.should_exit = True
            thread.join(timeout=10)
