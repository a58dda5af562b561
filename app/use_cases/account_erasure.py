"""Two administrators decide that the account of somebody who left is erased (AT14, GDPR 5, 17).

With the second yes it acts no more; the owner of the tables erases its key, its ways in and its work
name at the next round. What it did stays in the audit chain under an id that leads to nobody.
"""

from __future__ import annotations

from uuid import UUID

from app.contract.approvals import Asked, Reasoned
from app.errors import SecondPersonNeeded
from app.store import account_erasure, locks, tokens
from app.store.approvals import Approval
from app.store.refusals import WrongState
from app.store.walls import StepOut
from app.use_cases import two_persons
from app.use_cases.acting import Acting
from app.use_cases.recovery import administrators_alone, start_anew
from app.use_cases.two_persons import Act, Question, Why
from models.words import ApprovalKind, AuditAct

KIND = "account"


def ask(a: Acting, account: UUID, sent: Reasoned) -> Asked:
    """Ask that an account is erased; nothing goes until another administrator agrees.

    Raises
    ------
    StepUpNeeded
        When this person has not just shown who she is.
    SecondPersonNeeded
        When it is the own account.
    NotFound
        When there is no such account, or it was decided.
    WrongState
        When fewer than two administrators could act without it, or a case is closed to all but it.
    """
    a.must_have_stepped_up()
    if account == a.actor.account:
        raise SecondPersonNeeded
    with a.tx.as_service(StepOut.ENTRANCE):
        handle = tokens.grant_of(a.tx, account).handle
    made = two_persons.ask(
        a,
        ApprovalKind.ERASE_ACCOUNT,
        KIND,
        account,
        why=Why(sent.purpose, sent.reason),
        apart=(account,),
        account=handle,
    )
    return two_persons.waiting(a, made)


def _stamp(a: Acting, asked: Question) -> str:
    """It is as it was, and not needed."""
    with a.tx.as_service(StepOut.ENTRANCE):
        version = account_erasure.version_of(a.tx, asked.subject)
        if account_erasure.is_needed(a.tx, asked.subject, now=a.now):
            raise WrongState
    return str(version)


def _decided(a: Acting, asked: Approval, second: UUID) -> None:
    with a.tx.as_service(StepOut.ENTRANCE):
        locks.account(a.tx, asked.subject)
        account_erasure.one_at_a_time(a.tx)
        # Anew under the lock: another one may have gone since the stamp was read.
        if account_erasure.is_needed(a.tx, asked.subject, now=a.now):
            raise WrongState
        start_anew(a.tx, asked.subject, a.now)
        account_erasure.decide(a.tx, asked.subject, by=a.actor.account, now=a.now)
    a.record(AuditAct.ACCOUNT_CHANGED, KIND, asked.subject, part="erasure", second=str(second))


two_persons.register(ApprovalKind.ERASE_ACCOUNT, Act(_stamp, _decided, administrators_alone))
