"""A call in one request: taken or gone on with, and its options."""

from __future__ import annotations

import json
from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime, timedelta
from hashlib import sha256
from uuid import UUID

from app.contract import calls as told
from app.contract.offers import Option, Options
from app.errors import NotFound
from app.intake_keys import IntakeKeys
from app.pictures import Kept, Pictures
from app.places.gazetteer import Gazetteer
from app.settings import PlacesAllowed
from app.store import going_on, members, phone_calls, placements, referrals, tasks
from app.store.phone_calls import KnownCall
from app.store.referrals import Case
from app.use_cases import moves_needed
from app.use_cases.acting import Acting
from app.use_cases.options import find_options
from app.use_cases.places import Counting, refusing
from app.use_cases.referrals import (
    consent_parts,
    consents,
    mine,
    new_call,
    refine_call,
    single_answers,
    without_consents,
)
from matching.vocabulary import Answer
from models.words import AuditAct, PlacementState, Purpose, Question, TaskKind, TaskState

BESIDE = "beside"
"""The part of a call that is none of its case's answers."""
THREAT_FIELDS = ("threat_to_kill", "serious_violence", "searching", "reported")
_LIVE = (PlacementState.ACCEPTED, PlacementState.ARRIVED)


@dataclass(frozen=True, slots=True, repr=False)
class Hand:
    """What a call needs of the service beside its transaction."""

    places: Gazetteer
    quota: PlacesAllowed
    keys: IntakeKeys


def take(
    a: Acting, sent: told.CallSent, hand: Hand, pictures: Pictures, kept: Kept
) -> told.CallTold:
    """The call is a case with these answers, and its options are those of this moment.

    Raises
    ------
    PictureMoved
        When something happened since the picture was taken.
    NotFound
        When somebody else has this call by now.
    WrongState
        When its case is closed.
    NoSuchPlace, QuotaReached
        As for any call; whoever is refused sends the same word sealed, and hears nothing.
    """
    phone_calls.lock(a.tx, sent.call)
    case = _taken(a, sent, hand)
    return _compact(case, find_options(a, case.referral, pictures, kept, written=True))


def says_the_word(a: Acting, referral: UUID, sent: told.CodeWordSent, keys: IntakeKeys) -> bool:
    """Whether somebody who calls back says a word that was agreed with her; no word agreed is a no.

    One that was agreed in a call which goes on here counts as one of this case: she knows of one case.
    """
    mine(a, referral)
    agreed = phone_calls.code_words(a.tx, referral)
    a.record(AuditAct.CASE_READ, "referral", referral, part="code word")
    return any(keys.is_the_word(a.tx, str(hers), sent.word, hashed) for hers, hashed in agreed)


def note_travel(a: Acting, placement: UUID, sent: told.TravelSent) -> None:
    """How she gets to the place she took.

    Raises
    ------
    NotFound
        When there is no such placement that stands, or it is somebody else's.
    """
    row = placements.find(
        a.tx, placement, account=a.actor.account, role=a.actor.role, shelter=a.actor.shelter
    )
    if row["state"] not in _LIVE:
        raise NotFound
    mine(a, row["referral"])
    phone_calls.put_travel(
        a.tx, placement, **sent.model_dump(), noted_at=a.now, noted_by=a.actor.account
    )
    a.record(AuditAct.REFERRAL_CHANGED, "referral", row["referral"], part="travel")


def _taken(a: Acting, sent: told.CallSent, hand: Hand) -> Case:
    """The case of this call, which is locked, with the newest answers that came of it."""
    known, count = phone_calls.find(a.tx, sent.call), refusing(hand.quota)
    if known is None:
        return begun(a, sent, hand, count)
    case = mine(a, going_on.way(a.tx, known.referral)[-1])
    if sent.revision > known.revision:
        gone_on(a, case, known, sent, hand, count)
    return case


def begun(
    a: Acting,
    sent: told.CallSent,
    hand: Hand,
    count: Counting,
    known: KnownCall | None = None,
    taken_back: Collection[Purpose] = (),
) -> Case:
    """A case of this call, which has none, or none that may be written in any more.

    ``known``: what the call was until now. ``taken_back``: what she may have agreed to and took back
    since; this word does not give it, and neither does a later one that only says the same again.

    Raises
    ------
    NoSuchPlace, QuotaReached
        As for any call.
    """
    said = without_consents(sent.answers, taken_back)
    case = new_call(a, said, hand.places, count, _further(sent))
    phone_calls.put(
        a.tx,
        sent.call,
        case.referral,
        a.actor.account,
        revision=sent.revision,
        parts=_parts(sent),
        **_own(sent),
    )
    _agreed_word(a, case, sent, hand)
    if known is not None:
        _promised_no_more(a, sent, known)
    _promised(a, case, sent)
    return case


def gone_on(
    a: Acting,
    case: Case,
    known: KnownCall,
    sent: told.CallSent,
    hand: Hand,
    count: Counting,
    taken_back: Collection[Purpose] = (),
) -> None:
    """This newer word of the call is written in the case: what it changed, and nothing else.

    ``taken_back``: as for one that is begun.

    Raises
    ------
    WrongState
        When the case is closed.
    NoSuchPlace, QuotaReached
        As for any call.
    """
    parts = _parts(sent)
    changed = {name for name, mark in parts.items() if known.parts.get(name) != mark}
    written = changed - {BESIDE, *consent_parts(taken_back)}
    if written:
        with moves_needed.looked_at(a, hand.places, households=[case.household]):
            refine_call(a, case, sent.answers, hand.places, count, written, _further(sent))
    own = _own(sent) if BESIDE in changed else {}
    phone_calls.refine(a.tx, sent.call, revision=sent.revision, parts=parts, **own)
    if BESIDE in changed:
        _agreed_word(a, case, sent, hand)
        if not _same_clock(sent.call_back_at, known.call_back_at):
            _promised_no_more(a, sent, known)
            _promised(a, case, sent)


def _parts(sent: told.CallSent) -> dict[str, str]:
    """A hash of each single answer and of each part, to tell what a newer word has changed.

    A part is what is written together: what is one value by itself is a part of none.
    """
    said = sent.answers.model_dump(mode="json")
    people, places, must = said["people"], said["places_to_avoid"], said["must_have"]
    named = [places[name] for name in ("his", "where_i_am_known", "not_there")]
    parts = {
        **single_answers(sent.answers),
        "people": {name: people[name] for name in people if name != "women_only"},
        "contact": [said["safe_contact"]["message_ok"], said["fear"]["phone_tracked"]],
        "places": [named, said["where_now"], said["referrer_kind"]],
        "needs": [must["services"], must["max_minutes"]],
        "fear": [
            said["fear"],
            places["nationwide"],
            sent.model_dump(mode="json", include=set(THREAT_FIELDS)),
        ],
        **{part: answer for part, _, answer in consents(sent.answers)},
        BESIDE: sent.model_dump(include={"code_word", "call_back_at", "note"}),
    }
    return {name: _mark(part) for name, part in parts.items()}


def _mark(part: object) -> str:
    return sha256(json.dumps(part, sort_keys=True, default=_minute).encode()).hexdigest()[:16]


def _minute(moment: datetime) -> int:
    """A clock is said in minutes; what putting a device's right moves it by is less, and no change."""
    return round(moment.timestamp() / 60)


def _further(sent: told.CallSent) -> dict[Question, Answer]:
    asked = {
        Question.Q02: sent.threat_to_kill,
        Question.Q03: sent.serious_violence,
        Question.Q04: sent.searching,
        Question.Q07: sent.reported,
    }
    return {question: reply for question, reply in asked.items() if reply is not None}


def _own(sent: told.CallSent) -> dict[str, object]:
    return {"call_back_at": sent.call_back_at, "one_line": sent.note}


def _agreed_word(a: Acting, case: Case, sent: told.CallSent, hand: Hand) -> None:
    if sent.code_word is not None:
        hashed = hand.keys.word_hash(str(case.household), sent.code_word)
        referrals.put_contact(a.tx, case.household, {"code_word_hash": hashed})


def _same_clock(one: datetime | None, other: datetime | None) -> bool:
    """Whether both were said as one time: putting a device's right moves it by parts of a second."""
    if one is None or other is None:
        return one is other
    return abs(one - other) < timedelta(minutes=1)


def _promised_no_more(a: Acting, sent: told.CallSent, known: KnownCall) -> None:
    """The task to call her back that came of this call falls away, and no other call's."""
    # What was set before 0351 is about the case that the call was then.
    hers = [sent.call, known.referral]
    tasks.drop(a.tx, now=a.now, subjects=hers, kinds=[TaskKind.CALL_BACK])


def _promised(a: Acting, case: Case, sent: told.CallSent) -> None:
    """The task to call her back stands for what this call promised last."""
    if sent.call_back_at is not None:
        tasks.set_(
            a.tx,
            TaskKind.CALL_BACK,
            now=a.now,
            due_at=sent.call_back_at,
            referral=case.referral,
            subject=tasks.About("phone_call", sent.call),
            owner=a.actor.account if members.stands(a.tx, case.referral, a.actor.account) else None,
        )


def _compact(case: Case, found: Options) -> told.CallTold:
    return told.CallTold(
        referral=case.referral,
        code_name=case.code_name,
        result=found.result,
        level=str(found.level),
        options=[_option(one) for one in found.options],
        call_first=[_option(one) for one in found.call_first],
        assumed=[one.code for one in found.assumed],
        next_steps=found.next_steps,
        rung=_rung(found),
        say=found.say,
    )


def _rung(found: Options) -> told.CallRung | None:
    """The first step of the ladder that is not done."""
    for one in found.ladder:
        if one.state is TaskState.OPEN:
            return told.CallRung(kind=one.kind, due_at=one.due_at, say=one.say)
    return None


def _option(one: Option) -> told.CallOption:
    return told.CallOption(
        offer=one.offer,
        version=one.version,
        code_name=one.code_name,
        kind=one.kind,
        region=one.region,
        nights=one.nights,
        there=[word.code for word in one.to_say if word not in one.why][:-1],
        why=[word.code for word in one.why],
    )
