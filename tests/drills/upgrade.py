"""Upgrade from a release before with data: backup, steps, proof; then a trial restore of that backup.

The release before is a real one, out of the history of this repository: its own program installs and fills.
Where the history does not reach so far, this release's own database stands in, taken some steps back.
"""

from __future__ import annotations

import tempfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from app.installing.private_files import read_environment
from app.migrate import newest_step
from app.postgres import ephemeral
from app.store.health import is_ours
from app.vault.keys import FileMasterKey
from tests.support.bare_server import admin_url, bare_server
from tests.support.database import fresh, make_template
from tests.support.earlier_release import FILL, Earlier, earlier_release
from tests.support.operator import havn
from tests.support.previous_release import Content, content, leave_as_before

ORIGIN = "https://havn.example.org"


@dataclass(frozen=True, slots=True)
class Before:
    """A machine on which the release before left its data, and what an operator gives to commands there."""

    folder: Path
    env: dict[str, str]
    content: Content

    @property
    def owner_url(self) -> str:
        """Where the owner of its tables reaches them."""
        return _owner(self.env)

    @property
    def words(self) -> tuple[str | Path, ...]:
        """The command of the upgrade."""
        return ("upgrade", "--to", self.folder / "offline.pub", "--out", self.folder / "backup")


def _owner(env: Mapping[str, str]) -> str:
    return env["DATABASE_OWNER_URL"].replace("postgresql://", "postgresql+psycopg://", 1)


@contextmanager
def release_before() -> Iterator[Before]:
    """Such a machine, thrown away afterwards."""
    with tempfile.TemporaryDirectory(prefix="havn-drill-") as place:
        folder = Path(place)
        (folder / "tree").mkdir()
        earlier = earlier_release(folder / "tree")
        if earlier is None:
            print("no earlier release in this history: this one, taken back, stands in", flush=True)
            left = _taken_back(folder)
        else:
            left = _left_by(earlier, folder)
        with left as env:
            halves = ("--private", folder / "offline.key", "--public", folder / "offline.pub")
            made = havn("keys", "offline", *halves)
            assert made.returncode == 0, made.stderr
            found = content(_owner(env))
            print(f"the release before: step {found.step}, {found.rows} rows and keys", flush=True)
            yield Before(folder, env, found)


@contextmanager
def _left_by(earlier: Earlier, folder: Path) -> Iterator[dict[str, str]]:
    """What that release installed and filled itself."""
    with bare_server() as server:
        etc = folder / "etc"
        words = ("-m", "app.cli", "init", "--folder", etc, "--origin", ORIGIN)
        earlier.run(*words, env={"DATABASE_ADMIN_URL": admin_url(server)})
        env = read_environment(etc / "havn.env") | read_environment(etc / "owner.env")
        sealed = earlier.run(FILL, env=env).stdout.strip()
        print(f"commit {earlier.commit[:12]} installed itself, {sealed} sealed fields", flush=True)
        yield env


@contextmanager
def _taken_back(folder: Path) -> Iterator[dict[str, str]]:
    """A database of this release, some steps back."""
    with ephemeral() as cluster, fresh(cluster, template=make_template(cluster)) as database:
        leave_as_before(database, FileMasterKey.make(folder / "master.key"))
        yield {
            "DATABASE_URL": database.service_url,
            "DATABASE_OWNER_URL": database.owner_url,
            "HAVN_MASTER_KEY_FILE": str(folder / "master.key"),
        }


def run(_: list[str]) -> int:
    """Upgrade, and try the backup that it made."""
    with release_before() as before:
        done = havn(*before.words, env=before.env)
        print(done.stdout or done.stderr, end="", flush=True)
        good = done.returncode == 0 and content(before.owner_url).step == newest_step()
        good = good and is_ours(before.owner_url) is True
        data = next((before.folder / "backup").glob("havn-data-*"), None)
        if data is None:
            print("NOT GOOD: there is no backup")
            return 1
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
