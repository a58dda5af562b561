"""Leaving a house: both tracks prepared, counselling by somebody else, a municipality that takes over."""

from __future__ import annotations

from datetime import datetime, time, timedelta
from uuid import UUID

from app.contract import departures as told
from app.contract.cases import CaseChanged
from app.errors import Malformed, SecondPersonNeeded
from app.store import cases, checklists, departures, referrals, tasks, visits
from app.store.nights import OSLO
from app.store.refusals import Stale, WrongState
from app.store.tasks import About
from app.use_cases import outside
from app.use_cases.acting import Acting
from app.use_cases.referrals import mine
from app.use_cases.residents import ITEMS, living, own
from models.words import (
    AuditAct,
    Checklist,
    HandOverState,
    Purpose,
    ReferralState,
    Role,
    TaskKind,
    VisitBy,
    VisitKind,
)

TRACKS = (Checklist.STAY_TRACK, Checklist.RETURN_TRACK)
"""Prepared beside each other until she decides; neither waits for the other (domain 5)."""
USUALLY = timedelta(days=30)
ANSWER_WITHIN = timedelta(days=7)


def plan(a: Acting, placement: UUID, sent: told.Leaves) -> told.DeparturePlanTold:
    """She means to leave so: with the first plan both tracks begin, and counselling is to be offered.

    Raises
    ------
    NotFound
        When there is no such placement for this person.
    WrongState
        When she does not live there any more.
    """
    her = living(a, placement)
    first = departures.put_plan(
        a.tx,
        placement,
        kind=sent.kind,
        destination=sent.destination,
        planned_on=sent.planned_on,
        written_at=a.now,
        written_by=a.actor.account,
    )
    due = a.now + USUALLY
    if sent.planned_on is not None:
        due = max(datetime.combine(sent.planned_on, time(12), OSLO), a.now)
    if first:
        for track in TRACKS:
            checklists.begin(a.tx, placement, track, ITEMS[track], due)
        for kind in (TaskKind.DEPARTURE, TaskKind.RETURN_COUNSELLING):
            tasks.set_(
                a.tx,
                kind,
                now=a.now,
                due_at=due if kind is TaskKind.DEPARTURE else a.now + ANSWER_WITHIN,
                referral=her["referral"],
                subject=About("placement", placement),
            )
    a.record(AuditAct.REFERRAL_CHANGED, "referral", her["referral"], part="departure")
    return read_plan(a, placement)


def read_plan(a: Acting, placement: UUID) -> told.DeparturePlanTold:
    """How she means to leave.

    Raises
    ------
    NotFound
        When there is no such placement, no plan, or it is not of a case on which this person stands.
    """
    own(a, placement, "departure plan")
    return told.DeparturePlanTold(**departures.plan_of(a.tx, placement))


def plan_visit(a: Acting, placement: UUID, sent: told.NewVisit) -> told.Visits:
    """Somebody who is not of the house comes to her.

    Raises
    ------
    NotFound
        When there is no such placement for this person.
    WrongState
        When she does not live there any more.
    SecondPersonNeeded
        When a house would offer return counselling itself.
    Malformed
        When who comes does not do that, or she has not agreed to it in writing or by word (O11).
    """
    her = living(a, placement)
    consent = None
    if sent.kind is VisitKind.RETURN_COUNSELLING:
        if a.actor.role is Role.SHELTER:
            raise SecondPersonNeeded
        if sent.comes is VisitBy.MEDIATOR:
            raise Malformed("/comes", "no_counsellor")
        consent = cases.agrees(a.tx, her["household"], Purpose.RETURN_COUNSELLING, a.now)
        if consent is None:
            raise Malformed("/kind", "by_her_consent")
    elif sent.comes in (VisitBy.IOM, VisitBy.RETURN_COUNSELLOR):
        raise Malformed("/comes", "no_mediator")
    made = visits.add(
        a.tx,
        placement_id=placement,
        kind=sent.kind,
        comes=sent.comes,
        consent_id=consent,
        planned_at=sent.planned_at,
        written_at=a.now,
        written_by=a.actor.account,
    )
    if sent.kind is VisitKind.MEDIATION:
        tasks.set_(
            a.tx,
            TaskKind.MEDIATION_VISIT,
            now=a.now,
            due_at=sent.planned_at,
            referral=her["referral"],
            subject=About("visit", made),
        )
    a.record(AuditAct.REFERRAL_CHANGED, "referral", her["referral"], part="visit")
    return read_visits(a, placement)


def end_visit(a: Acting, placement: UUID, visit: UUID, sent: told.VisitOver) -> told.Visits:
    """What became of a visit; counselling is offered when she was told, or said no to it.

    Raises
    ------
    NotFound
        When there is no such visit to a resident of this person.
    WrongState
        When it was over before, or she does not live there any more.
    """
    her = living(a, placement)
    kind = visits.over(a.tx, placement, visit, sent.outcome, a.now)
    done = {
        VisitKind.MEDIATION: (TaskKind.MEDIATION_VISIT, visit),
        VisitKind.RETURN_COUNSELLING: (TaskKind.RETURN_COUNSELLING, placement),
    }
    tasks.done_about(a.tx, *done[kind], by=a.actor.account, now=a.now)
    a.record(AuditAct.REFERRAL_CHANGED, "referral", her["referral"], part="visit")
    return read_visits(a, placement)


def read_visits(a: Acting, placement: UUID) -> told.Visits:
    """The visits to a resident, planned and over.

    Raises
    ------
    NotFound
        When there is no such placement, or it is not of a case on which this person stands.
    """
    own(a, placement, "visits")
    rows = visits.of_placement(a.tx, placement)
    return told.Visits(visits=[told.VisitTold(**row) for row in rows])


def hand_over(a: Acting, referral: UUID) -> told.HandOvers:
    """The case is offered to the contact of a municipality who stands on it by her consent.

    Raises
    ------
    NotFound
        When there is no such case for this person.
    WrongState
        When nobody of a municipality stands on it, or an offer waits for its answer.
    """
    mine(a, referral)
    contact = departures.contact_of(a.tx, referral, a.now)
    if contact is None:
        raise WrongState
    member, account = contact
    made = departures.offer(a.tx, referral, member, by=a.actor.account, now=a.now)
    if made is None:
        raise WrongState
    tasks.set_(
        a.tx,
        TaskKind.HAND_OVER,
        now=a.now,
        due_at=a.now + ANSWER_WITHIN,
        referral=referral,
        subject=About("hand_over", made),
        owner=account,
    )
    a.record(AuditAct.REFERRAL_CHANGED, "referral", referral, part="hand-over")
    return read_hand_overs(a, referral)


def read_hand_overs(a: Acting, referral: UUID) -> told.HandOvers:
    """Every offer of this case to a municipality.

    Raises
    ------
    NotFound
        When there is no such case, or this person does not stand on it.
    """
    referrals.find(a.tx, referral, account=a.actor.account, role=a.actor.role, standing=True)
    a.has_read(referral, "hand-over")
    rows = departures.of_case(a.tx, referral)
    return told.HandOvers(hand_overs=[told.HandOverTold(**row) for row in rows])


def read_own(a: Acting, case: UUID) -> told.HandOvers:
    """What was offered to this contact.

    Raises
    ------
    NotFound
        When this person does not stand on such a case.
    """
    entry = outside.own(a, case)
    a.has_read(entry.referral, "hand-over")
    rows = departures.to_member(a.tx, entry.member)
    return told.HandOvers(hand_overs=[told.HandOverTold(**row) for row in rows])


def take_over(a: Acting, case: UUID, sent: told.TakesOver) -> told.HandOvers:
    """The municipality says whether it takes the case over; a no is a task of the coordinators.

    Raises
    ------
    NotFound
        When this person does not stand on such a case.
    WrongState
        When nothing was offered, or it was answered.
    """
    entry = outside.own(a, case)
    state = HandOverState.ACCEPTED if sent.accept else HandOverState.DECLINED
    found = departures.answer(a.tx, entry.member, state, a.now)
    if found is None:
        raise WrongState
    tasks.done_about(a.tx, TaskKind.HAND_OVER, found, by=a.actor.account, now=a.now)
    if not sent.accept:
        tasks.set_(
            a.tx,
            TaskKind.HAND_OVER,
            now=a.now,
            due_at=a.now + ANSWER_WITHIN,
            referral=entry.referral,
        )
    a.record(AuditAct.REFERRAL_CHANGED, "referral", entry.referral, part="hand-over")
    return read_own(a, case)


def close(a: Acting, referral: UUID, seen: int) -> CaseChanged:
    """The work on a case is done after she left; its time to be kept runs since then.

    Raises
    ------
    NotFound
        When there is no such case for this person.
    Stale
        When somebody changed it meanwhile.
    WrongState
        When she has not left, or a hand-over waits for its answer.
    """
    case = mine(a, referral)
    if case.version != seen:
        raise Stale
    waiting = [one for one in departures.of_case(a.tx, referral) if one["answered_at"] is None]
    if case.state is not ReferralState.LEFT or waiting:
        raise WrongState
    me = a.actor.account
    referrals.set_state(a.tx, case.household, ReferralState.CLOSED, by=me, at=a.now)
    referrals.close_household(a.tx, case.household, a.now)
    a.record(AuditAct.REFERRAL_CLOSED, "referral", referral, state=ReferralState.CLOSED.value)
    return CaseChanged(id=referral, version=seen + 1)
