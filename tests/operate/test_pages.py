"""The pages of install, doctor and upgrade, typed by a new administrator one after the other.

Their ``sh`` blocks are run as they stand; the name of the service and its certificate are those of this test.
``console`` blocks need root and systemd: test_units.py reads those. Backup and restore: test_backup_pages.py.
"""

from __future__ import annotations

import re
import signal
import socket
import ssl
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager

import httpx
import pytest

from app.doctor.elsewhere import BACKUPS
from tests.support.certificates import certificate
from tests.support.demo import ROOT, environment
from tests.support.typed_pages import PAGES, Machine, bare_machine, blocks

NAME = "havn.example.org"
PATIENCE_S = 120


@pytest.fixture(scope="module")
def machine() -> Iterator[Machine]:
    with bare_machine() as made:
        yield made


@pytest.mark.slow
def test_a_new_administrator_types_what_the_pages_say(machine: Machine) -> None:
    init, tls, doctor, offline, second = blocks("install.md")
    machine.made(blocks("install.md", "console")[0])
    link = machine.typed(init).strip()
    assert link.startswith(f"https://{NAME}/#link=")
    certificate(machine.folder / "etc", NAME, days=90)
    port, metrics = free_port(), free_port()
    machine.typed(tls.replace("9100", str(metrics)))
    # Where the doctor looks for backups is a path of the pages, which lies elsewhere here.
    backups = str(machine.at(BACKUPS))
    assert "nothing to act on" in machine.typed(doctor, HAVN_BACKUP_FOLDER=backups)
    machine.typed(offline)
    (machine.folder / "offline.pub").rename(machine.folder / "etc" / "offline.pub")
    with serving(machine, port) as client:
        assert client.get("/readyz").status_code == 200
        begun = client.post(
            "/api/v1/enrolment/begin",
            json={"link": link.partition("#link=")[2]},
            headers={"Origin": f"https://{NAME}"},
        )
        assert begun.status_code == 200, begun.text
    assert machine.typed(second).startswith(f"https://{NAME}/#link=")
    (upgraded,) = blocks("upgrade.md")
    told = machine.typed(upgraded)
    assert told.startswith("the database stands at this release already")
    assert blocks("doctor.md")[0].strip() in upgraded


def free_port() -> int:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        return int(taken.getsockname()[1])


@contextmanager
def serving(machine: Machine, port: int) -> Iterator[httpx.Client]:
    """The service as its unit starts it, asked under its name; it ends gracefully."""
    env = machine.folder / "etc" / "havn.env"
    words = [sys.executable, "-P", "-m", "app.cli", "--env", str(env), "serve", "--port", str(port)]
    running = subprocess.Popen(
        words,
        cwd=machine.folder,
        env=environment() | {"PYTHONPATH": str(ROOT)},
        stdout=subprocess.DEVNULL,
    )
    trusted = ssl.create_default_context(cafile=str(machine.folder / "etc" / "tls.pem"))
    trusted.check_hostname = (
        False  # nobody here resolves the name; the certificate is checked all the same
    )
    try:
        with httpx.Client(base_url=f"https://127.0.0.1:{port}", verify=trusted) as client:
            until = time.monotonic() + PATIENCE_S
            while not answers(client):
                assert running.poll() is None, "it ended"
                assert time.monotonic() < until, "it did not start"
                time.sleep(0.1)
            yield client
    finally:
        running.send_signal(signal.SIGTERM)
        code = running.wait(timeout=PATIENCE_S)
    assert code in (0, -signal.SIGTERM)


def answers(client: httpx.Client) -> bool:
    try:
        return client.get("/healthz").is_success
    except httpx.TransportError:
        return False


def test_the_index_names_every_page() -> None:
    index = (ROOT / "docs" / "operate.md").read_text(encoding="utf-8")
    named = set(re.findall(r"\(operate/([a-z-]+\.md)\)", index))
    assert named == {path.name for path in PAGES.glob("*.md")}
