"""The records for a command: those of the settings, or the embedded ones where ``up`` keeps them."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from app.postgres import DEFAULT_FOLDER, Addresses, PostgresFailed, database
from app.service import chain_key
from app.store.engine import make_engine
from app.store.transactions import Store
from app.vault.keys import FileMasterKey


@dataclass(frozen=True, slots=True, repr=False)
class AtHand:
    """What a command may use for as long as it runs."""

    store: Store
    master: FileMasterKey
    now: datetime
    addresses: Addresses


@contextmanager
def at_hand(folder: Path = DEFAULT_FOLDER) -> Iterator[AtHand]:
    """The records, their keys and this instant.

    Raises
    ------
    PostgresFailed
        When there is no database yet, or it does not start.
    KeyRefused
        When the file of the master key cannot be used.
    """
    key = os.environ.get("HAVN_MASTER_KEY_FILE")
    given = os.environ.get("DATABASE_URL")
    if not given and not (folder / "master.key").exists():
        raise PostgresFailed("there is no database yet: run ./dev up first, or set DATABASE_URL")
    default = Path("havn-master.key") if given else folder / "master.key"
    master = FileMasterKey.read(Path(key) if key else default)
    with database(os.environ, folder) as addresses:
        engine = make_engine(addresses.service_url, pool_size=1)
        try:
            yield AtHand(Store(engine, chain_key(master)), master, datetime.now(UTC), addresses)
        finally:
            engine.dispose()
