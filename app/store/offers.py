"""Offers: an option on its way from proposed to taken (domain 13)."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID, uuid4

from sqlalchemy import (
    ColumnElement,
    Row,
    Select,
    and_,
    case,
    exists,
    func,
    insert,
    not_,
    or_,
    select,
    true,
    update,
)

from app.store import locks, members, steps
from app.store.holds import By
from app.store.nights import OVER_NOON, starts_at, tonight
from app.store.pages import Page, mark, page
from app.store.referrals import CLOSED
from app.store.refusals import NotFound, Stale
from app.store.stepping import beyond
from app.store.transactions import Tx
from app.store.walls import Reader, StepOut
from models.household import HouseholdRecord
from models.lifecycle import Reason
from models.offer import OfferRecord, OfferUnitRecord
from models.placement import PlacementRecord
from models.referral import ReferralRecord
from models.shelter import ShelterRecord
from models.stay import StayRecord
from models.transfer import TransferRecord
from models.words import Machine, OfferState, PlacementState, Role, StayState, TransferState

OPEN = (OfferState.SHELTER_ASKED, OfferState.SHELTER_YES, OfferState.SHOWN)
"""States in which units are held for it."""


def propose(tx: Tx, household: UUID, rows: Sequence[dict[str, Any]], by: By) -> None:
    """These are the household's options now; what was merely proposed before is gone."""
    o, u = OfferRecord, OfferUnitRecord
    _all_of(tx, household, o.state == OfferState.PROPOSED, OfferState.EXPIRED, by)
    if not rows:
        return
    tx.execute(insert(o), [{n: v for n, v in row.items() if n != "units"} for row in rows])
    tx.execute(
        insert(u),
        [{"offer_id": row["id"], "unit_id": unit} for row in rows for unit in row["units"]],
    )


def add(tx: Tx, *, units: Sequence[UUID], **values: Any) -> UUID:  # noqa: ANN401 - its columns
    """One offer, such as a line of a plan that a person accepted."""
    offer = uuid4()
    tx.execute(insert(OfferRecord).values(id=offer, version=1, **values))
    tx.execute(insert(OfferUnitRecord), [{"offer_id": offer, "unit_id": unit} for unit in units])
    return offer


def _all() -> Select[Any]:
    o, h, r, s, p = OfferRecord, HouseholdRecord, ReferralRecord, ShelterRecord, PlacementRecord
    units = (
        select(func.array_agg(OfferUnitRecord.unit_id))
        .where(OfferUnitRecord.offer_id == o.id)
        .correlate(o)
        .scalar_subquery()
    )
    # Who came after all has a second placement by it, which counts from then on.
    newest = select(p).where(p.offer_id == o.id).order_by(p.created_at.desc(), p.id).limit(1)
    placed = newest.with_only_columns(p.state).correlate(o).scalar_subquery()
    placement = newest.with_only_columns(p.id).correlate(o).scalar_subquery()
    t = TransferRecord
    moving = exists().where(t.offer_id == o.id, t.state == TransferState.FIRM).correlate(o)
    return (
        select(
            o.id,
            o.household_id.label("household"),
            r.id.label("referral"),
            r.state.label("case_state"),
            o.shelter_id.label("shelter"),
            s.code_name,
            s.region,
            units.label("units"),
            o.nights,
            o.mode,
            o.state,
            o.hold_until,
            o.asked_at,
            o.refusal_reason,
            o.decline_reason,
            o.proposal_id.label("proposal"),
            o.option_rank,
            o.said,
            o.shown_language,
            o.shown_way,
            o.passed_on_at,
            placement.label("placement"),
            placed.label("placement_state"),
            moving.label("moving"),
            o.version,
        )
        .join(h, h.id == o.household_id)
        .join(r, r.id == h.referral_id)
        .join(s, s.id == o.shelter_id)
    )


def _seen_by(query: Select[Any], account: UUID, role: Role, shelter: UUID | None) -> Select[Any]:
    """What this person may see; a shelter sees what it was asked, never what was only thought of."""
    o, r = OfferRecord, ReferralRecord
    query = query.where(members.seen_by(r.id, account, role))
    if role is Role.SHELTER:
        asked = o.asked_at.is_not(None)
        return query.where(o.shelter_id == shelter, asked)
    if role is Role.ON_CALL:
        # Options of old searches, side by side, would tell more of the houses than one search does.
        gone = and_(o.state == OfferState.EXPIRED, o.asked_at.is_(None))
        return query.where(r.state.not_in(CLOSED), not_(gone))
    return query


def find(
    tx: Tx,
    offer: UUID,
    *,
    account: UUID,
    role: Role,
    shelter: UUID | None,
) -> dict[str, Any]:
    """The offer that this person may see.

    Raises
    ------
    NotFound
        When there is none, or it is somebody else's.
    """
    query = _seen_by(_all(), account, role, shelter).where(OfferRecord.id == offer)
    row = tx.execute(query).one_or_none()
    if row is None:
        raise NotFound
    return dict(row._mapping)


def locked(
    tx: Tx,
    offer: UUID,
    seen: int,
    *,
    account: UUID,
    role: Role,
    shelter: UUID | None,
    beside: Sequence[UUID] = (),
) -> dict[str, Any]:
    """The same, after its household was locked with those ``beside``, and of the version seen.

    Raises
    ------
    Stale
        When somebody changed it meanwhile.
    """
    who = {"account": account, "role": role, "shelter": shelter}
    found = find(tx, offer, **who)  # type: ignore[arg-type]
    locks.households(tx, [found["household"], *beside])
    found = find(tx, offer, **who)  # type: ignore[arg-type]
    if found["version"] != seen:
        raise Stale
    return found


def listed(
    tx: Tx, wanted: Page, *, account: UUID, role: Role, shelter: UUID | None
) -> tuple[list[dict[str, Any]], UUID | None]:
    """A page of the offers that this person may see."""
    query = _seen_by(_all(), account, role, shelter)
    rows, last = page(tx, query, OfferRecord.id, wanted)
    return [dict(row._mapping) for row in rows], last


def of_case(
    tx: Tx, referral: UUID, wanted: Page, *, account: UUID, role: Role
) -> tuple[list[dict[str, Any]], UUID | None]:
    """A page of what was offered in this case; what was only thought of, and is over, is left out."""
    o = OfferRecord
    only_thought_of = and_(o.state == OfferState.EXPIRED, o.asked_at.is_(None))
    query = _seen_by(_all(), account, role, None)
    query = query.where(ReferralRecord.id == referral, not_(only_thought_of))
    rows, last = page(tx, query, o.id, wanted)
    return [dict(row._mapping) for row in rows], last


def marked(tx: Tx, reader: Reader) -> str:
    """The mark of the offers of open cases that this reader may see."""
    o, h, r = OfferRecord, HouseholdRecord, ReferralRecord
    joined = select(o.id, o.version).join(h, h.id == o.household_id)
    query: Any = joined.join(r, r.id == h.referral_id).where(r.state.not_in(CLOSED))
    return mark(tx, _seen_by(query, reader.account, reader.role, reader.shelter))


def change(
    tx: Tx,
    offer: UUID,
    state: OfferState,
    by: By,
    *,
    household: UUID,
    reason: Reason | None = None,
    **values: Any,  # noqa: ANN401 - its columns
) -> int:
    """The offer is in this state, with these values; its new version.

    Raises
    ------
    WrongState
        When no such step leads there.
    """
    (version,) = steps.take(
        tx,
        Machine.OFFER,
        OfferRecord.id == offer,
        state,
        household=household,
        by=by.account,
        at=by.at,
        reason=reason,
        **values,
    )
    return version


def _all_of(
    tx: Tx,
    household: UUID,
    which: ColumnElement[bool],
    state: OfferState,
    by: By,
    **values: Any,  # noqa: ANN401 - its columns
) -> None:
    which = and_(OfferRecord.household_id == household, which)
    steps.take(
        tx,
        Machine.OFFER,
        which,
        state,
        household=household,
        by=by.account,
        at=by.at,
        **values,
    )


def choices(tx: Tx) -> list[dict[str, Any]]:
    """Options that were chosen among others, by how many were shown, place in the list and word."""
    o = OfferRecord
    keys = o.shown_beside, o.option_rank, o.choice_reason
    taken = func.count().filter(o.state == OfferState.TAKEN)
    query = (
        select(
            o.shown_beside.label("shown"),
            o.option_rank.label("rank"),
            o.choice_reason.label("reason"),
            func.count().label("asked"),
            taken.label("taken"),
        )
        .where(o.shown_beside.is_not(None), o.asked_at.is_not(None))
        .group_by(*keys)
        .order_by(*keys)
    )
    return [dict(row._mapping) for row in tx.execute(query)]


def any_of(tx: Tx, offer: UUID) -> dict[str, Any]:
    """The offer, as the service itself sees it."""
    query = _all().add_columns(OfferRecord.closed_at).where(OfferRecord.id == offer)
    return dict(tx.execute(query).one()._mapping)


def to_pass_on(tx: Tx, now: datetime, *, asked_before: datetime, at_most: int) -> list[UUID]:
    """Offers of today that came to nothing at their house, for which no next one was looked for.

    What was passed on for its silence is so again when it ends.

    A house that was asked before then for tonight, and has said nothing, counts as well; one that was
    asked in the morning for the night that begins at noon has until four in the afternoon.
    """
    o = OfferRecord
    since = now - timedelta(days=1)
    night = tonight(now)
    begins = starts_at(night)
    late = true() if now >= begins + OVER_NOON else o.asked_at >= begins
    first = func.lower(o.nights)
    urgent = or_(first == night - timedelta(days=1), and_(first == night, late))
    silent = and_(o.state == OfferState.SHELTER_ASKED, o.asked_at <= asked_before, urgent)
    no = and_(o.state == OfferState.SHELTER_NO, o.closed_at > since)
    over = and_(o.state == OfferState.EXPIRED, o.asked_at.is_not(None), o.closed_at > since)
    query = (
        select(o.id)
        .where(or_(o.passed_on_at.is_(None), o.passed_on_at < o.closed_at), or_(silent, no, over))
        .order_by(o.asked_at, o.id)
        .limit(at_most)
    )
    return list(tx.execute(query).scalars())


def passed_on(tx: Tx, offer: UUID, now: datetime) -> None:
    """The next house was looked for; the offer itself is as it was."""
    tx.execute(
        update(OfferRecord)
        .where(OfferRecord.id == offer)
        .values(passed_on_at=now)
        .execution_options(synchronize_session=False)
    )


def fallbacks(tx: Tx, household: UUID, nights: Collection[date]) -> list[UUID]:
    """What is proposed to her from one of these nights on, and for the last of them, and can be asked
    for without a call; the best first."""
    o = OfferRecord
    query = (
        select(o.id)
        .where(
            o.household_id == household,
            o.state == OfferState.PROPOSED,
            func.lower(o.nights).in_(nights),
            func.upper(o.nights) > max(nights),
            func.cardinality(o.explanation) == 0,
        )
        .order_by(o.option_rank, o.id)
    )
    return list(tx.execute(query).scalars())


def is_awaited(tx: Tx, household: UUID, nights: Collection[date], now: datetime) -> bool:
    """Whether a house has still to answer, for one of these nights, of which nobody has looked for the
    next one."""
    o = OfferRecord
    first = func.lower(o.nights)
    asked = and_(o.state == OfferState.SHELTER_ASKED, o.hold_until > now, first.in_(nights))
    query = select(o.id).where(o.household_id == household, asked, o.passed_on_at.is_(None))
    return tx.execute(query.limit(1)).one_or_none() is not None


def has_a_yes(tx: Tx, household: UUID, now: datetime) -> bool:
    """Whether a house has said yes to her, and is still held."""
    o = OfferRecord
    said_yes = o.state.in_((OfferState.SHELTER_YES, OfferState.SHOWN))
    query = select(o.id).where(o.household_id == household, said_yes, o.hold_until > now).limit(1)
    return tx.execute(query).one_or_none() is not None


def next_for_her(tx: Tx, household: UUID, now: datetime) -> UUID | None:
    """What she may choose next: a house that said yes, else one that is asked, else a proposal."""
    o = OfferRecord
    ready = case(
        (o.state.in_((OfferState.SHELTER_YES, OfferState.SHOWN)), 0),
        (o.state == OfferState.SHELTER_ASKED, 1),
        else_=2,
    )
    query = (
        select(o.id)
        .where(
            o.household_id == household,
            or_(
                and_(o.state.in_(OPEN), o.hold_until > now),
                and_(o.state == OfferState.PROPOSED, func.cardinality(o.explanation) == 0),
            ),
        )
        .order_by(ready, o.option_rank, o.id)
        .limit(1)
    )
    found: UUID | None = tx.execute(query).scalar_one_or_none()
    return found


def ending(tx: Tx, now: datetime, before: datetime) -> Sequence[Row[tuple[UUID, UUID, datetime]]]:
    """Offers with a house's yes whose hold ends before then, with case and end."""
    o, h = OfferRecord, HouseholdRecord
    query = (
        select(o.id, h.referral_id.label("referral"), o.hold_until)
        .join(h, h.id == o.household_id)
        .where(
            o.state.in_((OfferState.SHELTER_YES, OfferState.SHOWN)),
            o.hold_until > now,
            o.hold_until <= before,
        )
        .order_by(o.hold_until, o.id)
    )
    return tx.execute(query).all()


@beyond(StepOut.BOOKING)
def held_stays(tx: Tx, offer: UUID) -> list[UUID]:
    """The holds that stand for this offer."""
    s = StayRecord
    query = select(s.id).where(s.offer_id == offer, s.state == StayState.HELD).order_by(s.id)
    return list(tx.execute(query).scalars())


@beyond(StepOut.BOOKING)
def held_units(tx: Tx, household: UUID) -> list[UUID]:
    """Every unit that is held for the household, by id."""
    s = StayRecord
    query = select(s.unit_id).where(s.household_id == household, s.state == StayState.HELD)
    return list(tx.execute(query.order_by(s.unit_id)).scalars())


def was_asked_beside_a_place(tx: Tx, offer: UUID) -> bool:
    """Whether it was asked for when she had accepted a place that is hers still."""
    o, p = OfferRecord, PlacementRecord
    query = (
        select(o.id)
        .join(p, p.household_id == o.household_id)
        .where(o.id == offer, p.state == PlacementState.ACCEPTED, p.created_at <= o.asked_at)
    )
    return tx.execute(query.limit(1)).first() is not None


def held_beside(tx: Tx, household: UUID, offer: UUID, now: datetime) -> list[dict[str, Any]]:
    """Other offers of the household for which units are held."""
    o = OfferRecord
    query = select(o.id, o.hold_until).where(
        o.household_id == household, o.id != offer, o.state.in_(OPEN), o.hold_until > now
    )
    return [dict(row._mapping) for row in tx.execute(query)]


def release_others(tx: Tx, household: UUID, offer: UUID | None, by: By) -> None:
    """Every other open offer of the household is released; she has chosen.

    ``offer``: None is a place that became hers by none.
    """
    o = OfferRecord
    others = and_(o.id.is_distinct_from(offer), o.state.in_(OPEN))
    _all_of(tx, household, others, OfferState.RELEASED, by, closed_at=by.at, hold_until=None)


def end_all(tx: Tx, household: UUID, by: By) -> None:
    """Nothing is proposed to the household or asked for it any more; its case is closed."""
    ended = OfferRecord.state.in_((OfferState.PROPOSED, OfferState.APPROVED, *OPEN))
    _all_of(tx, household, ended, OfferState.EXPIRED, by, closed_at=by.at, hold_until=None)


def lapse(tx: Tx, household: UUID, now: datetime) -> None:
    """Offers whose hold is over are EXPIRED."""
    o = OfferRecord
    over = and_(o.state.in_(OPEN), o.hold_until <= now)
    _all_of(tx, household, over, OfferState.EXPIRED, By(None, None, now), closed_at=now)


def over(tx: Tx, now: datetime, at_most: int) -> list[UUID]:
    """Households with an open offer whose hold is over, those who wait longest first."""
    o = OfferRecord
    query = (
        select(o.household_id)
        .where(o.state.in_(OPEN), o.hold_until <= now)
        .group_by(o.household_id)
        .order_by(func.min(o.hold_until), o.household_id)
        .limit(at_most)
    )
    return list(tx.execute(query).scalars())
