"""Many takers for few beds, all at once, on real connections."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from datetime import date, timedelta
from threading import Barrier
from uuid import UUID

from sqlalchemy import create_engine, text

from app.store import holds
from app.store.chain import ChainKey
from app.store.engine import make_engine
from app.store.holds import By
from app.store.refusals import Busy, UnitTaken
from app.store.transactions import Store
from matching.vocabulary import NightSpan
from models.words import Role
from tests.support import records
from tests.support.database import Database

TAKERS, BEDS = 50, 10
WEEK = NightSpan(date(2026, 3, 2), date(2026, 3, 9))


def test_50_takers_at_once_get_10_beds_and_nobody_half_a_one(database: Database) -> None:
    owner = create_engine(database.owner_url)
    rows = records.load(owner, units=BEDS, households=TAKERS)
    engine = make_engine(database.service_url, pool_size=8, lock_timeout_ms=20_000)
    store, together = Store(engine, ChainKey("takers", b"t" * 32)), Barrier(TAKERS)
    by = By(rows.account, Role.COORDINATOR, records.NOON)

    def take(number: int) -> UUID | None:
        together.wait()
        for turn in range(BEDS):
            unit = rows.units[(number + turn) % BEDS]
            if _held(store, rows.households[number], unit, by):
                return unit
        return None

    with ThreadPoolExecutor(TAKERS) as pool:
        got = [unit for unit in pool.map(take, range(TAKERS)) if unit is not None]
    assert sorted(got) == sorted(rows.units)
    with owner.connect() as connection:
        stood = connection.execute(text("SELECT unit_id FROM stays WHERE state = 'HELD'")).scalars()
        assert sorted(stood) == sorted(rows.units)
    engine.dispose()
    owner.dispose()


def _held(store: Store, household: UUID, unit: UUID, by: By) -> bool:
    """Whether she has it; who is told to wait tries again."""
    while True:
        try:
            with store.transaction() as tx:
                holds.hold(
                    tx,
                    household=household,
                    units=[unit],
                    nights=WEEK,
                    until=by.at + timedelta(hours=2),
                    by=by,
                )
        except UnitTaken:
            return False
        except Busy:
            continue
        return True
