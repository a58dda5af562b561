"""``./dev bench race``: many writers, one hot unit, and a control that shows the danger is real.

Every attempt is the booking that the API does: lock the household and the unit, look, insert,
audit row, commit. Half go for one hot unit; the other half draw stays of 1 to 30 nights over 50
units. The first night moves on during the run, so that free nights are fought for to its end.
The control looks and inserts without lock and without constraint, on a copy of the table.
"""

from __future__ import annotations

import argparse
import json
import multiprocessing
import random
import threading
import time
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from uuid import UUID, uuid4

from sqlalchemy import Engine, create_engine, text

from app.store import holds
from app.store.chain import ChainKey, first_broken
from app.store.engine import make_engine
from app.store.refusals import Busy, Deadlock, Refusal, UnitTaken
from app.store.transactions import Store
from matching.vocabulary import NightSpan
from models.words import Role
from tests.support import records
from tests.support.database import Database, durable_server, fresh, make_template

UNITS = 50
HOUSEHOLDS = 400
FIRST_NIGHT = date(2026, 3, 2)
NIGHTS_WALKED = 1_000
"""How far the first night moves from the first attempt to the last."""
NIGHTS_AHEAD = 60
KEY = ChainKey("race", b"race" * 8)


@dataclass
class Told:
    """What one process saw: outcomes, waiting times in ms, and every acknowledged booking."""

    outcomes: Counter[str] = field(default_factory=Counter)
    ms: list[float] = field(default_factory=list)
    booked: list[UUID] = field(default_factory=list)

    def add(self, other: Told) -> None:
        """Put the other's beside one's own."""
        self.outcomes += other.outcomes
        self.ms += other.ms
        self.booked += other.booked


@dataclass(frozen=True)
class Job:
    """What one process has to do."""

    url: str
    rows: records.Rows
    writers: int
    first: int
    step: int
    attempts: int
    seed: int
    lock: str
    pool: int


def _wish(job: Job, attempt: int, chance: random.Random) -> tuple[UUID, NightSpan]:
    """The unit and the nights of one attempt; every second one wants the hot unit."""
    hot = attempt % 2 == 0
    unit = job.rows.units[0] if hot else chance.choice(job.rows.units[1:])
    walked = attempt * NIGHTS_WALKED // job.attempts
    start = FIRST_NIGHT + timedelta(days=walked + chance.randrange(NIGHTS_AHEAD))
    return unit, NightSpan(start, start + timedelta(days=chance.randint(1, 30)))


def _book(store: Store, job: Job, attempt: int, chance: random.Random) -> UUID:
    unit, nights = _wish(job, attempt, chance)
    now = datetime.now(UTC)
    with store.transaction() as tx:
        if job.lock == "advisory":
            tx.execute(
                text("SELECT pg_advisory_xact_lock(hashtextextended(:unit, 0))"),
                {"unit": str(unit)},
            )
        (stay,) = holds.hold(
            tx,
            household=chance.choice(job.rows.households),
            units=[unit],
            nights=nights,
            until=now + timedelta(hours=2),
            by=holds.By(job.rows.account, Role.COORDINATOR, now),
        )
    return stay


def _book_blindly(engine: Engine, job: Job, attempt: int, chance: random.Random) -> UUID:
    """Look, then insert: no lock, no constraint."""
    unit, nights = _wish(job, attempt, chance)
    stay = uuid4()
    sent = {
        "id": stay,
        "unit": unit,
        "household": chance.choice(job.rows.households),
        "start": nights.start,
        "end": nights.end,
    }
    with engine.begin() as connection:
        taken = connection.execute(
            text(
                "SELECT 1 FROM stays_control WHERE unit_id = :unit"
                " AND nights && daterange(:start, :end) LIMIT 1"
            ),
            sent,
        ).one_or_none()
        if taken:
            raise UnitTaken
        connection.execute(
            text(
                "INSERT INTO stays_control (id, unit_id, household_id, nights, state, created_at)"
                " VALUES (:id, :unit, :household, daterange(:start, :end), 'ACCEPTED', now())"
            ),
            sent,
        )
    return stay


def _write(
    job: Job,
    told: Told,
    lock: threading.Lock,
    mine: Iterator[int],
    engine: Engine,
    store: Store,
) -> None:
    mine_told = Told()
    for attempt in mine:
        chance = random.Random(job.seed * 1_000_003 + attempt)
        started = time.perf_counter()
        try:
            if job.lock == "none":
                stay = _book_blindly(engine, job, attempt, chance)
            else:
                stay = _book(store, job, attempt, chance)
            mine_told.booked.append(stay)
            outcome = "booked"
        except UnitTaken:
            outcome = "taken"
        except Busy:
            outcome = "busy"
        except Deadlock:
            outcome = "deadlock"
        except Refusal as refusal:
            outcome = refusal.slug
        mine_told.outcomes[outcome] += 1
        mine_told.ms.append((time.perf_counter() - started) * 1000)
    with lock:
        told.add(mine_told)


def _process(job: Job) -> Told:
    """Run this process's writers, each in a thread, on a pool of as many connections."""
    engine = make_engine(job.url, pool_size=job.pool)
    told, lock, store = Told(), threading.Lock(), Store(engine, KEY)
    shares = [
        iter(range(job.first + writer * job.step, job.attempts, job.writers * job.step))
        for writer in range(job.writers)
    ]
    threads = [
        threading.Thread(target=_write, args=(job, told, lock, share, engine, store))
        for share in shares
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    engine.dispose()
    return told


def race(
    database: Database,
    *,
    writers: int,
    attempts: int,
    seed: int,
    lock: str,
    processes: int,
    pool: int,
) -> dict[str, float | int]:
    """Run all writers and count, in the database itself, what came of it."""
    owner = create_engine(database.owner_url)
    rows = records.load(owner, units=UNITS + 1, households=HOUSEHOLDS, shelters=5)
    if lock == "none":
        with owner.begin() as connection:
            connection.execute(
                text("CREATE TABLE stays_control AS SELECT * FROM stays WITH NO DATA")
            )
            connection.execute(text("CREATE INDEX ON stays_control (unit_id)"))
            connection.execute(text("GRANT SELECT, INSERT ON stays_control TO havn_service"))
    jobs = [
        Job(
            database.service_url,
            rows,
            writers // processes,
            n,
            processes,
            attempts,
            seed,
            lock,
            pool,
        )
        for n in range(processes)
    ]
    told, started = Told(), time.perf_counter()
    with multiprocessing.get_context("spawn").Pool(processes) as workers:
        for part in workers.map(_process, jobs, chunksize=1):
            told.add(part)
    wall = time.perf_counter() - started
    try:
        return _counted(owner, told, wall, "stays_control" if lock == "none" else "stays")
    finally:
        owner.dispose()


def _counted(owner: Engine, told: Told, wall: float, table: str) -> dict[str, float | int]:
    overlapping = text(
        f"SELECT count(*) FROM {table} a JOIN {table} b ON a.unit_id = b.unit_id"
        " AND a.id < b.id AND a.nights && b.nights"
        " WHERE a.state IN ('HELD', 'ACCEPTED', 'ARRIVED')"
        " AND b.state IN ('HELD', 'ACCEPTED', 'ARRIVED')"
    )
    with owner.connect() as connection:
        overlaps = connection.execute(overlapping).scalar_one()
        there = set(connection.execute(text(f"SELECT id FROM {table}")).scalars())
        acts = connection.execute(text("SELECT count(*) FROM audit_events")).scalar_one()
        deadlocks = connection.execute(
            text("SELECT deadlocks FROM pg_stat_database WHERE datname = current_database()")
        ).scalar_one()
    with Store(owner, KEY).transaction() as tx:
        broken = first_broken(tx.session, [KEY])
    waits = sorted(told.ms)
    return {
        "attempts": len(waits),
        "booked": len(told.booked),
        "taken": told.outcomes["taken"],
        "busy": told.outcomes["busy"],
        "overlaps": overlaps,
        "deadlocks": max(deadlocks, told.outcomes["deadlock"]),
        "lost": len(set(told.booked) - there),
        "unheard": len(there - set(told.booked)),
        "without_audit_row": 0 if table != "stays" else abs(acts - len(there)),
        "chain_broken_at": broken or 0,
        "p50_ms": round(waits[len(waits) // 2], 1),
        "p99_ms": round(waits[min(len(waits) - 1, len(waits) * 99 // 100)], 1),
        "max_ms": round(waits[-1], 1),
        "wall_s": round(wall, 1),
        "attempts_per_s": round(len(waits) / wall, 1),
    }


def arguments(argv: Sequence[str]) -> argparse.Namespace:
    """What the command line asks for."""
    parser = argparse.ArgumentParser(prog="bench race")
    parser.add_argument("--writers", type=int, default=64)
    parser.add_argument("--attempts", type=int, default=20_000)
    parser.add_argument("--control-attempts", type=int, default=2_000)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--processes", type=int, default=2)
    parser.add_argument("--pool", type=int, default=4, help="connections of each process")
    parser.add_argument("--lock", choices=["row", "advisory"], default="row")
    return parser.parse_args(argv)


def run(argv: Sequence[str]) -> int:
    """Print the race, the control and, last, one JSON object; 1 when a promise was broken."""
    asked = arguments(argv)
    common = {
        "writers": asked.writers,
        "seed": asked.seed,
        "processes": asked.processes,
        "pool": asked.pool,
    }
    with durable_server() as cluster:
        template = make_template(cluster)
        with fresh(cluster, template=template) as own:
            result = race(own, attempts=asked.attempts, lock=asked.lock, **common)
        with fresh(cluster, template=template) as own:
            control = race(own, attempts=asked.control_attempts, lock="none", **common)
    print(f"{'':<20}{'lock + constraint':>20}{'neither (control)':>20}")
    for name, found in result.items():
        print(f"{name:<20}{found:>20}{control[name]:>20}")
    last = {**result, "writers": asked.writers, "control_overlaps": control["overlaps"]}
    print(json.dumps(last))
    kept = not any(result[name] for name in ("overlaps", "deadlocks", "lost", "chain_broken_at"))
    return 0 if kept and control["overlaps"] else 1
