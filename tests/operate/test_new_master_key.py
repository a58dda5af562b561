"""Another master key, as the page says: two processes answer, and their settings lie in files.

The page's ``sh`` blocks are run as they stand, in folders below a temporary one; its ``console`` blocks are the
signal that they send. Whether each process opens what it must is asked while the other one is stopped.
"""

from __future__ import annotations

import json
import os
import re
import shlex
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import httpx
import pytest

from app.processes import Told
from app.vault.container import OfflineKey
from models.words import DisclosurePurpose, Role
from tests.app.test_processes import _answers, _free_ports, _soon_or_ended, children
from tests.support.database import Database
from tests.support.demo import ROOT, environment, make_demonstration
from tests.support.houses import house, load_all_zones
from tests.support.served import MASTER, Caller, Served, serving

PAGE = ROOT / "docs" / "operate" / "processes.md"
BLOCK = re.compile(r"^```(sh|console)\n(.*?)^```$", re.MULTILINE | re.DOTALL)
RELOAD = "systemctl kill --kill-whom=main -s HUP havn\n"
TOWNS = ("Tromsø", "Bodø", "Alta", "Narvik", "Harstad", "Hammerfest", "Vadsø")
PATIENCE_S = 240.0


@dataclass
class Installed:
    """An installation in a folder, and the parent of its two processes."""

    folder: Path
    parent: subprocess.Popen[bytes]
    address: str

    @property
    def settings(self) -> Path:
        return self.folder / "etc" / "havn.env"

    def said(self) -> str:
        return (self.folder / "said").read_text()

    def typed(self, block: str) -> str:
        """The output of that block of the page, which must end well."""
        text = block.replace("/etc/havn", f"{self.folder}/etc")
        text = text.replace("/var/lib/havn", f"{self.folder}/lib")
        havn = f'havn() {{ {shlex.quote(sys.executable)} -P -m app.cli "$@"; }}\n'
        done = run(["sh", "-eu"], havn + text)
        assert done.returncode == 0, block + done.stdout + done.stderr
        return done.stdout

    def doctor(self) -> dict[str, str]:
        """What the doctor finds, by check."""
        argv = [sys.executable, "-P", "-m", "app.cli"]
        for name in ("havn.env", "owner.env"):
            argv += ["--env", str(self.folder / "etc" / name)]
        found = json.loads(run([*argv, "doctor", "--json"]).stdout)["findings"]
        return {one["check"]: one["verdict"] for one in found}

    def reload(self, words: str) -> None:
        """Until the parent says so once more."""
        before = self.said().count(words)
        self.parent.send_signal(signal.SIGHUP)
        assert _soon_or_ended(self.parent, lambda: self.said().count(words) > before), self.said()
        assert len(children(self.parent.pid)) == 2

    def each(self, ask: Callable[[httpx.Client], Any]) -> None:
        """Ask each process, while the other one stands still."""
        both = children(self.parent.pid)
        assert len(both) == 2
        for other in both:
            os.kill(other, signal.SIGSTOP)
            try:
                with httpx.Client(base_url=self.address, timeout=30) as client:
                    ask(client)
            finally:
                os.kill(other, signal.SIGCONT)


def run(argv: list[str], text: str = "") -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        argv,
        input=text,
        cwd=ROOT,
        env=environment() | {"PYTHONPATH": str(ROOT)},
        capture_output=True,
        text=True,
        check=False,
        timeout=PATIENCE_S,
    )


@contextmanager
def installed(database: Database, folder: Path) -> Iterator[Installed]:
    etc, port = folder / "etc", _free_ports(1)
    etc.mkdir(mode=0o700)
    make_demonstration(database.owner_url)
    key = etc / "master.key"
    told = {
        "DATABASE_URL": database.service_url,
        "HAVN_MASTER_KEY_FILE": str(key),
        "HAVN_DEMO": "1",
        "HAVN_POOL_SIZE": "6",
        "HAVN_PLACE_QUOTA": "30",
    }
    key.write_bytes(MASTER)
    (etc / "havn.env").write_text("".join(f"{n}={value}\n" for n, value in told.items()))
    (etc / "owner.env").write_text(f"DATABASE_OWNER_URL={database.owner_url}\n")
    for path in etc.iterdir():
        path.chmod(0o600)
    OfflineKey.make(folder / "offline.key", etc / "offline.pub")
    words = ["--env", str(etc / "havn.env"), "serve", "--port", str(port), "--processes", "2"]
    with (folder / "said").open("wb") as out:
        parent = subprocess.Popen(
            [sys.executable, "-P", "-m", "app.cli", *words],
            cwd=folder,
            env=environment() | {"PYTHONPATH": str(ROOT)},
            stdout=out,
            stderr=subprocess.STDOUT,
        )
    here = Installed(folder, parent, f"http://127.0.0.1:{port}")
    try:
        assert _soon_or_ended(parent, lambda: _answers(here.address)), here.said()
        assert _soon_or_ended(parent, lambda: len(children(parent.pid)) == 2), here.said()
        yield here
    finally:
        if parent.poll() is None:
            parent.send_signal(signal.SIGTERM)
        parent.wait(timeout=PATIENCE_S)


class Houses:
    """Houses without an address yet, and those that have one."""

    def __init__(self, served: Served) -> None:
        load_all_zones(served.service)
        coordinator = served.caller(Role.COORDINATOR)
        self._served = served
        self._left = [house(served, coordinator, f"FAR-{n}", t) for n, t in enumerate(TOWNS)]
        self._has: list[dict[str, Any]] = []

    def _staff(self, one: dict[str, Any], client: httpx.Client) -> Caller:
        return replace(self._served.again(one["staff"]), client=client)

    def gets_an_address(self, client: httpx.Client) -> None:
        """The next one: a data key is made for it."""
        one = self._left.pop()
        sent = {"street_address": f"Stille vei, {one['id']}"}
        path = f"/shelters/{one['id']}/address"
        self._staff(one, client).ok("PUT", path, sent, version=one["version"])
        self._has.append(one)

    def open(self, client: httpx.Client) -> None:
        """Every address is shown."""
        for one in self._has:
            path, purpose = f"/shelters/{one['id']}/address/open", DisclosurePurpose.TRANSPORT
            shown = self._staff(one, client).ok("POST", path, {"purpose": purpose}, key=None)
            assert f"Stille vei, {one['id']}" in str(shown)


@pytest.mark.slow
def test_another_master_key_takes_the_place_of_the_one_before_as_the_page_says(
    database: Database, tmp_path: Path
) -> None:
    page = PAGE.read_text(encoding="utf-8").partition("## Another master key")[2]
    steps = BLOCK.findall(page)
    assert [kind for kind, _ in steps] == ["sh", "console", "sh", "console", "sh", "sh", "console"]
    with serving(database) as served, installed(database, tmp_path) as here:
        houses = Houses(served)
        with httpx.Client(base_url=here.address, timeout=30) as client:
            houses.gets_an_address(client)
        found = []
        for number, (kind, block) in enumerate(steps):
            if kind == "sh":
                here.typed(block)
            else:
                assert block == RELOAD
                here.reload("2 processes replaced")
                with httpx.Client(base_url=here.address, timeout=30) as client:
                    houses.gets_an_address(client)
            here.each(houses.open)
            if number in (1, 3, 4, 6):
                told = here.doctor()
                found.append((told["seals"], told["old master key"]))
        assert found == [("GOOD", "NOTE"), ("GOOD", "FAULT"), ("GOOD", "NOTE"), ("GOOD", "GOOD")]
        (tmp_path / "etc" / "master.key").unlink()
        before = children(here.parent.pid)
        here.reload("2 processes replaced")
        assert not children(here.parent.pid) & before
        here.each(houses.open)
        here.each(houses.gets_an_address)
        here.each(houses.open)


@pytest.mark.slow
def test_settings_that_cannot_be_taken_up_leave_those_before_and_say_so(
    database: Database, tmp_path: Path
) -> None:
    with installed(database, tmp_path) as here:
        before, text = children(here.parent.pid), here.settings.read_text()
        here.settings.write_text(f"{text}nonsense\n")
        here.reload("is not NAME=value; nothing was replaced")
        here.settings.write_text(f"{text}HAVN_MASTER_KEY_FILE={tmp_path}/none\n")
        here.reload("error: 0 of 2 were replaced, the next does not answer")
        assert children(here.parent.pid) == before
        one = before.pop()
        os.kill(one, signal.SIGKILL)
        time.sleep(0.2)
        assert _soon_or_ended(here.parent, lambda: len(children(here.parent.pid) - {one}) == 2)
        assert _soon_or_ended(here.parent, lambda: _answers(here.address))
        here.each(lambda client: client.get("/readyz").raise_for_status())


def test_a_name_that_a_file_says_no_more_is_gone(tmp_path: Path) -> None:
    file = tmp_path / "havn.env"
    file.write_text("HAVN_ONE=1\nHAVN_TWO=2\n")
    given = {"HAVN_ENV_FILES": str(file), "HAVN_ONE": "1", "HAVN_TWO": "2", "PATH": "/bin"}
    told = Told(given)
    file.write_text("HAVN_ONE=3\nHAVN_THREE=3\n")
    assert told.again().environ == {
        "HAVN_ENV_FILES": str(file),
        "HAVN_ONE": "3",
        "HAVN_THREE": "3",
        "PATH": "/bin",
    }
    file.write_text("HAVN_TWO=4\n")
    assert told.again().again().environ.keys() == {"HAVN_ENV_FILES", "HAVN_TWO", "PATH"}
