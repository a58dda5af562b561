"""Retries over a line that is cut at random points: what stands in the records after all of them.

Whoever sends does not know whether an act was done: the line is cut before the request is whole,
after it, or within the answer. So each act is sent again under its key, also after an answer came.
"""

from __future__ import annotations

import json
import random
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from typing import Any
from uuid import uuid4

import httpx
from sqlalchemy import create_engine, text

from app.access import BASE
from models.words import Role
from tests.support.bad_line import bad_line
from tests.support.database import Database
from tests.support.houses import house, load_all_zones, said_by_a_caller
from tests.support.served import Caller, Served, serving

CUT_SHARE = 0.6
EACH = (3, 10, 50)
"""Times that one key is sent, in turn: a few as a telephone does, and many."""
AT_ONCE = 3
"""So many send the first request of a key together, and then now and then."""
FAST = {"bytes_s": 1e8, "round_trip_s": 0.0}


@dataclass
class Told:
    """What was sent and what came of it."""

    retries: int = 0
    cuts: int = 0
    answers: int = 0
    keys: int = 0
    duplicates: int = 0
    """Referrals and holds beyond one for each key, and answers under one key that differ."""
    at_once: int = 0
    """Requests that were sent together with others under their key."""
    changed: int = 0
    """Requests under a known key with another body, which were refused as such."""
    changed_taken: int = 0
    """Such requests that were answered in another way."""
    missing: int = 0
    """Keys without their one referral or hold."""


def retry(database: Database, retries: int, *, seed: int = 1) -> Told:
    """At least so many retries, over referrals and holds in turn."""
    told = Told()
    with serving(database) as served:
        load_all_zones(served.service)
        coordinator, chance = served.caller(Role.COORDINATOR), random.Random(seed)
        house(served, coordinator, "FAR-01", "Tromsø", units=3)
        body = said_by_a_caller(served)
        port = served.client.base_url.port
        assert port is not None
        with bad_line("127.0.0.1", port, cut_share=CUT_SHARE, seed=seed, **FAST) as line:
            sender = _Sender(coordinator, line.url, chance, told)
            try:
                while told.retries < retries:
                    _one_call(served, coordinator, sender, body)
            finally:
                sender.client.close()
                sender.hands.shutdown()
            told.cuts = line.cuts
        told.missing, doubled = _counted(database, sender)
        told.duplicates += doubled
    return told


@dataclass
class _Sender:
    who: Caller
    url: str
    chance: random.Random
    told: Told
    referrals: dict[str, str] = field(default_factory=dict)
    holds: dict[str, str] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.client = httpx.Client(base_url=self.url, timeout=20)
        self.hands = ThreadPoolExecutor(AT_ONCE)

    def send(
        self, path: str, body: Any, version: int | None = None, *, other: Any = None
    ) -> dict[str, Any]:
        """The act under one key, sent again and again, cut or not, alone or with others; its one answer.

        ``other``: a body that the same key is sent with afterwards, which must be refused.
        """
        headers = {**self.who.proof(), "Idempotency-Key": uuid4().hex}
        if version is not None:
            headers["If-Match"] = f'"{version}"'
        sent, answers = 0, set[bytes]()
        each = EACH[self.told.keys % len(EACH)]
        while sent < each or not answers:
            if sent == 0 or self.chance.random() < 0.1:
                found = self._together(path, body, headers)
                sent += AT_ONCE
            else:
                found = [self._alone(path, body, headers)]
                sent += 1
            for got in found:
                if got is not None and got.status_code != 503:
                    assert got.status_code == 201, (path, got.status_code, got.text)
                    answers.add(got.content)
                    self.told.answers += 1
        self.told.retries += sent - 1
        self.told.keys += 1
        self.told.duplicates += len(answers) - 1
        if other is not None:
            self._changed(path, other, headers)
        first: dict[str, Any] = json.loads(min(answers))
        return first

    def _alone(self, path: str, body: Any, headers: dict[str, str]) -> httpx.Response | None:
        if self.chance.random() < 0.3:  # a new connection: the cut falls elsewhere
            self.client.close()
            self.client = httpx.Client(base_url=self.url, timeout=20)
        return _heard(self.client, path, body, headers)

    def _together(
        self, path: str, body: Any, headers: dict[str, str]
    ) -> list[httpx.Response | None]:
        """What each of a few hears who send the same at once, over lines of their own."""

        def one() -> httpx.Response | None:
            with httpx.Client(base_url=self.url, timeout=20) as client:
                return _heard(client, path, body, headers)

        self.told.at_once += AT_ONCE
        return [hand.result() for hand in [self.hands.submit(one) for _ in range(AT_ONCE)]]

    def _changed(self, path: str, other: Any, headers: dict[str, str]) -> None:
        while True:
            got = self._alone(path, other, headers)
            if got is None or got.status_code == 503:
                continue
            refused = got.status_code in (409, 422) and got.json()["type"].endswith(":key-reused")
            self.told.changed += refused
            self.told.changed_taken += not refused
            return


def _heard(
    client: httpx.Client, path: str, body: Any, headers: dict[str, str]
) -> httpx.Response | None:
    """The answer; none when the line was cut."""
    try:
        return client.post(BASE + path, json=body, headers=headers)
    except httpx.TransportError:
        return None


def _one_call(served: Served, me: Caller, sender: _Sender, body: dict[str, Any]) -> None:
    """A call, its options, a hold, and everything given up again so that the next one finds a unit."""
    other = {**body, "language": {"languages": ["eng"]}}
    taken = sender.send("/referrals/phone", body, other=other)
    sender.referrals[taken["id"]] = taken["code_name"]
    found = me.ok("POST", f"/referrals/{taken['id']}/options", key=None)
    option = found["options"][0]
    held = sender.send(f"/offers/{option['offer']}/hold", None, option["version"])
    sender.holds[held["id"]] = held["state"]
    me.ok("POST", f"/offers/{held['id']}/release", version=held["version"])


def _counted(database: Database, sender: _Sender) -> tuple[int, int]:
    """Keys without their act, and acts beyond one for a key."""
    engine = create_engine(database.owner_url)
    with engine.connect() as connection:
        cases = [str(row) for row in connection.execute(text("SELECT id FROM referrals")).scalars()]
        stays = [
            str(row) for row in connection.execute(text("SELECT offer_id FROM stays")).scalars()
        ]
    engine.dispose()
    missing = len(set(sender.referrals) - set(cases)) + len(set(sender.holds) - set(stays))
    return missing, len(cases) - len(sender.referrals) + len(stays) - len(sender.holds)
