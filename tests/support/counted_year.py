"""A service whose records hold a year of invented cases, told once, and its clerk."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta

from sqlalchemy import create_engine

from app.reports.periods import Quarter
from app.use_cases import reports
from tests.support import counted_cases, records
from tests.support.database import Database
from tests.support.hand_count import Ledger
from tests.support.served import Served, serving

YEAR = (datetime.now(UTC) - timedelta(days=15)).year - 1
"""All of it lies within the last 24 months, and may be told, whenever this runs."""
QUARTER = Quarter(YEAR, 2)
LATER = datetime(YEAR + 1, 2, 1, tzinfo=UTC)
_DATABASES: dict[int, Database] = {}


@contextmanager
def serving_a_year(database: Database, *, with_page: bool = False) -> Iterator[Served]:
    """The service over that year, of which the sums were told by the command's own use-case."""
    engine = create_engine(database.owner_url)
    rows = records.load(engine, shelters=2, households=0)
    counted_cases.fill(engine, rows, counted_cases.Year(YEAR))
    engine.dispose()
    with serving(database, with_page=with_page) as running:
        _DATABASES[id(running)] = database
        with running.service.store.transaction() as tx:
            reports.tell_year(tx, YEAR, today=LATER.date(), now=LATER)
        yield running


def by_hand(running: Served) -> Ledger:
    """The clerk of that service."""
    engine = create_engine(_DATABASES[id(running)].owner_url)
    try:
        with engine.connect() as connection:
            return Ledger(connection)
    finally:
        engine.dispose()
