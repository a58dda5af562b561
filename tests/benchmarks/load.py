"""``./dev bench load``: a busy evening while the night is planned, a flood, and whether it grows.

Requests are due at fixed instants and timed from then (tests/support/open_loop.py), from a process of
their own; the service is another one, as it runs anywhere, and at rest when the first is due. All ends by itself. A part that was
left out (``--seconds 0``) is "not tried" and never "kept"; 0 when every part that was tried is kept.
"""

from __future__ import annotations

import argparse
import asyncio
import json
import multiprocessing
import os
import random
import tempfile
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, nullcontext
from dataclasses import dataclass, field
from itertools import chain
from math import nan
from pathlib import Path
from uuid import UUID

import httpx
from sqlalchemy import create_engine, text

from app.access import BASE
from models.words import Role
from tests.benchmarks.options import country
from tests.benchmarks.options_http import load
from tests.support.database import Database, durable_server, fresh, make_template
from tests.support.evening import Evening, Known
from tests.support.houses import load_all_zones, said_by_a_caller
from tests.support.killed import ServiceProcess
from tests.support.open_loop import Ask, Times, send, share
from tests.support.served import MASTER, serving

COORDINATORS = 8
SHELTERS = 43
WAITING = 40
"""Callers without a place; those who call during the evening come on top."""
CALLERS = 100
"""Of them, on the long evening whose growth is measured: as many go as call."""
CALLS_A_SECOND = 5.0
WARM_ASKS = 100
WARM_UP = 0.2
"""Of a run, after which its growth is measured."""
QUIET_RPS = 30.0
"""Up to so many a second the evening is a quiet one, whose answers come sooner."""
SEEN_OFTEN = 20
"""A kind of request sent so often went well at least once, or the evening did not do what it says."""
TURNED_AWAY = frozenset({401, 429})
SETTLES_WITHIN_S = 180.0
QUIET_FOR, AT_REST = 5, 0.1
"""At rest: in each of so many seconds, one after another, it computes for less than that share of it."""


def arguments(argv: list[str]) -> argparse.Namespace:
    """What the command line asks for."""
    asked = argparse.ArgumentParser(prog="./dev bench load")
    asked.add_argument("--seconds", type=float, default=600, help="of the busy evening")
    asked.add_argument("--rps", type=float, default=100, help="requests a second of it")
    asked.add_argument("--flood-seconds", type=float, default=300)
    asked.add_argument("--flood-rps", type=float, default=500)
    asked.add_argument("--growth-minutes", type=float, default=60)
    asked.add_argument("--growth-rps", type=float, default=50, help="requests a second of them")
    asked.add_argument("--seed", type=int, default=1)
    asked.add_argument("--processes", type=int, default=1, help="that serve one port")
    asked.add_argument("--no-plan", action="store_true", help="without a plan being made meanwhile")
    return asked.parse_args(argv)


def run(argv: list[str]) -> int:
    """All parts, one after another; 0 when every promise that was tried was kept."""
    asked, figures = arguments(argv), dict[str, float | int]()
    with (
        durable_server() as cluster,
        fresh(cluster, template=make_template(cluster)) as database,
        tempfile.TemporaryDirectory() as folder,
        _service(database, Path(folder), asked.processes) as (service, known),
    ):
        if asked.seconds:
            figures |= _evening(service, database, known, asked)
        if asked.flood_seconds:
            figures |= _flood(service, database, known, asked)
        if asked.growth_minutes:
            figures |= _growth(service, known, asked)
    came = judged(figures, asked)
    for part, word in came.items():
        print(f"{part}: {word}")
    print(json.dumps({**figures, "parts": came}))
    return 0 if set(came.values()) <= {KEPT, NOT_TRIED} and KEPT in came.values() else 1


KEPT, NOT_TRIED = "kept", "not tried"
Limits = dict[str, float]


def judged(figures: dict[str, float | int], asked: argparse.Namespace) -> dict[str, str]:
    """Of each part: kept, not tried, or which of its figures are missing, too low or too high."""
    quickly = 200 if asked.rps <= QUIET_RPS else 500
    planned: Limits = {} if asked.no_plan else {"plans": 1}
    parts: dict[str, tuple[float, Limits, Limits]] = {
        "evening (F20)": (
            asked.seconds,
            {"sent_percent": 99, "requests": 1, **planned},
            {"p99_ms": quickly, "errors": 0, "never_well": 0, "plans_failed": 0, "evening_lost": 0},
        ),
        "flood (AT07)": (
            asked.flood_seconds,
            {"flood_sent_percent": 99, "flood_intake_sent_percent": 99, "flood_calls": 1},
            {"flood_intake_p99_ms": 1_000, "flood_errors": 0, "lost": 0},
        ),
        "growth (F21)": (
            asked.growth_minutes,
            {"growth_sent_percent": 99},
            {"growth_percent": 5, "growth_errors": 0, "growth_never_well": 0},
        ),
    }
    came = dict[str, str]()
    for part, (tried, least, most) in parts.items():
        wrong = _beyond(figures, least, most)
        came[part] = NOT_TRIED if not tried else f"BROKEN: {', '.join(wrong)}" if wrong else KEPT
    return came


def _beyond(figures: dict[str, float | int], least: Limits, most: Limits) -> list[str]:
    """The figures that are missing, or too low, or too high."""
    low = [name for name, limit in least.items() if not figures.get(name, nan) >= limit]
    return low + [name for name, limit in most.items() if not figures.get(name, nan) <= limit]


@contextmanager
def _service(
    database: Database, folder: Path, processes: int
) -> Iterator[tuple[ServiceProcess, Known]]:
    """The service in a process of its own, over houses, residents and callers."""
    key = folder / "master.key"
    key.write_bytes(MASTER)
    key.chmod(0o600)
    with serving(database) as served:
        load_all_zones(served.service)
        coordinators = [served.caller(Role.COORDINATOR) for _ in range(COORDINATORS)]
        engine = create_engine(database.owner_url)
        with engine.begin() as connection:
            account, now = coordinators[0].account, served.clock()
            cases = load(connection, country(SHELTERS, 1), account, now, 1, WAITING)
            shelters: list[UUID] = list(
                connection.execute(text("SELECT id FROM shelters WHERE status = 'OPEN'")).scalars()
            )
        with engine.connect() as connection:
            connection.execution_options(isolation_level="AUTOCOMMIT").exec_driver_sql(
                "VACUUM ANALYZE"
            )
        engine.dispose()
        known = Known(
            [one.token for one in coordinators],
            {str(one): served.caller(Role.SHELTER, one).token for one in shelters},
            [str(one) for one in cases],
            said_by_a_caller(served),
        )
    # The network's bucket is the real one: the flood is refused as it would be.
    service = ServiceProcess(
        database, folder, {"HAVN_NETWORK_RATE": "20", "HAVN_ACCOUNT_RATE": "100"}, processes
    )
    service.start()
    try:
        with httpx.Client(base_url=f"http://127.0.0.1:{service.port}", timeout=60) as client:
            _warm(client, known)
        _settled(service)
        yield service, known
    finally:
        service.end()


def _warm(client: httpx.Client, known: Known) -> None:
    """Ask a few things one after another: the first picture and every statement are made once."""
    evening = Evening(known, random.Random(0))
    for _ in range(WARM_ASKS):
        ask = evening.next()
        got = client.request(ask.method, ask.path, headers=ask.headers, json=ask.body)
        ask.heard(got.status_code, got.content)


def _settled(service: ServiceProcess) -> None:
    """Wait until the service computes next to nothing: its first round is over by then.

    A drawn country has hundreds of residents in houses that a rule bars to them. The first look at them
    proposes a move for each and tells people, work that a country which somebody looks after never has.
    """
    each, until, quiet = service.serving(), time.monotonic() + SETTLES_WITHIN_S, 0
    while quiet < QUIET_FOR:
        assert time.monotonic() < until, "the service does not come to rest"
        before = _computed(each)
        time.sleep(1)
        quiet = quiet + 1 if _computed(each) - before < AT_REST else 0


@dataclass
class Sent:
    """What the senders of one part saw."""

    times: Times = field(default_factory=Times)
    calls: list[str] = field(default_factory=list)


@dataclass(frozen=True)
class Job:
    """What one process sends."""

    port: int
    known: Known
    rate: float
    seconds: float
    seed: int
    what: str = "evening"
    most: int | None = None
    """Callers who wait at once; of more the first withdraws."""


def _sender(job: Job) -> Sent:
    evening = Evening(job.known, random.Random(job.seed), most=job.most)
    ways: dict[str, Callable[[], Ask]] = {
        "evening": evening.next,
        "calls": evening.call,
        "strangers": lambda: Ask("a stranger", "GET", f"{BASE}/referrals", {}, well=TURNED_AWAY),
    }
    times = asyncio.run(send(job.port, ways[job.what], rate=job.rate, seconds=job.seconds))
    return Sent(times, evening.calls)


def _sent(*jobs: Job) -> list[Sent]:
    """Each in a process of its own, all at once."""
    with multiprocessing.get_context("spawn").Pool(len(jobs)) as pool:
        return pool.map(_sender, jobs, chunksize=1)


def _evening(
    service: ServiceProcess,
    database: Database,
    known: Known,
    asked: argparse.Namespace,
) -> dict[str, float | int]:
    """Reads and acts at so many a second while ``havn night`` plans again and again."""
    planning = _planning(service, database) if not asked.no_plan else nullcontext(list[int]())
    with _sampled(service) as samples, planning as plans:
        (sent,) = _sent(Job(service.port, known, asked.rps, asked.seconds, asked.seed))
    for kind, some in sorted(sent.times.ms.items()):
        ordered = sorted(some)
        print(
            f"{kind:<14}{len(some):>8}  p50 {share(ordered, 50):>7.1f}  p99 {share(ordered, 99):>7.1f} ms"
            f"  {100 * sent.times.raced[kind] / len(some):>5.1f} % raced"
        )
    print(dict(sorted(sent.times.statuses.items())))
    ordered = sent.times.all
    return {
        "rps": round(sent.times.in_time / asked.seconds, 1),
        "rps_asked": asked.rps,
        "sent_percent": round(sent.times.sent_percent, 1),
        "processes": asked.processes,
        "requests": len(ordered),
        "p50_ms": round(share(ordered, 50), 1),
        "p99_ms": round(share(ordered, 99), 1),
        "errors": sent.times.faults,
        "raced_percent": round(100 * sent.times.raced.total() / max(1, len(ordered)), 1),
        "never_well": _never_well(sent.times),
        "cpu_ms_each": round(1000 * samples.cpu_s / max(1, len(ordered)), 1),
        "late_start_ms": round(sent.times.late_start_ms, 1),
        "plans": len(plans),
        "plans_failed": sum(1 for code in plans if code),
        "evening_lost": _lost(database, sent.calls),
        "evening_growth_percent": samples.growth(),
    }


def _flood(
    service: ServiceProcess, database: Database, known: Known, asked: argparse.Namespace
) -> dict[str, float | int]:
    """Strangers at so many a second, while calls are taken."""
    jobs = (
        Job(service.port, known, CALLS_A_SECOND, asked.flood_seconds, asked.seed, "calls"),
        Job(service.port, known, asked.flood_rps, asked.flood_seconds, asked.seed, "strangers"),
    )
    calls, strangers = _sent(*jobs)
    print(dict(sorted((calls.times.statuses + strangers.times.statuses).items())))
    ordered = calls.times.all
    return {
        "flood_rps": round(strangers.times.in_time / asked.flood_seconds, 1),
        "flood_rps_asked": asked.flood_rps,
        "flood_sent_percent": round(strangers.times.sent_percent, 1),
        "flood_late_start_ms": round(strangers.times.late_start_ms, 1),
        "flood_errors": calls.times.faults + strangers.times.faults,
        "flood_calls": len(calls.calls),
        "flood_intake_sent_percent": round(calls.times.sent_percent, 1),
        "flood_intake_late_start_ms": round(calls.times.late_start_ms, 1),
        "flood_intake_p99_ms": round(share(ordered, 99), 1),
        "flood_p99_ms": round(share(strangers.times.all, 99), 1),
        "lost": _lost(database, calls.calls) + len(ordered) - len(calls.calls),
    }


def _growth(
    service: ServiceProcess, known: Known, asked: argparse.Namespace
) -> dict[str, float | int]:
    """Memory and handles over so many minutes of an evening on which as many go as call.

    What the service holds of whoever waits grows with them; what is asked here is the rest.
    """
    with _sampled(service) as samples:
        minutes = asked.growth_minutes
        seconds, seed = 60 * minutes, asked.seed + 1
        job = Job(service.port, known, asked.growth_rps, seconds, seed, most=CALLERS)
        (sent,) = _sent(job)
    print(dict(sorted(sent.times.statuses.items())))
    for name, (grown, first, last) in samples.each().items():
        print(f"{name:<14}{first:>10.0f} at first, {last:>10.0f} at last: {grown:+.1f} %")
    return {
        "growth_percent": samples.growth(),
        "growth_minutes": minutes,
        "growth_rps": round(sent.times.in_time / (60 * minutes), 1),
        "growth_rps_asked": asked.growth_rps,
        "growth_sent_percent": round(sent.times.sent_percent, 1),
        "growth_late_start_ms": round(sent.times.late_start_ms, 1),
        "growth_errors": sent.times.faults,
        "growth_never_well": _never_well(sent.times),
    }


def _never_well(times: Times) -> int:
    """Kinds that were sent often and of which not one was answered as it should be."""
    return sum(len(some) >= SEEN_OFTEN and not times.well[kind] for kind, some in times.ms.items())


def _lost(database: Database, calls: list[str]) -> int:
    """Referrals that were acknowledged and are not there."""
    engine = create_engine(database.owner_url)
    with engine.connect() as connection:
        there = {str(one) for one in connection.execute(text("SELECT id FROM referrals")).scalars()}
    engine.dispose()
    return len(set(calls) - there)


@contextmanager
def _planning(service: ServiceProcess, database: Database) -> Iterator[list[int]]:
    """``havn night``, and then again, for as long as the block lasts; the code of each."""
    ended, made = threading.Event(), list[int]()

    def plan() -> None:
        engine = create_engine(database.owner_url)
        while not ended.is_set():
            run = service.beside("night")
            while run.poll() is None:
                if ended.wait(0.2):
                    run.terminate()
                    run.wait()
                    break
            else:
                made.append(run.returncode)
                # A night is planned once: what stands is moved out of the way of the next start.
                with engine.begin() as connection:
                    connection.execute(_AWAY, {"days": 1_000 + len(made)})
        engine.dispose()

    thread = threading.Thread(target=plan)
    thread.start()
    try:
        yield made
    finally:
        ended.set()
        thread.join(30)


_AWAY = text(
    "UPDATE plan_runs SET night = night - :days"
    " WHERE trigger = 'NIGHT' AND night > current_date - 100"
)


@dataclass
class _Samples:
    """Kilobytes and handles of the service, one pair a second."""

    found: list[tuple[int, int]] = field(default_factory=list)
    cpu_s: float = 0.0
    """What the service's own process computed, its database and its solver left out."""

    def growth(self) -> float:
        """By how many percent memory or handles grew after the warm-up; the worse."""
        return max(0.0, *(grown for grown, _, _ in self.each().values()))

    def each(self) -> dict[str, tuple[float, float, float]]:
        """Of kilobytes and of handles: percent grown, and the means of the first and last tenth."""
        warm = self.found[int(len(self.found) * WARM_UP) :]
        tenth = max(1, len(warm) // 10)
        ends: list[tuple[float, float]] = [
            (sum(first) / tenth, sum(last) / tenth)
            for first, last in zip(
                zip(*warm[:tenth], strict=True), zip(*warm[-tenth:], strict=True), strict=True
            )
        ]
        return {
            name: (round(100 * (last / first - 1), 1), round(first), round(last))
            for name, (first, last) in zip(("kilobytes", "handles"), ends, strict=True)
        }


def _computed(each: list[Path]) -> float:
    """Seconds that these processes have computed altogether."""
    ticks = [(one / "stat").read_text().rsplit(")", 1)[1].split()[11:13] for one in each]
    return sum(map(int, chain.from_iterable(ticks))) / os.sysconf("SC_CLK_TCK")


@contextmanager
def _sampled(service: ServiceProcess) -> Iterator[_Samples]:
    samples, ended = _Samples(), threading.Event()
    each = service.serving()

    before = _computed(each)

    def sample() -> None:
        while True:
            status = [(one / "status").read_text() for one in each]
            kilobytes = sum(int(told.split("VmRSS:")[1].split()[0]) for told in status)
            handles = sum(len(os.listdir(one / "fd")) for one in each)
            samples.found.append((kilobytes, handles))
            if ended.wait(1):
                return

    thread = threading.Thread(target=sample)
    thread.start()
    try:
        yield samples
    finally:
        ended.set()
        thread.join(5)
        samples.cpu_s = _computed(each) - before
