"""What the police say of own cases: an assessment, a place, custody, a house that is known, a move.

What they say only ever raises (domain 3.3: sources that disagree, the highest counts): a lower level
takes two persons, and none of the police's words stands in place of a graver one. Every act asks
anew whether she still agrees. Source: domain O05, H18.
"""

from __future__ import annotations

from datetime import date
from uuid import UUID

from app.contract import cases as of_cases
from app.contract import police as told
from app.errors import NotFound
from app.places.gazetteer import Gazetteer
from app.settings import PlacesAllowed
from app.store import alarms, cases, police, referrals
from app.store.outside import Entry
from app.store.police import Reply
from app.store.referrals import Case
from app.store.walls import StepOut
from app.use_cases import due_cases, moves_needed, safety, threat, transfers
from app.use_cases.acting import Acting
from app.use_cases.outside import own
from matching.vocabulary import InstrumentBand
from models.words import AlarmKind, AuditAct, LevelAnswer, Source, ThreatReply

_LEVELS = (
    LevelAnswer.T1,
    LevelAnswer.T2,
    LevelAnswer.UNKNOWN,
    LevelAnswer.T3,
    LevelAnswer.T4,
)
"""A level that nobody knows counts as T3 (domain 11.1): only a graver one takes its place."""
_BANDS = tuple(InstrumentBand)


def assess(
    a: Acting, case: UUID, sent: told.PoliceAssessment, places: Gazetteer
) -> told.PoliceThreat:
    """The police judge the threat of an own case; the floor is told afterwards.

    Raises
    ------
    NotFound
        When it is no own case.
    WrongState
        When it is closed.
    Malformed
        When something is said to have happened in the future.
    """
    entry = own(a, case)
    with a.tx.as_service(StepOut.OUTSIDE):
        hers = _changed(a, entry)
        judged = threat.judged_anew(a, hers, _only_graver(a, hers.household, sent), places)
    return told.PoliceThreat(
        level=judged.level.name, floor=judged.floor.name, review_due=judged.review_due
    )


def add_area(
    a: Acting, case: UUID, sent: told.PoliceArea, places: Gazetteer, quota: PlacesAllowed
) -> told.Said:
    """A place is dangerous to her, as the police know it; two persons may clear it.

    Raises
    ------
    NotFound
        When it is no own case, or the person named is not one of those she fears.
    WrongState, Malformed, NoSuchPlace, QuotaReached
        As for a coordinator.
    """
    entry = own(a, case)
    area = of_cases.NewArea(**sent.model_dump(), source=Source.POLICE)
    with a.tx.as_service(StepOut.OUTSIDE):
        return told.Said(id=threat.dangerous(a, _changed(a, entry), area, places, quota))


def say_where(
    a: Acting, case: UUID, actor: UUID, sent: told.Whereabouts, places: Gazetteer
) -> told.Said:
    """Whether somebody she fears is at large, in custody, abroad or dead, as the police know it.

    Raises
    ------
    NotFound
        When it is no own case, or nobody whom it fears.
    WrongState
        When it is closed.
    """
    entry = own(a, case)
    with a.tx.as_service(StepOut.OUTSIDE):
        hers = _changed(a, entry)
        cases.change_actor(a.tx, hers.household, actor, **sent.model_dump())
        due_cases.releases_told(a.tx, hers.referral, a.now)
        moves_needed.look(a, places, households=[hers.household])
    a.record(AuditAct.REFERRAL_CHANGED, "referral", entry.referral, part="actor")
    return told.Said(id=actor)


def report(a: Acting, case: UUID, sent: told.Found, places: Gazetteer) -> told.Said:
    """Somebody she fears may know, or knows, where she lives; which house that is, nobody is told.

    It counts from this moment. Somebody of ROSA hears of it also when she lives nowhere, and the
    answer is the same.

    Raises
    ------
    NotFound
        When it is no own case, or nobody whom it fears.
    """
    entry = own(a, case)
    with a.tx.as_service(StepOut.OUTSIDE):
        cases.must_be_actor(a.tx, entry.household, sent.actor)
        for house in police.houses_of(a.tx, entry.household):
            safety.known_to(a, house, sent.actor, sent.level, places)
    alarms.raise_(
        a.tx, AlarmKind.SAFETY_GAP, now=a.now, subject_kind="referral", subject=entry.referral
    )
    a.record(AuditAct.REFERRAL_CHANGED, "referral", entry.referral, part="known_house")
    return told.Said(id=case)


def consult(a: Acting, case: UUID, sent: told.Consulted) -> told.Said:
    """The police have looked at a move of her; ``receiving``: those where she goes as well (H18).

    Raises
    ------
    NotFound
        When it is no own case, or no move of it waits for the police.
    """
    entry = own(a, case)
    with a.tx.as_service(StepOut.OUTSIDE):
        waiting = police.move_to_judge(a.tx, police.locked(a.tx, entry).household)
        if waiting is None:
            raise NotFound
        transfers.consulted(a, waiting, receiving=sent.receiving)
    return told.Said(id=case)


def _changed(a: Acting, entry: Entry) -> Case:
    """Her case, locked, as its next version: what others have read of it before is stale now."""
    case = police.locked(a.tx, entry)
    referrals.change(a.tx, case, case.version)
    return case


def _only_graver(a: Acting, household: UUID, sent: told.PoliceAssessment) -> of_cases.Assessment:
    """The assessment without what would stand in place of something graver."""
    stands = police.judgement(a.tx, household)
    said = [
        of_cases.ThreatReplySent(
            question=one.question,
            reply=ThreatReply.YES,
            source=Source.POLICE,
            last_on=_latest(one.last_on, stands.replies.get(one.question)),
        )
        for one in sent.known
    ]
    results = [
        one
        for one in sent.instruments
        if one.instrument not in stands.bands
        or _BANDS.index(one.band) >= _BANDS.index(stands.bands[one.instrument])
    ]
    level = stands.level
    if sent.level is not LevelAnswer.UNKNOWN:
        level = max(sent.level, stands.level, key=_LEVELS.index)
    return of_cases.Assessment(
        level=level, answers=said, nationwide=stands.nationwide, instruments=results
    )


def _latest(said: date | None, stands: Reply | None) -> date | None:
    """When he last searched; without a date it counts as now (domain 3.2)."""
    if stands is None or stands.reply is not ThreatReply.YES:
        return said
    return None if said is None or stands.last_on is None else max(said, stands.last_on)
