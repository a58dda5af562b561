"""What waited sealed for the line, or was refused in the open: whoever asks, none of it is lost (0330)."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime, timedelta

from pydantic import ValidationError

from app.contract import calls as told
from app.errors import Malformed, NotFound
from app.store import cases, going_on, members, phone_calls, referrals
from app.store.phone_calls import KnownCall
from app.store.referrals import Case
from app.store.walls import StepOut
from app.use_cases.acting import Acting
from app.use_cases.calls import Hand, begun, gone_on
from app.use_cases.members import leave
from app.use_cases.merging import follow_on
from app.use_cases.options import SEARCHING
from app.use_cases.places import Withholding
from app.use_cases.referrals import CONSENTS, tell_of
from app.vault.intake import NotOpened
from models.words import Purpose


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
    NoSuchPlace
        As for any call.
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
    case = begun(a, said, hand, count, known, taken_back)
    tell_of(a, case)
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
        gone_on(a, case, known, said, hand, count, taken_back)
        if count.reached:
            leave(a, case.referral)
        stands = members.stands(a.tx, case.referral, a.actor.account)
        if not stands and case.state in SEARCHING:
            tell_of(a, case)


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
