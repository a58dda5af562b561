"""Her way to a house: planned with her, begun, and looked after when she does not come (domain 13)."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from app.contract import journeys as told
from app.errors import Malformed
from app.places.gazetteer import Gazetteer, load_gazetteer
from app.store import alarms, cases, journeys, locks, referrals, tasks, tasks_past
from app.store.journeys import LONGEST, Expected
from app.store.refusals import NotFound, WrongState
from app.store.tasks import About
from app.store.transactions import Tx
from app.use_cases.acting import Acting
from app.use_cases.members import act_on
from app.use_cases.places import known, named
from matching.vocabulary import Answer
from models.words import (
    AlarmKind,
    AuditAct,
    Escort,
    IfMissing,
    NonArrival,
    PhoneOnTheWay,
    Purpose,
    ReferralState,
    Role,
    TaskKind,
)

WITH_HER = frozenset({PhoneOnTheWay.WITH_HER, PhoneOnTheWay.UNKNOWN, PhoneOnTheWay.SWITCHED_OFF})
"""A telephone that is merely switched off may still be found (domain 7)."""
MISSING = frozenset({NonArrival.UNKNOWN, NonArrival.FOUND_BY_HIM, NonArrival.STOPPED_ON_THE_WAY})
"""Nobody knows that she is safe: she is looked for, although her place is given up."""
LOOKED_FOR_WITHIN = timedelta(minutes=5)
"""A missed arrival reaches a person so soon."""


def plan(a: Acting, offer: UUID, sent: told.Way, places: Gazetteer) -> told.WayTold:
    """The way is planned: where she is met, with whom, and by when she must be there.

    Raises
    ------
    NotFound
        When nobody is expected by this offer, or it is not for this person.
    NoSuchPlace
        When the town is not one of the gazetteer's.
    Malformed
        When she would have to be there in the past, later than her place is kept while she still
        lives elsewhere, or otherwise later than three days after it is hers; or the police are to be
        called without her consent.
    """
    her = _expected(a, offer)
    known(places, sent.met_in, "/met_in")
    if sent.arrive_by <= a.now:
        raise Malformed("/arrive_by", "not_in_the_past")
    if her.kept_until is not None:
        if sent.arrive_by > her.kept_until:
            raise Malformed("/arrive_by", "while_her_place_is_kept")
    elif sent.arrive_by > max(her.begins, a.now) + LONGEST:
        raise Malformed("/arrive_by", "within_3_days_of_her_first_night")
    if sent.if_missing is IfMissing.POLICE and not _agrees_to_police(a, her):
        raise Malformed("/if_missing", "police_by_her_consent")
    locks.households(a.tx, [her.household])
    _heard_from(a, her)
    journeys.plan(
        a.tx,
        offer,
        household_id=her.household,
        shelter_id=her.shelter,
        written_at=a.now,
        written_by=a.actor.account,
        **sent.model_dump(),
    )
    a.record(AuditAct.REFERRAL_CHANGED, "referral", her.referral, part="way")
    if sent.escort is not Escort.NOBODY:
        tasks.set_(
            a.tx,
            TaskKind.ESCORT,
            now=a.now,
            due_at=sent.leaves_at or sent.arrive_by,
            referral=her.referral,
            subject=About("offer", offer),
        )
    return _told(a, her)


def _heard_from(a: Acting, her: Expected) -> None:
    """A time that she missed is over with a new one; when she misses that too, all hear again."""
    if her.due > a.now:
        return
    tasks.drop(a.tx, now=a.now, subjects=[her.offer], kinds=(TaskKind.MISSED_ARRIVAL,))
    me = a.actor.account
    alarms.settle(a.tx, AlarmKind.MISSED_ARRIVAL, her.referral, by=me, now=a.now)


def set_out(a: Acting, offer: UUID) -> told.WayTold:
    """She is on her way.

    Raises
    ------
    NotFound
        When nobody is expected by this offer, or no way was planned.
    WrongState
        When her case is closed, or back in search.
    """
    her = _expected(a, offer)
    journeys.find(a.tx, offer)
    locks.households(a.tx, [her.household])
    if referrals.state_of(a.tx, her.household) is ReferralState.ACCEPTED:
        referrals.set_state(a.tx, her.household, ReferralState.TRAVEL, by=a.actor.account, at=a.now)
    elif her.transfer is None:
        raise WrongState
    journeys.set_out(a.tx, offer, a.now)
    for kind in (TaskKind.TRAVEL, TaskKind.ESCORT):
        subject = her.transfer if kind is TaskKind.TRAVEL and her.transfer else offer
        tasks.done_about(a.tx, kind, subject, by=a.actor.account, now=a.now)
    a.record(AuditAct.REFERRAL_CHANGED, "referral", her.referral, part="set out")
    return _told(a, her)


def left_for(a: Acting, household: UUID, offer: UUID) -> None:
    """She has left the house she lived in and is on her way to this one, planned or not.

    Who has no bed there before a later day is somebody's to look for at once.
    """
    referrals.set_state(a.tx, household, ReferralState.TRAVEL, by=a.actor.account, at=a.now)
    journeys.set_out(a.tx, offer, a.now)
    for her in journeys.on_the_way(a.tx, households=[household]):
        if her.offer == offer and journeys.has_no_bed_yet(a.now, her.begins):
            still_missing(a, her.referral)


def read(a: Acting, offer: UUID) -> told.WayTold:
    """The way as it is planned.

    Raises
    ------
    NotFound
        When nobody is expected by this offer, or no way was planned.
    """
    her = journeys.expected(a.tx, offer, **_who(a))
    if not her.own:
        raise NotFound
    a.has_read(her.referral, "way")
    return _told(a, her)


def look_for_the_missing(tx: Tx, now: datetime) -> None:
    """Somebody hears at once of each who should be there by now, and has to look for her.

    Once for each time by which she should have been there. The police are called by a person alone,
    and only when she agreed to that beforehand.
    """
    for her in journeys.missing(tx, now):
        if not tasks_past.was_seen_to(tx, TaskKind.MISSED_ARRIVAL, her.offer, since=her.due):
            _look_for(tx, her, now)


def expected_again(a: Acting, household: UUID) -> None:
    """She was said to be there and is not: when her time is over somebody looks for her at once.

    Whoever looked for her before believed that she had come.
    """
    for her in journeys.on_the_way(a.tx, households=[household]):
        if min(her.due, her.said or her.due) <= a.now:
            _look_for(a.tx, her, a.now)


def _look_for(tx: Tx, her: Expected, now: datetime) -> None:
    tasks.set_(
        tx,
        TaskKind.MISSED_ARRIVAL,
        now=now,
        due_at=now + LOOKED_FOR_WITHIN,
        referral=her.referral,
        subject=About("offer", her.offer),
    )
    _all_hear(tx, her.referral, now)


def _all_hear(tx: Tx, referral: UUID, now: datetime) -> None:
    alarms.raise_(tx, AlarmKind.MISSED_ARRIVAL, now=now, subject_kind="referral", subject=referral)


def not_there_yet(a: Acting, household: UUID) -> None:
    """Nothing is kept for her any more before she is due: nobody would notice that she is missing."""
    for her in journeys.on_the_way(a.tx, households=[household]):
        if her.due > a.now:
            still_missing(a, her.referral)
            _all_hear(a.tx, her.referral, a.now)


def still_missing(a: Acting, referral: UUID) -> None:
    """Her place is given up and nobody knows where she is: somebody goes on looking."""
    tasks.set_(
        a.tx,
        TaskKind.MISSED_ARRIVAL,
        now=a.now,
        due_at=a.now + LOOKED_FOR_WITHIN,
        referral=referral,
    )


def she_came(a: Acting, offer: UUID | None) -> None:
    """Nobody has to look for her any more."""
    if offer is not None:
        tasks.drop(a.tx, now=a.now, subjects=[offer])


def _expected(a: Acting, offer: UUID) -> Expected:
    her = journeys.expected(a.tx, offer, **_who(a))
    act_on(a, her.referral)
    return her


def _agrees_to_police(a: Acting, her: Expected) -> bool:
    return cases.agrees(a.tx, her.household, Purpose.POLICE_CONTACT, a.now) is not None


def _told(a: Acting, her: Expected) -> told.WayTold:
    said = journeys.find(a.tx, her.offer)
    # She took it back, or it ran out, after the way was planned.
    if said["if_missing"] is IfMissing.POLICE and not _agrees_to_police(a, her):
        said["if_missing"] = IfMissing.WAIT
    tracked = cases.phone_tracked(a.tx, her.household)
    followed = said["handset"] in WITH_HER and tracked is not Answer.NO
    town = named(load_gazetteer(), said["met_in"])
    return told.WayTold(**said, met_in_name=town, may_be_followed=followed).owned(True)


def _who(a: Acting) -> dict[str, Any]:
    if a.actor.role is Role.SHELTER and a.actor.shelter is None:
        raise NotFound
    return {"account": a.actor.account, "role": a.actor.role, "shelter": a.actor.shelter}
