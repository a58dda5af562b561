"""A small world to plan: two houses, three callers, and starts of the night run in other processes."""

from __future__ import annotations

import multiprocessing
import os
import signal
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Engine, create_engine, select
from sqlalchemy.orm import Session

from app.nightly.night import Outcome, Patience, plan_once
from app.pictures import Pictures
from app.places.gazetteer import load_gazetteer
from app.planning import Planner, Planning
from app.service import chain_key, tie_key
from app.solver_process import Child, Limits
from app.store.engine import make_engine
from app.store.transactions import Store, Tx
from app.store.walls import Reader
from app.vault.keys import FileMasterKey
from matching.plan import Plan
from matching.situation import Situation
from models.household import HouseholdRecord
from models.words import Role
from tests.support.database import Database
from tests.support.houses import call, house, load_all_zones
from tests.support.served import MASTER, serving

PLACES = load_gazetteer()


@dataclass(frozen=True)
class NightWorld:
    """What stands in the database."""

    database: Database
    owner: Engine
    houses: tuple[UUID, ...]
    households: tuple[UUID, ...]
    start: datetime


@contextmanager
def a_night_world(database: Database, *, callers: int = 3) -> Iterator[NightWorld]:
    """Two far houses with two units each, and these callers; the server is gone afterwards."""
    with serving(database) as served:
        load_all_zones(served.service)
        coordinator, on_call = served.caller(Role.COORDINATOR), served.caller(Role.ON_CALL)
        houses = [
            house(served, coordinator, "NIGHT-01", "Tromsø"),
            house(served, coordinator, "NIGHT-02", "Bodø"),
        ]
        for _ in range(callers):
            call(served, on_call)
        start = served.clock()
    owner = create_engine(database.owner_url)
    with Session(owner) as session:
        query = select(HouseholdRecord.id).order_by(HouseholdRecord.id)
        households = tuple(session.execute(query).scalars())
    yield NightWorld(database, owner, tuple(UUID(h["id"]) for h in houses), households, start)
    owner.dispose()


def in_this_process(situation: Situation, _: Limits, __: Child) -> Plan:
    """The scarcest-first plan, without a child of its own."""
    from matching.solve import Night, scarcest_first

    return Night(situation).greedy(scarcest_first)


class Deadly(Store):
    """A store whose process is killed in, or right after, one of its transactions."""

    def __init__(self, store: Store, number: int, *, committed: bool) -> None:
        self.__dict__.update(store.__dict__)
        self._left, self._committed = number, committed

    @contextmanager
    def transaction(self, reader: Reader | None = None) -> Iterator[Tx]:
        """The same; in that one the process ends as if its machine had lost its power."""
        self._left -= 1
        with super().transaction(reader) as tx:
            yield tx
            tx.flush()
            if self._left == 0 and not self._committed:
                os.kill(os.getpid(), signal.SIGKILL)
        if self._left == 0:
            os.kill(os.getpid(), signal.SIGKILL)


@contextmanager
def a_planning(
    database: Database,
    now: datetime,
    *,
    planner: Planner = in_this_process,
    killed_in: int | None = None,
    committed: bool = False,
    **more: Any,
) -> Iterator[Planning]:
    """A planning of its own on that database, at that instant."""
    master = FileMasterKey(MASTER)
    engine = make_engine(database.service_url, pool_size=2)
    store = Store(engine, chain_key(master))
    if killed_in is not None:
        store = Deadly(store, killed_in, committed=committed)
    pictures = Pictures(store, PLACES, tie_key(master))
    try:
        yield Planning(
            store, pictures, now=lambda: now, limits=Limits(20, 2048), planner=planner, **more
        )
    finally:
        engine.dispose()


def start(database: Database, now: datetime, **more: Any) -> Outcome:
    """One start of the night run in this process."""
    with a_planning(database, now, **more) as planning:
        return plan_once(planning, Patience(20.0, 0.05))


def _start_and_exit(database: Database, now: datetime, more: dict[str, Any]) -> None:
    os._exit(list(Outcome).index(start(database, now, **more)))


class Process:
    """A start in a process of its own."""

    def __init__(self, database: Database, now: datetime, **more: Any) -> None:
        context = multiprocessing.get_context("fork")
        self._process = context.Process(target=_start_and_exit, args=(database, now, more))
        self._process.start()

    def ended(self) -> Outcome | int:
        """What it came to; a negative number is the signal that ended it."""
        self._process.join(60)
        code = self._process.exitcode
        assert code is not None, "it did not end"
        return code if code < 0 else list(Outcome)[code]
