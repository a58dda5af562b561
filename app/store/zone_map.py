"""Zones with what is free in them: counted by zone, within the wall of whoever asks."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from sqlalchemy import func, select

from app.store import beds
from app.store.transactions import Tx
from matching.vocabulary import ShelterStatus
from models.shelter import ShelterRecord
from models.unit import UnitRecord
from models.words import BedState
from models.zone import ZoneRecord


def zones(tx: Tx, *, night: date, now: datetime) -> list[dict[str, Any]]:
    """Every valid zone by code, and of its open houses how many units there are and are free."""
    z, s, u = ZoneRecord, ShelterRecord, UnitRecord
    here = (s.zone_id == z.id) & (s.status == ShelterStatus.OPEN)
    free = beds.state_on(night, now) == BedState.FREE.value
    query = (
        select(
            z.id.label("zone"),
            z.lat,
            z.lon,
            z.radius_km,
            func.count(s.id.distinct()).label("houses"),
            func.count(u.id).label("units"),
            func.count(u.id).filter(free).label("free"),
        )
        .outerjoin(s, here)
        .outerjoin(u, u.shelter_id == s.id)
        .where(z.valid)
        .group_by(z.id, z.lat, z.lon, z.radius_km)
        .order_by(z.id)
    )
    return [dict(row._mapping) for row in tx.execute(query)]
