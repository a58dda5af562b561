"""Bookings of units: hold, release, accept, arrive, end (domain 13, H01).

Each function locks the household, then the units, looks, and writes; the exclusion constraint on
``stays`` has the last word. A hold whose time is over keeps nobody out: a constraint cannot see
the clock, so the next writer of that unit marks it EXPIRED under the unit's lock before it books.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any, assert_never
from uuid import UUID, uuid4

from sqlalchemy import (
    ARRAY,
    ColumnElement,
    DateTime,
    Select,
    Uuid,
    and_,
    any_,
    bindparam,
    exists,
    insert,
    literal,
    or_,
    select,
    update,
)
from sqlalchemy.sql.dml import ReturningInsert

from app.store import audit, locks, steps
from app.store.refusals import (
    HoldOver,
    NotFound,
    Stale,
    UnitOutOfService,
    UnitTaken,
    WrongState,
)
from app.store.stepping import beyond
from app.store.transactions import Tx
from app.store.walls import StepOut
from matching.vocabulary import NightSpan, PlanMode
from models.base import table_of
from models.placement import PlacementRecord
from models.stay import StayRecord
from models.types import Nights, Word
from models.unit import OutOfServiceRecord, UnitRecord
from models.words import (
    AuditAct,
    Departure,
    Destination,
    Machine,
    NonArrival,
    PlacementState,
    Role,
    StayState,
)

BOOKED = (StayState.HELD, StayState.ACCEPTED, StayState.ARRIVED)
LIVED = (PlacementState.ACCEPTED, PlacementState.ARRIVED)


_STAYS, _BROKEN = table_of(StayRecord), table_of(OutOfServiceRecord)


def _look() -> Select[bool, bool, bool]:
    """Whether the units are taken, were held until a time that is over, or are out of service."""
    units = bindparam("units", type_=ARRAY(Uuid()))
    nights = bindparam("nights", type_=Nights())
    now = bindparam("now", type_=DateTime(timezone=True))
    s, o = _STAYS.c, _BROKEN.c
    lapsed = and_(s.state == StayState.HELD, s.hold_until <= now)
    booked = and_(s.unit_id == any_(units), s.state.in_(BOOKED), s.nights.op("&&")(nights))
    broken = and_(o.unit_id == any_(units), o.lifted_at.is_(None), o.nights.op("&&")(nights))
    return select(
        exists(select(literal(1)).where(booked, ~lapsed)).label("taken"),
        exists(select(literal(1)).where(booked, lapsed)).label("lapsed"),
        exists(select(literal(1)).where(broken)).label("broken"),
    )


def _book_if_free() -> ReturningInsert[UUID]:
    """Look and write in one statement, so that the unit's lock is held for one round trip less."""
    unit = bindparam("unit", type_=Uuid())
    nights = bindparam("nights", type_=Nights())
    s, o = _STAYS.c, _BROKEN.c
    taken = and_(s.unit_id == unit, s.state.in_(BOOKED), s.nights.op("&&")(nights))
    broken = and_(o.unit_id == unit, o.lifted_at.is_(None), o.nights.op("&&")(nights))
    row: dict[str, ColumnElement[Any]] = {
        "id": bindparam("id", type_=Uuid()),
        "unit_id": unit,
        "household_id": bindparam("household", type_=Uuid()),
        "nights": nights,
        "state": literal(StayState.HELD, Word(StayState)),
        "hold_until": bindparam("until", type_=DateTime(timezone=True)),
        "offer_id": bindparam("offer", type_=Uuid()),
        "created_at": bindparam("now", type_=DateTime(timezone=True)),
        "created_by": bindparam("account", type_=Uuid()),
    }
    free = select(*row.values()).where(
        ~exists(select(literal(1)).where(taken)), ~exists(select(literal(1)).where(broken))
    )
    return insert(_STAYS).from_select(list(row), free).returning(_STAYS.c.id)


_LOOK = _look()
_BOOK_IF_FREE = _book_if_free()


@dataclass(frozen=True, slots=True)
class By:
    """Who acts and when; None is havn itself."""

    account: UUID | None
    role: Role | None
    at: datetime


@beyond(StepOut.BOOKING)
def hold(
    tx: Tx,
    *,
    household: UUID,
    units: Collection[UUID],
    nights: NightSpan,
    until: datetime,
    by: By,
    offer: UUID | None = None,
) -> tuple[UUID, ...]:
    """The units are held for the household until then; ids of the stays, in order of the units.

    Raises
    ------
    UnitTaken
        When somebody has one of the units in one of the nights.
    UnitOutOfService
        When one of them cannot be used in one of the nights.
    NotFound
        When there is no such household or unit.
    """
    if not units or until <= by.at:
        raise ValueError("a hold has a unit and an end that is still to come")
    _free(tx, units, nights, by)  # who comes too late need not queue for the locks to hear so
    locks.households(tx, [household])
    locks.units(tx, units)
    stays = {unit: uuid4() for unit in sorted(units)}
    booked = {
        "household": household,
        "nights": nights,
        "until": until,
        "offer": offer,
        "now": by.at,
        "account": by.account,
    }
    for unit, stay in stays.items():
        asked = {"id": stay, "unit": unit, **booked}
        if tx.quick(_BOOK_IF_FREE, asked).one_or_none() is None:
            _clear(tx, [unit], nights, by)
            if tx.quick(_BOOK_IF_FREE, asked).one_or_none() is None:
                raise UnitTaken
        _record(tx, AuditAct.UNIT_HELD, "stay", stay, by)
    return tuple(stays.values())


def _free(tx: Tx, units: Collection[UUID], nights: NightSpan, by: By) -> bool:
    """Refuses unless all are free in all of the nights; whether an old hold is in the way."""
    seen = tx.quick(_LOOK, {"units": list(units), "nights": nights, "now": by.at}).one()
    if seen.taken:
        raise UnitTaken
    if seen.broken:
        raise UnitOutOfService
    return bool(seen.lapsed)


def _clear(tx: Tx, units: Collection[UUID], nights: NightSpan, by: By) -> None:
    """These locked units are free in all of the nights, without an old hold, or this refuses."""
    if _free(tx, units, nights, by):
        _expire(tx, units, by)


def _expire(tx: Tx, units: Collection[UUID], by: By) -> int:
    """The holds of these locked units whose time is over are EXPIRED; how many were."""
    s = StayRecord
    lapsed = tx.execute(
        update(s)
        .where(s.unit_id.in_(units), s.state == StayState.HELD, s.hold_until <= by.at)
        .values(state=StayState.EXPIRED)
        .returning(s.id)
    ).scalars()
    expired = sorted(lapsed)
    for stay in expired:
        _record(tx, AuditAct.HOLD_EXPIRED, "stay", stay, By(None, None, by.at))
    return len(expired)


@beyond(StepOut.BOOKING)
def expire_due(tx: Tx, now: datetime, at_most: int = 200) -> int:
    """Holds whose time is over are EXPIRED; how many were, to be called again when full."""
    s = StayRecord
    due = tx.execute(
        select(s.unit_id)
        .where(s.state == StayState.HELD, s.hold_until <= now)
        .order_by(s.hold_until)
        .limit(at_most)
    ).scalars()
    units = set(due)
    if not units:
        return 0
    locks.units(tx, units)
    return _expire(tx, units, By(None, None, now))


@beyond(StepOut.BOOKING)
def release(tx: Tx, *, household: UUID, stays: Collection[UUID], by: By) -> None:
    """These holds of the household are given up.

    Raises
    ------
    NotFound
        When one of them is no stay of this household.
    WrongState
        When one of them is no hold any more.
    """
    locks.households(tx, [household])
    held = _locked_stays(tx, household, stays)
    if any(state is not StayState.HELD for state, _ in held.values()):
        raise WrongState
    _give_up(tx, held, by)


def _give_up(tx: Tx, stays: Collection[UUID], by: By) -> None:
    tx.execute(update(StayRecord).where(StayRecord.id.in_(stays)).values(state=StayState.RELEASED))
    for stay in sorted(stays):
        _record(tx, AuditAct.HOLD_RELEASED, "stay", stay, by)


def _locked_stays(
    tx: Tx, household: UUID, stays: Collection[UUID]
) -> dict[UUID, tuple[StayState, datetime | None]]:
    """State and end of each stay, read after its unit was locked."""
    s = StayRecord
    ours = and_(s.id.in_(stays), s.household_id == household)
    locks.units(tx, set(tx.execute(select(s.unit_id).where(ours)).scalars()))
    rows = tx.execute(select(s.id, s.state, s.hold_until).where(ours)).all()
    if not stays or len(rows) != len(set(stays)):
        raise NotFound
    return {row.id: (row.state, row.hold_until) for row in rows}


@beyond(StepOut.BOOKING)
def accept(
    tx: Tx,
    *,
    household: UUID,
    stays: Sequence[UUID],
    mode: PlanMode,
    rule_set: str,
    by: By,
    offer: UUID | None = None,
) -> UUID:
    """These holds become one placement, and every other hold of the household is released.

    Raises
    ------
    HoldOver
        When the time of one of the holds is over.
    WrongState
        When one of them is no hold, or they are of several shelters or different nights.
    AlreadyPlaced
        When the household has a placement in one of the nights.
    NotFound
        When one of them is no stay of this household.
    """
    locks.households(tx, [household])
    others = _other_holds(tx, household, stays)
    held = _locked_stays(tx, household, [*stays, *others])
    chosen = [held[stay] for stay in stays]
    if any(state is not StayState.HELD for state, _ in chosen):
        raise WrongState
    if any(end is None or end <= by.at for _, end in chosen):
        raise HoldOver
    shelter, nights = _one_place(tx, stays)
    _give_up(tx, [other for other in others if held[other][0] is StayState.HELD], by)
    placement = PlacementRecord(
        id=uuid4(),
        household_id=household,
        shelter_id=shelter,
        offer_id=offer,
        nights=nights,
        mode=mode,
        state=PlacementState.ACCEPTED,
        rule_set=rule_set,
        created_at=by.at,
    )
    tx.add(placement)
    tx.flush()
    tx.execute(
        update(StayRecord)
        .where(StayRecord.id.in_(stays))
        .values(state=StayState.ACCEPTED, hold_until=None, placement_id=placement.id)
    )
    _record(tx, AuditAct.PLACEMENT_ACCEPTED, "placement", placement.id, by)
    return placement.id


def _other_holds(tx: Tx, household: UUID, stays: Collection[UUID]) -> list[UUID]:
    s = StayRecord
    query = select(s.id).where(
        s.household_id == household, s.state == StayState.HELD, s.id.not_in(stays)
    )
    return list(tx.execute(query).scalars())


def _one_place(tx: Tx, stays: Collection[UUID]) -> tuple[UUID, NightSpan]:
    """The shelter and the nights that all of these stays share."""
    s, u = StayRecord, UnitRecord
    places = {
        (row.shelter_id, row.nights)
        for row in tx.execute(
            select(u.shelter_id, s.nights).join(u, u.id == s.unit_id).where(s.id.in_(stays))
        )
    }
    if len(places) != 1:
        raise WrongState
    return places.pop()


@beyond(StepOut.BOOKING)
def keep(tx: Tx, *, household: UUID, stays: Collection[UUID], until: datetime, by: By) -> None:
    """These holds stand until then: the place to which she moves is kept while she lives elsewhere.

    Raises
    ------
    WrongState
        When one of them is no hold any more.
    """
    locks.households(tx, [household])
    held = _locked_stays(tx, household, stays)
    if any(state is not StayState.HELD for state, _ in held.values()):
        raise WrongState
    tx.execute(update(StayRecord).where(StayRecord.id.in_(stays)).values(hold_until=until))


@beyond(StepOut.BOOKING)
def lock_both(tx: Tx, placement: UUID, household: UUID) -> None:
    """The units she leaves and all that are held for her, locked at once and so in their one order."""
    s = StayRecord
    locks.households(tx, [household])
    held = and_(s.household_id == household, s.state == StayState.HELD)
    both = or_(s.placement_id == placement, held)
    locks.units(tx, set(tx.execute(select(s.unit_id).where(both)).scalars()))


@beyond(StepOut.BOOKING)
def give_up_all(tx: Tx, household: UUID, *, beside: Collection[UUID], by: By) -> None:
    """Nothing is held for her any more; these units ``beside`` are locked with those that were."""
    locks.households(tx, [household])
    s, held = StayRecord, _other_holds(tx, household, ())
    units = set(tx.execute(select(s.unit_id).where(s.id.in_(held))).scalars())
    locks.units(tx, units | set(beside))
    _give_up(tx, _other_holds(tx, household, ()), by)


@beyond(StepOut.BOOKING)
def begin_on(tx: Tx, stays: Collection[UUID], night: date) -> None:
    """Holds of earlier nights begin on this one; their ends stay."""
    s = StayRecord
    for stay in tx.execute(select(s.id, s.nights).where(s.id.in_(stays))).all():
        if stay.nights.start < night < stay.nights.end:
            later = NightSpan(night, stay.nights.end)
            tx.execute(update(s).where(s.id == stay.id).values(nights=later))


@beyond(StepOut.BOOKING)
def arrive(tx: Tx, placement: UUID, *, by: By) -> None:
    """She is there."""
    household = _locked_placement(tx, placement, PlacementState.ACCEPTED).household_id
    _goes_on(tx, placement, household, PlacementState.ARRIVED, by, arrived_at=by.at)
    _follow(tx, placement, StayState.ARRIVED)
    _record(tx, AuditAct.ARRIVED, "placement", placement, by)


@beyond(StepOut.BOOKING)
def not_there_yet(tx: Tx, placement: UUID, *, by: By) -> None:
    """That she came was recorded wrongly: she is expected as before."""
    household = _locked_placement(tx, placement, PlacementState.ARRIVED).household_id
    _goes_on(tx, placement, household, PlacementState.ACCEPTED, by, arrived_at=None)
    _follow(tx, placement, StayState.ACCEPTED)
    _record(tx, AuditAct.RECORD_RECTIFIED, "placement", placement, by)


@beyond(StepOut.BOOKING)
def extend(
    tx: Tx,
    placement: UUID,
    seen: int | None,
    *,
    until: date,
    by: By,
    mode: PlanMode | None = None,
) -> None:
    """She stays until then in the units she has; they are free, or nothing changes.

    ``seen``: None is whatever version there is; ``mode``: None stays as it is.

    Raises
    ------
    Stale
        When somebody changed the placement since that version was read.
    UnitTaken
        When somebody has one of the units in one of the new nights.
    UnitOutOfService
        When one of them cannot be used then.
    """
    place = _locked_placement(tx, placement, *LIVED)
    if seen is not None and place.version != seen:
        raise Stale
    s = StayRecord
    units = list(tx.execute(select(s.unit_id).where(s.placement_id == placement)).scalars())
    nights = NightSpan(place.nights.start, max(until, place.nights.end))
    if until > place.nights.end:
        _clear(tx, units, NightSpan(place.nights.end, until), by)
    _follow(tx, placement, StayState(place.state.value), nights)
    p = PlacementRecord
    tx.execute(
        update(p)
        .where(p.id == placement)
        .values(nights=nights, mode=mode or place.mode, version=p.version + 1)
        .execution_options(synchronize_session=False)
    )


@beyond(StepOut.BOOKING)
def call_off(
    tx: Tx,
    placement: UUID,
    *,
    why: PlacementState,
    by: By,
    reason: NonArrival | None = None,
) -> None:
    """An accepted placement is CANCELLED or NOT_ARRIVED; its units are free from this moment."""
    place = _locked_placement(tx, placement, PlacementState.ACCEPTED)
    match why:
        case PlacementState.CANCELLED:
            state, act = StayState.CANCELLED, AuditAct.PLACEMENT_CANCELLED
        case PlacementState.NOT_ARRIVED:
            state, act = StayState.NOT_ARRIVED, AuditAct.NOT_ARRIVED
        case PlacementState.ACCEPTED | PlacementState.ARRIVED | PlacementState.ENDED:
            raise ValueError("a placement is called off by CANCELLED or NOT_ARRIVED")
        case _:
            assert_never(why)
    _goes_on(tx, placement, place.household_id, why, by, reason)
    _follow(tx, placement, state)
    _record(tx, act, "placement", placement, by)


@beyond(StepOut.BOOKING)
def end(
    tx: Tx,
    placement: UUID,
    *,
    last: date,
    departure: Departure,
    by: By,
    destination: Destination | None = None,
) -> None:
    """She left; ``last`` is the first night that she is not there any more.

    The nights become what they were: at least the first, and none beyond what was booked.
    """
    place = _locked_placement(tx, placement, PlacementState.ARRIVED)
    first = place.nights.start
    until = min(max(last, first + timedelta(days=1)), place.nights.end)
    nights = NightSpan(first, until)
    values = {
        "departure": departure,
        "destination": destination,
        "actual_to": until,
        "nights": nights,
    }
    _goes_on(tx, placement, place.household_id, PlacementState.ENDED, by, departure, **values)
    _follow(tx, placement, StayState.ENDED, nights)
    _record(tx, AuditAct.STAY_ENDED, "placement", placement, by)


def _locked_placement(tx: Tx, placement: UUID, *allowed: PlacementState) -> PlacementRecord:
    """The placement, read after its household and units were locked."""
    p, s = PlacementRecord, StayRecord
    household = tx.execute(select(p.household_id).where(p.id == placement)).scalar_one_or_none()
    if household is None:
        raise NotFound
    locks.households(tx, [household])
    locks.units(tx, set(tx.execute(select(s.unit_id).where(s.placement_id == placement)).scalars()))
    place = tx.session.get_one(p, placement, populate_existing=True)
    if place.state not in allowed:
        raise WrongState
    return place


def _goes_on(
    tx: Tx,
    placement: UUID,
    household: UUID,
    state: PlacementState,
    by: By,
    reason: Departure | NonArrival | None = None,
    **values: Any,  # noqa: ANN401 - its columns
) -> None:
    steps.take(
        tx,
        Machine.PLACEMENT,
        PlacementRecord.id == placement,
        state,
        household=household,
        by=by.account,
        at=by.at,
        reason=reason,
        **values,
    )


def _follow(tx: Tx, placement: UUID, state: StayState, nights: NightSpan | None = None) -> None:
    """Every stay of the placement takes its state and, when it ends, its nights."""
    changed = {"state": state} if nights is None else {"state": state, "nights": nights}
    tx.execute(update(StayRecord).where(StayRecord.placement_id == placement).values(**changed))


def _record(tx: Tx, act: AuditAct, kind: str, subject: UUID, by: By) -> None:
    audit.add(tx, act, at=by.at, actor=by.account, role=by.role, subject_kind=kind, subject=subject)
