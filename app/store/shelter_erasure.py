"""What goes when a house is no more: its address for good, and all that was said of it.

The rows of the house and of its units stay under names that say nothing, since the bare nights of
the history hang on them. Its data key is another's to erase: with it the address is noise, also in
yesterday's backup.
"""

from __future__ import annotations

import secrets
from collections.abc import Collection, Iterator
from datetime import datetime
from functools import cache
from uuid import UUID

from sqlalchemy import ColumnElement, Table, delete, exists, func, or_, select, update

from app.store.plan_runs import forget_all_breaking
from app.store.refusals import NotFound
from app.store.transactions import Tx
from matching.vocabulary import Answer, ShelterStatus
from models.account import AccountRecord as Account
from models.approval import ApprovalRecord as Approval
from models.base import Base, Kept, table_of
from models.offer import OfferRecord as Offer
from models.placement import PlacementRecord as Placement
from models.shelter import ShelterRecord
from models.stay import StayRecord as Stay
from models.unit import UnitRecord
from models.words import AccountStatus, OfferState, PlacementState, StayState

_S, _U = table_of(ShelterRecord), table_of(UnitRecord)
SHELLS = (_S, _U)
_KEPT = {mapper.class_.__tablename__: mapper.class_.kept for mapper in Base.registry.mappers}


def _in_use(shelter: ColumnElement[UUID]) -> ColumnElement[bool]:
    """Whether somebody lives there, is on her way, or was asked about."""
    booked = (StayState.HELD, StayState.ACCEPTED, StayState.ARRIVED)
    living = (PlacementState.ACCEPTED, PlacementState.ARRIVED)
    asked = (
        OfferState.SHELTER_ASKED,
        OfferState.SHELTER_YES,
        OfferState.SHOWN,
        OfferState.TAKEN,
    )
    unit = select(_U.c.id).where(_U.c.shelter_id == shelter)
    return or_(
        exists().where(Stay.unit_id.in_(unit), Stay.state.in_(booked)),
        exists().where(Placement.shelter_id == shelter, Placement.state.in_(living)),
        exists().where(Offer.shelter_id == shelter, Offer.state.in_(asked)),
    )


def version_of(tx: Tx, shelter: UUID) -> int | None:
    """Its version when it is closed and nobody lives there; None when it is not so.

    Raises
    ------
    NotFound
        When there is no such shelter, or it was decided.
    """
    row = tx.execute(
        select(_S.c.version, _S.c.status, _in_use(_S.c.id).label("in_use")).where(
            _S.c.id == shelter, _S.c.erase_decided_at.is_(None)
        )
    ).one_or_none()
    if row is None:
        raise NotFound
    closed = row.status is ShelterStatus.CLOSED and not row.in_use
    return int(row.version) if closed else None


def people(tx: Tx, shelter: UUID) -> list[UUID]:
    """Accounts of the house that may act or wait to."""
    a = Account
    query = select(a.id).where(a.shelter_id == shelter, a.status != AccountStatus.CLOSED)
    return list(tx.execute(query.order_by(a.id)).scalars())


def decide(tx: Tx, shelter: UUID, now: datetime) -> None:
    """It is to be erased, and opens no more."""
    tx.execute(
        update(_S).where(_S.c.id == shelter).values(erase_decided_at=now, version=_S.c.version + 1)
    )


def due(tx: Tx, before: datetime, *, at_most: int, but: Collection[UUID] = ()) -> list[UUID]:
    """Houses but these that were to be erased by then and where nobody lives, the longest due first."""
    query = (
        select(_S.c.id)
        .where(_S.c.erased_at.is_(None), _S.c.erase_decided_at <= before, ~_in_use(_S.c.id))
        .where(_S.c.id.not_in(but))
        .order_by(_S.c.erase_decided_at, _S.c.id)
        .limit(at_most)
    )
    return list(tx.execute(query).scalars())


def is_there(tx: Tx, shelter: UUID) -> bool:
    """Whether there is such a house that was not erased."""
    query = select(_S.c.id).where(_S.c.id == shelter, _S.c.erased_at.is_(None))
    return tx.execute(query).first() is not None


def erase(tx: Tx, shelter: UUID, now: datetime) -> int:
    """Nothing that was said of the house is left; how many rows went."""
    gone = 0
    forget_all_breaking(tx)
    for table in reversed(DELETED):
        found = tx.execute(delete(table).where(_of(table, shelter)))
        gone += found.rowcount  # type: ignore[attr-defined] # of a delete it is known
    tx.execute(
        update(Approval)
        .where(Approval.subject_id == shelter)
        .values(words={}, reason="-")
        .execution_options(synchronize_session=False)
    )
    for number, unit in enumerate(_units(tx, shelter), 1):
        tx.execute(
            update(_U).where(_U.c.id == unit).values({**_nothing(_U), "code": f"E-{number}"})
        )
    tx.execute(
        update(_S)
        .where(_S.c.id == shelter)
        .values(
            {
                **_nothing(_S),
                "code_name": f"E-{secrets.token_hex(6).upper()}",
                "phases": frozenset(),
                "status": ShelterStatus.CLOSED,
                "police_within_15_min": Answer.UNKNOWN,
                "intake_hours_known": False,
                "created_at": func.date_trunc("quarter", _S.c.created_at),
                "erase_decided_at": func.coalesce(_S.c.erase_decided_at, now),
                "erased_at": now,
                "version": _S.c.version + 1,
            }
        )
    )
    return gone


def _units(tx: Tx, shelter: UUID) -> Iterator[UUID]:
    query = select(_U.c.id).where(_U.c.shelter_id == shelter).order_by(_U.c.id)
    yield from tx.execute(query).scalars().all()


def _nothing(table: Table) -> dict[str, None]:
    """Every column that can be empty, empty."""
    times = {"erase_decided_at", "erased_at"}
    return {c.name: None for c in table.columns if c.nullable and c.name not in times}


@cache
def _belongs(table: Table) -> bool:
    return table in SHELLS or (
        _KEPT[table.name] is Kept.SHELTER
        and any(_belongs(key.column.table) for key in table.foreign_keys)
    )


def _of(table: Table, shelter: UUID) -> ColumnElement[bool]:
    """Rows of this table that belong to the house, by one key: they all lead there in one way."""
    if table is _S:
        return _S.c.id == shelter
    keys = (key for key in table.foreign_keys if _belongs(key.column.table))
    key = min(keys, key=lambda found: found.parent.name)
    return key.parent.in_(select(key.column).where(_of(key.column.table, shelter)))


DELETED = tuple(
    table for table in Base.metadata.sorted_tables if table not in SHELLS and _belongs(table)
)
"""Tables of which every row of an erased house goes."""
