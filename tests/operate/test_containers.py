"""The page of containers, typed: each command line of compose.yaml runs here, for a PostgreSQL that is started here.

``tests.support.compose_here`` stands in for the engine, and says what it cannot show.
"""

from __future__ import annotations

import re
import shlex
import shutil
import subprocess
import sys
import time
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

import psycopg
import pytest

from app.installing.private_files import read_environment
from app.store.rewriting import handed_over
from app.vault.keys import FileMasterKey
from tests.support.compose_here import LINKS, PGDATA, Here
from tests.support.demo import ROOT, environment, private_folder
from tests.support.filled import fill_all
from tests.support.operator import havn
from tests.support.typed_pages import PAGES, blocks, page

pytestmark = pytest.mark.slow
PAGE = "containers.md"


@dataclass
class Machine:
    """A machine with a ``docker`` on which the page is typed."""

    here: Here

    @property
    def folder(self) -> Path:
        return self.here.folder

    @property
    def operate(self) -> Path:
        return self.folder / "operate"

    def at(self, path: str) -> Path:
        return Path(self.here.moved(path))

    def typed(self, block: str) -> str:
        done = subprocess.run(
            ["bash", "-eu"],
            input=self.here.moved(block),
            cwd=self.operate,
            env=environment()
            | {"PATH": f"{self.folder / 'bin'}:/usr/bin:/bin", "PYTHONPATH": str(ROOT)},
            capture_output=True,
            text=True,
            check=False,
        )
        assert done.returncode == 0, f"{block}{done.stdout}{done.stderr}"
        return done.stdout

    def copies(self) -> None:
        """A copy elsewhere is told of each folder of the page: all of them lie on the one disk here."""
        told = re.search(r"`HAVN_COPIED_FOLDERS=(\S+)`", page(PAGE))
        assert told is not None
        folders = self.here.moved(f"/mnt/vault/files:{told[1]}")
        with (self.operate / "havn" / "havn.env").open("a", encoding="utf-8") as env:
            env.write(f"HAVN_COPIED_FOLDERS={folders}\n")

    def asked(self, statement: str) -> list[tuple[object, ...]]:
        """What the superuser hears, who comes in by the password of ``.env``."""
        secret = read_environment(self.operate / ".env")["POSTGRES_PASSWORD"]
        socket = self.here.moved("/var/run/postgresql")
        words = f"host={socket} user=postgres dbname=postgres password={secret}"
        with psycopg.connect(words, autocommit=True) as admin:
            told = admin.execute(statement.encode())
            return told.fetchall() if told.description else []

    def settings(self) -> dict[str, str]:
        etc = self.operate / "havn"
        return read_environment(etc / "havn.env") | read_environment(etc / "owner.env")


def bare(folder: Path) -> Machine:
    """With the checkout, an engine that stands in, and nothing else."""
    here = Here(folder)
    server = folder / "server"
    runner = here.runner
    for made in (server, folder / "run"):
        made.mkdir(mode=0o700)
        made.chmod(0o711)
        shutil.chown(made, runner.uid, runner.gid)
    (folder / "operate").mkdir()
    shutil.copy(PAGES / "compose.yaml", folder / "operate")
    shutil.copytree(PAGES / "systemd", folder / "operate" / "systemd")
    for name, behind in LINKS.items():
        link = Path(here.moved(name))
        link.parent.mkdir(parents=True, exist_ok=True)
        link.symlink_to(here.moved(behind))
    for volume in ("restored", "drill"):
        here_volume = Path(here.moved(f"/var/lib/havn/{volume}"))
        here_volume.mkdir(parents=True)
        here_volume.chmod(0o700)
    drop = (
        f"setpriv --reuid={runner.uid} --regid={runner.gid} --clear-groups" if runner.other else ""
    )
    python = shlex.quote(sys.executable)
    shims = {
        "docker": f'exec {python} -P -m tests.support.compose_here {folder} "$@"',
        "python": f'exec {python} -P "$@"',
        "gosu": f'shift; cd /; exec {drop} "$@"',
        "chown": f"""case $1 in -R) exec /usr/bin/chown $1 {runner.uid}:{runner.gid} $3 ;; esac
test "$(id -u)" -ne 0 || exec /usr/bin/chown "$@" """,
        "install": f'exec /usr/bin/install $(printf "%s " "$@" | sed "s/-o 10001//; s/-g 10001/-g {runner.gid}/")',
        "systemctl": "true",
    }
    (folder / "bin").mkdir()
    for name, line in shims.items():
        shim = folder / "bin" / name
        shim.write_text(f"#!/bin/sh\n{line}\n", encoding="utf-8")
        shim.chmod(0o755)
    return Machine(here)


@pytest.fixture(scope="module")
def machine() -> Iterator[Machine]:
    """Installed and archived as the page says."""
    with private_folder() as folder:
        made = bare(folder)
        try:
            first, archive, *_ = blocks(PAGE, "console")
            link = made.typed(first)
            assert "https://havn.example.org/#link=" in link
            halves = ("--private", folder / "offline.key", "--public", made.operate / "offline.pub")
            assert havn("keys", "offline", *halves).returncode == 0
            made.copies()
            made.typed(archive)
            yield made
        finally:
            made.here.down()


def test_the_server_hands_its_log_over_by_the_words_of_the_file(machine: Machine) -> None:
    assert handed_over(machine.settings()["DATABASE_REPLICATION_URL"])
    told = havn("archive", "look", "--files", machine.at("/mnt/vault/files"))
    assert told.returncode == 0, told.stdout


def test_nobody_is_served_before_the_owner_of_the_tables_is_out_of_reach() -> None:
    *before, _ = "".join(blocks(PAGE, "console")).split("docker compose up -d\n")
    assert len(before) == 2
    for typed in before:
        assert typed.endswith("chown root havn/owner.env\n")
        assert ">> havn/owner.env\n" in typed


def test_what_begin_prints_is_what_the_server_is_told(machine: Machine, tmp_path: Path) -> None:
    config = machine.at("/mnt/archive/archive.json")
    kept = config.rename(tmp_path / "archive.json")
    try:
        told = machine.typed(
            "docker compose run --rm begin archive begin --to /etc/havn/offline.pub"
            f" --files {tmp_path}/files --keys {tmp_path}/keys"
        )
    finally:
        shutil.move(kept, config)
    printed = dict(re.findall(r"^((?:archive|checkpoint)_\w+) = '?(.+?)'?$", told, re.MULTILINE))
    command = machine.here.said()["database"]["command"]
    said = dict(word.split("=", 1) for word in command if "=" in word)
    called = printed.pop("archive_command").split()
    assert said["archive_command"].split()[1:] == [
        word.replace(str(config), "/mnt/archive/archive.json") for word in called[1:]
    ]
    assert {name: said[name] for name in printed} == printed
    assert len(printed) == 3


@pytest.mark.parametrize("task", ["night", "erase", "backup", "erased", "archive", "doctor"])
def test_what_a_timer_starts_ends_well(machine: Machine, task: str) -> None:
    machine.typed(f"docker compose run --rm --no-TTY --no-deps {task}")


def test_a_task_that_is_nothing_of_the_file_is_seen(machine: Machine) -> None:
    with pytest.raises(AssertionError, match="nonsense"):
        machine.typed("docker compose run --rm nonsense")


@pytest.mark.nightly
def test_a_lost_machine_comes_back_to_a_moment_as_the_page_says(machine: Machine) -> None:
    first, _, _, drill, restore, back, served = blocks(PAGE, "console")
    env = machine.settings()
    owner, service = (
        env[name].replace("postgresql://", "postgresql+psycopg://", 1)
        for name in ("DATABASE_OWNER_URL", "DATABASE_URL")
    )
    sealed = fill_all(owner, service, FileMasterKey.read(machine.operate / "havn" / "master.key"))
    moment = marked(machine)
    brought(machine)
    assert f"{sealed} of {sealed} open" in machine.typed(drill)
    lost(machine)
    machine.typed(first.replace("docker compose run --rm init\n", ""))
    at = f"{moment:%Y-%m-%dT%H:%M:%S}"
    told = machine.typed(re.sub(r"--at \S+", f"--at {at}", restore))
    assert f"{sealed} of {sealed} open" in told
    assert "audit chain     whole" in told
    machine.typed(back)
    machine.copies()  # the settings are new, as the page says
    machine.typed(served)
    assert machine.asked("SELECT mark FROM marks") == [("before",)]
    assert machine.asked("SELECT rolname FROM pg_roles WHERE rolsuper") == [("postgres",)]
    assert machine.asked("SHOW archive_mode") == [("on",)]
    assert handed_over(machine.settings()["DATABASE_REPLICATION_URL"])


def marked(machine: Machine) -> datetime:
    """A row before the moment that is returned and one after it, both handed over."""
    machine.asked("CREATE TABLE marks (mark text)")
    machine.asked("INSERT INTO marks VALUES ('before')")
    time.sleep(1.1)  # moments on the page are whole seconds
    moment = datetime.now(UTC).replace(microsecond=0)
    time.sleep(1.1)
    machine.asked("INSERT INTO marks VALUES ('after')")
    assert handed_over(machine.settings()["DATABASE_REPLICATION_URL"])
    return moment


def brought(machine: Machine) -> None:
    """What somebody keeps apart lies where the page is typed."""
    kept = (
        machine.folder / "offline.key",
        machine.operate / "havn" / "master.key",
        machine.at("/var/lib/havn/backup/havn-keys.havn"),
    )
    for path in kept:
        shutil.copy(path, machine.operate)


def lost(machine: Machine) -> None:
    """Database, settings and images are gone; the archive and what was brought are there."""
    pid = Path(machine.here.moved(PGDATA)) / "postmaster.pid"
    subprocess.run(["kill", "-9", pid.read_text("ascii").split("\n", 1)[0]], check=True)
    for gone in (machine.at("/var/lib/postgresql"), machine.operate / "havn"):
        shutil.rmtree(gone)
    for volume in ("restored", "drill"):
        shutil.rmtree(machine.at(f"/var/lib/havn/{volume}"), ignore_errors=True)
        machine.at(f"/var/lib/havn/{volume}").mkdir(mode=0o700)
