"""An importer on a database of its own, at a fixed moment."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

import psycopg
import pytest

from app.importing.importing import Importer
from app.store.chain import ChainKey
from app.store.engine import make_engine
from app.store.transactions import Store
from app.vault.keys import FileMasterKey
from tests.support.database import Database

NOW = datetime(2026, 11, 24, 12, 0, tzinfo=UTC)
TABLES = (
    "zones",
    "shelters",
    "shelters_sealed",
    "data_keys",
    "acceptance_policies",
    "stay_policies",
    "staffing",
    "municipality_support",
    "service_offers",
    "intake_hours",
    "security_features",
    "units",
    "out_of_service",
)
"""Everything that an import may write, but for the audit chain, which grows with each run."""


@dataclass(frozen=True)
class World:
    """An importer, and a look at the rows from outside of it."""

    importer: Importer
    owner_url: str

    def rows(self, query: str) -> list[tuple[Any, ...]]:
        """What the owner of the tables reads."""
        with psycopg.connect(self.owner_url.replace("+psycopg", "")) as connection:
            return connection.execute(query).fetchall()

    def everything(self) -> dict[str, list[str]]:
        """Every row of every table that an import may write."""
        return {
            name: sorted(row[0] for row in self.rows(f"SELECT t::text FROM {name} t"))
            for name in TABLES
        }


@pytest.fixture
def world(database: Database) -> Iterator[World]:
    master = FileMasterKey(b"k" * 32)
    engine = make_engine(database.service_url, pool_size=4)
    store = Store(engine, ChainKey(master.id, master.secret_for("audit chain")))
    yield World(Importer(store, master, NOW), database.owner_url)
    engine.dispose()
