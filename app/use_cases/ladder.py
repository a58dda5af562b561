"""No safe bed: what is done, in which order, by whom, and what she is told meanwhile (domain 9.5).

One step at a time, each a task with a named owner and three minutes; the next is set when it was of
no use, or its time is over, so that the duty manager has it within 15 minutes. A yes keeps the next
one back for as long again. Only a bed ends it: without one it is always somebody's.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from app.contract import ladder as told
from app.contract.words import Words
from app.store import alarms, hearing, ladders, referrals, tasks
from app.store.ladders import Climbed
from app.store.transactions import Tx
from app.use_cases.acting import Acting
from models.words import (
    AlarmKind,
    AuditAct,
    DutyPost,
    ReferralState,
    TaskKind,
    TaskOutcome,
    TaskState,
)

EACH = timedelta(minutes=3)
"""Five steps of it are the 15 minutes of domain 9.5."""
AGAIN = timedelta(minutes=15)
"""So soon the duty manager looks again when her step is done and there is still no bed."""


@dataclass(frozen=True, slots=True)
class Rung:
    """One step of the ladder: whose post it is, and what she is told while it is tried."""

    kind: TaskKind
    post: DutyPost
    say: Words


RUNGS = (
    Rung(
        TaskKind.LADDER_CALL_FIRST,
        DutyPost.COORDINATOR,
        Words(
            code="SAY_CALLING_HOUSES",
            en="There may be a place. We are calling them now, and we tell you what they say.",
            no="Det kan være en plass. Vi ringer dem nå, og du får vite hva de svarer.",
        ),
    ),
    Rung(
        TaskKind.LADDER_WAIVERS,
        DutyPost.COORDINATOR,
        Words(
            code="SAY_ASKING_WITH_ANOTHER",
            en="Two of us are looking together whether one of the places can be made safe for you.",
            no="Vi er to som ser sammen på om en av plassene kan gjøres trygg for deg.",
        ),
    ),
    Rung(
        TaskKind.LADDER_POLICE,
        DutyPost.COORDINATOR,
        Words(
            code="SAY_GUARDED_TONIGHT",
            en="We are asking whether you can be looked after at a guarded place tonight. You can say no.",
            no="Vi spør om du kan være på et sted med vakt i natt. Du kan si nei.",
        ),
    ),
    Rung(
        TaskKind.LADDER_PARTNER_REGION,
        DutyPost.COORDINATOR,
        Words(
            code="SAY_FARTHER_AWAY",
            en="We are asking people we work with farther away. You would get help with the journey.",
            no="Vi spør noen vi samarbeider med lenger unna. Du får hjelp med reisen.",
        ),
    ),
    Rung(
        TaskKind.LADDER_DUTY_MANAGER,
        DutyPost.DUTY_MANAGER,
        Words(
            code="SAY_STAYS_WITH_YOU",
            en="The one who decides here is awake and on it. We stay with you until you are safe.",
            no="Den som bestemmer hos oss er våken og på saken. Vi er hos deg til du er trygg.",
        ),
    ),
)
KINDS = tuple(rung.kind for rung in RUNGS)
ALWAYS = (
    Words(
        code="SAY_NOT_YET",
        en="We have no safe place yet. It is not your fault, and we do not stop looking.",
        no="Vi har ingen trygg plass ennå. Det er ikke din feil, og vi slutter ikke å lete.",
    ),
    Words(
        code="SAY_112",
        en="If you are in danger now, call 112.",
        no="Ring 112 hvis du er i fare nå.",
    ),
)
"""What she is told whatever is being tried."""


def begin(a: Acting, referral: UUID, *, call_first: bool) -> None:
    """The first step is set, and an alarm says that a household has no safe bed.

    ``call_first``: whether a house may have a place that only has to be called. Who asks again while
    she is on the ladder begins no new one; it goes on when its step is over.
    """
    if ladders.climbed(a.tx, referral, KINDS):
        climb(a.tx, referral, a.now)
        return
    alarms.raise_(a.tx, AlarmKind.NO_SAFE_BED, now=a.now, subject_kind="referral", subject=referral)
    first = 0 if call_first else 1
    _set(a.tx, referral, RUNGS[first], a.now + EACH, a.now, otherwise=a.actor.account)


def climb(tx: Tx, referral: UUID, now: datetime) -> None:
    """The next step is set when the last one was of no use, or its time is over and she has no bed.

    The last step has none after it: it is the duty manager's again each time that she called it done.
    """
    steps = ladders.climbed(tx, referral, KINDS)
    if not steps or not _is_over(steps[-1], now):
        return
    last = steps[-1]
    if last.kind is KINDS[-1]:
        if last.state is not TaskState.OPEN:
            _set(tx, referral, RUNGS[-1], now + AGAIN, now, otherwise=last.owner)
        return
    following = RUNGS[KINDS.index(last.kind) + 1]
    # By the clock of the ladder, not of the round that found it: five are within 15 minutes.
    due = (last.due_at if last.state is TaskState.OPEN else now) + EACH
    _set(tx, referral, following, max(due, now), now, otherwise=last.owner)


def _is_over(one: Climbed, now: datetime) -> bool:
    """Whether a step has had its time; one that ends with a yes gets as long again to become a bed."""
    if one.state is TaskState.OPEN:
        return one.due_at <= now
    if one.outcome is TaskOutcome.YES and one.done_at is not None:
        return one.done_at + EACH <= now
    return True


def _set(
    tx: Tx, referral: UUID, rung: Rung, due: datetime, now: datetime, *, otherwise: UUID | None
) -> None:
    """Its owner is whoever is in the post, and with nobody there whoever has the household now."""
    owner = hearing.in_post(tx, rung.post, now, referral=referral) or otherwise
    tasks.set_(tx, rung.kind, now=now, due_at=due, referral=referral, owner=owner, post=rung.post)


def climb_all(tx: Tx) -> list[UUID]:
    """Cases that are on the ladder now."""
    return ladders.on_it(tx, KINDS)


def steps_of(tx: Tx, referral: UUID) -> told.Ladder:
    """The steps set so far with their owners, each as it was set last, and the words to say."""
    last = {one.kind: one for one in ladders.climbed(tx, referral, KINDS)}
    rungs = [_told(one) for one in last.values()]
    say = [ALWAYS[0], *([rungs[-1].say] if rungs else []), ALWAYS[1]]
    return told.Ladder(rungs=rungs, say=say)


def read(a: Acting, referral: UUID) -> told.Ladder:
    """The ladder of a case that has no safe bed; that it was read is recorded.

    Raises
    ------
    NotFound
        When there is no such case for this person, or it is not without a safe bed.
    """
    case = referrals.find(a.tx, referral, account=a.actor.account, role=a.actor.role)
    a.record(AuditAct.CASE_READ, "referral", referral, part="ladder")
    if case.state is not ReferralState.NO_SAFE_BED:
        return told.Ladder(rungs=[], say=[])
    return steps_of(a.tx, referral)


def _told(one: Climbed) -> told.RungTold:
    rung = RUNGS[KINDS.index(one.kind)]
    return told.RungTold(
        task=one.task,
        kind=one.kind,
        owner=one.handle,
        due_at=one.due_at,
        state=one.state,
        outcome=one.outcome,
        say=rung.say,
    )
