"""Calls that go on whatever happens: each is sent under its key until it is heard, and none may be lost.

A few callers at once; a caller that hears 503, or nothing, sends the same again, as a telephone does.
What they were told is held against the records afterwards.
"""

from __future__ import annotations

import threading
import time
from collections import Counter
from collections.abc import Collection, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from typing import Any
from uuid import uuid4

import httpx
from sqlalchemy import create_engine, text
from sqlalchemy.orm import Session

from app.service import chain_key
from app.store.chain import first_broken
from app.vault.keys import FileMasterKey
from models.words import Role
from tests.support.database import Database
from tests.support.houses import said_by_a_caller
from tests.support.served import MASTER, Caller, Served

AGAIN_S = 0.1
"""How soon a caller asks again; sooner than Retry-After says, so that more is tried."""


@dataclass
class Heard:
    """What the callers heard, and what the records say to it."""

    acknowledged: dict[str, str] = field(default_factory=dict)
    """The referral of each key that was answered with 201."""
    keys: set[str] = field(default_factory=set)
    refused: int = 0
    """Answers 503 with Retry-After."""
    busy: int = 0
    """Of those, answers that too many want the same at once."""
    unheard: int = 0
    wrong: Counter[str] = field(default_factory=Counter)
    """Answers that are neither, by status and the last part of their type."""
    seconds: list[float] = field(default_factory=list)
    """How long each answer took, whichever it was."""
    refused_s: float = 0.0
    """How long the slowest answer 503 took."""
    lost: int = 0
    twice: int = 0
    without_act: int = 0
    chain_broken_at: int = 0

    @property
    def p99_s(self) -> float:
        """Of a hundred answers, 99 came as soon as this."""
        ordered = sorted(self.seconds)
        return ordered[min(len(ordered) - 1, len(ordered) * 99 // 100)] if ordered else 0.0

    @property
    def whole(self) -> bool:
        """Whether nothing is lost, doubled, half done or answered in another way."""
        broken = (self.lost, self.twice, self.without_act, self.chain_broken_at)
        return not any(broken) and not self.wrong and bool(self.acknowledged)


class Callers:
    """Some callers, in threads of their own."""

    def __init__(self, who: Caller, body: dict[str, Any], number: int, patience_s: float) -> None:
        self.heard = Heard()
        self._who, self._body, self._patience_s = who, body, patience_s
        self._ended, self._lock = threading.Event(), threading.Lock()
        self._threads = [threading.Thread(target=self._call) for _ in range(number)]
        for thread in self._threads:
            thread.start()

    def until(self, more: int, within_s: float) -> float:
        """Seconds until so many more calls were acknowledged; fails when they are not in time."""
        began, goal = time.monotonic(), len(self.heard.acknowledged) + more
        while len(self.heard.acknowledged) < goal:
            spent = time.monotonic() - began
            assert spent < within_s, f"no call was taken within {within_s} s"
            assert any(thread.is_alive() for thread in self._threads), "the callers are gone"
            time.sleep(0.005)
        return time.monotonic() - began

    def end(self) -> None:
        """Each caller ends when the call in her hand is heard."""
        self._ended.set()
        for thread in self._threads:
            thread.join(60)
            assert not thread.is_alive(), "a call never ended"

    def _call(self) -> None:
        at = str(self._who.client.base_url)
        with httpx.Client(base_url=at, timeout=self._patience_s) as client:
            caller = replace(self._who, client=client)
            while not self._ended.is_set():
                self._until_heard(caller)

    def _until_heard(self, caller: Caller) -> None:
        key, until = uuid4().hex, time.monotonic() + 900
        with self._lock:
            self.heard.keys.add(key)
        while time.monotonic() < until:
            began = time.monotonic()
            try:
                got = caller("POST", "/referrals/phone", self._body, key=key)
            except httpx.TransportError:
                with self._lock:
                    self.heard.unheard += 1
                time.sleep(AGAIN_S)
                continue
            with self._lock:
                took = time.monotonic() - began
                self.heard.seconds.append(took)
                if got.status_code == 201:
                    self.heard.acknowledged[key] = got.json()["id"]
                    return
                self._no(got, took)
            time.sleep(AGAIN_S)

    def _no(self, got: httpx.Response, took: float) -> None:
        kind = got.json()["type"].rsplit(":", 1)[-1]
        if got.status_code != 503 or "Retry-After" not in got.headers:
            self.heard.wrong[f"{got.status_code} {kind}"] += 1
        self.heard.refused += 1
        self.heard.refused_s = max(self.heard.refused_s, took)
        self.heard.busy += kind == "busy"


@contextmanager
def calling(served: Served, number: int = 3, *, patience_s: float = 30.0) -> Iterator[Callers]:
    """So many callers for as long as the block lasts, and until each has heard of her last call."""
    # The body is made first: it asks the gazetteer of the service, whatever its database does.
    callers = Callers(served.caller(Role.ON_CALL), said_by_a_caller(served), number, patience_s)
    try:
        yield callers
    finally:
        callers.end()


def judged(heard: Heard, database: Database, beside: Collection[str] = ()) -> Heard:
    """The same with what the records say: one referral and one act for each key that was heard.

    ``beside``: referrals that somebody else made.
    """
    engine = create_engine(database.owner_url)
    with engine.connect() as connection:
        there = {str(one) for one in connection.execute(text("SELECT id FROM referrals")).scalars()}
        there -= set(beside)
        acted = {
            str(one)
            for one in connection.execute(
                text("SELECT subject_id FROM audit_events WHERE subject_id IS NOT NULL")
            ).scalars()
        }
    with Session(engine) as session:
        heard.chain_broken_at = first_broken(session, [chain_key(FileMasterKey(MASTER))]) or 0
    engine.dispose()
    told = set(heard.acknowledged.values())
    heard.lost = len(told - there)
    heard.twice = max(0, len(there) - len(heard.keys)) + len(heard.acknowledged) - len(told)
    heard.without_act = len(there - acted)
    return heard
