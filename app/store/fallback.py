"""The levels of an evening: made once, then the same for everybody until the next evening."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

from sqlalchemy import delete, func, select, text

from app.store import forms
from app.store.stepping import beyond
from app.store.transactions import Tx
from app.store.walls import StepOut
from matching.vocabulary import Region
from models.fallback import FallbackLevelRecord as Level
from models.words import FreeLevel

_ONE_MAKER = text("SELECT pg_advisory_xact_lock(hashtextextended('printed list', 0))")


def alone(tx: Tx) -> None:
    """The list of an evening is made by one transaction; whoever asks meanwhile waits for it."""
    tx.quick(_ONE_MAKER, {})


@beyond(StepOut.COUNTS)
def newest(tx: Tx) -> list[dict[str, Any]]:
    """The levels of the newest evening, by region."""
    last = select(func.max(Level.evening)).scalar_subquery()
    rows = tx.execute(
        select(Level.evening, Level.region, Level.level, Level.made_at)
        .where(Level.evening == last)
        .order_by(Level.region)
    )
    return [dict(row._mapping) for row in rows]


@beyond(StepOut.COUNTS)
def put(tx: Tx, evening: date, levels: Mapping[Region, FreeLevel], now: datetime) -> None:
    """These are the levels of that evening."""
    rows = [
        {"evening": evening, "region": region, "level": level, "made_at": now}
        for region, level in levels.items()
    ]
    tx.execute(
        delete(Level).where(Level.evening == evening).execution_options(synchronize_session=False)
    )
    forms.add_all(tx, Level, rows)


@beyond(StepOut.COUNTS)
def forget(tx: Tx, before: date) -> None:
    """Old evenings are gone."""
    tx.execute(
        delete(Level).where(Level.evening < before).execution_options(synchronize_session=False)
    )
