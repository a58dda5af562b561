"""What can befall the database of a running service: killed, gone for a while, slow, silent, full.

Each fault comes while calls are taken. Afterwards nothing that was acknowledged is lost, every other
answer was a 503 that says when to ask again, and the service is back without a start of its own.
"""

from __future__ import annotations

import os
import random
import signal
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field, replace

import httpx
from sqlalchemy import create_engine, text

from app.postgres_cluster import Cluster
from models.words import Role
from tests.support.bad_line import BadLine, line_to_database
from tests.support.callers import Callers, Heard, calling, judged
from tests.support.database import Database, fresh
from tests.support.houses import call, house, load_all_zones
from tests.support.served import Caller, Served, serving
from tests.support.small_disk import small_disk

BACK_WITHIN_S = 10.0
ANSWERED_WITHIN_S = 5.0
"""Of a hundred answers, 99: who asks and the act each wait for 2.5 s at most on a line just gone silent."""
REFUSED_WITHIN_S = 2.0
"""A database that is gone is told at once: every 503 meanwhile came as soon as this."""
LATEST_S = 5.0
PATIENCE_S = 60.0
GENTLE_S = 0.3
"""How long the callers go on between two faults."""


@dataclass
class Told:
    """How often it was tried, how long it took to be back each time, and what the callers heard."""

    times: int = 0
    met: int = 0
    """Of these, how often a caller was refused, or not answered, meanwhile: the others hit nobody."""
    readers_busy: int = 0
    """How often those who only read were told that too many want the same at once."""
    back_s: list[float] = field(default_factory=list)
    heard: Heard = field(default_factory=Heard)

    def __str__(self) -> str:
        back = sorted(self.back_s) or [0.0]
        return (
            f"{len(self.heard.acknowledged)} acknowledged, {self.heard.lost} lost, "
            f"{self.heard.twice} twice, {self.heard.refused} refused with 503 "
            f"({self.heard.busy} of them busy, the slowest {self.heard.refused_s:.2f} s), "
            f"met {self.met} of {self.times}, readers busy {self.readers_busy}, "
            f"{sum(self.heard.wrong.values())} answered otherwise, "
            f"p99 {self.heard.p99_s:.2f} s, back in {back[len(back) // 2]:.1f} s "
            f"(at most {back[-1]:.1f} s)"
        )


def kill_server(cluster: Cluster, database: Database, kills: int, *, seed: int = 1) -> Told:
    """The database server killed by SIGKILL and started again, so many times."""

    def kill(chance: random.Random, _: int) -> None:
        time.sleep(chance.random() * GENTLE_S)
        os.kill(int((cluster.data / "postmaster.pid").read_text().split()[0]), signal.SIGKILL)
        cluster.start()

    return _each(database, kills, kill, seed)


def stop_server(
    cluster: Cluster, database: Database, outages: int, longest_s: float, *, seed: int = 1
) -> Told:
    """The database away so many times, most of them for a second and one for the longest."""

    def stop(_: random.Random, number: int) -> None:
        cluster.stop("immediate")
        share = number / max(1, outages - 1)
        time.sleep(longest_s ** (share**4))
        cluster.start()

    return _each(database, outages, stop, seed)


def bend_line(database: Database, schedules: int, *, seed: int = 1, readers: int = 0) -> Told:
    """The line to the database late by up to 5 s, cut, silent, or at a byte a second, in turn.

    ``readers``: so many of a house ask all the time as well, more than there are connections.
    """
    with line_to_database(database) as (line, through):

        def bend(chance: random.Random, number: int) -> None:
            ways = (_late, _cut, _silent, _trickle)
            ways[number % len(ways)](line, chance)
            time.sleep(1 + chance.random() * 3)
            line.round_trip_s, line.bytes_s, line.silent, line.down = 0.0, 1e9, False, False

        return _each(through, schedules, bend, seed, readers)


def _late(line: BadLine, chance: random.Random) -> None:
    line.round_trip_s = 2 * LATEST_S * chance.random() ** 2


def _cut(line: BadLine, _: random.Random) -> None:
    line.down = True
    line.hang_up()


def _silent(line: BadLine, _: random.Random) -> None:
    line.silent = True


def _trickle(line: BadLine, _: random.Random) -> None:
    line.bytes_s = 1.0


def _each(
    database: Database,
    times: int,
    befall: Callable[[random.Random, int], None],
    seed: int,
    readers: int = 0,
) -> Told:
    """The fault so many times while calls are taken; each time it is waited until they are again."""
    told = Told()
    with serving(database) as served:
        load_all_zones(served.service)
        with _reading(served, readers, told), calling(served, 2 if readers else 3) as callers:
            told.heard = callers.heard
            _repeat(told, callers, times, befall, seed)
    judged(told.heard, database)
    return told


@contextmanager
def _reading(served: Served, number: int, told: Told) -> Iterator[None]:
    """So many of a house read their own profile all the time, whatever they are told."""
    ended, threads = threading.Event(), list[threading.Thread]()
    if number:
        home = house(served, served.caller(Role.COORDINATOR), "FAR-1", "Tromsø")

        def read() -> None:
            with httpx.Client(base_url=served.client.base_url, timeout=60) as client:
                me: Caller = replace(home["staff"], client=client)
                while not ended.is_set():
                    got = me("GET", f"/shelters/{home['id']}")
                    if got.status_code == 503:
                        told.readers_busy += got.json()["type"].endswith(":busy")
                        ended.wait(0.2)

        threads = [threading.Thread(target=read) for _ in range(number)]
    for thread in threads:
        thread.start()
    try:
        yield
    finally:
        ended.set()
        for thread in threads:
            thread.join(60)


def _repeat(
    told: Told,
    callers: Callers,
    times: int,
    befall: Callable[[random.Random, int], None],
    seed: int,
) -> None:
    chance = random.Random(seed)
    for number in range(times):
        callers.until(1, PATIENCE_S)
        time.sleep(GENTLE_S * chance.random())
        before = callers.heard.refused + callers.heard.unheard
        befall(chance, number)
        told.met += callers.heard.refused + callers.heard.unheard > before
        told.back_s.append(callers.until(1, PATIENCE_S))
        told.times += 1


DISK_MB, MORE_MB = 120, 20
LEFT_BYTES = 200_000
TRIED = 60
"""Calls that are tried on a full disk: some tables still have room in their last page."""


@dataclass
class OnFullDisk:
    """What was written and read while the disk was full."""

    heard_of: Told = field(default_factory=Told)
    reads: int = 0
    reads_refused: int = 0
    cases_told: int = 0
    cases_refused: int = 0
    """Cases that were asked for and not told, since who reads one could not be recorded."""
    told_unrecorded: int = 0

    def __str__(self) -> str:
        return (
            f"{self.heard_of}; {self.reads} reads on, {self.reads_refused} refused; "
            f"{self.cases_refused} cases not told, {self.told_unrecorded} told unrecorded"
        )


def fill_disk(cluster: Cluster, template: str, times: int, *, seed: int = 1) -> OnFullDisk:
    """The disk of the tables full so many times while calls are taken, and then enlarged or cleared.

    Raises
    ------
    NoDisk
        When this process may not mount a small one.
    """
    found = OnFullDisk()
    with small_disk(DISK_MB, cluster.runner) as disk, fresh(cluster, template=template) as database:
        with cluster.connect() as admin:
            admin.execute(f"CREATE TABLESPACE small LOCATION '{disk.path}'")
            admin.execute(f'ALTER DATABASE "{database.name}" SET TABLESPACE small')
        try:
            with serving(database) as served:
                load_all_zones(served.service)
                reader = served.caller(Role.COORDINATOR)
                case = call(served, reader)["id"]

                def full(_: random.Random, number: int) -> None:
                    disk.fill(LEFT_BYTES)
                    before = callers.heard.refused
                    until = time.monotonic() + 60
                    while callers.heard.refused < before + TRIED:
                        assert time.monotonic() < until, "the disk was never full"
                        _read(reader, case, found)
                    if number % 2:
                        disk.clear()
                    else:
                        disk.enlarge(DISK_MB + MORE_MB * (number + 1))

                with calling(served) as callers:
                    told = found.heard_of
                    told.heard = callers.heard
                    _repeat(told, callers, times, full, seed)
            judged(told.heard, database, {case})
            found.told_unrecorded = found.cases_told - _recorded(database, case)
        finally:
            with cluster.connect() as admin:
                admin.execute(f'ALTER DATABASE "{database.name}" SET TABLESPACE pg_default')
                admin.execute("DROP TABLESPACE small")
    return found


def _read(reader: Caller, case: str, found: OnFullDisk) -> None:
    """One read that leaves no trace, and one of a case, which must leave one or tell nothing."""
    found.reads += 1
    found.reads_refused += not reader("GET", "/shelters?limit=5").is_success
    got = reader("GET", f"/referrals/{case}/steps")
    found.cases_told += got.is_success
    found.cases_refused += got.status_code == 503


def _recorded(database: Database, case: str) -> int:
    engine = create_engine(database.owner_url)
    with engine.connect() as connection:
        found: int = connection.execute(
            text(
                "SELECT count(*) FROM audit_events WHERE act = 'CASE_READ' AND subject_id = :case"
            ),
            {"case": case},
        ).scalar_one()
    engine.dispose()
    return found
