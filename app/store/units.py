"""Units and the spans in which they cannot be used; a unit's night is computed (domain 8.1)."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any
from uuid import UUID, uuid4

from sqlalchemy import Date, and_, case, exists, func, literal, select, update

from app.store import forms
from app.store.pages import Page, page
from app.store.refusals import NotFound
from app.store.stepping import beyond
from app.store.transactions import Tx
from app.store.walls import StepOut
from matching.vocabulary import NightSpan
from models.stay import StayRecord
from models.unit import OutOfServiceRecord, UnitRecord
from models.words import OutOfServiceReason, StayState


def add(tx: Tx, shelter: UUID, **values: Any) -> UUID:  # noqa: ANN401 - its columns
    """A new unit."""
    unit = uuid4()
    forms.add(tx, UnitRecord, id=unit, shelter_id=shelter, **values)
    return unit


def must_be_of(tx: Tx, unit: UUID, shelter: UUID) -> None:
    """Do nothing when the unit is one of the shelter's.

    Raises
    ------
    NotFound
        When it is not.
    """
    u = UnitRecord
    if tx.execute(select(u.id).where(u.id == unit, u.shelter_id == shelter)).first() is None:
        raise NotFound


def change(tx: Tx, unit: UUID, **values: Any) -> None:  # noqa: ANN401 - its columns
    """The unit has these values."""
    tx.execute(
        update(UnitRecord)
        .where(UnitRecord.id == unit)
        .values(**values)
        .execution_options(synchronize_session=False)
    )


def of_shelter(
    tx: Tx, shelter: UUID, wanted: Page, *, night: date, now: datetime
) -> tuple[list[dict[str, Any]], UUID | None]:
    """A page of units, each with what this night is for it."""
    u, s, o = UnitRecord, StayRecord, OutOfServiceRecord
    blocked = exists().where(
        o.unit_id == u.id, o.lifted_at.is_(None), o.nights.op("@>")(literal(night, Date))
    )
    held = exists().where(
        and_(s.unit_id == u.id, s.nights.op("@>")(literal(night, Date))),
        s.state == StayState.HELD,
        s.hold_until > now,
    )
    lived = exists().where(
        and_(s.unit_id == u.id, s.nights.op("@>")(literal(night, Date))),
        s.state.in_((StayState.ACCEPTED, StayState.ARRIVED)),
    )
    tonight = case((lived, "OCCUPIED"), (held, "HELD"), (blocked, "BLOCKED"), else_="FREE").label(
        "tonight"
    )
    query = select(
        u.id,
        u.code,
        u.kind,
        u.beds,
        u.cots,
        u.cot_possible,
        u.wheelchair,
        u.own_bathroom,
        u.wing,
        u.side,
        tonight,
    ).where(u.shelter_id == shelter)
    rows, last = page(tx, query, u.id, wanted)
    return [dict(row._mapping) for row in rows], last


def close(
    tx: Tx, unit: UUID, nights: NightSpan, reason: OutOfServiceReason, *, now: datetime
) -> UUID:
    """The unit cannot be used in these nights; who is in it stays in it."""
    span = uuid4()
    forms.add(
        tx,
        OutOfServiceRecord,
        id=span,
        unit_id=unit,
        nights=nights,
        reason=reason,
        created_at=now,
    )
    return span


def spans(
    tx: Tx, unit: UUID, wanted: Page, night: date
) -> tuple[list[dict[str, Any]], UUID | None]:
    """A page of spans of the unit that are neither over nor lifted."""
    o = OutOfServiceRecord
    query = select(o.id, o.nights, o.reason).where(
        o.unit_id == unit, o.lifted_at.is_(None), func.upper(o.nights) > night
    )
    rows, last = page(tx, query, o.id, wanted)
    return [dict(row._mapping) for row in rows], last


def lift(tx: Tx, span: UUID, unit: UUID, *, now: datetime) -> None:
    """The span no longer keeps anybody out.

    Raises
    ------
    NotFound
        When the unit has no such span, or it was lifted before.
    """
    o = OutOfServiceRecord
    gone = tx.execute(
        update(o)
        .where(o.id == span, o.unit_id == unit, o.lifted_at.is_(None))
        .values(lifted_at=now)
        .returning(o.id)
        .execution_options(synchronize_session=False)
    ).one_or_none()
    if gone is None:
        raise NotFound


@beyond(StepOut.MATCHING)
def all_of(tx: Tx, shelter: UUID) -> list[UUID]:
    """Every unit of the shelter."""
    return list(tx.execute(select(UnitRecord.id).where(UnitRecord.shelter_id == shelter)).scalars())


@beyond(StepOut.MATCHING)
def taken(tx: Tx, some: list[UUID], nights: NightSpan, *, but: UUID, now: datetime) -> bool:
    """Whether somebody else has one of these units in one of the nights."""
    s = StayRecord
    lapsed = and_(s.state == StayState.HELD, s.hold_until <= now)
    return bool(
        tx.execute(
            select(
                exists().where(
                    s.unit_id.in_(some),
                    s.nights.op("&&")(nights),
                    s.state.in_((StayState.HELD, StayState.ACCEPTED, StayState.ARRIVED)),
                    s.household_id != but,
                    ~lapsed,
                )
            )
        ).scalar()
    )
