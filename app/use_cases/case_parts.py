"""Reading a case in full, for those who stand on it."""

from __future__ import annotations

from datetime import date
from typing import Any
from uuid import UUID

from app.contract import case_parts as told
from app.places.gazetteer import Gazetteer
from app.store import case_parts, cases, referrals
from app.use_cases.acting import Acting
from app.use_cases.places import named
from models.words import AuditAct, Role


def parts(a: Acting, referral: UUID, places: Gazetteer) -> told.CaseParts:
    """All parts that are sent as a whole; that they were read is recorded.

    What on-call may write and not read stays empty for her, and is not told either.

    Raises
    ------
    NotFound
        When there is none, or this person does not stand on it.
    """
    case = referrals.find(a.tx, referral, account=a.actor.account, role=a.actor.role, standing=True)
    tx, home, whole = a.tx, case.household, a.actor.role is Role.COORDINATOR
    where = (
        case_parts.whereabouts(tx, home) if whole else {"where_now": None, "stands_out_in": None}
    )
    a.record(AuditAct.CASE_READ, "referral", referral, part="parts")
    return told.CaseParts(
        members=[told.MemberInFull(**row) for row in case_parts.members(tx, home)],
        where_now=_place(places, where["where_now"]),
        stands_out_in=None if where["stands_out_in"] is None else sorted(where["stands_out_in"]),
        needs=[told.NeedTold(**row) for row in case_parts.needs(tx, home)],
        wishes=[
            told.WishTold(**{**row, "place": _place(places, row["place"])})
            for row in case_parts.wishes(tx, home)
        ],
        no_go=[
            told.NoGoTold(place=_known(places, row["place"]), radius_km=row["radius_km"])
            for row in case_parts.no_go(tx, home)
        ],
        found_at=case_parts.found_at(tx, home) if whole else [],
        running=[told.RunningTold(**row) for row in case_parts.running(tx, home)] if whole else [],
        routes=[
            told.RouteTold(
                stops=[_known(places, code) for code in row["stops"]],
                last_confirmed=row["last_confirmed"],
            )
            for row in case_parts.routes(tx, home)
        ],
        networks=case_parts.networks(tx, home),
        version=case.version,
    )


def picture(a: Acting, referral: UUID) -> told.ThreatPicture:
    """What she said of the threat and what others found; a coordinator has shown herself again.

    Raises
    ------
    NotFound
        When there is none, or this person does not stand on it.
    StepUpNeeded
        When a coordinator has not just shown who she is.
    """
    case = referrals.find(a.tx, referral, account=a.actor.account, role=a.actor.role, standing=True)
    if a.actor.role is Role.COORDINATOR:
        a.must_have_stepped_up()
    a.record(AuditAct.CASE_READ, "referral", referral, part="threat")
    last = cases.newest_assessment(a.tx, case.household)
    said: dict[str, Any] = {"answers": [], "instruments": [], "nationwide": None}
    if last is not None:
        said = case_parts.picture(a.tx, last)
    return told.ThreatPicture(
        answers=[told.AnswerTold(**row) for row in said["answers"]],
        instruments=[told.InstrumentTold(**row) for row in said["instruments"]],
        nationwide=said["nationwide"],
        lowering=_lowering(said, a.tonight),
        judgements=[
            told.JudgementTold(**row) for row in case_parts.judgements(a.tx, case.household)
        ],
    )


def _lowering(said: dict[str, Any], tonight: date) -> told.LoweringTold | None:
    """The lowering that counts tonight, if one does."""
    to, until = said.get("lowered_to"), said.get("lowering_expires_on")
    if to is None or until is None or until <= tonight:
        return None
    return told.LoweringTold(to=to.name, expires_on=until)


def _known(places: Gazetteer, code: str) -> told.PlaceOfCase:
    return told.PlaceOfCase(code=code, name=named(places, code))


def _place(places: Gazetteer, code: str | None) -> told.PlaceOfCase | None:
    return None if code is None else _known(places, code)
