"""People who enrol and sign in over HTTP, as their browsers would."""

from __future__ import annotations

from base64 import b32decode
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import parse_qs, urlparse
from uuid import UUID, uuid4

import httpx

from app.access import BASE
from app.http.own_page import COOKIE
from app.store import enrolment, tokens
from app.vault.one_time_codes import code_at, step_of
from models.words import Role
from tests.support.authenticator import Authenticator
from tests.support.served import Caller, Served

PASSWORD = "blue ferry over a cold fjord"
_numbers = iter(range(1, 1_000_000))


@dataclass
class Person:
    """Somebody with an account, and what she signs in with."""

    served: Served
    account: UUID
    handle: str
    key: Authenticator = field(default_factory=Authenticator)
    secret: bytes = b""
    cookie: str = ""

    # --- what her browser sends

    def send(self, method: str, path: str, body: Any = None, **headers: str) -> httpx.Response:
        """A request of our page in her browser."""
        sent = {"Origin": self.served.origin, **headers}
        if self.cookie:
            sent["Cookie"] = f"{COOKIE}={self.cookie}"
        got = self.served.client.request(method, BASE + path, json=body, headers=sent)
        self.served.client.cookies.clear()
        return got

    def caller(self) -> Caller:
        """The same person as one who calls the rest of the API."""
        where = self.served
        return Caller(where.client, "", self.account, uuid4(), self.cookie, where.origin)

    def code(self) -> str:
        """What her telephone shows now."""
        return code_at(self.secret, step_of(self.served.clock()))

    # --- enrolling

    def link(self) -> str:
        """A fresh link for her."""
        with self.served.service.store.transaction() as tx:
            return enrolment.issue(tx, self.account, by=None, now=self.served.clock())[1]

    def enrol_passkey(self, link: str = "") -> Person:
        """She enrols a passkey, with a fresh link unless she has one."""
        link = link or self.link()
        begun = self.send("POST", "/enrolment/begin", {"link": link}).json()
        made = self.key.create(begun["publicKey"])
        sent = {"link": link, "challenge": begun["challenge"], "credential": made}
        got = self.send("POST", "/enrolment/passkey", sent)
        assert got.is_success, got.text
        return self

    def enrol_password(self, password: str = PASSWORD) -> Person:
        """She enrols a password and a generator of codes."""
        link = self.link()
        told = self.send("POST", "/enrolment/password", {"link": link, "password": password})
        assert told.is_success, told.text
        query = parse_qs(urlparse(told.json()["totp_uri"]).query)
        self.secret = b32decode(query["secret"][0])
        got = self.send("POST", "/enrolment/totp", {"link": link, "code": self.code()})
        assert got.is_success, got.text
        return self

    # --- signing in

    def with_passkey(self) -> httpx.Response:
        """She signs in with her passkey."""
        asked = self.send("POST", "/sign-in/passkey/options").json()
        sent = {
            "challenge": asked["challenge"],
            "credential": self.key.get(asked["publicKey"]),
        }
        return self._in(self.send("POST", "/sign-in/passkey", sent))

    def with_password(self, password: str = PASSWORD, code: str | None = None) -> httpx.Response:
        """She signs in with a password and a code."""
        sent = {"handle": self.handle, "password": password, "code": code or self.code()}
        return self._in(self.send("POST", "/sign-in/password", sent))

    def step_up(self) -> httpx.Response:
        """She shows her passkey again."""
        asked = self.send("POST", "/session/step-up/options").json()
        sent = {
            "challenge": asked["challenge"],
            "credential": self.key.get(asked["publicKey"]),
        }
        return self._in(self.send("POST", "/session/step-up", sent))

    def step_up_by_code(self) -> httpx.Response:
        """She shows a code again."""
        return self._in(self.send("POST", "/session/step-up", {"code": self.code()}))

    def _in(self, got: httpx.Response) -> httpx.Response:
        said = got.headers.get("set-cookie", "")
        if said.startswith(f"{COOKIE}="):
            self.cookie = said.split(";", 1)[0].removeprefix(f"{COOKIE}=")
        return got


def person(served: Served, role: Role = Role.COORDINATOR, shelter: UUID | None = None) -> Person:
    """Somebody with an account and nothing to sign in with yet."""
    handle = f"{role.lower().replace('_', '-')}-p{next(_numbers)}"
    with served.service.store.transaction() as tx:
        account = tokens.add_account(
            tx, handle=handle, role=role, shelter=shelter, now=served.clock()
        )
    return Person(served, account, handle)
