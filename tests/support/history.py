"""A history of one unit, and whether it could have happened one act after another (F19).

Each act began and ended at an instant; if the unit is one thing that many use at once, there is an
order in which every act happens between its two instants and answers what it answered. The checker
walks along the instants and keeps every state in which the unit could be; when none is left the
history is no history of one unit. It knows nothing of how the service books.
"""

from __future__ import annotations

import random
import threading
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from functools import partial
from uuid import UUID

from sqlalchemy import create_engine

from app.store import holds
from app.store.chain import ChainKey
from app.store.engine import make_engine
from app.store.refusals import Busy, UnitTaken
from app.store.transactions import Store
from matching.vocabulary import NightSpan
from models.words import Role
from tests.support import records
from tests.support.database import Database

WRITERS = 8
UNITS = 4
NIGHTS = 12
FIRST = records.NOON.date()

Held = frozenset[tuple[int, int]]
"""The nights that are held, each span as its first night and the one after its last."""


@dataclass(frozen=True, slots=True)
class Act:
    """One act on the unit and its answer; a hold that was refused as busy is left out."""

    began: float
    ended: float
    what: str
    nights: tuple[int, int]
    done: bool
    """False: the unit was taken."""


def after(held: Held, act: Act) -> Held | None:
    """What is held after the act; None when it could not have answered so."""
    if act.what == "release":
        return held - {act.nights} if act.nights in held else None
    taken = any(start < act.nights[1] and act.nights[0] < end for start, end in held)
    if taken == act.done:
        return None
    return held | {act.nights} if act.done else held


def linearizable(acts: Sequence[Act]) -> bool:
    """Whether the acts have an order within their instants that explains every answer."""
    instants = [(act.began, 0, n) for n, act in enumerate(acts)]
    instants += [(act.ended, 1, n) for n, act in enumerate(acts)]
    could_be: set[tuple[Held, frozenset[int]]] = {(frozenset(), frozenset())}
    pending: set[int] = set()
    for _, ends, number in sorted(instants):
        if not ends:
            pending.add(number)
            continue
        # Whatever is under way may have happened by now; this act must have.
        could_be = {
            (held, done - {number})
            for held, done in _reached(could_be, pending, acts)
            if number in done
        }
        pending.discard(number)
        if not could_be:
            return False
    return True


def _reached(
    from_: set[tuple[Held, frozenset[int]]], pending: set[int], acts: Sequence[Act]
) -> set[tuple[Held, frozenset[int]]]:
    seen, left = set(from_), list(from_)
    while left:
        held, done = left.pop()
        for number in pending - done:
            now = after(held, acts[number])
            if now is not None and (way := (now, done | {number})) not in seen:
                seen.add(way)
                left.append(way)
    return seen


@dataclass
class Told:
    """How many histories there are, how many acts, and which are no history of one unit."""

    histories: int = 0
    acts: int = 0
    held: int = 0
    taken: int = 0
    impossible: int = 0


def histories(database: Database, number: int, acts: int, *, seed: int = 1) -> Told:
    """So many histories of so many acts by a few writers at once, each checked unit by unit."""
    told, owner = Told(), create_engine(database.owner_url)
    rows = records.load(owner, units=UNITS, households=WRITERS, shelters=1)
    owner.dispose()
    engine = make_engine(database.service_url, pool_size=WRITERS, lock_timeout_ms=20_000)
    store = Store(engine, ChainKey("histories", b"h" * 32))
    for one in range(number):
        book = _Book(store, rows, seed * 1_000 + one, acts)
        for history in book.written().values():
            told.acts += len(history)
            told.held += sum(act.what == "hold" and act.done for act in history)
            told.taken += sum(not act.done for act in history)
            told.impossible += not linearizable(history)
        told.histories += 1
    engine.dispose()
    return told


@dataclass
class _Book:
    """One history: writers hold and release, and what each saw is written down."""

    store: Store
    rows: records.Rows
    seed: int
    acts: int
    found: dict[UUID, list[Act]] = field(default_factory=dict)
    lock: threading.Lock = field(default_factory=threading.Lock)

    def written(self) -> dict[UUID, list[Act]]:
        """The acts on each unit; at the end nothing is held."""
        shares = self.acts // WRITERS
        threads = [threading.Thread(target=self._write, args=(n, shares)) for n in range(WRITERS)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        return self.found

    def _write(self, number: int, share: int) -> None:
        chance, mine = (
            random.Random(self.seed * WRITERS + number),
            list[tuple[UUID, UUID, tuple[int, int]]](),
        )
        household, done = self.rows.households[number], 0
        while done < share or mine:
            if mine and (done >= share or chance.random() < 0.5):
                unit, stay, nights = mine.pop(chance.randrange(len(mine)))
                self._noted(unit, "release", nights, partial(self._release, household, stay))
            else:
                unit = chance.choice(self.rows.units)
                start = chance.randrange(NIGHTS)
                nights = (start, start + chance.randint(1, 4))
                got = self._noted(
                    unit, "hold", nights, partial(self._hold, household, unit, nights)
                )
                if got is not None:
                    mine.append((unit, got, nights))
            done += 1

    def _noted(
        self, unit: UUID, what: str, nights: tuple[int, int], act: Callable[[], UUID | None]
    ) -> UUID | None:
        while True:
            began = time.monotonic()
            try:
                stay = act()
            except Busy:
                continue  # it was not done, whatever the unit was
            with self.lock:
                said = Act(began, time.monotonic(), what, nights, stay is not None)
                self.found.setdefault(unit, []).append(said)
            return stay

    def _hold(self, household: UUID, unit: UUID, nights: tuple[int, int]) -> UUID | None:
        now = datetime.now(UTC)
        span = NightSpan(FIRST + timedelta(days=nights[0]), FIRST + timedelta(days=nights[1]))
        try:
            with self.store.transaction() as tx:
                (stay,) = holds.hold(
                    tx,
                    household=household,
                    units=[unit],
                    nights=span,
                    until=now + timedelta(hours=2),
                    by=self._by(now),
                )
        except UnitTaken:
            return None
        return stay

    def _release(self, household: UUID, stay: UUID) -> UUID:
        with self.store.transaction() as tx:
            holds.release(tx, household=household, stays=[stay], by=self._by(datetime.now(UTC)))
        return stay

    def _by(self, now: datetime) -> holds.By:
        return holds.By(self.rows.account, Role.COORDINATOR, now)
