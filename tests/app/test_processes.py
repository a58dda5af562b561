"""Several processes on one database: the same answers byte for byte, and one at a time of what must be one."""

from __future__ import annotations

import os
import secrets
import signal
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager, suppress
from dataclasses import dataclass, field, replace
from pathlib import Path

import httpx
import pytest
from sqlalchemy import create_engine, text

from app.access import BASE, ROLES
from app.http.buckets import Rate
from app.main import create_app
from app.processes import Processes, in_all
from app.service import Service, open_service
from app.settings import Settings
from app.store import held
from app.upkeep import Job, Upkeep
from app.vault.keys import FileMasterKey
from models.words import Role
from tests.support.database import Database
from tests.support.demo import ROOT, environment, make_demonstration
from tests.support.houses import house, load_all_zones, said_by_a_caller
from tests.support.served import MASTER, Caller, Clock, serving

PATIENCE_S = 240.0
READS = sorted(path for method, path in ROLES if method == "GET" and path != "/changes")


def test_two_processes_give_the_same_answers_after_writes_through_the_other(
    database: Database,
) -> None:
    """Each write by one, each read by both; the picture of the other one was made before the write."""
    clock = Clock(stopped=True)
    with serving(database, clock) as one, serving(database, clock) as other:
        load_all_zones(one.service)
        me = one.caller(Role.COORDINATOR)
        also_me = replace(me, client=other.client)
        made = [house(one, me, name, town, units=2) for name, town in TOWNS]
        compared = 0
        ids: dict[str, str] = {}
        for turn, (writes, reads) in enumerate([(me, also_me), (also_me, me)] * 2):
            taken = writes.ok("POST", "/referrals/phone", said_by_a_caller(one))
            path = f"/referrals/{taken['id']}/options"
            option = reads.ok("POST", path, key=None)["options"][0]
            offer, version = f"/offers/{option['offer']}", option["version"]
            held_ = writes.ok("POST", f"{offer}/hold", version=version)
            shelter = next(h for h in made if h["id"] == held_["shelter"])
            ids = {"referral": taken["id"], "offer": held_["id"], "shelter": held_["shelter"]}
            staff = replace(shelter["staff"], client=reads.client)
            yes = staff.ok("POST", f"{offer}/answer", {"yes": True}, version=held_["version"])
            if turn % 2:
                ids["placement"] = writes.ok("POST", f"{offer}/accept", version=yes["version"])[
                    "placement"
                ]
            for who in (me, shelter["staff"]):
                compared += _same(who, one.client, other.client, ids)
        assert compared > 250
        _same_search(me, one.client, other.client)


TOLD_OF_ITSELF = {"/referrals/{referral}/readings"}
"""Each asking is one line more of the next answer."""
TOWNS = (("FAR-01", "Tromsø"), ("FAR-02", "Bodø"), ("FAR-03", "Alta"))


def _same(who: Caller, one: httpx.Client, other: httpx.Client, ids: dict[str, str]) -> int:
    """Every GET, asked of both; how many answers there were."""
    count = 0
    for path in READS:
        filled = path
        for name, value in ids.items():
            filled = filled.replace("{" + name + "}", value)
        if "{" in filled or path in TOLD_OF_ITSELF:
            continue
        first, second = (replace(who, client=client)("GET", filled) for client in (one, other))
        assert first.status_code < 500, (path, first.text)
        assert (first.status_code, first.content) == (second.status_code, second.content), path
        assert first.headers.get("etag") == second.headers.get("etag"), path
        count += 1
    return count


def _same_search(who: Caller, one: httpx.Client, other: httpx.Client) -> None:
    for name in ("Trom", "Bod", "Nowhere"):
        got = [
            replace(who, client=client)("POST", "/places/search", {"name": name}, key=None)
            for client in (one, other)
        ]
        assert got[0].content == got[1].content


def test_an_act_sent_again_to_another_process_is_done_once(database: Database) -> None:
    with serving(database) as one, serving(database) as other:
        load_all_zones(one.service)
        me = one.caller(Role.ON_CALL)
        sent = said_by_a_caller(one)
        first = me("POST", "/referrals/phone", sent, key="the-same")
        second = replace(me, client=other.client)("POST", "/referrals/phone", sent, key="the-same")
        assert (first.status_code, first.content) == (201, second.content)


def test_each_process_lets_in_its_share_of_a_limit(database: Database) -> None:
    given = {"database_url": database.service_url, "network_rate": 20.0, "account_rate": 100.0}
    settings = Settings(**given, processes=4)  # type: ignore[arg-type]
    service = open_service(settings, master=FileMasterKey(MASTER))
    app = create_app(settings, service=service)
    assert app.state.flood._networks._rate == Rate(5.0, 25)
    assert app.state.flood._accounts._rate == Rate(25.0, 100)
    service.close()


@pytest.mark.parametrize(
    ("said", "here", "told"),
    [(None, 2, "2"), ("1", 2, "2"), ("4", 2, "4"), ("many", 2, "many")],
    ids=["one host", "one host that said less", "two hosts", "refused by whoever reads it"],
)
def test_each_is_one_of_as_many_as_there_are_on_every_host(
    said: str | None, here: int, told: str
) -> None:
    environ = {} if said is None else {"HAVN_PROCESSES": said}
    assert in_all(environ, here) == told


def test_a_process_is_told_of_those_of_other_hosts(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HAVN_PROCESSES", "4")
    started: list[dict[str, str]] = []

    class Ended:
        def __init__(self, _: object, *, env: dict[str, str], **__: object) -> None:
            started.append(env)

    monkeypatch.setattr("app.processes.subprocess.Popen", Ended)
    with socket.socket() as door:
        assert not Processes(door, 2)._start(1)
    assert (started[0]["HAVN_PROCESSES"], started[0]["HAVN_PROCESS"]) == ("4", "1")


@dataclass
class _Rounds:
    """Who made rounds, one after the other."""

    by: list[str] = field(default_factory=list)
    at_once: int = 0
    most: int = 0
    lock: threading.Lock = field(default_factory=threading.Lock)

    def job(self, name: str) -> Job:
        def act(_: Service, __: object) -> None:
            with self.lock:
                self.at_once += 1
                self.most = max(self.most, self.at_once)
                self.by.append(name)
            time.sleep(0.01)
            with self.lock:
                self.at_once -= 1

        return Job(name, 1, act)


@contextmanager
def services(database: Database, count: int) -> Iterator[list[Service]]:
    settings = Settings(database_url=database.service_url)  # type: ignore[arg-type]
    made = [open_service(settings, master=FileMasterKey(MASTER)) for _ in range(count)]
    try:
        yield made
    finally:
        for service in made:
            service.close()


def test_one_process_makes_the_rounds_and_another_goes_on_when_it_is_gone(
    database: Database,
) -> None:
    rounds = _Rounds()
    with services(database, 4) as several:
        for number, service in enumerate(several):
            job = rounds.job(str(number))
            Upkeep(service, every_s=0.02, jobs=(job,)).start()
        assert _soon(lambda: len(rounds.by) > 20)
        (first,) = set(rounds.by)
        several[int(first)].close()
        assert _soon(lambda: rounds.by[-1] != first)
        assert _soon(lambda: len(rounds.by) > 60)
        assert len(set(rounds.by)) == 2
        assert rounds.most == 1
        before = rounds.by[-1]
        _cut_locks(database)  # as when the line breaks or the server is started again
        had = len(rounds.by)
        assert _soon(lambda: len(rounds.by) > had + 20)
        assert rounds.most == 1, before


def test_rounds_of_another_kind_are_anothers(database: Database) -> None:
    rounds = _Rounds()
    with services(database, 2) as (one, other):
        Upkeep(one, every_s=0.02, jobs=(rounds.job("rounds"),)).start()
        Upkeep(other, every_s=0.02, jobs=(rounds.job("sends"),), lock=held.SENDER).start()
        assert _soon(lambda: set(rounds.by) == {"rounds", "sends"})


def _cut_locks(database: Database) -> None:
    engine = create_engine(database.service_url)
    with engine.connect() as connection:
        cut = connection.execute(
            text(
                "SELECT count(pg_terminate_backend(pid)) FROM pg_stat_activity"
                " WHERE datname = current_database() AND pid <> pg_backend_pid()"
                " AND usename = current_user"
            )
        )
        cut.scalar_one()
    engine.dispose()


def _soon(what: Callable[[], bool]) -> bool:
    until = time.monotonic() + 30
    while not what() and time.monotonic() < until:
        time.sleep(0.02)
    return what()


@contextmanager
def two_processes(
    database: Database, folder: Path
) -> Iterator[tuple[subprocess.Popen[bytes], str, list[str]]]:
    """``havn serve --processes 2``, where it answers, and where each tells its numbers."""
    make_demonstration(database.owner_url)
    key = folder / "master.key"
    key.write_bytes(MASTER)
    key.chmod(0o600)
    given = {
        "DATABASE_URL": database.service_url,
        "HAVN_MASTER_KEY_FILE": str(key),
        "HAVN_DEMO": "1",
        "HAVN_PLACE_QUOTA": "30",
        "HAVN_POOL_SIZE": "6",
        "HAVN_NETWORK_RATE": "1000000",
        "HAVN_ACCOUNT_RATE": "1000000",
        "PYTHONPATH": str(ROOT),
    }
    port = _free_ports(3)
    private = port + 1
    given["HAVN_METRICS_PORT"] = str(private)
    with (folder / "said").open("wb") as out:
        parent = subprocess.Popen(
            [
                *(sys.executable, "-P", "-m", "app.cli", "serve"),
                *("--port", str(port), "--processes", "2"),
            ],
            cwd=folder,
            env=environment() | given,
            stdout=out,
            stderr=subprocess.STDOUT,
        )
    try:
        address = f"http://127.0.0.1:{port}"
        assert _soon_or_ended(parent, lambda: _answers(address)), (folder / "said").read_text()
        yield parent, address, [f"http://127.0.0.1:{private + n}" for n in range(2)]
    finally:
        if parent.poll() is None:
            parent.send_signal(signal.SIGTERM)
        parent.wait(timeout=PATIENCE_S)


def _free_ports(count: int) -> int:
    """The first of so many ports in a row that nobody has, below those that whoever asks is given."""
    lowest = int(Path("/proc/sys/net/ipv4/ip_local_port_range").read_text().split()[0])
    while True:
        first = secrets.choice(range(lowest // 2, lowest - count))
        with ExitStack() as held_open, suppress(OSError):
            for port in range(first, first + count):
                held_open.enter_context(socket.socket()).bind(("127.0.0.1", port))
            return first


def _answers(address: str) -> bool:
    with suppress(httpx.TransportError):
        return httpx.get(f"{address}/readyz", timeout=5).is_success
    return False


def _soon_or_ended(parent: subprocess.Popen[bytes], what: Callable[[], bool]) -> bool:
    until = time.monotonic() + PATIENCE_S
    while not what():
        if parent.poll() is not None or time.monotonic() > until:
            return False
        time.sleep(0.1)
    return True


def children(parent: int) -> set[int]:
    """The processes that it started and that live."""
    told = Path(f"/proc/{parent}/task/{parent}/children").read_text(encoding="ascii")
    return {int(one) for one in told.split()}


@pytest.mark.slow
def test_processes_are_replaced_and_started_again_and_end_with_their_parent(
    database: Database, tmp_path: Path
) -> None:
    def said() -> str:
        lines = (tmp_path / "said").read_text().splitlines()
        return "\n".join(line for line in lines if "answered" not in line)

    with two_processes(database, tmp_path) as (parent, address, private):
        assert _soon(lambda: len(children(parent.pid)) == 2)
        first = children(parent.pid)
        failed: list[object] = []
        asked = threading.Event()

        def ask() -> None:
            while not asked.is_set() and not failed:
                try:
                    got = httpx.get(f"{address}/readyz", timeout=20)
                    failed.extend([] if got.is_success else [got.status_code])
                except httpx.TransportError as error:
                    failed.append(error)

        asking = threading.Thread(target=ask)
        asking.start()
        try:
            parent.send_signal(signal.SIGHUP)
            assert _soon_or_ended(parent, lambda: not children(parent.pid) & first), said()
            assert _soon_or_ended(parent, lambda: len(children(parent.pid)) == 2), said()
        finally:
            asked.set()
            asking.join()
        assert failed == [], "somebody answers all the while"
        assert "2 processes replaced" in said()
        for one in private:
            assert httpx.get(f"{one}/livez", timeout=10).is_success, "where the old one told it"
        os.kill(next(iter(children(parent.pid))), signal.SIGKILL)
        assert _soon_or_ended(parent, lambda: len(children(parent.pid)) == 2)
        assert _answers(address)
        left = children(parent.pid)
        parent.kill()
        parent.wait()
        assert _soon(lambda: not any(Path(f"/proc/{pid}").exists() for pid in left))


def test_one_that_cannot_begin_ends_all_of_it(tmp_path: Path) -> None:
    done = subprocess.run(
        [sys.executable, "-P", "-m", "app.cli", "serve", "--port", "0", "--processes", "2"],
        cwd=tmp_path,
        env=environment()
        | {"DATABASE_URL": "postgresql://nobody@127.0.0.1:1/none", "PYTHONPATH": str(ROOT)},
        capture_output=True,
        text=True,
        check=False,
        timeout=PATIENCE_S,
    )
    assert done.returncode == 2
    assert done.stderr.startswith("error: ")
    assert BASE not in done.stderr
