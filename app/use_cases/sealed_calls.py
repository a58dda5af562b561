"""What waited sealed for the line, or was refused in the open: whoever asks, none of it is lost (0330)."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import replace
from datetime import datetime, timedelta

from pydantic import ValidationError

from app.contract import calls as told
from app.errors import Malformed, NotFound
from app.places.gazetteer import Gazetteer
from app.store import cases, going_on, members, phone_calls, referrals, tasks
from app.store.phone_calls import KnownCall
from app.store.referrals import Case
from app.store.walls import StepOut
from app.use_cases.acting import Acting
from app.use_cases.calls import Hand, begun, gone_on
from app.use_cases.members import leave
from app.use_cases.merging import LOOKED_AT_WITHIN, follow_on
from app.use_cases.options import SEARCHING
from app.use_cases.places import Withholding
from app.use_cases.referrals import CONSENTS, tell_of
from app.vault.intake import NotOpened
from matching.vocabulary import Answer
from models.words import Purpose, TaskKind

PLACES_KNOWN = "danger_places_known"
"""The answer of a call whether every place that is dangerous to her was named."""


def take_sealed(
    a: Acting, sent: told.SealedCall, hand: Hand, sent_at: datetime | None
) -> told.CallTaken:
    """Her word is in her case, wherever that stands by now; it promises nothing and looks for nothing.

    Somebody is told, who looks for her, unless whoever took the call has the case before her.

    ``sent_at``: what the device's clock says while it sends. How wrong that clock is shows by it, and
    every time in what was sealed is put right by as much.

    Raises
    ------
    Malformed
        When it does not open, is of another call, or holds something else than a call.
    NotFound
        When the call was taken by somebody else's device.
    """
    said = _put_right(*_opened(a, sent, hand, sent_at))
    phone_calls.lock(a.tx, said.call)
    known, count = phone_calls.find(a.tx, said.call), Withholding(hand.quota)
    if known is None:
        return told.CallTaken(code_name=_anew(a, said, hand, count).code_name)
    if known.account != a.actor.account:
        raise NotFound
    if said.revision <= known.revision:
        return told.CallTaken(code_name=known.code_name)
    its = _its_case(a, known)
    if its is not None and its.state not in referrals.CLOSED:
        _written(a, its, known, said, hand, count)
        return told.CallTaken(code_name=known.code_name)
    return told.CallTaken(code_name=_anew(a, said, hand, count, known, its).code_name)


def _opened(
    a: Acting, sent: told.SealedCall, hand: Hand, sent_at: datetime | None
) -> tuple[told.SealedContent, timedelta]:
    """What was sealed, and by how much the clock of its device is wrong."""
    try:
        plain = hand.keys.unsealed(a.tx, sent.key_id, sent.sealed, str(sent.call))
        content = told.SealedContent.model_validate_json(plain)
    except (NotOpened, ValidationError):
        raise Malformed("/sealed", "a_call") from None
    if content.call != sent.call:
        raise Malformed("/sealed", "a_call")
    return content, timedelta(0) if sent_at is None else a.now - sent_at


def _anew(
    a: Acting,
    said: told.SealedContent,
    hand: Hand,
    count: Withholding,
    known: KnownCall | None = None,
    earlier: Case | None = None,
) -> Case:
    """A case that nobody has in front of them.

    ``earlier``: the closed one that it follows. All that is dangerous to her there is told here, so
    whoever may not know of that one any more may not know of this one.
    """
    taken_back: Collection[Purpose] = ()
    if known is not None and not _still_agrees(a, said, earlier):
        taken_back = CONSENTS
    heard = _as_far_as_known(said, hand.places)
    case = begun(a, heard, hand, count, known, taken_back)
    tell_of(a, case)
    if heard is not said:
        _ask_where(a, case)
    if count.reached or (earlier is not None and not _knows(a, earlier)):
        leave(a, case.referral)
    if earlier is not None:
        with a.tx.as_service(StepOut.LATE_WORD):
            follow_on(a, case, earlier, hand.places)
    return case


def _still_agrees(a: Acting, said: told.SealedContent, earlier: Case | None) -> bool:
    """Whether she said this after her case was closed: what ended with that is not given anew by an older word.

    Of a case from which others keep its worker nothing may be told by this; so nobody knows, and a
    person asks her.
    """
    with a.tx.as_service(StepOut.LATE_WORD):
        return earlier is not None and referrals.was_closed(a.tx, earlier, said.taken_at)


def _knows(a: Acting, case: Case) -> bool:
    return members.may_know(a.tx, case.referral, a.actor.account, a.actor.role)


def _its_case(a: Acting, known: KnownCall) -> Case | None:
    """The case in which this call goes on, locked; None where others keep its worker away from it.

    She need not stand on it by now, and may have left it by the quota: the word is of a woman who
    spoke with her.
    """
    with a.tx.as_service(StepOut.LATE_WORD):
        last = going_on.way(a.tx, known.referral)[-1]
        if members.is_denied_by_others(a.tx, last, a.actor.account):
            return None
        return referrals.goes_on(a.tx, last)


def _written(
    a: Acting,
    case: Case,
    known: KnownCall,
    said: told.SealedContent,
    hand: Hand,
    count: Withholding,
) -> None:
    with a.tx.as_service(StepOut.LATE_WORD):
        taken_back = CONSENTS.keys() & cases.taken_back(a.tx, case.referral, said.taken_at)
        heard = _as_far_as_known(said, hand.places)
        if heard is not said:
            # Written whatever the word before it said: another place may have been lost with this one.
            parts = {name: mark for name, mark in known.parts.items() if name != PLACES_KNOWN}
            known = replace(known, parts=parts)
        gone_on(a, case, known, heard, hand, count, taken_back)
        if heard is not said:
            _ask_where(a, case)
        if count.reached:
            leave(a, case.referral)
        stands = members.stands(a.tx, case.referral, a.actor.account)
        if not stands and case.state in SEARCHING:
            tell_of(a, case)


def _as_far_as_known(said: told.SealedContent, places: Gazetteer) -> told.SealedContent:
    """The same word without places that the gazetteer has no more; nobody would hear a refusal of it.

    Then not every place that is dangerous to her is known, whatever was said.
    """
    answers = said.answers
    avoid, lists = answers.places_to_avoid, ("his", "where_i_am_known", "not_there")
    left = {name: [code for code in getattr(avoid, name) if code in places] for name in lists}
    where = answers.where_now if answers.where_now in places else None
    if where == answers.where_now and all(left[name] == getattr(avoid, name) for name in lists):
        return said
    avoid = avoid.model_copy(update={**left, "known": Answer.UNKNOWN})
    answers = answers.model_copy(update={"places_to_avoid": avoid, "where_now": where})
    return said.model_copy(update={"answers": answers})


def _ask_where(a: Acting, case: Case) -> None:
    """Somebody asks her again which places she fears."""
    tasks.set_(
        a.tx,
        TaskKind.THREAT_REVIEW,
        now=a.now,
        due_at=a.now + LOOKED_AT_WITHIN,
        referral=case.referral,
    )


def _put_right(content: told.SealedContent, wrong_by: timedelta) -> told.SealedContent:
    """The same call with its times by the service's clock."""

    def shifted(moment: datetime | None) -> datetime | None:
        return None if moment is None else moment + wrong_by

    contact = content.answers.safe_contact
    contact = contact.model_copy(update={"safe_until": shifted(contact.safe_until)})
    answers = content.answers.model_copy(update={"safe_contact": contact})
    update = {
        "answers": answers,
        "call_back_at": shifted(content.call_back_at),
        "taken_at": shifted(content.taken_at),
    }
    return content.model_copy(update=update)
