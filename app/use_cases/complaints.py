"""Saying no to what was decided, and being heard by somebody who had no part in it (SG4, B16).

Neither a complaint nor an exclusion changes anything of the case: no priority, no search, no bed.
"""

from __future__ import annotations

from datetime import datetime, timedelta
from uuid import UUID

from app.contract import complaints as told
from app.errors import SecondPersonNeeded
from app.store import alarms, complaints, referrals, tasks
from app.store.pages import Page
from app.store.refusals import WrongState
from app.store.transactions import Tx
from app.use_cases.acting import Acting
from models.words import AlarmKind, AuditAct, ComplaintKind, DutyPost, TaskKind

REVIEWED_IN = timedelta(hours=72)
TASK_IN = timedelta(hours=48)
"""The task is due a day before the review, so that it goes up while there is time left."""
SUBJECT = "complaint"
KINDS = {
    ComplaintKind.COMPLAINT: TaskKind.REVIEW_COMPLAINT,
    ComplaintKind.EXCLUSION: TaskKind.REVIEW_EXCLUSION,
}


def make(a: Acting, referral: UUID, sent: told.NewComplaint) -> told.ComplaintMade:
    """It waits for somebody independent from now on; a case that is closed may be complained of too.

    Raises
    ------
    NotFound
        When there is no such case for this person.
    """
    case = referrals.find(a.tx, referral, account=a.actor.account, role=a.actor.role, lock=True)
    me = a.actor.account
    made = complaints.add(
        a.tx,
        referral_id=case.referral,
        made_at=a.now,
        made_by=me,
        due_at=a.now + REVIEWED_IN,
        **sent.model_dump(),
    )
    tasks.set_(
        a.tx,
        KINDS[sent.kind],
        now=a.now,
        due_at=a.now + TASK_IN,
        referral=referral,
        subject=tasks.About(SUBJECT, made),
        owner=complaints.on_duty_for(a.tx, referral, me, a.now),
        post=DutyPost.DUTY_MANAGER,
    )
    a.record(AuditAct.REFERRAL_CHANGED, "referral", referral, part=SUBJECT, sort=sent.kind.value)
    return told.ComplaintMade(id=made)


def read(a: Acting, referral: UUID) -> told.Complaints:
    """All of one case; that they were read is recorded.

    Raises
    ------
    NotFound
        When there is no such case for this person.
    """
    referrals.find(a.tx, referral, account=a.actor.account, role=a.actor.role)
    a.record(AuditAct.CASE_READ, "referral", referral, part="complaints")
    rows = complaints.of_case(a.tx, referral)
    return told.Complaints(complaints=[told.ComplaintTold(**row) for row in rows])


def waiting(a: Acting, wanted: Page) -> tuple[list[told.ComplaintTold], UUID | None]:
    """A page of those that nobody has reviewed."""
    rows, last = complaints.waiting(a.tx, wanted, account=a.actor.account, role=a.actor.role)
    return [told.ComplaintTold(**row).owned(True) for row in rows], last


def review(a: Acting, complaint: UUID, sent: told.ComplaintReview) -> told.ComplaintCounts:
    """Somebody who had no part in it says what she finds.

    Raises
    ------
    NotFound
        When there is none, or the case is kept from this person.
    SecondPersonNeeded
        When she made it, took the case, or ever stood on it.
    WrongState
        When it was reviewed already.
    """
    me = a.actor.account
    found = complaints.find(a.tx, complaint, account=me, role=a.actor.role)
    if found["verdict"] is not None:
        raise WrongState
    if not complaints.is_independent(a.tx, found["referral"], me, found["made_by"]):
        raise SecondPersonNeeded
    complaints.review(a.tx, complaint, reviewed_at=a.now, reviewed_by=me, **sent.model_dump())
    tasks.done_about(a.tx, KINDS[found["kind"]], complaint, by=me, now=a.now)
    alarms.settle(a.tx, AlarmKind.REVIEW_OVERDUE, complaint, by=me, now=a.now)
    a.record(
        AuditAct.REFERRAL_CHANGED,
        "referral",
        found["referral"],
        part=SUBJECT,
        verdict=sent.verdict.value,
    )
    return counts(a)


def counts(a: Acting) -> told.ComplaintCounts:
    """How many there are, by what they are about and what was found; of erased cases by that alone."""
    rows = [
        *complaints.counted(a.tx, a.now, account=a.actor.account, role=a.actor.role),
        *complaints.erased(a.tx),
    ]
    return told.ComplaintCounts(counts=[told.ComplaintCount(**row) for row in rows])


def tell_overdue(tx: Tx, now: datetime) -> None:
    """An alarm about each that nobody reviewed in 72 hours."""
    for complaint, _ in complaints.overdue(tx, now):
        alarms.raise_(
            tx, AlarmKind.REVIEW_OVERDUE, now=now, subject_kind=SUBJECT, subject=complaint
        )
