"""What the police say of own cases: an assessment, a place, custody, a house that is known, a move.

What they say only ever raises (domain 3.3: sources that disagree, the highest counts): a lower level
takes two persons, and none of the police's words stands in place of a graver one. Every act asks
anew whether she still agrees. Of a case that was merged it stands where they said it, and in each case
in which that went on: the answer is the same, and tells nothing of the merge. Source: domain O05, H18.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date
from uuid import UUID

from app.contract import cases as of_cases
from app.contract import police as told
from app.errors import NotFound
from app.places.gazetteer import Gazetteer
from app.settings import PlacesAllowed
from app.store import alarms, cases, merging, police, referrals
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
        judged, *_ = [
            threat.judged_anew(a, hers, _only_graver(a, hers.household, sent), places)
            for hers in _changed(a, entry)
        ]
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
        hers = _changed(a, entry)
        made, *_ = [
            threat.dangerous(a, case, area.model_copy(update={"actor": him}), places, quota)
            for case, him in _each_with(a, hers, sent.actor)
        ]
    return told.Said(id=made)


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
        for hers, him in _each_with(a, _changed(a, entry), actor):
            if him is None:
                _somebody_looks(a, hers.referral)
                continue
            cases.change_actor(a.tx, hers.household, him, **sent.model_dump())
            due_cases.releases_told(a.tx, hers.referral, a.now)
            moves_needed.look(a, places, households=[hers.household])
            a.record(AuditAct.REFERRAL_CHANGED, "referral", hers.referral, part="actor")
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
        last = police.locked(a.tx, entry)[-1]
        for house in police.houses_of(a.tx, last.household):
            # Him, and whom he became in the cases to which he was carried.
            safety.known_to(a, house, sent.actor, sent.level, places)
        _somebody_looks(a, last.referral)
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
        waiting = police.move_to_judge(a.tx, police.locked(a.tx, entry)[-1].household)
        if waiting is None:
            raise NotFound
        transfers.consulted(a, waiting, receiving=sent.receiving)
    return told.Said(id=case)


def _changed(a: Acting, entry: Entry) -> list[Case]:
    """Her case and those in which it went on, locked, as their next versions: what others have read of
    them before is stale now."""
    way = police.locked(a.tx, entry)
    for merged in way[:-1]:
        referrals.touch(a.tx, merged.household)
    referrals.change(a.tx, way[-1], way[-1].version)
    return way


def _each_with(
    a: Acting, way: Sequence[Case], actor: UUID | None
) -> Iterator[tuple[Case, UUID | None]]:
    """Each of these cases, and who he is in it; None where nobody was named, or he was not carried."""
    yield way[0], actor
    for case in way[1:]:
        actor = None if actor is None else merging.carried_to(a.tx, actor, case.household)
        yield case, actor


def _somebody_looks(a: Acting, referral: UUID) -> None:
    gap = AlarmKind.SAFETY_GAP
    alarms.raise_(a.tx, gap, now=a.now, subject_kind="referral", subject=referral)


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
