"""Decisions on the address of a child: recorded, warned of, and never the cause of an opening (5.4)."""

from __future__ import annotations

from calendar import isleap
from datetime import date, datetime
from uuid import UUID

from app.contract import child_decisions as told
from app.contract.cases import CaseChanged, PartMade
from app.errors import Malformed
from app.store import alarms, cases, child_decisions, hearing, members, notices, referrals
from app.store.nights import local_date
from app.store.pages import Page
from app.store.refusals import WrongState
from app.store.transactions import Tx
from app.use_cases.acting import Acting
from app.use_cases.referrals import mine
from matching.vocabulary import AddressBlock, Answer
from models.words import AlarmKind, AuditAct

SUBJECT = "child_decision"
ALARM_FROM = 7
"""From so many days before the end on it is an alarm, which somebody must answer."""
SHUT = frozenset({AddressBlock.KODE6.value, AddressBlock.UNKNOWN.value})


def a_year_after(day: date) -> date:
    """The same day of the next year; 1 March where that year has no 29 February."""
    if (day.month, day.day) == (2, 29) and not isleap(day.year + 1):
        return date(day.year + 1, 3, 1)
    return day.replace(year=day.year + 1)


def record(a: Acting, referral: UUID, seen: int, sent: told.NewChildDecision) -> PartMade:
    """The decision stands for this child, instead of an earlier one.

    Raises
    ------
    NotFound
        When this person does not see the case, or nobody of that id is among her people.
    Malformed
        When this is no child, or the day lies ahead.
    WrongState
        When the other parent is to be let in while the address is, or may be, strictly confidential.
    StepUpNeeded
        When the other parent is to be let in, and this person has not just shown who she is.
    Stale
        When somebody changed the case meanwhile.
    """
    case = mine(a, referral)
    if sent.other_parent is Answer.YES:
        a.must_have_stepped_up()
        if _shut(a.tx, case.household):
            raise WrongState
    version = referrals.change(a.tx, case, seen)
    band = child_decisions.child(a.tx, case.household, sent.child)
    if band is None:
        raise Malformed("/child", "not_a_child")
    if sent.decided_on > a.today:
        raise Malformed("/decided_on", "not_in_the_future")
    me = a.actor.account
    child_decisions.end_of_child(a.tx, referral, sent.child, by=me, now=a.now)
    made = child_decisions.add(
        a.tx,
        referral_id=referral,
        child_id=sent.child,
        age_band=band,
        decided_on=sent.decided_on,
        ends_on=sent.ends_on or a_year_after(sent.decided_on),
        other_parent=sent.other_parent,
        recorded_at=a.now,
        recorded_by=me,
    )
    a.record(AuditAct.REFERRAL_CHANGED, "referral", referral, part=SUBJECT, id=str(made))
    return PartMade(id=made, version=version)


def end(a: Acting, referral: UUID, decision: UUID, seen: int) -> CaseChanged:
    """Somebody says that it stands no more; nothing opens by that.

    Raises
    ------
    NotFound
        When this person does not see the case, or no such decision of it stands.
    Stale
        When somebody changed the case meanwhile.
    """
    case = mine(a, referral)
    version = referrals.change(a.tx, case, seen)
    child_decisions.end(a.tx, referral, decision, by=a.actor.account, now=a.now)
    a.record(AuditAct.REFERRAL_CHANGED, "referral", referral, part=SUBJECT, ended=str(decision))
    return CaseChanged(id=referral, version=version)


def read(
    a: Acting, referral: UUID, wanted: Page
) -> tuple[list[told.ChildDecisionTold], UUID | None]:
    """A page of those that stand, or whose end nobody has answered; that it was read is recorded.

    Raises
    ------
    NotFound
        When there is no such case, or this person does not stand on it.
    """
    case = referrals.find(a.tx, referral, account=a.actor.account, role=a.actor.role, standing=True)
    shut = _shut(a.tx, case.household)
    rows, last = child_decisions.listed(a.tx, referral, wanted)
    a.record(AuditAct.CASE_READ, "referral", referral, part=SUBJECT)
    found = []
    for row in rows:
        over = a.today >= row["ends_on"]
        reaches = row["other_parent"] is Answer.YES and not over and not shut
        found.append(told.ChildDecisionTold(**row, over=over, other_parent_reaches=reaches))
    return found, last


def warn(tx: Tx, now: datetime) -> None:
    """Who stands on the case hears 60, 30 and 7 days before the end and at the end, once each.

    From 7 days on, and where nobody stands on it, it is an alarm as well. Nothing opens by it.
    """
    for decision, referral, days in child_decisions.to_tell(tx, local_date(now)):
        standing = members.standing(tx, referral)
        to = standing or hearing.hearers(tx, now, about=None)
        notices.add(tx, to, about=SUBJECT, subject=decision, now=now)
        if days <= ALARM_FROM or not standing:
            alarms.raise_(
                tx,
                AlarmKind.CHILD_DECISION_ENDS,
                now=now,
                subject_kind="referral",
                subject=referral,
            )


def _shut(tx: Tx, household: UUID) -> bool:
    """Whether the address is strictly confidential, or nobody knows that it is not."""
    return not SHUT.isdisjoint(cases.address_blocks(tx, household))
