"""Lose a machine and restore on an empty one: rows written until the kill, then what came back, and when.

``./dev drill restore``: the log is handed over every 5 seconds, so that it takes a minute.
``./dev drill restore service 300``: every 120 seconds as in service, written for 300 seconds.
"""

from __future__ import annotations

import os
import shutil
import signal
import tempfile
import time
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from sqlalchemy import create_engine, text

from app.archive.commands import Wanted, run_base, run_begin, run_recover
from app.archive.handing import ARCHIVE_EVERY_S
from app.postgres import Addresses, data_folder, running
from app.service import chain_key
from app.store.engine import make_engine
from app.store.transactions import Store
from app.vault.container import OfflineKey
from app.vault.keys import FileMasterKey
from tests.support import records
from tests.support.database import migrate
from tests.support.sealed_rows import seal_everything

MOST_LOST_S, MOST_TAKEN_S = 300.0, 900.0
EVERY_S, WRITTEN_S = 5, 14.0


@dataclass(frozen=True, slots=True)
class Written:
    """What was acknowledged before the machine was lost."""

    acknowledged: dict[int, float]
    """Each number and when its commit was answered, in seconds since 1970."""
    lost_at: float


def run(argv: list[str]) -> int:
    """Write, lose, restore, compare."""
    in_service = argv[:1] == ["service"]
    every = ARCHIVE_EVERY_S if in_service else EVERY_S
    seconds = (
        float(argv[1]) if len(argv) > 1 else ARCHIVE_EVERY_S * 1.5 if in_service else WRITTEN_S
    )
    for name in ("DATABASE_URL", "DATABASE_OWNER_URL", "HAVN_MASTER_KEY_FILE", "HAVN_FOLDER"):
        os.environ.pop(name, None)
    with tempfile.TemporaryDirectory(prefix="havn-drill-") as place:
        root = Path(place)
        root.chmod(0o711)  # as root the server's user must get to its folder
        here, there = root / "here", root / "there"
        for folder in (here, there):
            folder.mkdir(mode=0o700)
        OfflineKey.make(root / "offline.key", root / "offline.pub")
        master = FileMasterKey.make(here / "master.key")
        shutil.copy(here / "master.key", there / "master.key")
        run_begin(root / "offline.pub", root / "files", root / "keys", folder=here)
        with running(here) as addresses:
            _fill(addresses, master)
            if run_base(keep_days=7, if_erased=False, folder=here):
                return 1
        # Started anew, as after any stop of the machine: a base backup would have woken the archive.
        with running(here) as addresses:
            written = _write(addresses, every, seconds, data_folder(here))
        shutil.rmtree(here)
        print(f"{len(written.acknowledged)} rows acknowledged, server killed, its folder removed")
        began = time.monotonic()
        wanted = Wanted(root / "files", root / "keys", root / "offline.key", None, None)
        proven = run_recover(wanted, folder=there)
        with running(there) as addresses:
            taken = time.monotonic() - began
            back = _there(addresses)
    return _judged(written, back, taken, every, proven=proven == 0)


def _fill(addresses: Addresses, master: FileMasterKey) -> None:
    """Every sealed column is filled."""
    migrate(addresses.owner_url)
    owner = create_engine(addresses.owner_url)
    loaded = records.load(owner, shelters=2)
    with owner.begin() as connection:
        connection.execute(text("CREATE TABLE drill (number int PRIMARY KEY)"))
    owner.dispose()
    engine = make_engine(addresses.service_url, pool_size=2)
    store = Store(engine, chain_key(master))
    print(f"{seal_everything(store, master, loaded.shelters, loaded.households)} sealed fields")
    engine.dispose()


def _write(addresses: Addresses, every: int, seconds: float, home: Path) -> Written:
    """Rows one by one, each in a transaction of its own, until the server is killed."""
    assert addresses.copier_url is not None
    if every != ARCHIVE_EVERY_S:
        admin = create_engine(addresses.copier_url, isolation_level="AUTOCOMMIT")
        with admin.connect() as connection:
            connection.execute(text(f"ALTER SYSTEM SET archive_timeout = {every}"))
            connection.execute(text("SELECT pg_reload_conf()"))
        admin.dispose()
    engine = create_engine(addresses.owner_url, isolation_level="AUTOCOMMIT")
    acknowledged: dict[int, float] = {}
    until = time.monotonic() + seconds
    with engine.connect() as connection:
        while time.monotonic() < until:
            number = len(acknowledged)
            connection.execute(text("INSERT INTO drill VALUES (:number)"), {"number": number})
            acknowledged[number] = time.time()
            time.sleep(0.05)
        pid = (home / "data" / "postmaster.pid").read_text(encoding="ascii").split("\n", 1)[0]
        os.kill(int(pid), signal.SIGKILL)
        lost_at = time.time()
        connection.invalidate()
    engine.dispose()
    return Written(acknowledged, lost_at)


def _there(addresses: Addresses) -> set[int]:
    engine = create_engine(addresses.owner_url)
    with engine.connect() as connection:
        found = set(connection.execute(text("SELECT number FROM drill")).scalars())
    engine.dispose()
    return found


def _judged(written: Written, back: set[int], taken: float, every: int, *, proven: bool) -> int:
    missing = sorted(set(written.acknowledged) - back)
    first = written.acknowledged[missing[0]] if missing else written.lost_at
    lost = written.lost_at - first
    in_one_piece = missing == list(range(len(back), len(written.acknowledged)))
    print(f"came back       {len(back)} of {len(written.acknowledged)}, the rest the last ones")
    print(f"lost            {lost:.1f} s of work (RPO; handed over every {every} s)")
    print(f"took            {taken:.1f} s until the database answers (RTO)")
    print(f"at              {datetime.now(UTC):%Y-%m-%dT%H:%M:%SZ}")
    good = proven and in_one_piece and lost <= min(every * 2 + 5, MOST_LOST_S)
    good = good and bool(back) and taken <= MOST_TAKEN_S
    print("good" if good else "NOT GOOD")
    return 0 if good else 1
