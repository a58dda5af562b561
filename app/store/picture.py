"""A consistent picture of the records as the core may know it: opaque ids, zones, no addresses.

The number of SELECTs is fixed, whatever there is to read. ``seq`` is the number of the newest act
in the audit chain: every act is written in the transaction of its act and under one lock, so a
picture with a number knows exactly the acts up to it (decision 0062).
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import (
    ColumnElement,
    Row,
    func,
    or_,
    select,
    text,
)
from sqlalchemy.sql.selectable import FromClause

from app.places.gazetteer import Gazetteer
from app.store import picture_cases, picture_shelters, rule_sets
from app.store.last_plan import last_plan
from app.store.nights import clock_change, offset_minutes, tonight
from app.store.picture_cases import Cases, Unread
from app.store.picture_shelters import Houses, one_of, read, table
from app.store.stepping import beyond
from app.store.transactions import Tx
from app.store.walls import StepOut
from matching import threat
from matching.resident import needs_the_next
from matching.ruleset import RuleSet
from matching.situation import (
    Household,
    Link,
    Proposal,
    Shelter,
    Situation,
    Stay,
    StayState,
    Waiver,
)
from matching.standing import Standing, networks_of
from matching.vocabulary import (
    HouseholdId,
    NightSpan,
    ShelterId,
    TargetGroup,
    ThreatLevel,
    Trigger,
    UnitId,
)
from models.audit import AuditEventRecord
from models.household import HouseholdRecord
from models.link import PersonLinkRecord
from models.plan_run import PlanProposalRecord
from models.shelter import ShelterRecord
from models.stay import StayRecord
from models.threat import HouseholdNetworkRecord, ThreatActorRecord
from models.unit import UnitRecord
from models.waiver import WaiverRecord
from models.words import AsideWhy, ProposalState
from models.words import StayState as Booked

BOOKED = (Booked.HELD, Booked.ACCEPTED, Booked.ARRIVED)


@dataclass(frozen=True, slots=True, repr=False)
class Picture:
    """One moment of the records, and the version of each household and shelter in it."""

    situation: Situation
    seq: int
    """The newest act that it knows."""
    household_versions: dict[UUID, int]
    shelter_versions: dict[UUID, int]
    aside: tuple[Aside, ...] = ()
    """Open households and shelters that are not in it, for a person to look at."""
    at_home: Mapping[HouseholdId, Household] = field(default_factory=dict)
    """Of those whose stay is about to end: they as they are until then, in need from when they said.

    By these the house is judged in which they have that bed; in ``situation`` they need the next one.
    """


@dataclass(frozen=True, slots=True)
class Aside:
    """A record that was left out, so that everybody else is planned as if it were not there."""

    why: AsideWhy
    household: UUID | None = None
    shelter: UUID | None = None


def consistent(tx: Tx) -> None:
    """Everything this transaction reads is of one moment; it must be its first statement."""
    tx.execute(text("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY"))


def newest_act(tx: Tx) -> int:
    """The number of the newest act; 0 while there is none."""
    a = table(AuditEventRecord)
    return tx.execute(select(func.max(a.c.seq))).scalar_one() or 0


def whole(
    tx: Tx, *, now: datetime, map_: Gazetteer, tie_key: str, night: date | None = None
) -> Picture:
    """All open households and all shelters; call ``consistent`` first.

    ``night``: the coming one, which the night run plans; None is tonight.

    A record that cannot be read is set aside. A bed in which somebody lives stays taken, by
    somebody of whom the worst is taken for granted where she cannot be read.
    """
    trigger = Trigger.EVENT if night is None else Trigger.NIGHT
    return _read(tx, None, None, now=now, night=night, map_=map_, tie_key=tie_key, trigger=trigger)


@beyond(StepOut.MATCHING)
def around(
    tx: Tx,
    household: UUID,
    shelter: UUID | None,
    *,
    now: datetime,
    map_: Gazetteer,
    tie_key: str,
    night: date | None = None,
    beside: Collection[UUID] = (),
) -> Picture:
    """One household and one shelter, or none, with all that any rule asks of the two of them.

    ``night``: the one that the night run planned, on which she arrives by plan; None is tonight.
    ``beside``: further shelters.

    Read inside a booking, after its locks.
    """
    shelters = {*beside, *([shelter] if shelter else [])}
    return around_all(tx, {household}, shelters, now=now, map_=map_, tie_key=tie_key, night=night)


@beyond(StepOut.MATCHING)
def around_all(
    tx: Tx,
    households: Collection[UUID],
    shelters: Collection[UUID],
    *,
    now: datetime,
    map_: Gazetteer,
    tie_key: str,
    night: date | None = None,
) -> Picture:
    """These households and shelters, with all that any rule asks of each of them with each.

    Besides the shelters there are those in which somebody from whom one of them must be separated has
    a bed, since zones that meet count as one place (H05), and those where they have one themselves
    (H19).

    Raises
    ------
    Unreadable
        When a record cannot be read on which what is asked of one of them rests.
    """
    homes = _shelters_of(tx, _company(tx, households) | set(households))
    found = _read(
        tx,
        frozenset(households),
        frozenset(homes | set(shelters)),
        now=now,
        night=night,
        map_=map_,
        tie_key=tie_key,
        trigger=Trigger.PHONE if night is None else Trigger.NIGHT,
    )
    if found.aside:
        raise Unreadable("a record that this booking rests on cannot be read")
    return found


@beyond(StepOut.MATCHING)
def of_all_houses(
    tx: Tx,
    household: UUID,
    *,
    now: datetime,
    map_: Gazetteer,
    tie_key: str,
    night: date | None = None,
) -> Picture:
    """One household and every shelter, for who asks whether any other would do (H15).

    Somebody else's record that cannot be read is set aside.
    """
    trigger = Trigger.PHONE if night is None else Trigger.NIGHT
    hers = frozenset({household})
    found = _read(tx, hers, None, now=now, night=night, map_=map_, tie_key=tie_key, trigger=trigger)
    if any(one.household == household for one in found.aside):
        raise Unreadable("a record that this booking rests on cannot be read")
    return found


class Unreadable(Exception):
    """A fault: what a booking rests on cannot be read, so nothing is booked."""


@beyond(StepOut.MATCHING)
def _company(tx: Tx, households: Collection[UUID]) -> set[UUID]:
    """Everybody else with a link to one of them, or with a network label in common."""
    link, hn, ta = (
        table(PersonLinkRecord),
        table(HouseholdNetworkRecord),
        table(ThreatActorRecord),
    )
    pairs = tx.execute(
        select(link.c.household_a, link.c.household_b).where(
            or_(one_of(link.c.household_a, households), one_of(link.c.household_b, households))
        )
    )
    found = {one for pair in pairs for one in pair}
    labels = (
        select(hn.c.household_id, hn.c.network_id)
        .union(select(ta.c.household_id, ta.c.network_id).where(ta.c.network_id.is_not(None)))
        .subquery()
    )
    theirs = select(labels.c.network_id).where(one_of(labels.c.household_id, households))
    found |= set(
        tx.execute(select(labels.c.household_id).where(labels.c.network_id.in_(theirs))).scalars()
    )
    return found - set(households)


@beyond(StepOut.MATCHING)
def company(tx: Tx, household: UUID) -> set[UUID]:
    """Households that a booking for her must lock with her, so that H05 is judged for both at once."""
    return _company(tx, {household})


@beyond(StepOut.MATCHING)
def tied_to(tx: Tx, network: UUID) -> list[UUID]:
    """Open households that fear this network, by themselves or by somebody they fear; by id."""
    hn, ta, h = (
        table(HouseholdNetworkRecord),
        table(ThreatActorRecord),
        table(HouseholdRecord),
    )
    tied = (
        select(hn.c.household_id)
        .where(hn.c.network_id == network)
        .union(select(ta.c.household_id).where(ta.c.network_id == network))
        .subquery()
    )
    query = select(h.c.id).where(h.c.id.in_(select(tied.c.household_id)), h.c.closed_at.is_(None))
    return list(tx.execute(query.order_by(h.c.id)).scalars())


def _shelters_of(tx: Tx, households: Collection[UUID]) -> set[UUID]:
    s, u = table(StayRecord), table(UnitRecord)
    query = (
        select(u.c.shelter_id)
        .join(s, s.c.unit_id == u.c.id)
        .where(one_of(s.c.household_id, households), s.c.state.in_(BOOKED))
        .distinct()
    )
    return set(tx.execute(query).scalars())


def _read(
    tx: Tx,
    hers: frozenset[UUID] | None,
    some: frozenset[UUID] | None,
    *,
    now: datetime,
    night: date | None,
    map_: Gazetteer,
    tie_key: str,
    trigger: Trigger,
) -> Picture:
    seq, night = newest_act(tx), night or tonight(now)
    rules = rule_sets.in_force(tx)
    zones = picture_shelters.zones(tx)
    read_houses = Houses(tx, {z.id for z in zones}, night, some)
    houses = read_houses.all()
    shut = {u for one in read_houses.unreadable for u in read_houses.units_of(one)}
    booked = _booked(tx, now, night, some)
    opened = picture_cases.open_ids(tx) if hers is None else set(hers)
    needed = opened | {row.household_id for row in booked}
    housed = housed_until(booked, night)
    read_cases = Cases(tx, needed, now=now, tonight=night, housed=housed, map_=map_, rules=rules)
    cases = read_cases.all()
    aside = _set_aside(
        opened & read_cases.unreadable.keys(),
        read_houses.unreadable,
        # Whose bed there is only held is looked after like everybody who waits.
        opened
        & {
            row.household_id
            for row in booked
            if row.unit_id in shut and row.state is not Booked.HELD
        },
    )
    planned = opened - {one.household for one in aside}
    known = {UUID(h.id) for h in houses}
    stays = tuple(
        stay_told(
            row,
            cases.get(row.household_id),
            read_cases.unread(row.household_id),
            night,
            rules,
        )
        for row in booked
        if row.unit_id not in shut
    )
    situation = Situation(
        now=now,
        clock_offset_minutes=offset_minutes(now),
        clock_change=clock_change(now),
        tonight=night,
        trigger=trigger,
        rules=rules,
        tie_key=tie_key,
        zones=zones,
        shelters=houses,
        compromises=tuple(
            c for c in picture_shelters.compromises(tx, some) if UUID(c.shelter) in known
        ),
        households=tuple(cases[one] for one in sorted(planned, key=str)),
        stays=stays,
        links=links_of(tx, needed),
        proposals=promised(
            proposals_of(tx, planned, {h.id for h in houses}),
            (stay for stay in stays if UUID(stay.household) in planned),
            houses,
        ),
        waivers=waivers_of(tx, night, planned),
    )
    return Picture(
        _residents_told(situation, read_cases.at_home),
        seq,
        _versions(tx, HouseholdRecord, opened),
        _versions(tx, ShelterRecord, some, inner=True),
        aside,
        read_cases.at_home,
    )


def _residents_told(situation: Situation, at_home: Mapping[HouseholdId, Household]) -> Situation:
    """Whose stay is about to end, and who stays until then, needs the next bed from then on (10.1)."""
    standing = Standing(situation)
    told = tuple(needs_the_next(h, standing, at_home.get(h.id)) for h in situation.households)
    return situation if told == situation.households else replace(situation, households=told)


def _set_aside(
    unreadable: Collection[UUID], houses: Collection[UUID], residents: Collection[UUID]
) -> tuple[Aside, ...]:
    """Open households that cannot be read, shelters alike, and who has a bed in one of those."""
    at_home = sorted(set(residents) - set(unreadable), key=str)
    return (
        *(Aside(AsideWhy.UNREADABLE, household=one) for one in sorted(unreadable, key=str)),
        *(Aside(AsideWhy.UNREADABLE, shelter=one) for one in sorted(houses, key=str)),
        *(Aside(AsideWhy.HOUSE_SET_ASIDE, household=one) for one in at_home),
    )


def that_stand(s: FromClause, night: Any, now: Any) -> tuple[ColumnElement[bool], ...]:  # noqa: ANN401
    """Stays that stand from this night on: a hold whose time is over keeps nobody out.

    ``night``, ``now``: values, or parameters of a statement that is made once.
    """
    return (
        s.c.state.in_(BOOKED),
        func.upper(s.c.nights) > night,
        or_(s.c.state != Booked.HELD, s.c.hold_until > now),
    )


def housed_until(booked: Iterable[Row[Any]], night: date) -> dict[UUID, date]:
    """Whoever has an agreed bed on this night, and when the last of such beds ends."""
    found: dict[UUID, date] = {}
    for row in booked:
        if row.state is not Booked.HELD and night in row.nights:
            end = row.nights.end
            found[row.household_id] = max(end, found.get(row.household_id, end))
    return found


def _booked(tx: Tx, now: datetime, night: date, some: frozenset[UUID] | None) -> list[Row[Any]]:
    s, u = table(StayRecord), table(UnitRecord)
    query = select(s).where(*that_stand(s, night, now))
    if some is not None:
        query = query.join(u, u.c.id == s.c.unit_id).where(one_of(u.c.shelter_id, some))
    return sorted(tx.execute(query).all(), key=lambda row: str(row.id))


def stay_told(
    row: Row[Any], household: Household | None, unread: Unread, night: date, rules: RuleSet
) -> Stay:
    """Who has the bed, or had it until she left; of somebody who cannot be read the highest danger,
    and all her networks."""
    return Stay(
        household=HouseholdId(str(row.household_id)),
        unit=UnitId(str(row.unit_id)),
        span=NightSpan(row.nights.start, row.nights.end),
        state=StayState.ARRIVED if row.state is Booked.ENDED else StayState(row.state.value),
        t_eff=ThreatLevel.T4 if household is None else threat.of_household(household, night, rules),
        persons=unread.persons if household is None else len(household.members),
        networks=unread.networks if household is None else networks_of(household),
        languages=frozenset() if household is None else household.languages,
        target_group=TargetGroup.UNKNOWN if household is None else household.target_group,
    )


def links_of(tx: Tx, some: Collection[UUID] | None) -> tuple[Link, ...]:
    """Links of these households; of everybody who is looked for or has a bed, where None."""
    t, h, s = table(PersonLinkRecord), table(HouseholdRecord), table(StayRecord)
    query = select(t.c.household_a, t.c.household_b, t.c.kind)
    if some is None:
        at_home = select(s.c.household_id).where(s.c.state.in_(BOOKED))
        some_ = select(h.c.id).where(h.c.closed_at.is_(None)).union(at_home)
        query = query.where(or_(t.c.household_a.in_(some_), t.c.household_b.in_(some_)))
    else:
        query = query.where(or_(one_of(t.c.household_a, some), one_of(t.c.household_b, some)))
    rows = tx.execute(query.order_by(t.c.household_a, t.c.household_b, t.c.set_by_role))
    return tuple(
        Link(HouseholdId(str(r.household_a)), HouseholdId(str(r.household_b)), r.kind) for r in rows
    )


def proposals_of(
    tx: Tx, households: Collection[UUID] | None, known: Collection[ShelterId]
) -> tuple[Proposal, ...]:
    """Lines of the last plan that nobody has decided yet (tier 2b); None is everybody's."""
    p, last = table(PlanProposalRecord), last_plan().scalar_subquery()
    rows = tx.execute(
        select(p.c.household_id, p.c.shelter_id)
        .where(p.c.run_id == last, p.c.state == ProposalState.PROPOSED)
        .order_by(p.c.household_id)
    )
    return tuple(
        Proposal(HouseholdId(str(r.household_id)), ShelterId(str(r.shelter_id)))
        for r in rows
        if (households is None or r.household_id in households) and str(r.shelter_id) in known
    )


def promised(
    proposed: tuple[Proposal, ...], stays: Iterable[Stay], houses: tuple[Shelter, ...]
) -> tuple[Proposal, ...]:
    """What tier 2b keeps: where a house is asked for her now, else the line of the last plan."""
    house_of = {unit.id: house.id for house in houses for unit in house.units}
    held: dict[HouseholdId, ShelterId] = {}
    for stay in stays:
        if stay.state is StayState.HELD:
            held.setdefault(stay.household, house_of[stay.unit])
    kept = [one for one in proposed if one.household not in held]
    return (*kept, *(Proposal(*pair) for pair in sorted(held.items())))


def waivers_of(tx: Tx, night: date, households: Collection[UUID] | None) -> tuple[Waiver, ...]:
    """What was set aside for these households, or for anybody, and still is."""
    w = table(WaiverRecord)
    rows = read(tx, w, "household_id", households, w.c.revoked_at.is_(None), w.c.expires_on > night)
    return tuple(
        Waiver(
            rule=r.rule,
            household=HouseholdId(str(r.household_id)),
            shelter=ShelterId(str(r.shelter_id)),
            by=frozenset(str(one) for one in (r.first_by, r.second_by) if one),
            by_coordinator=r.by_coordinator,
            police_statement=r.police_statement,
            health_professional=r.health_professional,
            decided_on=r.decided_on,
            expires_on=r.expires_on,
        )
        for r in sorted(rows, key=lambda r: str(r.id))
    )


def _versions(
    tx: Tx,
    record: Any,  # noqa: ANN401 - a versioned record
    some: Collection[UUID] | None,
    *,
    inner: bool = False,
) -> dict[UUID, int]:
    t = table(record)
    version = t.c.version + t.c.inner_version if inner else t.c.version
    query = select(t.c.id, version.label("version"))
    if some is not None:
        query = query.where(one_of(t.c.id, some))
    return {row.id: row.version for row in tx.execute(query)}
