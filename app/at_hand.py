"""The records for a command: those of the settings, or the embedded ones where ``up`` keeps them."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager, suppress
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from pydantic import SecretStr

from app.postgres import DEFAULT_FOLDER, Addresses, PostgresFailed, database
from app.service import chain_key, store_of_owner
from app.settings import Settings
from app.store.engine import make_engine
from app.store.health import why_not_begin
from app.store.refusals import DatabaseAway
from app.store.transactions import Store
from app.store.unfinished import BROKEN_OFF, mark_at
from app.vault.keys import MasterKey
from app.vault.masters import master_of


@dataclass(frozen=True, slots=True, repr=False)
class AtHand:
    """What a command may use for as long as it runs."""

    store: Store
    master: MasterKey
    now: datetime
    addresses: Addresses
    master_file: Path | None
    """Where the whole master key lies; None when two shares gave it."""
    settings: Settings

    def owned(self, master: MasterKey | None = None) -> AbstractContextManager[Store]:
        """The records as their owner may change them; acts are recorded under that master key."""
        return store_of_owner(self.addresses.owner_url, master or self.master)


def master_at_hand(folder: Path = DEFAULT_FOLDER) -> MasterKey:
    """The master key alone, without any database.

    Raises
    ------
    KeyRefused
        When its file cannot be used.
    """
    return master_of(_settings(folder, os.environ.get("DATABASE_URL")))


@contextmanager
def at_hand(
    folder: Path = DEFAULT_FOLDER,
    *,
    pool_size: int = 1,
    restoring: bool = False,
    upgrading: bool = False,
) -> Iterator[AtHand]:
    """The records, their keys and this instant.

    ``pool_size``: how many transactions at once; a lock that outlives them has a connection beside.
    ``restoring``: also where a restore was broken off, which nothing but a restore may touch, and
    into a database that has no schema yet.
    ``upgrading``: also where the database stands at another release.

    Raises
    ------
    PostgresFailed
        When there is no database yet, it does not start, a restore was broken off in it, it stands
        at another release than this program, or is being brought to one.
    KeyRefused
        When the file of the master key cannot be used.
    """
    given = os.environ.get("DATABASE_URL")
    if not given and not any((folder / name).exists() for name in ("master.key", "passwords.json")):
        raise PostgresFailed("there is no database yet: run ./dev up first, or set DATABASE_URL")
    settings = _settings(folder, given)
    master = master_of(settings)
    whole = settings.master_key_file if settings.shares is None else None
    with database(os.environ, folder) as addresses:
        if not restoring and _broken_off(addresses.service_url):
            raise PostgresFailed(BROKEN_OFF)
        engine = make_engine(addresses.service_url, pool_size=pool_size)
        try:
            store = Store(engine, chain_key(master))
            if not (restoring or upgrading):
                _may_begin(addresses.service_url, store)
                engine.dispose()  # nobody of ours is inside until the command asks
            yield AtHand(store, master, datetime.now(UTC), addresses, whole, settings)
        finally:
            engine.dispose()


def _broken_off(url: str) -> bool:
    try:
        return mark_at(url) is not None
    except DatabaseAway:
        return False  # what is asked of it next says so, each command in its own words


def _may_begin(url: str, store: Store) -> None:
    """What a timer writes during an upgrade is in no backup, and after one it is of another schema."""
    with suppress(DatabaseAway):  # the same
        if why := why_not_begin(url, store):
            raise PostgresFailed(why)


def _settings(folder: Path, given: str | None) -> Settings:
    """The settings of the environment; on the embedded server its key lies in the folder."""
    told: dict[str, Any] = {} if given else {"database_url": SecretStr("")}
    if not given and not os.environ.get("HAVN_MASTER_KEY_FILE"):
        told["master_key_file"] = folder / "master.key"  # where up keeps it
    return Settings(**told)
