"""A service that is killed while it books: what it acknowledged stands, and nothing is half done."""

from __future__ import annotations

import os
import random
import signal
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any
from uuid import uuid4

import httpx
from sqlalchemy import Engine, create_engine, text
from sqlalchemy.orm import Session

from app.service import chain_key
from app.store.chain import first_broken
from app.vault.keys import FileMasterKey
from models.words import Role
from tests.support.database import Database
from tests.support.demo import ROOT, environment, make_demonstration
from tests.support.houses import house, load_all_zones, said_by_a_caller
from tests.support.served import MASTER, Caller, serving

PATIENCE_S = 120.0
WORKERS = 3
TRIES_EACH = 3
"""Of a kill, until it meets somebody."""


@dataclass
class Told:
    """What was booked and what the kills left."""

    bookings: int = 0
    kills: int = 0
    """Of the kills, those that left a request without its answer; the others met nobody."""
    cut: int = 0
    """Requests that were under way when a kill came."""
    fallen: list[str] = field(default_factory=list)
    """Why a worker gave up before all was booked."""
    unheard: int = 0
    """Requests that a kill left without an answer, and that were sent again under their key."""
    lost: int = 0
    """Acknowledged, and not in the records."""
    half_done: int = 0
    """Offers, stays, steps and acts of a booking that do not fit together."""
    duplicates: int = 0
    chain_broken_at: int = 0
    acknowledged: dict[str, str] = field(default_factory=dict)
    """Each offer whose hold was answered with 201, and its referral."""


def book_and_kill(
    database: Database, folder: Path, bookings: int, kills: int, *, seed: int = 1
) -> Told:
    """So many bookings by a few at once, the service killed and started again so often meanwhile."""
    told, chance = Told(), random.Random(seed)
    key = folder / "master.key"
    key.write_bytes(MASTER)
    key.chmod(0o600)
    with serving(database) as served:
        load_all_zones(served.service)
        me = served.caller(Role.COORDINATOR)
        for number, town in enumerate(("Tromsø", "Bodø", "Alta")):
            house(served, me, f"FAR-{number:02}", town, units=3)
        sent = said_by_a_caller(served)
    process = ServiceProcess(database, folder)
    process.start()
    try:
        workers = [
            threading.Thread(target=_booked, args=(process, me, sent, told, bookings, number))
            for number in range(WORKERS)
        ]
        for worker in workers:
            worker.start()
        for _ in range(TRIES_EACH * kills):
            if told.kills == kills or not any(worker.is_alive() for worker in workers):
                break
            goal, before = bookings * (told.kills + 1) // (kills + 1), told.cut
            while told.bookings < goal and any(worker.is_alive() for worker in workers):
                time.sleep(0.01)
            time.sleep(chance.random() * 0.3)
            process.kill()
            process.start()
            told.kills += told.cut > before
        for worker in workers:
            worker.join(timeout=PATIENCE_S)
            assert not worker.is_alive(), "a booking never ended"
    finally:
        process.kill()
    engine = create_engine(database.owner_url)
    _judge(engine, told)
    engine.dispose()
    return told


@dataclass
class ServiceProcess:
    """``havn serve`` on a port of its own, over that database and the key in that folder."""

    database: Database
    folder: Path
    more: dict[str, str] = field(default_factory=dict)
    """Other settings than the usual ones."""
    processes: int = 1
    running: subprocess.Popen[bytes] | None = None

    def __post_init__(self) -> None:
        self.up = threading.Event()
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            self.port = int(free.getsockname()[1])

    def start(self) -> None:
        """The service answers when this returns."""
        make_demonstration(self.database.owner_url)
        several = ["--processes", str(self.processes)] if self.processes > 1 else []
        with (self.folder / "said").open("ab") as out:
            self.running = subprocess.Popen(
                [sys.executable, "-m", "app.cli", "serve", *several],
                cwd=self.folder,
                env=self.environment(),
                stdout=out,
                stderr=subprocess.STDOUT,
            )
        until = time.monotonic() + PATIENCE_S
        while True:
            assert self.running.poll() is None, (self.folder / "said").read_text()[-2000:]
            assert time.monotonic() < until, "it did not start"
            with suppress(httpx.TransportError):
                if httpx.get(f"http://127.0.0.1:{self.port}/readyz", timeout=5).is_success:
                    self.up.set()
                    return
            time.sleep(0.05)

    def environment(self) -> dict[str, str]:
        """By which this service, and every command beside it, is set up."""
        given = {
            "DATABASE_URL": self.database.service_url,
            "HAVN_MASTER_KEY_FILE": str(self.folder / "master.key"),
            "HAVN_PORT": str(self.port),
            "HAVN_DEMO": "1",
            "HAVN_PLACE_QUOTA": "30",
            "HAVN_NETWORK_RATE": "1000000",
            "HAVN_ACCOUNT_RATE": "1000000",
            "PYTHONPATH": str(ROOT),
        }
        return environment() | given | self.more

    def beside(self, *words: str) -> subprocess.Popen[bytes]:
        """A command of havn's over the same database, as a timer of the machine starts it."""
        return subprocess.Popen(
            [sys.executable, "-m", "app.cli", *words],
            cwd=self.folder,
            env=self.environment(),
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )

    def serving(self) -> list[Path]:
        """Where the system tells of each process that answers."""
        assert self.running is not None
        own = Path("/proc", str(self.running.pid))
        if self.processes == 1:
            return [own]
        children = (own / "task" / own.name / "children").read_text().split()
        return [Path("/proc", one) for one in children]

    def end(self) -> None:
        """It is gone as a signal ends it."""
        if self.running is not None and self.running.poll() is None:
            self.up.clear()
            self.running.terminate()
            self.running.wait(timeout=PATIENCE_S)

    def kill(self) -> None:
        """It is gone in the middle of whatever it did."""
        if self.running is not None and self.running.poll() is None:
            self.up.clear()
            os.kill(self.running.pid, signal.SIGKILL)
            self.running.wait(timeout=PATIENCE_S)


@contextmanager
def _at(process: ServiceProcess, me: Caller) -> Iterator[Caller]:
    with httpx.Client(base_url=f"http://127.0.0.1:{process.port}", timeout=30) as client:
        yield replace(me, client=client)


def _booked(process: ServiceProcess, *with_: Any) -> None:
    """As ``_book``; a worker that falls is noted, so that the kills after it cannot pass for met."""
    told: Told = with_[2]
    try:
        _book(process, *with_)
    except Exception as fell:  # noqa: BLE001 - the edge of a thread: whatever it is, it is told
        told.fallen.append(f"{type(fell).__name__}: {fell}")


def _book(
    process: ServiceProcess,
    me: Caller,
    sent: dict[str, Any],
    told: Told,
    bookings: int,
    number: int,
) -> None:
    with _at(process, me) as caller:
        while told.bookings < bookings:
            taken = _until_heard(process, caller, told, "/referrals/phone", sent)
            found = _until_heard(process, caller, told, f"/referrals/{taken['id']}/options", None)
            if not found["options"]:
                continue
            option = found["options"][number % len(found["options"])]
            held = _until_heard(
                process, caller, told, f"/offers/{option['offer']}/hold", None, option["version"]
            )
            if held.get("state") != "SHELTER_ASKED":
                continue  # somebody else was first
            told.acknowledged[held["id"]] = taken["id"]
            told.bookings += 1
            path = f"/offers/{held['id']}/release"
            _until_heard(process, caller, told, path, None, held["version"])


def _until_heard(
    process: ServiceProcess,
    caller: Caller,
    told: Told,
    path: str,
    body: Any,
    version: int | None = None,
) -> dict[str, Any]:
    key, until = uuid4().hex, time.monotonic() + PATIENCE_S
    while True:
        assert time.monotonic() < until, "nobody answered"
        try:
            got = caller("POST", path, body, version=version, key=key)
        except httpx.TransportError as cut:
            told.unheard += 1
            told.cut += not isinstance(cut, httpx.ConnectError)
            time.sleep(0.05)  # the kill itself may still be under way
            process.up.wait(PATIENCE_S)
            continue
        if got.status_code != 503:
            answer: dict[str, Any] = got.json()
            return answer
        time.sleep(0.05)


_OF_EACH_OFFER = text(
    """
    SELECT o.id::text, o.state::text,
      (SELECT count(*) FROM stays s WHERE s.offer_id = o.id) AS stays,
      (SELECT count(*) FROM stays s WHERE s.offer_id = o.id AND s.state = 'RELEASED') AS freed,
      (SELECT count(*) FROM steps t WHERE t.subject_id = o.id AND t.after = 'SHELTER_ASKED') AS steps,
      (SELECT count(*) FROM audit_events a WHERE a.subject_id = o.id AND a.act = 'SHELTER_ASKED')
        AS acts
    FROM offers o WHERE o.asked_at IS NOT NULL OR EXISTS
      (SELECT 1 FROM stays s WHERE s.offer_id = o.id)
    """
)


def _judge(engine: Engine, told: Told) -> None:
    with engine.connect() as connection:
        rows = connection.execute(_OF_EACH_OFFER).all()
    with Session(engine) as session:
        told.chain_broken_at = first_broken(session, [chain_key(FileMasterKey(MASTER))]) or 0
    asked = {row.id: row for row in rows}
    told.lost = sum(offer not in asked for offer in told.acknowledged)
    for row in rows:
        told.duplicates += max(0, row.stays - 1)
        whole = row.stays == row.steps == row.acts == 1
        ended = row.state == "SHELTER_ASKED" or row.freed == 1
        told.half_done += not (whole and ended)
