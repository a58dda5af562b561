"""Taking the data of the embedded server to the newest release of PostgreSQL that is here.

    home/data          what is used
    home/new/data      the new cluster while it is made; home/new/proven when it holds all of the old one
    home/data.of-16    the old one afterwards, untouched; it is removed by hand

Until it is proven the old one is used; from then on the new one, also by whoever comes after a kill.
"""

from __future__ import annotations

import contextlib
import fcntl
import os
import shutil
import subprocess
from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path

from app.archive.target import config_at
from app.postgres import data_folder, durable, finish_upgrade
from app.postgres_cluster import ADMIN, DATABASE, Cluster
from app.postgres_programs import (
    PostgresFailed,
    in_environment,
    installation,
    programs_for,
    release_of,
)

_TABLES = """
SELECT format('%I.%I', schemaname, tablename) FROM pg_tables
WHERE schemaname NOT IN ('pg_catalog', 'information_schema') ORDER BY 1
"""
_OF_A_TABLE = """
SELECT count(*), coalesce(sum(('x' || substr(md5(t::text), 1, 15))::bit(60)::bigint::numeric), 0)
FROM {} t
"""
_SEQUENCES = """
SELECT format('%I.%I', schemaname, sequencename), coalesce(last_value, 0) FROM pg_sequences ORDER BY 1
"""


@dataclass(frozen=True, slots=True)
class Upgraded:
    """From which release to which, and where the old data are."""

    before: int
    after: int
    tables: int
    rows: int
    old: Path | None
    """None when nothing was to be done."""


def upgrade(folder: Path) -> Upgraded:
    """The data of the folder are those of the newest release that is here, proven row by row.

    Raises
    ------
    PostgresFailed
        When somebody uses them, or the new cluster does not hold all of it; then nothing has changed.
    """
    folder = folder.absolute()
    home = data_folder(folder)
    if not (home / "data" / "PG_VERSION").exists() and not (home / "new" / "proven").exists():
        raise PostgresFailed("there are no data of an embedded server in that folder")
    with _alone(folder):
        finish_upgrade(home)
        old = durable(folder)
        before = int((old.data / "PG_VERSION").read_text(encoding="ascii"))
        after = release_of(installation() / "bin")
        if after <= before:
            return Upgraded(before, before, 0, 0, None)
        kept = home / f"data.of-{before}"
        if kept.exists():
            raise PostgresFailed(f"{kept} is in the way: an older upgrade left it; remove it first")
        new = _empty(old, home / "new")
        try:
            counted = _moved(old, new)
        except BaseException:
            shutil.rmtree(new.home, ignore_errors=True)
            raise
        _end_the_archive(folder, before)
        _swap(home, kept)
    return Upgraded(before, after, len(counted), sum(rows for rows, _ in counted.values()), kept)


def _empty(old: Cluster, home: Path) -> Cluster:
    shutil.rmtree(home, ignore_errors=True)
    home.mkdir(mode=0o700)
    os.chown(home, old.runner.uid, old.runner.gid)
    return replace(old, home=home, programs=programs_for(old.runner, old.home))


def _moved(old: Cluster, new: Cluster) -> dict[str, tuple[int, int]]:
    """Everything of the old cluster stands in the new one; what each table holds."""
    new.create()
    try:
        old.wake()
        new.start()
        _roles(old, new)
        _rows(old, new)
        there, here = _counted(old), _counted(new)
    finally:
        old.stop()
        new.stop()
    if there != here:
        raise PostgresFailed(
            "the new cluster does not hold what the old one holds; nothing changed"
        )
    return {name: told for name, told in here.items() if not name.startswith("sequence ")}


def _roles(old: Cluster, new: Cluster) -> None:
    """Roles have the rights and members that they had; passwords are those of the folder anyway."""
    told = subprocess.run(  # noqa: S603 - the server's own program, no shell
        [installation() / "bin" / "pg_dumpall", "--roles-only", "--no-role-passwords"],
        env=in_environment(old.url(ADMIN, "postgres")),
        capture_output=True,
        text=True,
        check=False,
    )
    if told.returncode:
        raise PostgresFailed("the roles of the old cluster cannot be read; nothing changed")
    with new.connect() as admin:
        there = {
            f"CREATE ROLE {name};" for (name,) in admin.execute("SELECT rolname FROM pg_roles")
        }
        for line in told.stdout.splitlines():
            if line.startswith(("CREATE ROLE", "ALTER ROLE", "GRANT")) and line not in there:
                admin.execute(line.encode())


def _rows(old: Cluster, new: Cluster) -> None:
    """Tables, rows, constraints and rights, in one transaction; no file holds them on the way."""
    programs = installation() / "bin"
    with (
        subprocess.Popen(  # noqa: S603 - the server's own program, no shell
            [programs / "pg_dump", "--format=custom", "--compress=0"],
            env=in_environment(old.url(ADMIN, DATABASE)),
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
        ) as reads,
        subprocess.Popen(  # noqa: S603 - the same
            [
                *(programs / "pg_restore", "--exit-on-error", "--single-transaction"),
                *("--dbname", DATABASE),
            ],
            env=in_environment(new.url(ADMIN, DATABASE)),
            stdin=reads.stdout,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        ) as writes,
    ):
        assert reads.stdout is not None, "it was asked for"
        reads.stdout.close()
    if reads.returncode or writes.returncode:
        raise PostgresFailed("the rows did not go over to the new cluster; nothing changed")


def _counted(cluster: Cluster) -> dict[str, tuple[int, int]]:
    """How many rows each table has and a sum over all of them; where each sequence stands."""
    found: dict[str, tuple[int, int]] = {}
    with cluster.connect(DATABASE) as admin:
        admin.execute("SET timezone = 'UTC'")
        for (table,) in admin.execute(_TABLES.encode()).fetchall():
            (row,) = admin.execute(_OF_A_TABLE.format(table).encode()).fetchall()
            found[table] = (int(row[0]), int(row[1]))
        for name, value in admin.execute(_SEQUENCES.encode()).fetchall():
            found[f"sequence {name}"] = (1, int(value))
    return found


def _swap(home: Path, kept: Path) -> None:
    """From the mark on the new cluster counts; a kill in between is finished by the next start."""
    (home / "new" / "proven").write_text(kept.name, encoding="ascii")
    folder = os.open(home / "new", os.O_RDONLY)
    try:
        os.fsync(folder)
    finally:
        os.close(folder)
    finish_upgrade(home)


def _end_the_archive(folder: Path, before: int) -> None:
    """The log of another cluster begins: it belongs into another archive.

    Before the new one takes its place: whoever comes after a kill would hand its log to the old archive.
    Killed in between, the old cluster goes on without one, which is an alarm.
    """
    config = config_at(folder)
    if config.exists():
        config.rename(config.with_name(f"{config.name}.of-{before}"))


@contextlib.contextmanager
def _alone(folder: Path) -> Iterator[None]:
    with open(folder / "users.lock", "a") as users:
        try:
            fcntl.flock(users, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            raise PostgresFailed("somebody uses these data: stop the service first") from None
        yield


def run_upgrade(folder: Path) -> int:
    """What ``havn upgrade-postgres`` does; the exit code."""
    import sys

    try:
        done = upgrade(folder)
    except PostgresFailed as refused:
        print(f"error: {refused}", file=sys.stderr)
        return 2
    if done.old is None:
        print(f"the data are of PostgreSQL {done.before}, and no newer one is here")
        return 0
    print(
        f"PostgreSQL {done.before} -> {done.after}: {done.tables} tables, {done.rows} rows, all equal"
    )
    print(f"the old data are in {done.old}; remove them when the service has run for a while")
    print("an archive of the log begins anew: havn archive begin, havn archive base")
    return 0
