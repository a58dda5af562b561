"""The pages of backup, restore and a newer PostgreSQL, typed; and each unit run where it may write nothing else.

The restart of the server, its ``pg_hba.conf`` and systemd itself are left out; what they read is not.
"""

from __future__ import annotations

import re
import shlex
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import ExitStack
from dataclasses import replace
from pathlib import Path

import pytest

from app.archive.handing import ARCHIVE_EVERY_S, Shipper, archiving
from app.installing.private_files import read_environment
from app.store.rewriting import handed_over
from tests.operate.test_units import FOLDER, SERVICES, said
from tests.support.closed_system import TOLD, closed
from tests.support.demo import environment
from tests.support.typed_pages import Machine, bare_machine, blocks, page

pytestmark = pytest.mark.slow
PATIENCE_S = 120
CONFIG = "/srv/havn/archive/archive.json"
HEAD = re.search(r"HAVN_HEAD_FILE=[\w./]+", page("install.md"))
OFFLINE = 3
"""Which block of the page of installation makes the offline key."""


@pytest.fixture(scope="module")
def machine() -> Iterator[Machine]:
    """Installed as the page says, with the archive of backup.md from its first base backup on."""
    with bare_machine() as made, ExitStack() as ends:
        installed(made, blocks("install.md")[0])
        archived(made, ends)
        yield made


def installed(machine: Machine, init: str) -> None:
    machine.typed(init)
    machine.typed(blocks("install.md")[OFFLINE])
    (machine.folder / "offline.pub").rename(machine.at("/etc/havn/offline.pub"))


def archived(machine: Machine, ends: ExitStack) -> None:
    folders, group, _, _ = blocks("backup.md", "console")
    begin, copier, first = blocks("backup.md")
    machine.made(folders)
    told = machine.typed(begin)
    machine.made(group)
    restarted(machine, told, ends)
    (role,) = blocks("backup.md", "sql")
    machine.asked(role)
    machine.typed(copier)
    told = machine.typed(first)
    assert "1 base backups" in told


def restarted(machine: Machine, told: str, ends: ExitStack) -> None:
    """The server has the lines that were printed for its postgresql.conf.

    Where its user cannot run our Python (root's, below /root) a thread of ours does what they call.
    """
    lines = dict(re.findall(r"^((?:archive|checkpoint)_\w+) = (.+)$", told, re.MULTILINE))
    assert set(lines) == {
        "archive_mode",
        "archive_timeout",
        "checkpoint_timeout",
        "archive_command",
    }
    assert lines["checkpoint_timeout"] == lines["archive_timeout"] == str(ARCHIVE_EVERY_S)
    lines["archive_command"] = lines["archive_command"][1:-1].replace("''", "'")
    server = machine.server
    if not server.runner.can_enter(Path(sys.executable)):
        lines = archiving(server.home, server.runner)
        shipper = Shipper(server.home, machine.at(CONFIG))
        shipper.start()
        ends.callback(shipper.stop)
    server.stop()
    replace(server, more=lines).wake()


def started(machine: Machine, unit: Path, walls: Path, *more: Path) -> subprocess.Popen[str]:
    """The command of a unit, with the settings, the mask and the folders that the unit gives it."""
    service = said(unit)["Service"]
    env = environment()
    for path in service["EnvironmentFile"]:
        env |= read_environment(machine.at(path))
    env |= dict(machine.moved(line).split("=", 1) for line in service.get("Environment", []))
    lists = [
        one for path in (unit, *more) for one in said(path)["Service"].get("ReadWritePaths", [])
    ]
    within = [machine.at(one.removeprefix("-")) for one in " ".join(lists).split()]
    (start,) = service["ExecStart"]
    walls.mkdir(exist_ok=True)
    return subprocess.Popen(
        [sys.executable, "-m", "app.cli", *shlex.split(machine.moved(start))[1:]],
        env=env | closed(walls, machine.folder, within),
        cwd=machine.at("/var/lib/havn"),
        umask=int(service["UMask"][0], 8),
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )


def ended(running: subprocess.Popen[str]) -> str:
    """What it said; it ended well, and its unit refused it nothing."""
    out, told = running.communicate(timeout=PATIENCE_S)
    assert TOLD not in told
    assert running.returncode == 0, out + told
    return out


TASKS = [path for path in SERVICES if path.stem not in {"havn", "havn-archive"}]


def test_what_timers_start_ends_well_and_writes_where_its_unit_lets_it(
    machine: Machine, tmp_path: Path
) -> None:
    at_once = {unit.stem: started(machine, unit, tmp_path / unit.stem) for unit in TASKS}
    assert at_once
    doctor = at_once.pop("havn-doctor")
    for running in at_once.values():
        ended(running)
    out, told = doctor.communicate(timeout=PATIENCE_S)
    assert TOLD not in told
    assert doctor.returncode in (0, 1), out + told  # nobody speaks TLS here


def test_the_server_goes_on_handing_over_after_the_base_backup_of_the_unit(
    machine: Machine, tmp_path: Path
) -> None:
    """The unit shuts its files to others; the server's user still reads where its log goes."""
    ended(started(machine, FOLDER / "havn-archive.service", tmp_path / "walls"))
    assert machine.at(CONFIG).stat().st_mode & 0o040, "the server's user is of the group"
    owner = read_environment(machine.at("/etc/havn/owner.env"))
    assert handed_over(owner["DATABASE_REPLICATION_URL"])


def test_the_two_units_of_the_archive_may_write_the_same() -> None:
    night, hour = FOLDER / "havn-archive.service", FOLDER / "havn-archive-erased.service"
    assert said(night)["Service"]["ReadWritePaths"] == said(hour)["Service"]["ReadWritePaths"]


def test_the_service_writes_the_head_of_the_chain_where_its_unit_lets_it(
    machine: Machine, tmp_path: Path
) -> None:
    assert HEAD is not None
    head = machine.at(HEAD[0].partition("=")[2])
    head.parent.mkdir()
    with machine.at("/etc/havn/havn.env").open("a", encoding="utf-8") as settings:
        settings.write(f"HAVN_HEAD_FILE={head}\nHAVN_PORT=0\n")
    running = started(machine, FOLDER / "havn.service", tmp_path / "walls")
    try:
        until = time.monotonic() + PATIENCE_S
        while not head.exists() and running.poll() is None and time.monotonic() < until:
            time.sleep(0.1)
    finally:
        running.send_signal(signal.SIGTERM)
        out, told = running.communicate(timeout=PATIENCE_S)
    assert head.exists(), out + told
    assert TOLD not in told


MOUNTS = """
systemctl() { :; }
mount() { test -d "$1" && test -z "$(ls -A "$1")"; }
"""
"""Stand for mounting an empty folder of another machine: only where a folder is, and hiding nothing."""


def test_folders_of_this_disk_are_moved_as_the_page_says_and_nothing_is_lost(
    machine: Machine,
) -> None:
    _, _, move, remove = blocks("backup.md", "console")
    before = held(machine)
    machine.typed(MOUNTS + move)
    assert before <= held(machine)
    machine.typed(blocks("backup.md")[2])
    machine.typed(MOUNTS + remove)
    assert not list(machine.folder.rglob("*.before*"))
    owner = read_environment(machine.at("/etc/havn/owner.env"))
    assert handed_over(owner["DATABASE_REPLICATION_URL"])


def held(machine: Machine) -> set[Path]:
    """All that a restore begins from."""
    folders = ("/mnt/vault/files", "/srv/havn/keys", "/var/lib/havn/backup")
    found = {path for one in folders for path in machine.at(one).rglob("*.havn")}
    assert {path.parent for path in found} >= {machine.at(one) for one in folders[1:]}
    return found


def test_a_machine_that_was_lost_is_restored_as_the_page_says(machine: Machine) -> None:
    archive, drill, rows = blocks("restore.md")
    lost, here = machine.folder / "lost", machine.at("/srv/havn")
    here.rename(lost)
    machine.made(*blocks("restore.md", "console"))
    (here / "keys").symlink_to(lost / "keys")  # of the other machine; root made its parent
    for name in ("master.key", "offline.key"):
        if not (machine.folder / name).exists():
            shutil.copy(machine.at("/etc/havn") / name, machine.folder / name)
    for path in machine.at("/var/lib/havn/backup").glob("*.havn"):
        shutil.copy(path, machine.folder)
    for block in (archive, drill, rows):
        told = machine.typed(block)
        assert re.search(r"rows +\d+, equal", told)
        assert "audit chain     whole" in told


def test_a_newer_postgresql_is_taken_as_the_page_says_and_a_trial_writes_where_its_units_let_it(
    tmp_path: Path,
) -> None:
    upgrade, _ = blocks("postgres-upgrade.md")
    embedded = FOLDER / "embedded.conf"
    with bare_machine() as machine:
        machine.at("/etc/havn").chmod(0o711)  # as root the server's user must get to its folder
        init = blocks("install.md")[0].replace("--origin", "--embedded --origin")
        installed(machine, re.sub(r"^export .*\n", "", init))
        with machine.at("/etc/havn/havn.env").open("a", encoding="utf-8") as settings:
            settings.write("HAVN_TRUSTED_PROXIES=127.0.0.1/32\n")
            copied = machine.moved("/mnt/vault/files:/srv/havn/keys")  # a trial has one disk
            settings.write(f"HAVN_COPIED_FOLDERS={copied}\n")
        machine.made(blocks("backup.md", "console")[0])
        machine.typed(blocks("backup.md")[0])
        ended(started(machine, FOLDER / "havn-archive.service", tmp_path / "walls", embedded))
        told = machine.typed(upgrade)
        assert "no newer one is here" in told
        assert "nothing to act on" in told
