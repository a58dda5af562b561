"""Cases as those see them who stand on them by a consent, and referrals as their agency does."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, Select, and_, exists, func, or_, select
from sqlalchemy import case as case_
from sqlalchemy.orm import aliased

from app.store import cases, going_on, members
from app.store.pages import Page, page
from app.store.refusals import NotFound
from app.store.stepping import beyond
from app.store.transactions import Tx
from app.store.walls import StepOut
from models.compromise import CompromiseRecord
from models.consent import ConsentRecord
from models.household import ContactSafetyRecord, HouseholdRecord
from models.link import PersonLinkRecord
from models.member import CaseMemberRecord as Member
from models.placement import PlacementRecord
from models.referral import ReferralRecord
from models.shelter import ShelterRecord
from models.threat import HouseholdNetworkRecord, ThreatActorRecord
from models.wish import NeedRecord
from models.words import MemberScope, PlacementState, ReferralState, Role


@dataclass(frozen=True, slots=True, repr=False)
class Entry:
    """By which entry somebody stands on which case."""

    member: UUID
    referral: UUID
    household: UUID


def _own(account: UUID, now: datetime) -> Select[UUID, UUID, UUID]:
    """Cases on which this account stands now: the consent holds and no list is against it."""
    m, r, h = Member, ReferralRecord, HouseholdRecord
    return (
        select(m.id, r.id.label("referral"), h.id.label("household"))
        .select_from(m)
        .join(r, r.id == m.referral_id)
        .join(h, h.referral_id == r.id)
        .where(
            m.account_id == account,
            m.scope != MemberScope.ASSIGNED,
            m.ended_at.is_(None),
            or_(m.until.is_(None), m.until > now),
            members.consent_holds(m.consent_id, now),
            members.may_open(r.id, account),
        )
    )


@beyond(StepOut.OUTSIDE)
def find(tx: Tx, member: UUID, *, account: UUID, now: datetime) -> Entry:
    """The own case of that entry.

    Raises
    ------
    NotFound
        When there is none, it is somebody else's, or she does not agree any more.
    """
    row = tx.execute(_own(account, now).where(Member.id == member)).one_or_none()
    if row is None:
        raise NotFound
    return Entry(row.id, row.referral, row.household)


@beyond(StepOut.OUTSIDE)
def listed(
    tx: Tx, wanted: Page, *, account: UUID, now: datetime
) -> tuple[list[dict[str, Any]], UUID | None]:
    """A page of the own cases."""
    m, r, end = Member, ReferralRecord, aliased(ReferralRecord)
    walk = going_on.walk(r.id.in_(select(_own(account, now).subquery().c.referral)))
    query = (
        _own(account, now)
        .add_columns(r.code_name, m.scope, m.until, end.state)
        .join(walk, walk.c.referral == r.id)
        .join(end, going_on.ends(walk, end))
    )
    rows, last = page(tx, query, m.id, wanted)
    names = ("id", "code_name", "scope", "until", "state")
    return [{name: row._mapping[name] for name in names} for row in rows], last


@beyond(StepOut.OUTSIDE)
def case(tx: Tx, entry: Entry) -> dict[str, Any]:
    """All that anybody beside ROSA may be told of a case; the matrix takes each one's part of it.

    Of one that was merged it is all that was told by that call, and how the case goes on.
    """
    m, r, h, c = Member, ReferralRecord, HouseholdRecord, ConsentRecord
    walk, end = going_on.walk(r.id == entry.referral), aliased(ReferralRecord)
    row = tx.execute(
        select(
            m.id,
            r.code_name,
            m.scope,
            m.until,
            end.state,
            r.received_at,
            r.danger_now,
            h.languages,
            h.interpreter_gender,
            h.police_involved,
        )
        .select_from(m)
        .join(r, r.id == m.referral_id)
        .join(h, h.referral_id == r.id)
        .join(walk, walk.c.referral == r.id)
        .join(end, going_on.ends(walk, end))
        .where(m.id == entry.member)
    ).one()
    said = dict(row._mapping)
    held = select(c.purpose, c.scope, c.given_at, c.expires_at).join(m, m.consent_id == c.id)
    said["consent"] = dict(tx.execute(held.where(m.id == entry.member)).one()._mapping)
    n = NeedRecord
    needs = select(n.service, n.criticality, n.until_date.label("until"))
    needs = needs.where(n.household_id == entry.household).order_by(n.service, n.id)
    said["needs"] = [dict(one._mapping) for one in tx.execute(needs)]
    s = ContactSafetyRecord
    ways = select(s.channel, s.safe_from, s.safe_until, s.message_ok)
    ways = ways.where(s.household_id == entry.household).order_by(s.channel, s.id)
    said["contact"] = [dict(one._mapping) for one in tx.execute(ways)]
    return said


@beyond(StepOut.OUTSIDE)
def compromises(tx: Tx, household: UUID, wanted: Page) -> tuple[list[dict[str, Any]], UUID | None]:
    """A page of open reports on houses that somebody whom this household fears may know."""
    k, s, a, n = CompromiseRecord, ShelterRecord, ThreatActorRecord, HouseholdNetworkRecord
    feared = select(a.id).where(a.household_id == household)
    of_actors = select(a.network_id).where(a.household_id == household, a.network_id.is_not(None))
    of_case = select(n.network_id).where(n.household_id == household)
    query = (
        select(
            k.id, case_((k.unnamed, None), else_=s.code_name).label("code_name"), k.level, k.since
        )
        .join(s, s.id == k.shelter_id)
        .where(
            k.cleared_at.is_(None),
            or_(k.actor_id.in_(feared), k.network_id.in_(of_actors), k.network_id.in_(of_case)),
        )
    )
    rows, last = page(tx, query, k.id, wanted)
    return [dict(row._mapping) for row in rows], last


@beyond(StepOut.OUTSIDE)
def may_report(
    tx: Tx,
    account: UUID,
    now: datetime,
    *,
    actor: UUID | None,
    network: UUID | None,
) -> bool:
    """Whether an own case fears who is named; with nobody named, whether there is an own case.

    Never whether one of them lives in some house: the answer would tell where.
    """
    t, n = ThreatActorRecord, HouseholdNetworkRecord
    own = _own(account, now).subquery()
    hers = select(own.c.household)
    wanted: ColumnElement[bool]
    if actor is not None:
        wanted = exists().where(t.id == actor, t.household_id.in_(hers))
    elif network is not None:
        of_a_person = exists().where(t.network_id == network, t.household_id.in_(hers))
        of_a_case = exists().where(n.network_id == network, n.household_id.in_(hers))
        wanted = or_(of_a_person, of_a_case)
    else:
        wanted = exists(hers)
    return bool(tx.execute(select(wanted)).scalar_one())


@beyond(StepOut.OUTSIDE)
def lives_there(tx: Tx, account: UUID, now: datetime, shelter: UUID) -> bool:
    """Whether an own case lives in this house, by itself or where it went on; whoever asks is never told."""
    p, h = PlacementRecord, HouseholdRecord
    walk = going_on.walk(ReferralRecord.id.in_(select(_own(account, now).subquery().c.referral)))
    there = (PlacementState.ACCEPTED, PlacementState.ARRIVED)
    wanted = (
        select(p.id)
        .join(h, h.id == p.household_id)
        .join(walk, walk.c.case == h.referral_id)
        .where(p.shelter_id == shelter, p.state.in_(there))
        .exists()
    )
    return bool(tx.execute(select(wanted)).scalar_one())


@beyond(StepOut.OUTSIDE)
def links(
    tx: Tx, entry: Entry, role: Role, wanted: Page, *, account: UUID, now: datetime
) -> tuple[list[dict[str, Any]], UUID | None]:
    """A page of the links that this role has set for the case; the other one by its own entry.

    A link that was carried on by a merge is one with that from which it came: two would tell of it.
    """
    k, h = PersonLinkRecord, HouseholdRecord
    own = aliased(_own(account, now).subquery())
    other = func.coalesce(func.nullif(k.household_a, entry.household), k.household_b)
    of_case = and_(
        k.set_by_role == role,
        or_(k.household_a == entry.household, k.household_b == entry.household),
    )
    linked = select(h.referral_id).join(k, other == h.id).where(of_case)
    walk = going_on.walk(ReferralRecord.id.in_(linked))
    carried = select(walk.c.case).where(walk.c.case != walk.c.referral)
    query = (
        select(k.id, own.c.id.label("other"), k.kind, k.basis)
        .join(h, h.id == other)
        .outerjoin(own, own.c.household == other)
        .where(of_case, h.referral_id.not_in(carried))
    )
    rows, last = page(tx, query, k.id, wanted)
    return [dict(row._mapping) for row in rows], last


def _told_to(account: UUID) -> Select[UUID, ReferralState]:
    """The referrals of this account by the id that it knows them by, and where each goes on."""
    r, last = ReferralRecord, aliased(ReferralRecord)
    walk = going_on.walk(r.referrer_account_id == account)
    return (
        select(r.referrer_reference.label("id"), last.state.label("status"))
        .join(walk, walk.c.referral == r.id)
        .join(last, going_on.ends(walk, last))
    )


@beyond(StepOut.OUTSIDE)
def own_referrals(tx: Tx, account: UUID, wanted: Page) -> tuple[list[dict[str, Any]], UUID | None]:
    """A page of the referrals that this account made, by the id that it knows them by."""
    rows, last = page(tx, _told_to(account), ReferralRecord.referrer_reference, wanted)
    return [dict(row._mapping) for row in rows], last


@beyond(StepOut.OUTSIDE)
def own_referral(tx: Tx, account: UUID, reference: UUID) -> dict[str, Any]:
    """One referral that this account made.

    Raises
    ------
    NotFound
        When there is none.
    """
    query = _told_to(account).where(ReferralRecord.referrer_reference == reference)
    row = tx.execute(query).one_or_none()
    if row is None:
        raise NotFound
    return dict(row._mapping)


@beyond(StepOut.OUTSIDE)
def referrals_since(tx: Tx, accounts: Sequence[UUID], since: datetime) -> int:
    """How many referrals these accounts made since then."""
    r = ReferralRecord
    query = select(func.count()).where(r.referrer_account_id.in_(accounts), r.received_at > since)
    return int(tx.execute(query).scalar_one())


@beyond(StepOut.OUTSIDE)
def reference_of(tx: Tx, referral: UUID) -> UUID:
    """The id under which its agency knows a referral."""
    r = ReferralRecord
    found: UUID = tx.execute(select(r.referrer_reference).where(r.id == referral)).scalar_one()
    return found


@beyond(StepOut.OUTSIDE)
def references(tx: Tx, account: UUID, ids: Collection[UUID]) -> dict[UUID, UUID]:
    """Of these referrals those that this account made, each with its reference."""
    r = ReferralRecord
    query = select(r.id, r.referrer_reference).where(r.referrer_account_id == account)
    return {row.id: row.referrer_reference for row in tx.execute(query.where(r.id.in_(ids)))}


@beyond(StepOut.OUTSIDE)
def references_ending(tx: Tx, account: UUID, ids: Collection[UUID]) -> dict[UUID, tuple[UUID, ...]]:
    """Of these closed cases those with which referrals of this account are over, with their references.

    One that was merged ends nothing: it goes on in another.
    """
    r, last = ReferralRecord, aliased(ReferralRecord)
    walk = going_on.walk(r.referrer_account_id == account)
    query = (
        select(walk.c.case, r.referrer_reference)
        .join(r, r.id == walk.c.referral)
        .join(last, going_on.ends(walk, last))
        .where(walk.c.case.in_(ids))
        .order_by(r.referrer_reference)
    )
    found: dict[UUID, tuple[UUID, ...]] = {}
    for row in tx.execute(query):
        found[row.case] = (*found.get(row.case, ()), row.referrer_reference)
    return found


@beyond(StepOut.OUTSIDE)
def own_references(tx: Tx, account: UUID, among: Collection[UUID]) -> set[UUID]:
    """Those of these references under which this account knows a referral."""
    r = ReferralRecord
    query = select(r.referrer_reference).where(r.referrer_account_id == account)
    return set(tx.execute(query.where(r.referrer_reference.in_(among))).scalars())


@beyond(StepOut.OUTSIDE)
def actors(tx: Tx, entry: Entry, wanted: Page) -> tuple[Sequence[dict[str, Any]], UUID | None]:
    """A page of those whom this case fears."""
    return cases.actors(tx, entry.household, wanted)


@beyond(StepOut.OUTSIDE)
def areas(tx: Tx, entry: Entry, wanted: Page) -> tuple[Sequence[dict[str, Any]], UUID | None]:
    """A page of the danger places of this case."""
    return cases.areas(tx, entry.household, wanted)


@beyond(StepOut.OUTSIDE)
def put_links(
    tx: Tx, one: Entry, other: Entry, role: Role, said: dict[str, Any]
) -> dict[UUID, tuple[UUID, UUID]]:
    """How two own cases stand to each other, as this role says: the links that say so, each of two households.

    The first is of the cases themselves, and the last of those in which they go on.
    """
    first = (one.household, other.household)
    last = (_goes_on_in(tx, one), _goes_on_in(tx, other))
    # Two that went on in one case are one woman, who has no link with herself.
    pairs = dict.fromkeys(pair for pair in (first, last) if pair[0] != pair[1])
    return {cases.put_link(tx, *pair, role=role, **said): pair for pair in pairs}


def _goes_on_in(tx: Tx, entry: Entry) -> UUID:
    h = HouseholdRecord
    query = select(h.id).where(h.referral_id == going_on.way(tx, entry.referral)[-1])
    found: UUID = tx.execute(query).scalar_one()
    return found
