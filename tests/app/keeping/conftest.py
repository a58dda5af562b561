"""Records with every sealed column filled, seen by the service and by their owner."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import create_engine

from app.service import chain_key
from app.store.engine import make_engine
from app.store.transactions import Store
from app.vault.keys import FileMasterKey
from tests.support import records
from tests.support.database import Database
from tests.support.sealed_rows import seal_everything


@pytest.fixture
def master(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, database: Database) -> FileMasterKey:
    """The master key in a file, and the environment of a command."""
    path = tmp_path / "master.key"
    made = FileMasterKey.make(path)
    monkeypatch.setenv("DATABASE_URL", database.service_url)
    monkeypatch.setenv("DATABASE_OWNER_URL", database.owner_url)
    monkeypatch.setenv("HAVN_MASTER_KEY_FILE", str(path))
    return made


@pytest.fixture
def rows(database: Database) -> records.Rows:
    """Two shelters and three households."""
    engine = create_engine(database.owner_url)
    loaded = records.load(engine, shelters=2)
    engine.dispose()
    return loaded


@pytest.fixture
def store(database: Database, master: FileMasterKey) -> Iterator[Store]:
    """The records as the service has them."""
    engine = make_engine(database.service_url, pool_size=4)
    yield Store(engine, chain_key(master))
    engine.dispose()


@pytest.fixture
def owned(database: Database, master: FileMasterKey) -> Iterator[Store]:
    """The records as their owner has them."""
    engine = make_engine(database.owner_url, pool_size=4, statement_timeout_ms=60_000)
    yield Store(engine, chain_key(master))
    engine.dispose()


@pytest.fixture
def sealed(store: Store, master: FileMasterKey, rows: records.Rows) -> int:
    """Every sealed column filled; how many fields that is."""
    return seal_everything(store, master, rows.shelters, rows.households)
