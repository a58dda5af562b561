"""Shared devices of houses: opaque secrets, kept as hashes, ended by the clock or by somebody."""

from __future__ import annotations

import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID, uuid4

from sqlalchemy import insert, select, update

from app.store.refusals import NotFound
from app.store.tokens import hashed
from app.store.transactions import Tx
from models.house_entrance import HouseDeviceRecord as Device
from models.session import SessionRecord as Session

VALID = timedelta(days=180)


@dataclass(frozen=True, slots=True, repr=False)
class Listed:
    """A device as the people of its house see it."""

    id: UUID
    device: str
    enrolled_at: datetime
    last_used_at: datetime | None
    expires_at: datetime


@dataclass(frozen=True, slots=True, repr=False)
class Live:
    """A device that is neither over nor ended, and its house."""

    id: UUID
    shelter: UUID


def enrol(tx: Tx, shelter: UUID, device: str, *, by: UUID, now: datetime) -> tuple[UUID, str]:
    """The id and the secret of a new device; the secret is told to its browser alone."""
    made, secret = uuid4(), secrets.token_urlsafe(32)
    tx.execute(
        insert(Device).values(
            id=made,
            shelter_id=shelter,
            device=device,
            token_sha256=hashed(secret),
            enrolled_at=now,
            enrolled_by=by,
            expires_at=now + VALID,
        )
    )
    return made, secret


def holder(tx: Tx, secret: str | None, *, now: datetime, alone: bool = False) -> Live | None:
    """The device that shows this secret; None when it is unknown, over or ended.

    ``alone``: nobody ends it before this transaction is over.
    """
    if not secret or len(secret) > 100:
        return None
    query = select(Device.id, Device.shelter_id).where(
        Device.token_sha256 == hashed(secret), Device.ended_at.is_(None), Device.expires_at > now
    )
    row = tx.execute(query.with_for_update() if alone else query).one_or_none()
    return None if row is None else Live(row.id, row.shelter_id)


def is_live(tx: Tx, device: UUID, *, now: datetime) -> bool:
    """Whether it is neither over nor ended."""
    query = select(Device.id).where(
        Device.id == device, Device.ended_at.is_(None), Device.expires_at > now
    )
    return tx.execute(query.with_for_update()).one_or_none() is not None


def used(tx: Tx, device: UUID, *, now: datetime) -> None:
    """Somebody signed in on it."""
    tx.execute(
        update(Device)
        .where(Device.id == device)
        .values(last_used_at=now)
        .execution_options(synchronize_session=False)
    )


def of_shelter(tx: Tx, shelter: UUID, *, now: datetime) -> list[Listed]:
    """The devices of the house that are neither over nor ended, by name."""
    rows = tx.execute(
        select(Device.id, Device.device, Device.enrolled_at, Device.last_used_at, Device.expires_at)
        .where(Device.shelter_id == shelter, Device.ended_at.is_(None), Device.expires_at > now)
        .order_by(Device.device, Device.id)
    )
    return [Listed(**row._mapping) for row in rows]


def end(tx: Tx, device: UUID, *, now: datetime, shelter: UUID | None = None) -> None:
    """It is no device any more, and every session on it is over from the next request on.

    ``shelter``: only when it is one of that house.

    Raises
    ------
    NotFound
        When there is no such device, or it was ended.
    """
    which = [Device.id == device, Device.ended_at.is_(None)]
    if shelter is not None:
        which.append(Device.shelter_id == shelter)
    ended = update(Device).where(*which).values(ended_at=now).returning(Device.id)
    if tx.execute(ended.execution_options(synchronize_session=False)).one_or_none() is None:
        raise NotFound
    tx.execute(
        update(Session)
        .where(Session.house_device_id == device, Session.ended_at.is_(None))
        .values(ended_at=now)
        .execution_options(synchronize_session=False)
    )
