"""Personal PINs of the people of a house, as slow hashes; and who of them has one."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import ColumnElement, and_, delete, insert, select, update

from app.store import dormancy
from app.store.refusals import NotFound
from app.store.transactions import Tx
from models.account import AccountRecord as Account
from models.house_entrance import HousePinRecord as Pin
from models.session import SessionRecord as Session
from models.words import AccountStatus, PasswordKind, Role


@dataclass(frozen=True, slots=True, repr=False)
class Listed:
    """Somebody who works for a house, and since when she has a PIN."""

    account: UUID
    handle: str
    pin_set_at: datetime | None


def people(tx: Tx, shelter: UUID) -> list[Listed]:
    """Who works for the house, by work name."""
    hers = and_(Pin.account_id == Account.id, Pin.kind == PasswordKind.OWN)
    rows = tx.execute(
        select(Account.id, Account.handle, Pin.set_at)
        .outerjoin(Pin, and_(hers, Pin.shelter_id == shelter))
        .where(*_of_house(shelter))
        .order_by(Account.handle)
    )
    return [Listed(row.id, row.handle, row.set_at) for row in rows]


def handle_of(tx: Tx, account: UUID, shelter: UUID) -> str:
    """The work name of somebody who works for that house.

    Raises
    ------
    NotFound
        When she does not.
    """
    query = select(Account.handle).where(Account.id == account, *_of_house(shelter))
    found: str | None = tx.execute(query).scalar_one_or_none()
    if found is None:
        raise NotFound
    return found


def claimed(tx: Tx, handle: str, shelter: UUID, *, now: datetime) -> UUID | None:
    """Whoever works for that house under that name, when she may act."""
    query = select(Account.id).where(
        Account.handle == handle, *_of_house(shelter), dormancy.awake(now)
    )
    found: UUID | None = tx.execute(query).scalar_one_or_none()
    return found


def kept(tx: Tx, account: UUID | None, shelter: UUID) -> Mapping[PasswordKind, str]:
    """Her PINs on the devices of that house; of nobody there are none, by the same statement."""
    rows = tx.execute(
        select(Pin.kind, Pin.phc).where(Pin.account_id == account, Pin.shelter_id == shelter)
    )
    return {row.kind: row.phc for row in rows}


def since(tx: Tx, account: UUID) -> datetime | None:
    """Since when she has the PIN that she can sign in with now; None when she has none."""
    query = (
        select(Pin.set_at)
        .join(Account, Account.id == Pin.account_id)
        .where(
            Account.id == account,
            Pin.kind == PasswordKind.OWN,
            # Of another house than she works for now: good nowhere.
            Pin.shelter_id == Account.shelter_id,
            Account.role == Role.SHELTER,
        )
    )
    found: datetime | None = tx.execute(query).scalar_one_or_none()
    return found


def put(
    tx: Tx,
    account: UUID,
    shelter: UUID,
    phcs: Mapping[PasswordKind, str],
    *,
    by: UUID,
    now: datetime,
) -> None:
    """These are her PINs; the earlier ones and the sessions that they opened are over."""
    remove(tx, account, now=now)
    for kind, phc in phcs.items():
        tx.execute(
            insert(Pin).values(
                account_id=account, kind=kind, shelter_id=shelter, phc=phc, set_at=now, set_by=by
            )
        )


def remove(tx: Tx, account: UUID, *, now: datetime) -> bool:
    """Whether she had a PIN; she has none now, and what it opened is over from the next request on."""
    gone = tx.execute(delete(Pin).where(Pin.account_id == account).returning(Pin.account_id)).all()
    tx.execute(
        update(Session)
        .where(
            Session.account_id == account,
            Session.house_device_id.is_not(None),
            Session.ended_at.is_(None),
        )
        .values(ended_at=now)
        .execution_options(synchronize_session=False)
    )
    return bool(gone)


def _of_house(shelter: UUID) -> tuple[ColumnElement[bool], ...]:
    return (
        Account.role == Role.SHELTER,
        Account.shelter_id == shelter,
        Account.status == AccountStatus.ACTIVE,
    )
