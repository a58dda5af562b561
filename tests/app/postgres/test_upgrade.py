"""The embedded data go from one release of PostgreSQL to the next, whole or not at all."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import create_engine, text

from app import postgres_upgrade
from app.archive.target import Archive
from app.postgres import data_folder, running
from app.postgres_programs import PostgresFailed, installation, release_of
from app.postgres_upgrade import upgrade
from app.service import chain_key
from app.store import copies
from app.store.engine import make_engine
from app.store.transactions import Store
from app.vault.container import OfflineKey
from app.vault.keys import FileMasterKey
from tests.support import records
from tests.support.database import migrate
from tests.support.sealed_rows import drilled, seal_everything

pytestmark = pytest.mark.slow
OLDER = 16
"""The wheel has this release beside the newest one."""


@pytest.fixture
def folder(monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    for name in ("DATABASE_URL", "DATABASE_OWNER_URL", "HAVN_POSTGRES", "HAVN_FOLDER"):
        monkeypatch.delenv(name, raising=False)
    with tempfile.TemporaryDirectory(prefix="havn-upgrade-") as root:
        Path(root).chmod(0o711)  # as root the server's user must get to its folder
        made = Path(root) / "data"
        made.mkdir(mode=0o700)
        yield made


def release(url: str) -> int:
    engine = create_engine(url)
    with engine.connect() as connection:
        told: int = connection.execute(text("SHOW server_version_num")).scalar_one()
    engine.dispose()
    return int(told) // 10_000


def filled(folder: Path, monkeypatch: pytest.MonkeyPatch, major: int) -> tuple[FileMasterKey, int]:
    """Data of that release with every sealed column."""
    master = FileMasterKey(b"m" * 32)
    monkeypatch.setenv("HAVN_POSTGRES", str(installation(major)))
    with running(folder) as addresses:
        assert release(addresses.owner_url) == major
        migrate(addresses.owner_url)
        owner = create_engine(addresses.owner_url)
        loaded = records.load(owner, shelters=2)
        owner.dispose()
        engine = make_engine(addresses.service_url, pool_size=2)
        store = Store(engine, chain_key(master))
        sealed = seal_everything(store, master, loaded.shelters, loaded.households)
        engine.dispose()
    monkeypatch.delenv("HAVN_POSTGRES")
    return master, sealed


def whole(folder: Path, master: FileMasterKey, sealed: int, major: int) -> None:
    """Everything opens under that release, as the service sees it, and a double booking is refused."""
    with running(folder) as addresses:
        assert release(addresses.owner_url) == major
        engine = make_engine(addresses.service_url, pool_size=2)
        assert drilled(Store(engine, chain_key(master)), master).opened == sealed
        engine.dispose()
        owner = make_engine(addresses.owner_url, pool_size=2)
        with Store(owner, chain_key(master)).transaction() as tx:
            assert copies.refuses_an_overlap(tx)
        owner.dispose()


def test_data_of_an_older_release_are_taken_to_the_newest_and_the_old_ones_kept(
    folder: Path, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    master, sealed = filled(folder, monkeypatch, OLDER)
    whole(folder, master, sealed, OLDER)  # a newer program goes on with the older server
    offline = OfflineKey.new().recipient()
    Archive.begin(folder / "archive.json", offline, tmp_path / "files", tmp_path / "keys")
    with running(folder), pytest.raises(PostgresFailed, match="somebody uses"):
        upgrade(folder)
    done = upgrade(folder)
    newest = done.after
    assert (done.before, newest > OLDER) == (OLDER, True)
    assert done.old == data_folder(folder) / f"data.of-{OLDER}"
    assert (done.old / "PG_VERSION").read_text().strip() == str(OLDER)
    assert done.rows > 20
    assert not (folder / "archive.json").exists(), "another cluster's log is another archive's"
    whole(folder, master, sealed, newest)
    assert upgrade(folder).old is None, "nothing more to do"


def test_killed_before_it_is_proven_the_old_data_are_used_and_after_it_the_new_ones(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    master, sealed = filled(folder, monkeypatch, OLDER)

    class Killed(BaseException):
        pass

    def killed(*_: object) -> None:
        raise Killed

    with monkeypatch.context() as patch:
        patch.setattr(postgres_upgrade, "_swap", killed)
        with pytest.raises(Killed):
            upgrade(folder)
    home = data_folder(folder)
    assert (home / "data" / "PG_VERSION").read_text().strip() == str(OLDER)
    with monkeypatch.context() as patch:  # a row that does not come over is noticed
        real = postgres_upgrade._counted
        patch.setattr(
            postgres_upgrade,
            "_counted",
            lambda cluster: {**real(cluster), "x": (hash(cluster.home), 0)},
        )
        with pytest.raises(PostgresFailed, match="nothing changed"):
            upgrade(folder)
    assert not (home / "new").exists()
    rename = Path.rename

    def killed_after_the_first(self: Path, target: Path) -> Path:
        done = rename(self, target)
        if self == home / "data":
            raise Killed
        return done

    (folder / "archive.json").touch()
    with monkeypatch.context() as patch:
        patch.setattr(Path, "rename", killed_after_the_first)
        with pytest.raises(Killed):
            upgrade(folder)
    assert not (home / "data").exists(), "killed between the two steps"
    assert not (folder / "archive.json").exists(), (
        "the log of the new one is none of the old archive's"
    )
    whole(folder, master, sealed, release_of(installation() / "bin"))


@pytest.mark.parametrize("major", [15, 17])
def test_data_of_a_release_of_the_host_are_taken_over_too(
    folder: Path, monkeypatch: pytest.MonkeyPatch, major: int
) -> None:
    try:
        installation(major)
    except PostgresFailed:
        pytest.skip(f"no PostgreSQL {major} on this host")
    master, sealed = filled(folder, monkeypatch, major)
    done = upgrade(folder)
    assert done.before == major
    whole(folder, master, sealed, done.after)
