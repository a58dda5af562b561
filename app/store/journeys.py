"""The way to a house by the offer she took: planned, begun, and who has not come in time."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID, uuid4

from sqlalchemy import and_, case, func, or_, select, update

from app.store import members
from app.store.forms import put
from app.store.nights import starts_at
from app.store.refusals import NotFound
from app.store.stepping import beyond
from app.store.transactions import Tx
from app.store.transfers import LATE
from app.store.walls import StepOut
from models.household import HouseholdRecord
from models.journey import JourneyRecord as Journey
from models.offer import OfferRecord
from models.placement import PlacementRecord
from models.referral import ReferralRecord
from models.stay import StayRecord
from models.transfer import TransferRecord
from models.unit import OutOfServiceRecord
from models.words import OfferState, PlacementState, Role, StayState, TransferState

UNTOLD = timedelta(hours=12)
"""Without a plan she is expected so long after her first night began, or after her yes (domain 13)."""
LONGEST = timedelta(days=3)
"""No way is planned to end later after her place is hers: who is missing must be missed by then."""


@dataclass(frozen=True, slots=True, repr=False)
class Expected:
    """Somebody who is on her way to a house, by a placement or by a firm move."""

    offer: UUID
    household: UUID
    referral: UUID
    shelter: UUID
    placement: UUID | None
    transfer: UUID | None
    begins: datetime
    """When the first night of her place there begins."""
    said: datetime | None
    """By when it was agreed that she is there; she may have left her old house after that."""
    due: datetime
    """From when on she is missing."""
    kept_until: datetime | None
    """So long the place she moves to is kept; None is not a move."""
    own: bool = True


def _due(row: Any, begins: datetime) -> datetime:  # noqa: ANN401 - a row
    if row.left_at is not None:
        return _due_on_the_road(row, begins)
    said: datetime | None = row.arrive_by or row.move_by
    return max(row.accepted_at, begins) + UNTOLD if said is None else said


def _due_on_the_road(row: Any, begins: datetime) -> datetime:  # noqa: ANN401 - a row
    """Of who left her old house by a firm move.

    What was agreed before counts while she could still keep to it: not when she left after it, and
    not when she left so long before it that nobody would miss her for days.
    """
    left: datetime = row.left_at
    by: datetime | None = row.arrive_by
    latest = max(left, begins) + LONGEST
    if by is not None and (row.written_at >= left or left < by <= latest):
        return by
    if has_no_bed_yet(left, begins):  # and somebody looks for her since she left
        return begins + UNTOLD
    due = left + UNTOLD
    return min(due, row.move_by) if left < row.move_by else due


def has_no_bed_yet(left: datetime, begins: datetime) -> bool:
    """Whether who left then would be missed before her place is hers; whatever the clock does that night."""
    return left + UNTOLD < begins


def _expected() -> Any:  # noqa: ANN401 - a query
    o, h, p, t, j = OfferRecord, HouseholdRecord, PlacementRecord, TransferRecord, Journey
    awaited = and_(p.offer_id == o.id, p.state == PlacementState.ACCEPTED)
    firm = t.state == TransferState.FIRM
    # Who left her old house by a firm move is still to be there by the time that was agreed for it.
    moving = and_(t.offer_id == o.id, or_(firm, t.state == TransferState.MOVED))
    return (
        select(
            o.id.label("offer"),
            o.household_id.label("household"),
            h.referral_id.label("referral"),
            o.shelter_id.label("shelter"),
            # Who set out later than her place was kept for has it from that night on.
            func.coalesce(p.nights, o.nights).label("nights"),
            p.id.label("placement"),
            p.created_at.label("accepted_at"),
            case((firm, t.id)).label("transfer"),
            case((t.state == TransferState.MOVED, t.ended_at)).label("left_at"),
            t.move_by,
            j.arrive_by,
            j.written_at,
        )
        .join(h, h.id == o.household_id)
        .outerjoin(p, awaited)
        .outerjoin(t, moving)
        .outerjoin(j, j.offer_id == o.id)
        .where(o.state == OfferState.TAKEN, or_(p.id.is_not(None), firm))
    )


def _one(row: Any) -> Expected:  # noqa: ANN401 - a row
    begins = starts_at(row.nights.start)
    return Expected(
        row.offer,
        row.household,
        row.referral,
        row.shelter,
        row.placement,
        row.transfer,
        begins,
        row.arrive_by or row.move_by,
        _due(row, begins),
        None if row.transfer is None else row.move_by + LATE,
        getattr(row, "own", True),
    )


@beyond(StepOut.BOOKING)
def expected(tx: Tx, offer: UUID, *, account: UUID, role: Role, shelter: UUID | None) -> Expected:
    """Who is expected by this offer, for whoever may know it.

    Raises
    ------
    NotFound
        When there is no such offer for this person, or nobody is expected by it.
    """
    r = ReferralRecord
    query = (
        _expected()
        .add_columns(members.own(r.id, account, role).label("own"))
        .join(r, r.id == HouseholdRecord.referral_id)
        .where(OfferRecord.id == offer, members.seen_by(r.id, account, role))
    )
    if role is Role.SHELTER:
        query = query.where(OfferRecord.shelter_id == shelter)
    row = tx.execute(query).one_or_none()
    if row is None:
        raise NotFound
    return _one(row)


@beyond(StepOut.BOOKING)
def missing(tx: Tx, now: datetime) -> list[Expected]:
    """Everybody who should be there by now and is not, by offer."""
    found = [_one(row) for row in tx.execute(_expected().order_by(OfferRecord.id))]
    return [one for one in found if one.due <= now]


@beyond(StepOut.BOOKING)
def on_the_way(
    tx: Tx, *, shelter: UUID | None = None, households: Collection[UUID] | None = None
) -> list[Expected]:
    """Who is expected in this house, or where these households are, or everybody, by offer."""
    o = OfferRecord
    query = _expected().order_by(o.id)
    if shelter is not None:
        query = query.where(o.shelter_id == shelter)
    elif households is not None:
        query = query.where(o.household_id.in_(households))
    return [_one(row) for row in tx.execute(query)]


@beyond(StepOut.BOOKING)
def closed_beds(tx: Tx, offers: Collection[UUID], tonight: date) -> dict[UUID, datetime]:
    """Of these offers those by which a unit awaits her that cannot be used in her first night from this
    one on, and since when that is so."""
    s, o = StayRecord, OutOfServiceRecord
    first = func.greatest(func.lower(s.nights), tonight)
    awaits = and_(s.offer_id.in_(offers), s.state.in_((StayState.HELD, StayState.ACCEPTED)))
    query = (
        select(s.offer_id, o.created_at, o.nights, func.lower(s.nights).label("first"))
        .join(s, s.unit_id == o.unit_id)
        .where(awaits, o.lifted_at.is_(None), o.nights.op("@>")(first))
        .order_by(o.created_at)
    )
    # A unit that is closed later than from her first night on is closed to her when that night has come.
    return {
        row.offer_id: row.created_at
        if row.nights.start <= row.first
        else max(row.created_at, starts_at(row.nights.start))
        for row in tx.execute(query)
    }


def plan(tx: Tx, offer: UUID, **values: Any) -> None:  # noqa: ANN401 - its columns
    """The way is planned so; a plan that was there before is this one now."""
    known = tx.execute(select(Journey.id, Journey.version).where(Journey.offer_id == offer))
    before = known.one_or_none()
    version = 1 if before is None else before.version + 1
    own = {"id": uuid4() if before is None else before.id, "version": version}
    put(tx, Journey, {"offer_id": offer}, {**values, **own})


@beyond(StepOut.BOOKING)
def set_out(tx: Tx, offer: UUID, now: datetime) -> None:
    """She is on her way since then; the first word counts."""
    j = Journey
    tx.execute(
        update(j)
        .where(j.offer_id == offer)
        .values(set_out_at=func.coalesce(j.set_out_at, now), version=j.version + 1)
        .execution_options(synchronize_session=False)
    )


def find(tx: Tx, offer: UUID) -> dict[str, Any]:
    """The plan of the way.

    Raises
    ------
    NotFound
        When none was made.
    """
    j = Journey
    row = tx.execute(
        select(
            j.offer_id.label("offer"),
            j.met_at,
            j.met_in,
            j.means,
            j.escort,
            j.handset,
            j.leaves_at,
            j.arrive_by,
            j.if_missing,
            j.set_out_at,
            j.version,
        ).where(j.offer_id == offer)
    ).one_or_none()
    if row is None:
        raise NotFound
    return dict(row._mapping)
