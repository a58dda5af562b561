"""A store on a migrated database with three units, three households and one coordinator."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import pytest
from sqlalchemy import Engine, create_engine

from app.store.chain import ChainKey
from app.store.engine import make_engine
from app.store.holds import By
from app.store.transactions import Store
from models.words import Role
from tests.support import records
from tests.support.database import Database


@dataclass(frozen=True)
class World:
    """What the tests of the store stand on; the store acts as the service role."""

    store: Store
    owner: Engine
    rows: records.Rows
    key: ChainKey

    @property
    def by(self) -> By:
        """The coordinator at noon."""
        return By(self.rows.account, Role.COORDINATOR, records.NOON)


@pytest.fixture
def world(database: Database) -> Iterator[World]:
    """A small loaded database and the store on it."""
    owner = create_engine(database.owner_url)
    service = make_engine(database.service_url, pool_size=4, lock_timeout_ms=300)
    key = ChainKey("test", b"t" * 32)
    yield World(Store(service, key), owner, records.load(owner), key)
    service.dispose()
    owner.dispose()
