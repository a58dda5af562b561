"""Lose a PostgreSQL of one's own and restore it to a moment: the commands of docs/operate/restore-own.md, typed.

The server is one that knows nothing of us: its superuser is ``postgres``, and its settings lie where no base backup
comes. Everything of it and of havn's folders is removed but what is kept elsewhere; an empty server takes its place.
"""

from __future__ import annotations

import json
import re
import shutil
import time
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from app.archive.handing import ARCHIVE_EVERY_S
from app.installing.private_files import read_environment
from app.store.rewriting import handed_over
from app.vault.keys import FileMasterKey
from tests.support.demo import private_folder
from tests.support.filled import fill_all
from tests.support.own_machine import OwnMachine
from tests.support.own_server import own_server
from tests.support.typed_pages import THERE, blocks

PAGE = "restore-own.md"
KEPT = ("master.key", "offline.pub")
NOT_HERE = ("way in", "elsewhere", "night")
"""Checks of what this machine has not: a certificate, another machine, a timer that plans for the invented people."""
SECOND = ("/srv/havn/keys", "/var/lib/havn/backup")
"""What a second machine keeps; a first one has `/mnt/vault`."""
AT = re.compile(r"--at \S+")


def run(_: list[str]) -> int:
    """Install, fill, archive, lose, type, judge."""
    with private_folder() as folder, own_server(folder / "postgres") as server:
        machine = OwnMachine(folder, server)
        for name in THERE:
            (folder / name).mkdir()
            (folder / name).chmod(0o711)
        (folder / "etc").chmod(0o700)
        _mounted(machine)
        machine.installed()
        sealed = _filled(machine)
        machine.archived()
        print(f"installed and archived, {sealed} sealed fields", flush=True)
        moment = _marked(machine)
        _lost(machine)
        print(f"lost; back to {moment:%Y-%m-%dT%H:%M:%SZ}", flush=True)
        began = time.monotonic()
        told, wrong = _typed(machine, moment)
        print(f"took            {time.monotonic() - began:.1f} s for the whole page")
        print(f"doctor          {wrong or 'nothing that the page leaves open'}")
        good = _judged(machine, told, sealed) and not wrong
    print("good" if good else "NOT GOOD")
    return 0 if good else 1


def _mounted(machine: OwnMachine) -> None:
    """The folders of the second machine are there; a link does what a mount does, and goes with this one."""
    for path in SECOND:
        there, here = machine.folder / "second" / Path(path).name, machine.at(path)
        there.mkdir(mode=0o711, parents=True, exist_ok=True)
        here.parent.mkdir(mode=0o711, parents=True, exist_ok=True)
        here.symlink_to(there)


def _environment(machine: OwnMachine) -> dict[str, str]:
    """What the two files of the settings say."""
    etc = machine.at("/etc/havn")
    return read_environment(etc / "havn.env") | read_environment(etc / "owner.env")


def _filled(machine: OwnMachine) -> int:
    env = _environment(machine)
    owner, service = (
        env[name].replace("postgresql://", "postgresql+psycopg://", 1)
        for name in ("DATABASE_OWNER_URL", "DATABASE_URL")
    )
    return fill_all(owner, service, FileMasterKey.read(machine.at("/etc/havn/master.key")))


def _marked(machine: OwnMachine) -> datetime:
    """A row before the moment that is returned, one after it, all handed over; a last one that nobody has."""
    machine.asked("CREATE TABLE marks (mark text)", "postgres")
    machine.asked("INSERT INTO marks VALUES ('before')", "postgres")
    time.sleep(1.1)  # moments on the page are whole seconds
    moment = datetime.now(UTC).replace(microsecond=0)
    time.sleep(1.1)
    machine.asked("INSERT INTO marks VALUES ('after')", "postgres")
    assert handed_over(_environment(machine)["DATABASE_REPLICATION_URL"])
    machine.asked("INSERT INTO marks VALUES ('never handed over')", "postgres")
    return moment


def _lost(machine: OwnMachine) -> None:
    """Nothing is left but two other machines and what was kept apart; an empty server is in its place."""
    etc = machine.at("/etc/havn")
    for name in KEPT:
        shutil.copy(etc / name, machine.folder)
    machine.server.killed()
    for gone in (
        machine.server.data,
        machine.server.home / "etc",
        machine.at("/var/lib/havn"),
        machine.at("/srv/havn"),
        etc,
    ):
        shutil.rmtree(gone)
    etc.mkdir(mode=0o700)
    _mounted(machine)
    shutil.copy(machine.at("/var/lib/havn/backup/havn-keys.havn"), machine.folder)
    _empty(machine.server.home)
    machine.server.make()
    machine.server.start()


def _empty(home: Path) -> None:
    there = (home / "lib").stat()
    (home / "etc").mkdir(mode=0o700)
    shutil.chown(home / "etc", there.st_uid, there.st_gid)


def _typed(machine: OwnMachine, moment: datetime) -> tuple[str, list[str]]:
    """What the restore said, and what the doctor found in the end; every other block ended well."""
    restore, begin, base = blocks(PAGE)
    made, place, passwords, _ = blocks(PAGE, "console")  # the last is of systemd: tests/operate
    machine.typed(made)
    said = machine.typed(AT.sub(f"--at {moment:%Y-%m-%dT%H:%M:%S}", restore))
    print(said, end="", flush=True)
    machine.typed(place)
    machine.typed(passwords)
    machine.folders("-2")
    machine.restarted(machine.typed(begin), "-2")
    doctor = machine.typed(base.replace("doctor\n", "doctor --json || true\n"))
    return said, _wrong(json.loads(doctor[doctor.index("{") :]))


def _wrong(told: dict[str, Any]) -> list[str]:
    """What the doctor finds that the page leaves to nobody."""
    found = [one for one in told["findings"] if one["verdict"] in ("FAULT", "UNKNOWN")]
    return [f"{one['check']}: {one['words']}" for one in found if one["check"] not in NOT_HERE]


def _judged(machine: OwnMachine, told: str, sealed: int) -> bool:
    """The rows are those of the moment, all that is sealed opens, and it is archived again."""
    marks = {mark for (mark,) in machine.asked("SELECT mark FROM marks", "postgres")}
    roles = {name for (name,) in machine.asked("SELECT rolname FROM pg_roles WHERE rolsuper")}
    ((every,),) = machine.asked("SELECT setting FROM pg_settings WHERE name = 'archive_timeout'")
    said = machine.typed("havn archive look --files /mnt/vault/files-2 --minutes 60")
    print(f"rows            {sorted(map(str, marks))} of before, after, never handed over")
    print(f"superusers      {sorted(map(str, roles))}")
    print(f"archive         {said}", end="")
    return (
        marks == {"before"}
        and roles == {"postgres"}
        and f"{sealed} of {sealed} open" in told
        and "audit chain     whole" in told
        and every == str(ARCHIVE_EVERY_S)
        and "1 base backups" in said
        and handed_over(_environment(machine)["DATABASE_REPLICATION_URL"])
    )
