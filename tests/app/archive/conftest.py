"""An embedded server with an archive, and rows with every sealed column filled."""

from __future__ import annotations

import os
import shutil
import signal
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

import pytest
from sqlalchemy import create_engine

from app.archive.commands import Wanted, run_base, run_begin, run_recover
from app.postgres import Addresses, data_folder
from app.service import chain_key
from app.store.engine import make_engine
from app.store.rewriting import handed_over
from app.store.transactions import Store
from app.vault.container import OfflineKey
from app.vault.keys import FileMasterKey
from tests.support import records
from tests.support.database import migrate
from tests.support.sealed_rows import seal_everything


@dataclass
class Kept:
    """Where everything of one test lies."""

    root: Path
    master: FileMasterKey
    rows: list[records.Rows] = field(default_factory=list)

    @property
    def here(self) -> Path:
        """The folder of the server."""
        return self.root / "here"

    @property
    def files(self) -> Path:
        return self.root / "files"

    @property
    def keys(self) -> Path:
        return self.root / "keys"

    @property
    def private(self) -> Path:
        return self.root / "private"

    def begin(self) -> None:
        assert run_begin(self.root / "public", self.files, self.keys, folder=self.here) == 0

    def base(self, **words: object) -> int:
        return run_base(**{"keep_days": 7, "if_erased": False, **words}, folder=self.here)  # type: ignore[arg-type]

    def fill(self, addresses: Addresses) -> int:
        """Rows with every sealed column; how many fields."""
        migrate(addresses.owner_url)
        owner = create_engine(addresses.owner_url)
        self.rows.append(records.load(owner, shelters=2))
        owner.dispose()
        engine = make_engine(addresses.service_url, pool_size=2)
        store = Store(engine, chain_key(self.master))
        sealed = seal_everything(store, self.master, self.rows[0].shelters, self.rows[0].households)
        engine.dispose()
        return sealed

    def elsewhere(self, name: str = "there") -> Path:
        """Another machine's folder, with the master key alone."""
        there = self.root / name
        there.mkdir(mode=0o700, exist_ok=True)
        shutil.copy(self.here / "master.key", there / "master.key")
        return there

    def restore(self, there: Path, **words: object) -> int:
        given = {"files": self.files, "keys": self.keys, "ring": None, "at": None, **words}
        return run_recover(Wanted(identity=self.private, **given), folder=there)  # type: ignore[arg-type]

    def kill(self) -> None:
        """The server is killed: nothing more is handed over."""
        pid = (data_folder(self.here) / "data" / "postmaster.pid").read_text().split("\n", 1)[0]
        os.kill(int(pid), signal.SIGKILL)

    def lose(self) -> None:
        """Its data are gone."""
        shutil.rmtree(data_folder(self.here))


@pytest.fixture
def kept(monkeypatch: pytest.MonkeyPatch) -> Iterator[Kept]:
    for name in ("DATABASE_URL", "DATABASE_OWNER_URL", "HAVN_MASTER_KEY_FILE"):
        monkeypatch.delenv(name, raising=False)
    with tempfile.TemporaryDirectory(prefix="havn-archive-") as root:
        Path(root).chmod(0o711)  # as root the server's user must get to its folder
        here = Path(root) / "here"
        here.mkdir(mode=0o700)
        OfflineKey.make(Path(root) / "private", Path(root) / "public")
        yield Kept(Path(root), FileMasterKey.make(here / "master.key"))


def handed(addresses: Addresses) -> None:
    assert addresses.copier_url is not None
    assert handed_over(addresses.copier_url)
