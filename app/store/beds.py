"""What a unit is on one night: computed from spans and stays, and stored nowhere (domain 8.1)."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, Date, and_, case, exists, literal, select

from app.store.transactions import Tx
from models.stay import StayRecord
from models.unit import OutOfServiceRecord, UnitRecord
from models.words import BedState, OutOfServiceReason, StayState


def state_on(night: date, now: datetime) -> ColumnElement[str]:
    """What a unit is that night, in a query of units.

    The first that holds: out of service, occupied, held, turnaround (it is being cleaned), free.
    Only a free one can be held.
    """
    u, s, o = UnitRecord, StayRecord, OutOfServiceRecord
    on = literal(night, Date)
    shut = and_(o.unit_id == u.id, o.lifted_at.is_(None), o.nights.op("@>")(on))
    cleaning = o.reason == OutOfServiceReason.CLEANING
    booked = and_(s.unit_id == u.id, s.nights.op("@>")(on))
    lived = s.state.in_((StayState.ACCEPTED, StayState.ARRIVED))
    held = and_(s.state == StayState.HELD, s.hold_until > now)
    return case(
        (exists().where(shut, ~cleaning), BedState.OUT_OF_SERVICE.value),
        (exists().where(booked, lived), BedState.OCCUPIED.value),
        (exists().where(booked, held), BedState.HELD.value),
        (exists().where(shut, cleaning), BedState.TURNAROUND.value),
        else_=BedState.FREE.value,
    )


def of_shelter(tx: Tx, shelter: UUID, *, night: date, now: datetime) -> list[dict[str, Any]]:
    """Every unit of the shelter with what it is that night, by code."""
    u = UnitRecord
    query = (
        select(u.id.label("unit"), u.code, state_on(night, now).label("state"))
        .where(u.shelter_id == shelter)
        .order_by(u.code, u.id)
    )
    return [dict(row._mapping) for row in tx.execute(query)]
