"""Benefits: how long she waits for them, so that somebody bridges it and each office sees its own (O12)."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from app.contract import benefits as told
from app.errors import Malformed, NotFound
from app.store import benefits, expenses, referrals
from app.store.refusals import WrongState
from app.use_cases.acting import Acting
from app.use_cases.referrals import mine
from models.words import AuditAct

SUBJECT = "benefit"


def apply(a: Acting, referral: UUID, sent: told.NewBenefit) -> told.Benefits:
    """The clock of this application runs from that day.

    Raises
    ------
    NotFound
        When there is no such case for this person.
    Malformed
        When no verified organisation of that code name is there, or the day lies ahead.
    """
    mine(a, referral)
    office = expenses.refunder(a.tx, sent.organisation)
    if office is None:
        raise Malformed("/organisation", "not_known")
    if sent.applied_on > a.today:
        raise Malformed("/applied_on", "not_in_the_future")
    benefits.add(
        a.tx,
        referral_id=referral,
        kind=sent.kind,
        organisation_id=office,
        applied_on=sent.applied_on,
        recorded_at=a.now,
        recorded_by=a.actor.account,
    )
    a.record(AuditAct.REFERRAL_CHANGED, "referral", referral, part=SUBJECT)
    return _told(a, referral)


def step(a: Acting, referral: UUID, benefit: UUID, sent: told.BenefitStep) -> told.Benefits:
    """It was decided, then paid.

    Raises
    ------
    NotFound
        When there is no such case for this person, or no such application of it.
    Malformed
        When the day lies ahead, or before what came first.
    WrongState
        When it was decided, or paid, already, or is not granted.
    """
    mine(a, referral)
    found = benefits.find(a.tx, referral, benefit)
    day = sent.decided_on or sent.paid_on
    if day is None or day > a.today or day < (found["decided_on"] or found["applied_on"]):
        raise Malformed("/decided_on" if sent.decided_on else "/paid_on", "days_in_order")
    if sent.decided_on is not None:
        if found["decided_on"] is not None:
            raise WrongState
        benefits.change(a.tx, benefit, decided_on=sent.decided_on, granted=sent.granted)
    else:
        if not found["granted"] or found["paid_on"] is not None:
            raise WrongState
        benefits.change(a.tx, benefit, paid_on=sent.paid_on)
    a.record(AuditAct.REFERRAL_CHANGED, "referral", referral, part=SUBJECT)
    return _told(a, referral)


def read(a: Acting, referral: UUID) -> told.Benefits:
    """The applications of a case; that they were read is recorded.

    Raises
    ------
    NotFound
        When there is no such case, or this person does not stand on it.
    """
    referrals.find(a.tx, referral, account=a.actor.account, role=a.actor.role, standing=True)
    a.record(AuditAct.CASE_READ, "referral", referral, part=SUBJECT)
    return _told(a, referral)


def times(a: Acting) -> told.AllBenefitTimes:
    """How long it takes, by office, in the cases that this person may know of."""
    return _times(benefits.times(a.tx, account=a.actor.account, role=a.actor.role))


def own_times(a: Acting) -> told.AllBenefitTimes:
    """How long it takes at the own office.

    Raises
    ------
    NotFound
        When the account works for none.
    """
    if a.actor.organisation is None:
        raise NotFound
    return _times(benefits.own_times(a.tx, a.actor.organisation))


def _times(rows: list[dict[str, Any]]) -> told.AllBenefitTimes:
    return told.AllBenefitTimes(offices=[told.BenefitTimes(**row) for row in rows])


def _told(a: Acting, referral: UUID) -> told.Benefits:
    rows = benefits.of_case(a.tx, referral)
    return told.Benefits(benefits=[told.BenefitTold(**row) for row in rows])
