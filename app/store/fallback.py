"""The levels of an evening: made once, then the same for everybody until the next evening."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import and_, delete, func, select, text

from app.store import beds, forms
from app.store.stepping import beyond
from app.store.transactions import Tx
from app.store.walls import StepOut
from matching.vocabulary import Region, ShelterStatus
from models.fallback import FallbackLevelRecord as Level
from models.shelter import ShelterRecord
from models.unit import UnitRecord
from models.words import BedState, FreeLevel

_ONE_MAKER = text("SELECT pg_advisory_xact_lock(hashtextextended('printed list', 0))")


@dataclass(frozen=True, slots=True)
class Seen:
    """What is free in one region: counts, no house."""

    houses: int
    """Those that are not closed for good."""
    free: int
    """Units of these in which nobody is, whether their house takes anybody in or not."""
    open: int
    """Of these units, those whose house does."""


@dataclass(frozen=True, slots=True)
class Levels:
    """Of one region and evening: what on-call reads, and what anybody may know."""

    level: FreeLevel
    shared: FreeLevel


def alone(tx: Tx) -> None:
    """The list of an evening is made by one transaction; whoever asks meanwhile waits for it."""
    tx.quick(_ONE_MAKER, {})


@beyond(StepOut.COUNTS)
def seen(tx: Tx, night: date, now: datetime) -> dict[Region, Seen]:
    """Each region in which a house stands, the full ones too; where none is known there is no row."""
    u, s = UnitRecord, ShelterRecord
    free = and_(u.id.is_not(None), beds.state_on(night, now) == BedState.FREE.value)
    rows = tx.execute(
        select(
            s.region,
            func.count(s.id.distinct()).label("houses"),
            func.count().filter(free).label("free"),
            func.count().filter(free, s.status == ShelterStatus.OPEN).label("open"),
        )
        .outerjoin(u, u.shelter_id == s.id)
        .where(s.status != ShelterStatus.CLOSED)
        .group_by(s.region)
    )
    return {row.region: Seen(row.houses, row.free, row.open) for row in rows}


@beyond(StepOut.COUNTS)
def newest(tx: Tx) -> list[dict[str, Any]]:
    """The levels of the newest evening, by region."""
    last = select(func.max(Level.evening)).scalar_subquery()
    rows = tx.execute(
        select(Level.evening, Level.region, Level.level, Level.shared_level, Level.made_at)
        .where(Level.evening == last)
        .order_by(Level.region)
    )
    return [dict(row._mapping) for row in rows]


@beyond(StepOut.COUNTS)
def put(tx: Tx, evening: date, levels: Mapping[Region, Levels], now: datetime) -> None:
    """These are the levels of that evening."""
    rows = [
        {
            "evening": evening,
            "region": region,
            "level": of.level,
            "shared_level": of.shared,
            "made_at": now,
        }
        for region, of in levels.items()
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
