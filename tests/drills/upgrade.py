"""Upgrade from the release before with data: backup, steps, proof; then a trial restore of that backup."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from app.migrate import newest_step
from app.postgres import ephemeral
from app.postgres_cluster import Cluster
from app.store.health import is_ours
from app.vault.keys import FileMasterKey
from tests.support.database import Database, fresh, make_template
from tests.support.operator import havn
from tests.support.previous_release import Content, content, leave_as_before


@dataclass(frozen=True, slots=True)
class Before:
    """A machine on which the release before left its data, and what an operator gives to commands there."""

    cluster: Cluster
    database: Database
    folder: Path
    env: dict[str, str]
    content: Content

    @property
    def words(self) -> tuple[str | Path, ...]:
        """The command of the upgrade."""
        return ("upgrade", "--to", self.folder / "offline.pub", "--out", self.folder / "backup")


@contextmanager
def release_before() -> Iterator[Before]:
    """Such a machine, thrown away afterwards."""
    with ephemeral() as cluster, tempfile.TemporaryDirectory(prefix="havn-drill-") as place:
        folder = Path(place)
        with fresh(cluster, template=make_template(cluster)) as database:
            master = FileMasterKey.make(folder / "master.key")
            leave_as_before(database, master)
            env = {
                "DATABASE_URL": database.service_url,
                "DATABASE_OWNER_URL": database.owner_url,
                "HAVN_MASTER_KEY_FILE": str(folder / "master.key"),
            }
            halves = ("--private", folder / "offline.key", "--public", folder / "offline.pub")
            made = havn("keys", "offline", *halves)
            assert made.returncode == 0, made.stderr
            found = content(database.owner_url)
            print(f"the release before: step {found.step}, {found.rows} rows and keys", flush=True)
            yield Before(cluster, database, folder, env, found)


def run(_: list[str]) -> int:
    """Upgrade, and try the backup that it made."""
    with release_before() as before:
        done = havn(*before.words, env=before.env)
        print(done.stdout or done.stderr, end="", flush=True)
        good = done.returncode == 0 and content(before.database.owner_url).step == newest_step()
        good = good and is_ours(before.database.owner_url) is True
        data = next((before.folder / "backup").glob("havn-data-*"))
        tried = havn(
            "restore",
            "--drill",
            *("--data", data),
            *("--keys", before.folder / "backup" / "havn-keys.havn"),
            *("--identity", before.folder / "offline.key"),
            env=before.env,
        )
        print("its backup, tried:")
        print(tried.stdout or tried.stderr, end="")
        print("good" if good and tried.returncode == 0 else "NOT GOOD")
        return 0 if good and tried.returncode == 0 else 1
