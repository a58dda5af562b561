"""The process that serves, as an operator starts it: TLS, metrics apart, a log without a text."""

from __future__ import annotations

import asyncio
import json
import os
import signal
import socket
import ssl
import subprocess
import sys
import time
import warnings
from collections.abc import Iterator
from contextlib import AbstractAsyncContextManager
from dataclasses import dataclass
from pathlib import Path

import httpx
import pytest
import uvicorn
from fastapi import FastAPI

from app.access import BASE, ROLES
from app.living import Loop
from app.log import fits
from app.serving import UNUSABLE, _Heard, unbound
from app.vault.keys import FileMasterKey
from tests.support.certificates import for_localhost
from tests.support.database import Database
from tests.support.demo import ROOT, environment

CANARY = "kvitserk-canary"
PATIENCE_S = 60


def free_port() -> int:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        return int(taken.getsockname()[1])


@dataclass
class Process:
    """``havn serve`` in production mode with a certificate."""

    running: subprocess.Popen[str]
    port: int
    metrics: int
    certificate: Path
    said: Path

    def client(self) -> httpx.Client:
        trusted = ssl.create_default_context(cafile=str(self.certificate))
        return httpx.Client(base_url=f"https://localhost:{self.port}", verify=trusted, timeout=30)

    def records(self) -> list[str]:
        """Every line of its output and of its error stream."""
        return self.said.read_text(encoding="utf-8").splitlines()


@pytest.fixture
def served(database: Database, tmp_path: Path) -> Iterator[Process]:
    FileMasterKey.make(tmp_path / "master.key")
    certificate, key = for_localhost(tmp_path)
    port, metrics, said = free_port(), free_port(), tmp_path / "said"
    given = {
        "DATABASE_URL": database.service_url,
        "HAVN_MASTER_KEY_FILE": str(tmp_path / "master.key"),
        "HAVN_PORT": str(port),
        "HAVN_NETWORK_RATE": "1000000",
        "HAVN_METRICS_PORT": str(metrics),
        "HAVN_TLS_CERTIFICATE": str(certificate),
        "HAVN_TLS_KEY": str(key),
        "PYTHONPATH": str(ROOT),
        "PYTHONUNBUFFERED": "1",
    }
    with said.open("w") as out:
        running = subprocess.Popen(
            [sys.executable, "-m", "app.cli", "serve"],
            cwd=tmp_path,
            env=environment() | given,
            stdout=out,
            stderr=subprocess.STDOUT,
            text=True,
        )
    process = Process(running, port, metrics, certificate, said)
    try:
        until = time.monotonic() + PATIENCE_S
        while not answers(port):
            assert running.poll() is None, said.read_text()
            assert time.monotonic() < until, "it did not start"
            time.sleep(0.1)
        yield process
    finally:
        if running.poll() is None:
            running.send_signal(signal.SIGTERM)
            running.wait(timeout=PATIENCE_S)


def answers(port: int) -> bool:
    try:
        socket.create_connection(("127.0.0.1", port), timeout=1).close()
    except OSError:
        return False
    return True


def test_a_process_in_production(served: Process) -> None:
    """One process, asked for everything: starting one takes seconds."""
    speaks_tls_1_2_or_newer_alone(served)
    tells_no_schema(served)
    answers_hostile_requests_without_a_fault(served)
    tells_metrics_on_their_own_port_alone(served)
    goes_on_when_it_is_asked_to_reload(served)
    served.running.send_signal(signal.SIGTERM)
    served.running.wait(timeout=PATIENCE_S)
    says_nothing_but_records_of_the_schema(served)


def speaks_tls_1_2_or_newer_alone(served: Process) -> None:
    with served.client() as client:
        assert client.get("/healthz").status_code == 200
        assert client.get("/readyz").status_code == 200
    with pytest.raises(httpx.TransportError):
        httpx.get(f"http://localhost:{served.port}/healthz", timeout=10)
    with spoken_to(served) as spoken:
        assert spoken.version() == "TLSv1.3"
    with spoken_of(served, ssl.TLSVersion.TLSv1_2) as spoken:
        assert spoken.version() == "TLSv1.2"
    with pytest.raises(
        ssl.SSLError, match=r"ALERT_PROTOCOL_VERSION|EOF"
    ):  # the other side hangs up
        spoken_of(served, ssl.TLSVersion.TLSv1_1)


def goes_on_when_it_is_asked_to_reload(served: Process) -> None:
    served.running.send_signal(signal.SIGHUP)
    with pytest.raises(subprocess.TimeoutExpired):
        served.running.wait(timeout=1)
    with served.client() as client:
        assert client.get("/healthz").status_code == 200


def spoken_of(served: Process, version: ssl.TLSVersion) -> ssl.SSLSocket:
    """A connection that speaks this version alone, with ciphers that each version has."""
    trusted = ssl.create_default_context(cafile=str(served.certificate))
    trusted.set_ciphers("ALL:@SECLEVEL=0")
    with warnings.catch_warnings(action="ignore", category=DeprecationWarning):
        trusted.minimum_version = trusted.maximum_version = version
    raw = socket.create_connection(("127.0.0.1", served.port), timeout=10)
    try:
        return trusted.wrap_socket(raw, server_hostname="localhost")
    except OSError:
        raw.close()
        raise


def spoken_to(served: Process) -> ssl.SSLSocket:
    """A connection of our own, for what no client would send."""
    trusted = ssl.create_default_context(cafile=str(served.certificate))
    raw = socket.create_connection(("127.0.0.1", served.port), timeout=10)
    return trusted.wrap_socket(raw, server_hostname="localhost")


def tells_no_schema(served: Process) -> None:
    with served.client() as client:
        for path in ("/openapi.json", f"{BASE}/openapi.json", "/docs", "/redoc"):
            assert client.get(path).status_code == 404


def answers_hostile_requests_without_a_fault(served: Process) -> None:
    bodies = [b"[" * 60_000, b"{", b"\xff", b'"' + b"a" * 70_000, f'{{"{CANARY}": 1}}'.encode()]
    with served.client() as client:
        for method, path in ROLES:
            body = bodies[len(path) % len(bodies)]
            got = client.request(
                method,
                BASE + path.replace("{", CANARY).replace("}", "%0d%0a"),
                params={CANARY: CANARY},
                headers={"Authorization": f"Bearer havn_{CANARY}", "X-Forwarded-For": CANARY},
                content=None if method == "GET" else body,
            )
            assert got.status_code in (401, 404, 413), (method, path)
    for sent in (
        b"GET / HTTP/9.9\r\n\r\n",
        f"{CANARY} /x HTTP/1.1\r\nHost: x\r\n\r\n".encode(),
        f"GET /{CANARY} HTTP/1.1\r\n{CANARY}\r\n\r\n".encode(),
    ):
        with spoken_to(served) as spoken:
            spoken.sendall(sent)
            spoken.recv(4096)


def tells_metrics_on_their_own_port_alone(served: Process) -> None:
    told = httpx.get(f"http://127.0.0.1:{served.metrics}/metrics", timeout=10).text
    assert 'havn_requests_total{method="GET",route="/healthz",status="2xx"} 1.0' in told
    assert CANARY not in told
    for what in ("database", "schema", "key"):
        assert f'havn_ready{{what="{what}"}} 1.0' in told
    assert 'havn_silent{what="backup"} 1.0' in told, "nobody ever made one"
    private = f"http://127.0.0.1:{served.metrics}"
    assert httpx.get(f"{private}/livez", timeout=10).json() == {"process": "ok"}
    assert httpx.get(f"{private}/readyz", timeout=10).status_code == 200
    assert httpx.get(f"{private}/silentz", timeout=10).status_code == 503
    assert httpx.get(f"{private}/nothing", timeout=10).status_code == 404
    with served.client() as client:
        assert client.get("/metrics").status_code == 404


def says_nothing_but_records_of_the_schema(served: Process) -> None:
    lines = served.records()
    assert len(lines) > len(ROLES)
    assert [line for line in lines if not (line[:1] == "{" and fits(json.loads(line)))] == []
    assert CANARY not in "".join(lines)


UNCAUGHT = """
import logging, threading, warnings
from app import log
log.set_up()
early = logging.getLogger("uvicorn.error"); early.addHandler(logging.StreamHandler()); early.propagate = False
log.close_process()
early.error("text %s", "CANARY"); early.handle(early.makeRecord("uvicorn", 40, "f", 1, "%d", ("CANARY",), None))
logging.getLogger("CANARY").critical("CANARY", exc_info=ValueError("CANARY"))
warnings.warn("CANARY")
def broken(): raise ValueError("CANARY")
one = threading.Thread(target=broken); one.start(); one.join()
class Lost:
    def __del__(self): raise ValueError("CANARY")
Lost()
broken()
"""


def test_v16_2_5_no_library_and_no_lost_fault_writes_a_text(tmp_path: Path) -> None:
    done = subprocess.run(
        [sys.executable, "-P", "-c", UNCAUGHT.replace("CANARY", CANARY)],
        env={**os.environ, "PYTHONPATH": str(ROOT)},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 1
    assert done.stderr == ""
    lines = [json.loads(line) for line in done.stdout.splitlines()]
    assert CANARY not in done.stdout
    assert all(fits(line) for line in lines)
    assert [line["event"] for line in lines] == ["library"] * 4 + ["fault"] * 3


def test_a_start_that_fails_within_is_started_again() -> None:
    """Exit 0 would be an end that somebody wished for, and systemd would leave it."""

    def fails(_: FastAPI) -> AbstractAsyncContextManager[None]:
        raise OSError

    config = uvicorn.Config(FastAPI(lifespan=fails), port=0, log_config=None)
    with pytest.raises(SystemExit) as ended:
        _Heard(config, Loop(), None).run()
    assert ended.value.code not in (0, UNUSABLE)


def test_metrics_stop_with_the_service() -> None:
    from app.http.metrics import Metrics
    from app.http.private_port import Seen

    port = free_port()
    stop = Metrics().listen("127.0.0.1", port, lambda: Seen({}), lambda: True)
    assert answers(port)
    stop()
    assert not answers(port)


def test_no_answer_lies_between_its_headers_and_its_body() -> None:
    async def accepted() -> int:
        met: asyncio.Future[int] = asyncio.get_running_loop().create_future()

        def greet(_: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
            at = writer.get_extra_info("socket")
            met.set_result(at.getsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY))
            writer.close()

        with unbound() as door:
            door.bind(("127.0.0.1", 0))
            async with await asyncio.start_server(greet, sock=door):
                _, writer = await asyncio.open_connection(*door.getsockname())
                writer.close()
                return await met

    assert asyncio.run(accepted()) != 0
