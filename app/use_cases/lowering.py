"""A level below the floor, and a danger place that is none any more: two persons each (3.3, 8.5)."""

from __future__ import annotations

from datetime import date, timedelta
from uuid import UUID

from app.contract import cases as told
from app.contract.approvals import Asked, Reasoned
from app.errors import Malformed
from app.places.gazetteer import load_gazetteer
from app.store import cases, referrals
from app.store.approvals import Approval
from app.store.referrals import Case
from app.store.refusals import Stale, WrongState
from app.use_cases import two_persons
from app.use_cases.acting import Acting
from app.use_cases.judging import judge
from app.use_cases.referrals import open_case
from app.use_cases.two_persons import Act, Question, Why
from matching.vocabulary import ThreatLevel
from models.words import ApprovalKind, AuditAct

LOWERED_DAYS = 30


def lower(a: Acting, referral: UUID, seen: int, sent: told.NewLowering) -> Asked:
    """Ask for a level below the floor, for at most 30 days (domain 3.3).

    Raises
    ------
    Malformed
        When the end is not within 30 days, or the level is not below the floor.
    WrongState
        When nobody has judged the case yet, or it is closed.
    """
    if not a.tonight < sent.expires_on <= a.tonight + timedelta(days=LOWERED_DAYS):
        raise Malformed("/expires_on", "within_30_days")
    case = open_case(a, referral)
    if case.version != seen:
        raise Stale
    assessment = _assessment(a, case)
    if ThreatLevel[sent.to] >= judge(a, case.household, load_gazetteer()).floor:
        raise Malformed("/to", "below_the_floor")
    made = two_persons.ask(
        a,
        ApprovalKind.LOWER_THREAT,
        "assessment",
        assessment,
        why=Why(sent.purpose, sent.reason),
        referral=referral,
        to=sent.to,
        expires_on=sent.expires_on.isoformat(),
    )
    return two_persons.waiting(a, made)


def clear_area(a: Acting, referral: UUID, area: UUID, seen: int, sent: Reasoned) -> Asked:
    """Ask that a place counts as a danger no longer (domain 8.5, 12).

    Raises
    ------
    NotFound
        When there is no such live place in this case.
    """
    case = open_case(a, referral)
    if case.version != seen:
        raise Stale
    place = cases.live_area(a.tx, case.household, area)
    made = two_persons.ask(
        a,
        ApprovalKind.CLEAR_AREA,
        "area",
        area,
        why=Why(sent.purpose, sent.reason),
        referral=referral,
        place=place,
    )
    return two_persons.waiting(a, made)


def _assessment(a: Acting, case: Case) -> UUID:
    found = cases.newest_assessment(a.tx, case.household)
    if found is None:
        raise WrongState
    return found


def _lowering_stamp(a: Acting, asked: Question) -> str:
    """The judgement is still the newest, and its floor is above what was asked for."""
    case = open_case(a, asked.referral)
    floor = judge(a, case.household, load_gazetteer()).floor
    over = date.fromisoformat(str(asked.words["expires_on"])) <= a.tonight
    if _assessment(a, case) != asked.subject or over:
        raise WrongState
    return floor.name


def _lowered(a: Acting, asked: Approval, second: UUID) -> None:
    case = open_case(a, asked.referral)
    cases.put_lowering(
        a.tx,
        asked.subject,
        lowered_to=ThreatLevel[str(asked.words["to"])],
        lowered_first_by=asked.asked_by,
        lowered_second_by=second,
        lowered_on=a.tonight,
        lowering_expires_on=date.fromisoformat(str(asked.words["expires_on"])),
        lowering_reason=asked.reason,
    )
    judged = judge(a, case.household, load_gazetteer())
    cases.note_levels(a.tx, asked.subject, judged.floor, judged.level, judged.review_due)
    referrals.touch(a.tx, case.household)
    a.record(
        AuditAct.THREAT_LOWERED,
        "referral",
        case.referral,
        to=str(asked.words["to"]),
        level=judged.level.name,
        second=str(second),
    )


def _area_stamp(a: Acting, asked: Question) -> str:
    return cases.live_area(a.tx, open_case(a, asked.referral).household, asked.subject)


def _area_cleared(a: Acting, asked: Approval, second: UUID) -> None:
    case = open_case(a, asked.referral)
    cases.clear_area(
        a.tx,
        asked.subject,
        cleared_first_by=asked.asked_by,
        cleared_second_by=second,
        cleared_at=a.now,
        clear_reason=asked.reason,
    )
    referrals.touch(a.tx, case.household)
    a.record(
        AuditAct.AREA_CLEARED,
        "referral",
        case.referral,
        area=str(asked.subject),
        second=str(second),
    )


two_persons.register(ApprovalKind.LOWER_THREAT, Act(_lowering_stamp, _lowered))
two_persons.register(ApprovalKind.CLEAR_AREA, Act(_area_stamp, _area_cleared))
