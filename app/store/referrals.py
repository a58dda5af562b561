"""Referrals and their households: the root of a case, and who may see it."""

from __future__ import annotations

import secrets
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from typing import Any
from uuid import UUID, uuid4

from sqlalchemy import BindParameter, Select, Uuid, and_, bindparam, delete, not_, select, update

from app.store import cards, forms, locks, members, steps
from app.store.pages import Page, mark, page
from app.store.picture_shelters import table
from app.store.refusals import NotFound, WrongState
from app.store.stepping import beyond
from app.store.transactions import Tx
from app.store.walls import Reader, StepOut
from matching.people import UNDER_18
from matching.vocabulary import AddressBlock, Answer, MemberRole, Priority
from models.household import ContactSafetyRecord, HouseholdRecord, PersonRecord
from models.lifecycle import OPEN_CASES, Reason
from models.referral import ReferralRecord
from models.sealed import PersonSealedRecord
from models.stay import StayRecord
from models.words import ContactChannel, Machine, MemberScope, ReferralState, Role, StayState

CODE_LETTERS = "ABCDEFGHJKLMNPRSTUVXYZ23456789"
"""Letters and digits that are not mistaken for each other when they are said aloud."""
_SAID_BY_THE_BED = {
    ReferralState.ACCEPTED: (ReferralState.TRAVEL,),
    ReferralState.ARRIVED: (ReferralState.IN_STAY, ReferralState.TRANSFER),
}
"""States that say more than a bed does."""
_STRICTEST_FIRST = (AddressBlock.KODE6, AddressBlock.UNKNOWN, AddressBlock.KODE7)
"""Address blocks that stand in the way, as matching reads a household of several (H21)."""
_ACCOUNT: BindParameter[UUID] = bindparam("account", type_=Uuid())
"""Whoever asks, in a statement that is made once."""
_R, _H, _P = table(ReferralRecord), table(HouseholdRecord), table(PersonRecord)
_REFERRAL = select(_R).where(_R.c.id == bindparam("referral"))
_HOUSEHOLD = select(_H).where(_H.c.id == bindparam("household"))
_PEOPLE = (
    select(_P.c.role, _P.c.age_band, _P.c.gender)
    .where(_P.c.household_id == bindparam("household"), _P.c.left_at.is_(None))
    .order_by(_P.c.role, _P.c.age_band, _P.c.gender)
)
CLOSED = (
    ReferralState.LEFT,
    ReferralState.CLOSED,
    ReferralState.WITHDRAWN,
    ReferralState.HANDED_OVER,
)
_Root = Select[UUID, ReferralState, str, UUID, int]
"""A statement for the root of one case."""


@dataclass(frozen=True, slots=True, repr=False)
class Case:
    """The root of one case."""

    referral: UUID
    household: UUID
    version: int
    state: ReferralState
    code_name: str


def code_name(prefix: str) -> str:
    """A random name to say aloud; it tells nothing of when or where."""
    return f"{prefix}-" + "".join(secrets.choice(CODE_LETTERS) for _ in range(6))


def add(
    tx: Tx,
    *,
    now: datetime,
    by: UUID,
    referral: dict[str, Any],
    household: dict[str, Any],
    stands: bool = True,
) -> Case:
    """A new case: a referral and its one household; whoever took it stands on it."""
    case = Case(uuid4(), uuid4(), 1, ReferralState.RECEIVED, code_name("R"))
    forms.add(
        tx,
        ReferralRecord,
        id=case.referral,
        referrer_reference=uuid4(),
        code_name=case.code_name,
        received_at=now,
        referrer_account_id=by,
        state=case.state,
        version=1,
        **referral,
    )
    if stands:  # before anything else of the case: its wall admits only those who stand on it
        members.put_on(tx, case.referral, by, MemberScope.ASSIGNED, by=by, now=now)
    forms.add(
        tx,
        HouseholdRecord,
        id=case.household,
        referral_id=case.referral,
        code_name=code_name("H"),
        version=1,
        **household,
    )
    cards.follow(tx, case.referral, case.state, now)
    return case


def put_people(tx: Tx, household: UUID, people: list[dict[str, Any]]) -> None:
    """The people of the household are these; who somebody was is not kept with somebody else.

    An address block that stands is only ever made stricter here, whatever is sent: two persons
    lower it.
    """
    standing = blocks_of(tx, household)
    _forget_who_they_were(tx, household)
    rows = [
        {"id": uuid4(), **one, "address_block": strictest(standing, one.get("address_block"))}
        for one in people
    ]
    forms.replace(tx, PersonRecord, PersonRecord.household_id, household, rows)


def strictest(
    standing: set[AddressBlock | None], sent: AddressBlock | None = None
) -> AddressBlock | None:
    """What is sent, unless a stricter one stands; NONE is not taken from others who have it."""
    return next((one for one in _STRICTEST_FIRST if one is sent or one in standing), sent)


@beyond(StepOut.TWO_PERSONS)
def blocks_of(tx: Tx, household: UUID) -> set[AddressBlock | None]:
    """The address blocks of her people; None of whom nobody asked."""
    p = PersonRecord
    query = select(p.address_block).where(p.household_id == household, p.left_at.is_(None))
    return set(tx.execute(query).scalars())


@beyond(StepOut.SEALING)
def _forget_who_they_were(tx: Tx, household: UUID) -> None:
    hers = select(PersonRecord.id).where(PersonRecord.household_id == household)
    tx.execute(
        delete(PersonSealedRecord)
        .where(PersonSealedRecord.person_id.in_(hers))
        .execution_options(synchronize_session=False)
    )


def has_surely_an_adult(tx: Tx, household: UUID) -> bool:
    """Whether nobody doubts that one of them is an adult (H17); nobody told of is one."""
    p = PersonRecord
    rows = tx.execute(
        select(p.role, p.age_band, p.apparent_minor).where(
            p.household_id == household, p.left_at.is_(None)
        )
    ).all()
    return not rows or any(
        row.role is MemberRole.ADULT
        and row.age_band not in UNDER_18
        and row.apparent_minor is not Answer.YES
        for row in rows
    )


def put_contact(tx: Tx, household: UUID, values: dict[str, Any]) -> None:
    """How she may be reached, without any number; a number and a word that stand, stay.

    Where nothing is known of it yet, it is she who calls.
    """
    c = ContactSafetyRecord
    stands = tx.execute(
        update(c)
        .where(c.household_id == household)
        .values(**values)
        .returning(c.id)
        .execution_options(synchronize_session=False)
    ).first()
    if stands is None:
        new = {"channel": ContactChannel.SHE_CALLS_BACK, **values}
        forms.add(tx, c, household_id=household, **new)


def find(
    tx: Tx,
    referral: UUID,
    *,
    account: UUID,
    role: Role,
    lock: bool = False,
    standing: bool = False,
) -> Case:
    """The case that this person may see; locked, so that nobody books for it meanwhile.

    ``standing``: what is read belongs to those who stand on the case (code O of the matrix).

    Raises
    ------
    NotFound
        When there is none, or it is somebody else's.
    """
    query = _seen_by(role, standing=standing)
    found = _root(tx, query, {"referral": referral, "account": account}, lock=lock)
    if found is None:
        raise NotFound
    return found


def goes_on(tx: Tx, referral: UUID) -> Case:
    """This case, locked, whoever is kept from it: for a word that is written in it and hears nothing."""
    found = _root(tx, _one_case(), {"referral": referral}, lock=True)
    assert found is not None, "a call names a case that is there"
    return found


def _root(tx: Tx, query: _Root, asked: dict[str, UUID], *, lock: bool) -> Case | None:
    row = tx.quick(query, asked).one_or_none()
    if row is None:
        return None
    if lock and locks.households(tx, [row.household]):
        row = tx.quick(query, asked).one()
    return Case(row.id, row.household, row.version, row.state, row.code_name)


@cache
def _one_case() -> _Root:
    """The statement for the root of one case."""
    r, h = ReferralRecord, HouseholdRecord
    return (
        select(r.id, r.state, r.code_name, h.id.label("household"), h.version)
        .join(h, h.referral_id == r.id)
        .where(r.id == bindparam("referral"))
    )


@cache
def _seen_by(role: Role, *, standing: bool) -> _Root:
    """The same as this role may see it: nearly every request asks for one."""
    r = ReferralRecord
    query = _one_case().where(members.seen_by(r.id, _ACCOUNT, role))
    return query.where(members.own(r.id, _ACCOUNT, role)) if standing else query


@beyond(StepOut.TWO_PERSONS)
def lock(tx: Tx, referral: UUID) -> None:
    """No other transaction books for, or changes, this case until this one ends."""
    h = HouseholdRecord
    found = tx.execute(select(h.id).where(h.referral_id == referral)).scalars()
    locks.households(tx, list(found))


def of_household(tx: Tx, household: UUID) -> UUID:
    """The referral of a household."""
    found: UUID = tx.execute(
        select(HouseholdRecord.referral_id).where(HouseholdRecord.id == household)
    ).scalar_one()
    return found


def household_of(tx: Tx, referral: UUID) -> UUID:
    """The household of a referral."""
    found: UUID = tx.execute(
        select(HouseholdRecord.id).where(HouseholdRecord.referral_id == referral)
    ).scalar_one()
    return found


def households_of(tx: Tx, account: UUID) -> list[UUID]:
    """Open households on whose cases this account stands."""
    r, h = ReferralRecord, HouseholdRecord
    query = (
        select(h.id)
        .join(r, r.id == h.referral_id)
        .where(members.stands_on(r.id, account), r.state.not_in(CLOSED))
    )
    return list(tx.execute(query).scalars())


def change(
    tx: Tx,
    case: Case,
    seen: int,
    *,
    referral: dict[str, Any] | None = None,
    household: dict[str, Any] | None = None,
) -> int:
    """The case has these values and its next version; every part of it hangs on that version.

    Raises
    ------
    Stale
        When somebody changed it meanwhile.
    WrongState
        When the case is closed.
    """
    if case.state in CLOSED:
        raise WrongState
    locks.households(tx, [case.household])
    version = forms.raise_version(tx, HouseholdRecord, case.household, seen, **(household or {}))
    if referral:
        tx.execute(
            update(ReferralRecord)
            .where(ReferralRecord.id == case.referral)
            .values(version=ReferralRecord.version + 1, **referral)
            .execution_options(synchronize_session=False)
        )
    return version


def set_state(
    tx: Tx,
    household: UUID,
    state: ReferralState,
    *,
    by: UUID | None,
    at: datetime,
    reason: Reason | None = None,
    **values: Any,  # noqa: ANN401 - its columns
) -> None:
    """Where the referral of this household stands; changes no version of the case.

    Raises
    ------
    WrongState
        When no such step leads there; nothing brings a closed case back, she is a new call.
    """
    r, h = ReferralRecord, HouseholdRecord
    hers = r.id == select(h.referral_id).where(h.id == household).scalar_subquery()
    steps.take(
        tx,
        Machine.REFERRAL,
        hers,
        state,
        household=household,
        by=by,
        at=at,
        reason=reason,
        **values,
    )


def note_class(
    tx: Tx,
    household: UUID,
    priority: Priority,
    *,
    rule_set: str,
    while_in: Collection[ReferralState],
) -> None:
    """The class of her case as it was judged by these rules, while it stands in one of these states.

    Where the judging itself takes a step, ``set_state`` writes it with that.
    """
    r, h = ReferralRecord, HouseholdRecord
    hers = r.id == select(h.referral_id).where(h.id == household).scalar_subquery()
    tx.execute(
        update(r)
        .where(hers, r.state.in_(while_in))
        .values(priority=priority, rule_set=rule_set)
        .execution_options(synchronize_session=False)
    )


def state_of(tx: Tx, household: UUID) -> ReferralState:
    """Where the referral of this household stands."""
    r, h = ReferralRecord, HouseholdRecord
    query = select(r.state).join(h, h.referral_id == r.id).where(h.id == household)
    found: ReferralState = tx.execute(query).scalar_one()
    return found


def settle(
    tx: Tx,
    household: UUID,
    otherwise: ReferralState,
    *,
    by: UUID | None,
    at: datetime,
    reason: Reason | None = None,
) -> ReferralState:
    """The referral stands where her beds say, and without one where it is ``otherwise``.

    Raises
    ------
    WrongState
        As for ``set_state``.
    """
    now = state_of(tx, household)
    state = state_by_bed(tx, household, at) or otherwise
    if now in _SAID_BY_THE_BED.get(state, ()):
        return now
    set_state(tx, household, state, by=by, at=at, reason=reason)
    return state


@beyond(StepOut.BOOKING)
def state_by_bed(tx: Tx, household: UUID, now: datetime) -> ReferralState | None:
    """Where a case stands by the beds she has or that are held for her; None without one.

    Wherever they are: who acts may be a house, which sees none but its own.
    """
    s = StayRecord
    lapsed = and_(s.state == StayState.HELD, s.hold_until <= now)
    query = select(s.state).where(s.household_id == household, not_(lapsed))
    beds = set(tx.execute(query).scalars())
    for bed, state in (
        (StayState.ARRIVED, ReferralState.ARRIVED),
        (StayState.ACCEPTED, ReferralState.ACCEPTED),
        (StayState.HELD, ReferralState.OFFERED),
    ):
        if bed in beds:
            return state
    return None


def has_bed(tx: Tx, household: UUID, now: datetime) -> bool:
    """Whether a unit is held for her or she lives somewhere; a hold whose time is over is none."""
    return state_by_bed(tx, household, now) is not None


def row(tx: Tx, case: Case) -> dict[str, Any]:
    """Every single answer of the case, and its people."""
    hers = {"household": case.household}
    said = dict(tx.quick(_HOUSEHOLD, hers).one()._mapping)
    said["household_code_name"] = said.pop("code_name")
    version = said.pop("version")
    said |= dict(tx.quick(_REFERRAL, {"referral": case.referral}).one()._mapping)
    said["version"] = version
    said["members"] = [dict(one._mapping) for one in tx.quick(_PEOPLE, hers)]
    return said


def lines(
    tx: Tx, wanted: Page, *, account: UUID, role: Role
) -> tuple[list[dict[str, Any]], UUID | None]:
    """A page of the cases that this person may see."""
    r, h = ReferralRecord, HouseholdRecord
    mine = members.own(r.id, account, role).label("mine")
    columns = r.id, r.code_name, r.state, r.priority, r.received_at, mine
    query = select(*columns, h.version).join(h, h.referral_id == r.id)
    query = query.where(members.seen_by(r.id, account, role))
    rows, last = page(tx, query, r.id, wanted)
    return [dict(one._mapping) for one in rows], last


def waiting(tx: Tx, reader: Reader) -> Sequence[Any]:
    """Open cases that this person may see, with their household and its version."""
    r, h = ReferralRecord, HouseholdRecord
    query = select(
        r.id.label("referral"),
        h.id.label("household"),
        h.version,
        r.code_name,
        r.state,
        r.received_at,
    ).join(h, h.referral_id == r.id)
    seen = members.seen_by(r.id, reader.account, reader.role)
    return tx.execute(query.where(seen, r.state.in_(OPEN_CASES), h.closed_at.is_(None))).all()


def marked(tx: Tx, reader: Reader) -> str:
    """The mark of the cases that are not over and that this reader may see."""
    r, h = ReferralRecord, HouseholdRecord
    seen = members.seen_by(r.id, reader.account, reader.role)
    query = select(r.id, r.state, h.version).join(h, h.referral_id == r.id)
    return mark(tx, query.where(seen, r.state.not_in(CLOSED)))


def was_closed(tx: Tx, case: Case, at: datetime) -> bool:
    """Whether the case is known to have been closed at that moment already."""
    r = ReferralRecord
    query = select(r.id).where(r.id == case.referral, r.state.in_(CLOSED), r.closed_at <= at)
    return tx.execute(query).one_or_none() is not None


def close(tx: Tx, case: Case, state: ReferralState, *, by: UUID, now: datetime) -> None:
    """The referral ends in this state, and its household is in no picture any more."""
    set_state(tx, case.household, state, by=by, at=now)
    r, h = ReferralRecord, HouseholdRecord
    for ended in (
        update(r).where(r.id == case.referral).values(closed_at=now),
        update(h).where(h.id == case.household).values(closed_at=now),
    ):
        tx.execute(ended.execution_options(synchronize_session=False))


def close_household(tx: Tx, household: UUID, now: datetime) -> None:
    """Its case is over, and the household has its next version."""
    h = HouseholdRecord
    tx.execute(
        update(h)
        .where(h.id == household)
        .values(closed_at=now, version=h.version + 1)
        .execution_options(synchronize_session=False)
    )


def start_clock(tx: Tx, household: UUID, now: datetime) -> None:
    """She left and has no other bed: from now on the time runs after which her case is erased."""
    r, h = ReferralRecord, HouseholdRecord
    hers = select(h.referral_id).where(h.id == household).scalar_subquery()
    tx.execute(
        update(r)
        .where(r.id == hers)
        .values(closed_at=now)
        .execution_options(synchronize_session=False)
    )


@beyond(StepOut.TWO_PERSONS)
def taken_by(tx: Tx, referral: UUID) -> UUID | None:
    """The account that took the referral."""
    found: UUID | None = tx.execute(
        select(ReferralRecord.referrer_account_id).where(ReferralRecord.id == referral)
    ).scalar_one()
    return found


def touch(tx: Tx, household: UUID) -> None:
    """The case has its next version, since something that is read of it has changed."""
    h = HouseholdRecord
    tx.execute(
        update(h)
        .where(h.id == household)
        .values(version=h.version + 1)
        .execution_options(synchronize_session=False)
    )
