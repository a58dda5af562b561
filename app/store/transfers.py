"""Moves in the records: where each stands, and the one transaction in which she changes her bed."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID, uuid4

from sqlalchemy import ColumnElement, ScalarSelect, Select, and_, func, or_, select, text, update
from sqlalchemy.dialects.postgresql import insert as upsert

from app.store import locks, members, steps
from app.store.holds import By
from app.store.pages import Page, mark, page
from app.store.refusals import NotFound, Stale
from app.store.stepping import beyond
from app.store.transactions import Tx
from app.store.walls import NOBODY, Reader, StepOut
from matching.vocabulary import Answer, NightSpan, PlanMode
from models.household import HouseholdRecord
from models.lifecycle import Reason
from models.offer import OfferRecord, OfferUnitRecord
from models.placement import PlacementRecord
from models.referral import ReferralRecord
from models.stay import StayRecord
from models.transfer import TransferRecord as Transfer
from models.words import (
    Machine,
    PlacementState,
    Role,
    StayState,
    TransferReason,
    TransferState,
)

OVER = (TransferState.MOVED, TransferState.CANCELLED)
FOR_SAFETY = (TransferReason.COMPROMISE, TransferReason.THREAT_UP)
"""Moves before which the police of both places are asked (H18)."""
LATE = timedelta(hours=12)
"""So long after she should be there her place is still kept (domain 13)."""
_IS_OPEN = text("state NOT IN ('MOVED', 'CANCELLED')")
"""In words: with a parameter in its place a plan that is kept finds no such index."""


@beyond(StepOut.BOOKING)
def propose(
    tx: Tx,
    placement: UUID,
    reason: TransferReason,
    *,
    now: datetime,
    by: UUID | None = None,
) -> UUID | None:
    """A move out of this placement is proposed; None when one is open already.

    ``by``: None is havn itself.
    """
    made: UUID | None = tx.execute(
        upsert(Transfer)
        .values(
            id=uuid4(),
            from_placement_id=placement,
            reason=reason,
            state=TransferState.PROPOSED,
            created_at=now,
            proposed_by=by,
            version=1,
        )
        .on_conflict_do_nothing(index_elements=["from_placement_id"], index_where=_IS_OPEN)
        .returning(Transfer.id)
    ).scalar_one_or_none()
    return made


def _all(account: UUID, role: Role) -> Select[Any]:
    t, p, h, r = Transfer, PlacementRecord, HouseholdRecord, ReferralRecord
    columns: list[Any] = [
        t.id,
        t.from_placement_id.label("placement"),
        p.household_id.label("household"),
        p.shelter_id.label("from_shelter"),
        func.upper(p.nights).label("until"),
        h.referral_id.label("referral"),
        t.reason,
        t.state,
        t.her_agreement_at.label("agreed_at"),
        t.police_consulted_at.label("police_at"),
        t.receiving_police_at,
        t.danger_second_by,
        t.offer_id.label("offer"),
        t.move_by,
        t.to_shelter_id.label("to_shelter"),
        t.to_placement_id.label("to_placement"),
        t.created_at,
        t.version,
        _units_there().label("kept"),
        members.own(r.id, account, role).label("own"),
    ]
    return (
        select(*columns)
        .join(p, p.id == t.from_placement_id)
        .join(h, h.id == p.household_id)
        .join(r, r.id == h.referral_id)
    )


def _units_there() -> ScalarSelect[Any]:
    """The units that are kept for her in the new house."""
    u = OfferUnitRecord
    found = select(func.array_agg(u.unit_id)).where(u.offer_id == Transfer.offer_id)
    return found.correlate(Transfer).scalar_subquery()


def _seen_by(account: UUID, role: Role, shelter: UUID | None) -> Select[Any]:
    query = _all(account, role).where(members.seen_by(ReferralRecord.id, account, role))
    return query.where(_told_to_house(shelter)) if role is Role.SHELTER else query


def _told_to_house(shelter: UUID | None) -> ColumnElement[bool]:
    """Firm moves out of it, also those that were called off since, and firm ones into it.

    What is proposed and the police are asked about tells that a house is known, or whom she fears;
    nobody in it reads that before she goes.
    """
    t = Transfer
    firm = t.state.in_((TransferState.FIRM, TransferState.MOVED))
    out_of = and_(PlacementRecord.shelter_id == shelter, t.offer_id.is_not(None))
    return or_(out_of, and_(t.to_shelter_id == shelter, firm))


@beyond(StepOut.BOOKING)
def find(
    tx: Tx, transfer: UUID, *, account: UUID, role: Role, shelter: UUID | None
) -> dict[str, Any]:
    """The move that this person may see; a house sees it once it is firm.

    Raises
    ------
    NotFound
        When there is none, or it is not for this person.
    """
    row = tx.execute(_seen_by(account, role, shelter).where(Transfer.id == transfer)).one_or_none()
    if row is None:
        raise NotFound
    return dict(row._mapping)


@beyond(StepOut.OUTSIDE)
def of(tx: Tx, transfer: UUID) -> dict[str, Any]:
    """The move, for the police, who never hear more of it than that it waits for them.

    Raises
    ------
    NotFound
        When there is none.
    """
    row = tx.execute(_all(NOBODY, Role.POLICE).where(Transfer.id == transfer)).one_or_none()
    if row is None:
        raise NotFound
    return dict(row._mapping)


def locked(
    tx: Tx, transfer: UUID, seen: int, *, account: UUID, role: Role, shelter: UUID | None
) -> dict[str, Any]:
    """The same, after its household was locked, and of the version seen.

    Raises
    ------
    Stale
        When somebody changed it meanwhile.
    """
    who = {"account": account, "role": role, "shelter": shelter}
    found = find(tx, transfer, **who)  # type: ignore[arg-type]
    locks.households(tx, [found["household"]])
    found = find(tx, transfer, **who)  # type: ignore[arg-type]
    if found["version"] != seen:
        raise Stale
    return found


@beyond(StepOut.BOOKING)
def marked(tx: Tx, reader: Reader) -> str:
    """The mark of the moves that this reader may see."""
    seen = _seen_by(reader.account, reader.role, reader.shelter)
    return mark(tx, seen.with_only_columns(Transfer.id, Transfer.version))


@beyond(StepOut.BOOKING)
def listed(
    tx: Tx, wanted: Page, *, account: UUID, role: Role, shelter: UUID | None
) -> tuple[list[dict[str, Any]], UUID | None]:
    """A page of the moves that this person may see."""
    rows, last = page(tx, _seen_by(account, role, shelter), Transfer.id, wanted)
    return [dict(row._mapping) for row in rows], last


@beyond(StepOut.BOOKING)
def open_of(tx: Tx, household: UUID, *, locked: bool = False) -> dict[str, Any] | None:
    """The open move of this household; ``locked``: why she moves stays so until this one ends."""
    t, p, h = Transfer, PlacementRecord, HouseholdRecord
    query = (
        select(
            t.id,
            t.from_placement_id.label("placement"),
            p.household_id.label("household"),
            func.upper(p.nights).label("until"),
            h.referral_id.label("referral"),
            t.reason,
            t.state,
            t.police_consulted_at.label("police_at"),
            t.receiving_police_at,
            t.danger_second_by,
            t.offer_id.label("offer"),
            t.created_at,
            t.version,
        )
        .join(p, p.id == t.from_placement_id)
        .join(h, h.id == p.household_id)
        .where(p.household_id == household, t.state.not_in(OVER))
    )
    if locked:
        query = query.with_for_update(of=t, key_share=True)
    row = tx.execute(query).one_or_none()
    return None if row is None else dict(row._mapping)


@beyond(StepOut.BOOKING)
def give_reason(tx: Tx, transfer: UUID, reason: TransferReason) -> bool:
    """The open move is for this from now on, unless it is firm or for her safety; whether it is."""
    t = Transfer
    fixed = (*OVER, TransferState.FIRM)
    given = tx.execute(
        update(t)
        .where(t.id == transfer, t.state.not_in(fixed), t.reason.not_in(FOR_SAFETY))
        .values(reason=reason, version=t.version + 1)
        .returning(t.id)
        .execution_options(synchronize_session=False)
    ).scalar_one_or_none()
    return given is not None


@beyond(StepOut.BOOKING)
def called_off_since(tx: Tx, placement: UUID, reason: TransferReason, since: datetime) -> bool:
    """Whether a move out of there for this was called off since then, before a place was kept."""
    t = Transfer
    query = select(t.id).where(
        t.from_placement_id == placement,
        t.reason == reason,
        t.state == TransferState.CANCELLED,
        t.offer_id.is_(None),
        t.ended_at > since,
    )
    return tx.execute(query.limit(1)).first() is not None


@beyond(StepOut.BOOKING)
def fell_through_since(tx: Tx, household: UUID, since: datetime) -> UUID | None:
    """The case, when a move of this household fell through since then; nobody had called it off."""
    t, p, h = Transfer, PlacementRecord, HouseholdRecord
    query = (
        select(h.referral_id)
        .join(p, p.household_id == h.id)
        .join(t, t.from_placement_id == p.id)
        .where(
            h.id == household,
            t.state == TransferState.CANCELLED,
            t.ended_at > since,
            t.ended_at >= t.move_by + LATE,
        )
    )
    return tx.execute(query.limit(1)).scalar_one_or_none()


@beyond(StepOut.BOOKING)
def take(
    tx: Tx,
    /,
    transfer: UUID,
    state: TransferState,
    by: By,
    *,
    household: UUID,
    reason: Reason | None = None,
    **values: Any,  # noqa: ANN401 - its columns
) -> int:
    """The move is in this state, with these values; its new version.

    Raises
    ------
    WrongState
        When no such step leads there.
    """
    if state in OVER:
        values["ended_at"] = by.at
    (version,) = steps.take(
        tx,
        Machine.TRANSFER,
        Transfer.id == transfer,
        state,
        household=household,
        by=by.account,
        at=by.at,
        reason=reason,
        **values,
    )
    return version


@beyond(StepOut.BOOKING)
def note(tx: Tx, /, transfer: UUID, **values: Any) -> None:  # noqa: ANN401 - its columns
    """The move has these values and its next version."""
    t = Transfer
    tx.execute(
        update(t)
        .where(t.id == transfer)
        .values(version=t.version + 1, **values)
        .execution_options(synchronize_session=False)
    )


@beyond(StepOut.BOOKING)
def units_of(tx: Tx, placement: UUID) -> list[UUID]:
    """The units in which she lives by this placement."""
    s = StayRecord
    query = select(s.unit_id).where(s.placement_id == placement).order_by(s.unit_id)
    return list(tx.execute(query).scalars())


@dataclass(frozen=True, slots=True, repr=False)
class Place:
    """What is kept for her: nights, how her plan fits the limit, and the rules it was judged by."""

    nights: NightSpan
    mode: PlanMode
    rule_set: str


@beyond(StepOut.BOOKING)
def place_of(tx: Tx, offer: UUID) -> Place:
    """The place that is kept by this offer."""
    o = OfferRecord
    row = tx.execute(select(o.nights, o.mode, o.rule_set).where(o.id == offer)).one()
    return Place(row.nights, row.mode, row.rule_set)


@beyond(StepOut.BOOKING)
def residents(
    tx: Tx, *, shelter: UUID | None = None, households: Collection[UUID] | None = None
) -> list[dict[str, Any]]:
    """Who lives in this house, or where these households live, or everybody who lives anywhere.

    Of each placement, household, shelter and referral.
    """
    p, h = PlacementRecord, HouseholdRecord
    which = []
    if shelter is not None:
        which.append(p.shelter_id == shelter)
    elif households is not None:
        which.append(p.household_id.in_(households))
    query = (
        select(
            p.id.label("placement"),
            p.household_id.label("household"),
            p.shelter_id.label("shelter"),
            h.referral_id.label("referral"),
        )
        .join(h, h.id == p.household_id)
        .where(*which, p.state == PlacementState.ARRIVED)
        .order_by(p.id)
    )
    return [dict(row._mapping) for row in tx.execute(query)]


def _kept(now: datetime) -> ColumnElement[bool]:
    s = StayRecord
    held = select(s.id).where(
        s.offer_id == Transfer.offer_id, s.state == StayState.HELD, s.hold_until > now
    )
    return held.exists()


@beyond(StepOut.BOOKING)
def is_kept(tx: Tx, transfer: UUID, now: datetime) -> bool:
    """Whether a place is held for this move."""
    return (
        tx.execute(select(Transfer.id).where(Transfer.id == transfer, _kept(now))).first()
        is not None
    )


def over(tx: Tx, now: datetime, at_most: int) -> list[tuple[UUID, UUID]]:
    """Firm moves for which nothing is held any more: transfer and household."""
    t, p = Transfer, PlacementRecord
    query = (
        select(t.id, p.household_id)
        .join(p, p.id == t.from_placement_id)
        .where(t.state == TransferState.FIRM, ~_kept(now))
        .order_by(t.move_by, t.id)
        .limit(at_most)
    )
    return [(row.id, row.household_id) for row in tx.execute(query)]


@beyond(StepOut.BOOKING)
def wishes_to_move(tx: Tx, household: UUID, said: Answer) -> None:
    """Her word on moving, which opens a bed that stands (H19)."""
    h = HouseholdRecord
    tx.execute(
        update(h)
        .where(h.id == household)
        .values(wants_move=said, version=h.version + 1)
        .execution_options(synchronize_session=False)
    )
