"""What two distinct persons do together: one asks, a second agrees, and at that minute it is done.

An act that needs two registers under its kind how to read its subject and how to apply it. It is
applied with the rights of whoever asked, in the transaction of the second yes, and only when its
subject is still what it was when it was asked. Nobody approves an own act: who asked, who took the
referral, who made the thing and whom it is about stand apart, here and in the database.
"""

from __future__ import annotations

from collections.abc import Callable, Collection
from dataclasses import dataclass, replace
from datetime import datetime
from uuid import UUID

from app.contract import approvals as told
from app.errors import ApprovalStale, AskedAlready, NotFound, SecondPersonNeeded
from app.store import alarms, approvals, audit, duty, notices, referrals, tokens
from app.store.approvals import Approval
from app.store.refusals import WrongState
from app.store.transactions import Tx
from app.use_cases.acting import Acting
from app.use_cases.seconds import ANSWER_IN, POST_ROLES, SECONDS, SHOWN_AGAIN
from models.words import (
    AlarmKind,
    ApprovalKind,
    ApprovalPurpose,
    ApprovalState,
    AuditAct,
)

Words = dict[str, str | int | bool | list[str] | None]
"""What is asked for: closed words, days, work names and ids."""
SUBJECT = "approval"


@dataclass(frozen=True, slots=True)
class Why:
    """A closed word and a short text."""

    purpose: ApprovalPurpose
    reason: str


@dataclass(frozen=True, slots=True, repr=False)
class Question:
    """What is asked for: about which subject, of which case, and in which words."""

    subject: UUID
    referral: UUID | None
    words: Words


@dataclass(frozen=True, slots=True)
class Act:
    """How one kind of approval reads its subject, and what the second yes does.

    ``stamp`` says what the subject is now, as whoever asked may see it, and refuses when the act
    is not possible; ``apply`` does it, as whoever asked, with the second person's account;
    ``fits`` may bar a second person for more than standing apart.
    """

    stamp: Callable[[Acting, Question], str]
    apply: Callable[[Acting, Approval, UUID], None]
    fits: Callable[[Acting, Approval], bool] = lambda _a, _approval: True


_ACTS: dict[ApprovalKind, Act] = {}


def register(kind: ApprovalKind, act: Act) -> None:
    """From now on this kind can be asked for; each kind has one owner."""
    assert kind not in _ACTS, f"{kind} has its act already"
    _ACTS[kind] = act


def ask(
    a: Acting,
    kind: ApprovalKind,
    subject_kind: str,
    subject: UUID,
    *,
    why: Why,
    referral: UUID | None = None,
    apart: Collection[UUID] = (),
    **words: str | int | bool | list[str] | None,
) -> UUID:
    """Ask for it; the first on duty who may be the second is told that there is a new task.

    ``apart``: who can never be the second besides the one who asks and who took the referral.

    Raises
    ------
    AskedAlready
        When the same waits for a second person already.
    """
    stamp = _stamp(a, kind, Question(subject, referral, words))
    waiting = approvals.open_about(a.tx, kind, subject)
    if waiting is not None:
        if waiting.open_at(a.now) and waiting.stamp == stamp:
            raise AskedAlready
        _end(a.tx, waiting, a.now)
    took = None if referral is None else referrals.taken_by(a.tx, referral)
    stand_apart = {a.actor.account, *apart} | ({took} if took is not None else set())
    made = approvals.add(
        a.tx,
        kind=kind,
        subject_kind=subject_kind,
        subject_id=subject,
        referral_id=referral,
        asked_by=a.actor.account,
        asked_at=a.now,
        expires_at=a.now + SECONDS[kind].lasts,
        apart=sorted(stand_apart),
        purpose=why.purpose,
        reason=why.reason,
        words=words,
        stamp=stamp,
    )
    a.record(AuditAct.APPROVAL_ASKED, SUBJECT, made, of=kind.value, purpose=why.purpose.value)
    ask_next(a.tx, approvals.find(a.tx, made), a.now)
    return made


def waiting(a: Acting, approval: UUID) -> told.Asked:
    """What is told to whoever has just asked."""
    found = approvals.find(a.tx, approval)
    return told.Asked(approval=found.id, expires_at=found.expires_at)


def agree(a: Acting, approval: UUID) -> Approval:
    """The second person says yes: what was asked for is done in this transaction.

    Raises
    ------
    NotFound
        When there is none, or this person was not asked and need not be.
    SecondPersonNeeded
        When it is who asked, who made it, whom it is about, or somebody of the same shift.
    WrongState
        When it was decided, or its time is over.
    StepUpNeeded
        When such a yes needs a fresh proof of who gives it, and there is none.
    ApprovalStale
        When its subject is another thing by now, or who asked may not ask any more.
    """
    found = _as_second(a, approval)
    if found.kind in SHOWN_AGAIN:
        a.must_have_stepped_up(*_accounts(found))
    act = _ACTS[found.kind]
    if not act.fits(a, found):
        raise SecondPersonNeeded
    asker = tokens.acting(a.tx, found.asked_by)
    if asker is None:
        raise ApprovalStale
    a.record(AuditAct.APPROVAL_GIVEN, SUBJECT, found.id, of=found.kind.value)
    with a.tx.for_whom(asker):
        as_asker = replace(a, actor=asker)
        if _stamp_now(as_asker, found) != found.stamp:
            raise ApprovalStale
        act.apply(as_asker, found, a.actor.account)
    return _decided(a, found, ApprovalState.AGREED)


def refuse(a: Acting, approval: UUID) -> Approval:
    """The second person says no; nothing is done, and it may be asked anew.

    Raises
    ------
    NotFound, SecondPersonNeeded, WrongState
        As when agreeing.
    """
    found = _as_second(a, approval)
    a.record(AuditAct.APPROVAL_REFUSED, SUBJECT, found.id, of=found.kind.value)
    return _decided(a, found, ApprovalState.REFUSED)


def withdraw(a: Acting, approval: UUID) -> Approval:
    """Whoever asked takes it back.

    Raises
    ------
    NotFound
        When this person did not ask it, or is kept away from the case by now.
    WrongState
        When it was decided, or its time is over.
    """
    before = seen_by(a, approval)
    if before.asked_by != a.actor.account:
        raise NotFound
    found = _open(a, before)
    a.record(AuditAct.APPROVAL_REFUSED, SUBJECT, found.id, of=found.kind.value, withdrawn=True)
    return _decided(a, found, ApprovalState.WITHDRAWN)


def seen_by(a: Acting, approval: UUID) -> Approval:
    """An approval that this person asked, was asked, or may decide by role.

    Raises
    ------
    NotFound
        When there is none, it is not for this person, or a list keeps her away from the case.
    """
    found = approvals.find(a.tx, approval)
    if not approvals.may_know(a.tx, found, a.actor.account, a.actor.role):
        raise NotFound
    if found.asked_by != a.actor.account and not _may_answer(a, found):
        raise NotFound
    return found


def ask_next(tx: Tx, found: Approval, now: datetime) -> None:
    """The next one on duty who may be the second is asked; when nobody is left, an alarm is raised.

    Nobody is asked twice for the same.
    """
    asked = approvals.asked(tx, found.id)
    if asked:
        # Somebody was asked and has said nothing: whoever may be the second must hear of it.
        alarms.raise_(
            tx,
            AlarmKind.SECOND_PERSON_NEEDED,
            now=now,
            about=found.asked_by,
            subject_kind=SUBJECT,
            subject=found.id,
        )
    passed_over = found.apart | asked
    here = [one for one in duty.on_duty(tx, now) if one.account not in passed_over]
    for post, role in SECONDS[found.kind].order:
        for one in here:
            fits = (one.post, one.role) == (post, role)
            if fits and approvals.may_know(tx, found, one.account, role):
                until = min(now + ANSWER_IN, found.expires_at)
                approvals.add_ask(tx, found.id, one.account, post, now=now, until=until)
                notices.add(tx, [one.account], about=SUBJECT, subject=found.id, now=now)
                return
    alarms.raise_(tx, AlarmKind.NOBODY_ON_DUTY, now=now, subject_kind=SUBJECT, subject=found.id)


def go_round(tx: Tx, approval: UUID, now: datetime) -> None:
    """What time does to one approval: it ends, or the next one is asked."""
    found = approvals.find(tx, approval, lock=True)
    if found.state is not ApprovalState.OPEN:
        return
    if now >= found.expires_at:
        _end(tx, found, now)
        notices.add(tx, [found.asked_by], about=SUBJECT, subject=found.id, now=now)
    else:
        ask_next(tx, found, now)


def _as_second(a: Acting, approval: UUID) -> Approval:
    before = seen_by(a, approval)
    if a.actor.account in before.apart:
        raise SecondPersonNeeded
    return _open(a, before)


def _open(a: Acting, before: Approval) -> Approval:
    """The approval, locked after its case as every writer does, which can still be decided."""
    if before.referral is not None:
        referrals.lock(a.tx, before.referral)
    found = approvals.find(a.tx, before.id, lock=True)
    if not found.open_at(a.now):
        raise WrongState
    return found


def _accounts(found: Approval) -> tuple[UUID, ...]:
    """The account that the second yes changes."""
    return (found.subject,) if found.subject_kind == "account" else ()


def _may_answer(a: Acting, found: Approval) -> bool:
    if a.actor.role in SECONDS[found.kind].unasked:
        return True
    post = approvals.post_asked_in(a.tx, found.id, a.actor.account)
    return post is not None and a.actor.role in POST_ROLES[post]


def _stamp(a: Acting, kind: ApprovalKind, question: Question) -> str:
    """What the subject is, for whoever asks: another role of the same account is another asker."""
    return f"{a.actor.role.value}:{_ACTS[kind].stamp(a, question)}"


def _stamp_now(a: Acting, found: Approval) -> str | None:
    """The same at this minute; None when it is not possible any more."""
    try:
        return _stamp(a, found.kind, Question(found.subject, found.referral, found.words))
    except (NotFound, WrongState):
        return None


def _decided(a: Acting, found: Approval, state: ApprovalState) -> Approval:
    approvals.decide(a.tx, found.id, state, by=a.actor.account, now=a.now)
    for rang in (AlarmKind.SECOND_PERSON_NEEDED, AlarmKind.NOBODY_ON_DUTY):
        alarms.settle(a.tx, rang, found.id, by=a.actor.account, now=a.now)
    if found.asked_by != a.actor.account:
        notices.add(a.tx, [found.asked_by], about=SUBJECT, subject=found.id, now=a.now)
    return replace(found, state=state)


def _end(tx: Tx, found: Approval, now: datetime) -> None:
    if not approvals.decide(tx, found.id, ApprovalState.EXPIRED, by=None, now=now):
        return  # Somebody decided it meanwhile, and that was recorded.
    audit.add(
        tx,
        AuditAct.APPROVAL_EXPIRED,
        at=now,
        actor=None,
        role=None,
        subject_kind=SUBJECT,
        subject=found.id,
        detail={"of": found.kind.value},
    )
