"""Retries over a line that is cut at random points: what stands in the records after all of them.

Whoever sends does not know whether an act was done: the line is cut before the request is whole,
after it, or within the answer. So each act is sent again under its key, also after an answer came.
"""

from __future__ import annotations

import random
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
EACH = 50
"""Times that one key is sent, so that most retries come after the act was done."""
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

    def send(self, path: str, body: Any, version: int | None = None) -> dict[str, Any]:
        """The act under one key, sent again and again, cut or not; its one answer."""
        key, answers = uuid4().hex, set()
        headers = {**self.who.proof(), "Idempotency-Key": key}
        if version is not None:
            headers["If-Match"] = f'"{version}"'
        sent, first = 0, None
        while sent < EACH or first is None:
            sent += 1
            if self.chance.random() < 0.3:  # a new connection: the cut falls elsewhere
                self.client.close()
                self.client = httpx.Client(base_url=self.url, timeout=20)
            try:
                got = self.client.post(BASE + path, json=body, headers=headers)
            except httpx.TransportError:
                continue
            if got.status_code == 503:
                continue
            assert got.status_code == 201, (path, got.status_code, got.text)
            first = dict(got.json())
            answers.add(got.content)
            self.told.answers += 1
        self.told.retries += sent - 1
        self.told.keys += 1
        self.told.duplicates += len(answers) - 1
        return first


def _one_call(served: Served, me: Caller, sender: _Sender, body: dict[str, Any]) -> None:
    """A call, its options, a hold, and everything given up again so that the next one finds a unit."""
    taken = sender.send("/referrals/phone", body)
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
