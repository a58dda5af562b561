"""Locks, always in one order: households, then shelters, then units, ids ascending; chain last.

Without this order 64 writers on one unit are a storm of deadlocks (docs/security.md 9). A row
lock of kind NO KEY UPDATE lets others still refer to the row, so foreign keys wait for nobody.
"""

from __future__ import annotations

from collections.abc import Collection
from uuid import UUID

from sqlalchemy import ARRAY, Select, Table, Uuid, any_, bindparam, select, text

from app.store.refusals import NotFound
from app.store.stepping import beyond
from app.store.transactions import Rank, Tx
from app.store.walls import StepOut
from matching.vocabulary import Region
from models.account import AccountRecord
from models.base import table_of
from models.household import HouseholdRecord
from models.shelter import ShelterRecord
from models.unit import UnitRecord


def _locking(table: Table, *, read: bool) -> Select[tuple[UUID]]:
    ids = bindparam("ids", type_=ARRAY(Uuid()))
    query = select(table.c.id).where(table.c.id == any_(ids)).order_by(table.c.id)
    return query.with_for_update(read=read, key_share=not read)


_STATEMENTS = {
    Rank.HOUSEHOLD: _locking(table_of(HouseholdRecord), read=False),
    Rank.SHELTER: _locking(table_of(ShelterRecord), read=True),
    Rank.UNIT: _locking(table_of(UnitRecord), read=False),
}

_ACCOUNT = (
    select(table_of(AccountRecord).c.id)
    .where(table_of(AccountRecord).c.id == bindparam("account", type_=Uuid()))
    .with_for_update(key_share=True)
)
_NAMED = text("SELECT pg_advisory_xact_lock(hashtextextended(:name, 0))")


def households(tx: Tx, ids: Collection[UUID]) -> bool:
    """No other transaction books for, or changes, these households until this one ends.

    False when that was so before: what was read since is still so.
    """
    return _rows(tx, Rank.HOUSEHOLD, ids)


def shelters(tx: Tx, ids: Collection[UUID]) -> None:
    """What is said of these shelters stays as it is until this one ends; others may book too."""
    _rows(tx, Rank.SHELTER, ids)


def units(tx: Tx, ids: Collection[UUID]) -> None:
    """No other transaction books these units until this one ends."""
    _rows(tx, Rank.UNIT, ids)


@beyond(StepOut.ENTRANCE)
def account(tx: Tx, id_: UUID) -> None:
    """Nobody changes who may act as this account, nor by what, until this transaction ends.

    Before its sessions, links, tokens and ways in, whoever touches them.

    Raises
    ------
    NotFound
        When there is no such account.
    """
    if tx.quick(_ACCOUNT, {"account": id_}).one_or_none() is None:
        raise NotFound


def places(tx: Tx, counted_for: UUID) -> None:
    """No other transaction counts places for this account or organisation until this one ends.

    Outside the order of the others: whoever counts holds her household already, and waits for
    nothing but the chain afterwards.
    """
    tx.quick(_NAMED, {"name": f"places/{counted_for}"})


def reserve(tx: Tx, region: Region) -> None:
    """No other transaction takes from what is kept in this region tonight until this one ends (H15).

    Outside the order of the others: whoever asks holds her household, the shelter and its units
    already, and waits for nothing but the chain afterwards.
    """
    tx.quick(_NAMED, {"name": f"reserve/{region.value}"})


@beyond(StepOut.BOOKING)
def _rows(tx: Tx, rank: Rank, ids: Collection[UUID]) -> bool:
    wanted = [UUID(name) for name in tx.in_order(rank, [str(one) for one in ids])]
    if wanted and len(tx.quick(_STATEMENTS[rank], {"ids": wanted}).all()) != len(wanted):
        raise NotFound
    return bool(wanted)
