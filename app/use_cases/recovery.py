"""Recovering and waking an account: two administrators, neither of them its owner (5.5, AT14).

After a recovery nobody can sign in with the account, as with a new one: a link is made next.
"""

from __future__ import annotations

import hashlib
from datetime import datetime
from uuid import UUID

from app.contract.approvals import Asked, Reasoned
from app.errors import SecondPersonNeeded
from app.store import credentials, dormancy, house_pins, locks, sessions, tokens
from app.store.approvals import Approval
from app.store.refusals import WrongState
from app.store.transactions import Tx
from app.store.walls import StepOut
from app.use_cases import two_persons
from app.use_cases.acting import Acting
from app.use_cases.two_persons import Act, Question, Why
from models.words import ApprovalKind, AuditAct, Role

KIND = "account"


def ask_recovery(a: Acting, account: UUID, sent: Reasoned) -> Asked:
    """Ask that whoever lost every way into an account may enrol anew.

    Raises
    ------
    StepUpNeeded
        When who asks was not shown again a moment ago.
    SecondPersonNeeded
        When it is the own account.
    NotFound
        When there is no such account.
    WrongState
        When nobody has enrolled with it: a link is enough.
    """
    a.must_have_stepped_up()
    return _ask(a, ApprovalKind.RECOVER_ACCOUNT, account, sent)


def ask_waking(a: Acting, account: UUID, sent: Reasoned) -> Asked:
    """Ask that an account which nobody used may be used again, also for what is sealed.

    Raises
    ------
    StepUpNeeded, SecondPersonNeeded, NotFound
        As for a recovery.
    WrongState
        When it neither sleeps nor is paused.
    """
    a.must_have_shown_herself()  # where all are paused, somebody must be able to begin
    return _ask(a, ApprovalKind.WAKE_DORMANT, account, sent)


def _ask(a: Acting, kind: ApprovalKind, account: UUID, sent: Reasoned) -> Asked:
    if account == a.actor.account:
        raise SecondPersonNeeded
    with a.tx.as_service(StepOut.ENTRANCE):
        handle = tokens.grant_of(a.tx, account).handle
    made = two_persons.ask(
        a,
        kind,
        KIND,
        account,
        why=Why(sent.purpose, sent.reason),
        apart=(account,),
        account=handle,
    )
    return two_persons.waiting(a, made)


def _ways_in(a: Acting, question: Question) -> str:
    """Which ways in the account has: another one since is another question."""
    with a.tx.as_service(StepOut.ENTRANCE):
        tokens.role_of(a.tx, question.subject)
        have = sorted(str(one.id) for one in credentials.listed(a.tx, question.subject))
        pin = house_pins.since(a.tx, question.subject)
    if pin is not None:
        have.append(f"PIN {pin.isoformat()}")
    if not have:
        raise WrongState
    return hashlib.sha256(" ".join(have).encode()).hexdigest()


def _asleep(a: Acting, question: Question) -> str:
    """Since when it sleeps or is paused."""
    with a.tx.as_service(StepOut.ENTRANCE):
        since = dormancy.unused_since(a.tx, question.subject, now=a.now)
    if since is None:
        raise WrongState
    return since.isoformat()


def _recovered(a: Acting, approval: Approval, _: UUID) -> None:
    with a.tx.as_service(StepOut.ENTRANCE):
        start_anew(a.tx, approval.subject, a.now)
    a.record(AuditAct.ACCOUNT_RECOVERED, KIND, approval.subject)


def start_anew(tx: Tx, account: UUID, now: datetime) -> None:
    """The account is as a new one: no way in, session, token, link or open question, and awake."""
    locks.account(tx, account)
    credentials.remove_all(tx, account, now=now)
    sessions.end_all(tx, account, now=now)
    tokens.revoke_all(tx, account, now=now)
    dormancy.wake(tx, account, now=now)


def _woken(a: Acting, approval: Approval, _: UUID) -> None:
    with a.tx.as_service(StepOut.ENTRANCE):
        dormancy.wake(a.tx, approval.subject, now=a.now)
    a.record(AuditAct.ACCOUNT_CHANGED, KIND, approval.subject, woken=1)


def administrators_alone(a: Acting, _: Approval) -> bool:
    """A duty manager may be asked for much, and for this an administrator alone may answer."""
    return a.actor.role is Role.ADMIN


two_persons.register(ApprovalKind.RECOVER_ACCOUNT, Act(_ways_in, _recovered, administrators_alone))
two_persons.register(ApprovalKind.WAKE_DORMANT, Act(_asleep, _woken, administrators_alone))
