"""Locks, always in one order: households, then shelters, then units, ids ascending; chain last.

Without this order 64 writers on one unit are a storm of deadlocks (docs/security.md 9). A row
lock of kind NO KEY UPDATE lets others still refer to the row, so foreign keys wait for nobody.
"""

from __future__ import annotations

from collections.abc import Collection
from uuid import UUID

from sqlalchemy import select

from app.store.refusals import NotFound
from app.store.transactions import Rank, Tx
from models.household import HouseholdRecord
from models.shelter import ShelterRecord
from models.unit import UnitRecord


def households(tx: Tx, ids: Collection[UUID]) -> None:
    """No other transaction books for, or changes, these households until this one ends."""
    _rows(tx, Rank.HOUSEHOLD, HouseholdRecord, ids, read=False)


def shelters(tx: Tx, ids: Collection[UUID]) -> None:
    """What is said of these shelters stays as it is until this one ends; others may book too."""
    _rows(tx, Rank.SHELTER, ShelterRecord, ids, read=True)


def units(tx: Tx, ids: Collection[UUID]) -> None:
    """No other transaction books these units until this one ends."""
    _rows(tx, Rank.UNIT, UnitRecord, ids, read=False)


def _rows(
    tx: Tx,
    rank: Rank,
    record: type[HouseholdRecord] | type[ShelterRecord] | type[UnitRecord],
    ids: Collection[UUID],
    *,
    read: bool,
) -> None:
    wanted = [UUID(name) for name in tx.in_order(rank, [str(one) for one in ids])]
    if not wanted:
        return
    query = select(record.id).where(record.id.in_(wanted)).order_by(record.id)
    locked = query.with_for_update(read=read, key_share=not read)
    if len(tx.execute(locked).all()) != len(wanted):
        raise NotFound
