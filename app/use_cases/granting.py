"""Granting a role: an account is made by one person and may act when a second one agrees (AT14).

So no administrator can make somebody up and be her. The two first administrators come from two links.
"""

from __future__ import annotations

from uuid import UUID

from app.contract.approvals import Asked, Reasoned
from app.errors import SecondPersonNeeded
from app.store import tokens
from app.store.approvals import Approval
from app.store.refusals import WrongState
from app.store.walls import StepOut
from app.use_cases import role_changes, service_accounts, two_persons
from app.use_cases.acting import Acting
from app.use_cases.two_persons import Act, Question, Why
from models.words import AccountStatus, ApprovalKind, ApprovalPurpose, AuditAct

KIND = "account"
NEW = Why(ApprovalPurpose.STAFF_CHANGE, "A new account.")


def ask_for_new(a: Acting, account: UUID) -> UUID:
    """The new account waits, and a second person is asked; the approval."""
    with a.tx.as_service(StepOut.ENTRANCE):
        tokens.set_status(a.tx, account, AccountStatus.LOCKED)
    return _ask(a, account, NEW)


def ask_again(a: Acting, account: UUID, sent: Reasoned) -> Asked:
    """Ask anew for an account that waits, after a no or when nobody answered.

    Raises
    ------
    SecondPersonNeeded
        When it is the own account.
    NotFound
        When there is no such account.
    WrongState
        When it does not wait.
    AskedAlready
        When a second person has it before her.
    """
    if account == a.actor.account:
        raise SecondPersonNeeded
    return two_persons.waiting(a, _ask(a, account, Why(sent.purpose, sent.reason)))


def _ask(a: Acting, account: UUID, why: Why) -> UUID:
    with a.tx.as_service(StepOut.ENTRANCE):
        found = tokens.grant_of(a.tx, account)
    return two_persons.ask(
        a,
        ApprovalKind.GRANT_ROLE,
        KIND,
        account,
        why=why,
        apart=(account,),
        account=found.handle,
        role=found.role.value,
        house=None if found.shelter is None else str(found.shelter),
        organisation=None if found.organisation is None else str(found.organisation),
    )


def _waits(a: Acting, question: Question) -> str:
    """What it would be granted."""
    with a.tx.as_service(StepOut.ENTRANCE):
        found = tokens.grant_of(a.tx, question.subject)
    if found.status is not AccountStatus.LOCKED:
        raise WrongState
    return f"{found.role.value}:{found.shelter}:{found.organisation}"


def _granted(a: Acting, approval: Approval, _: UUID) -> None:
    with a.tx.as_service(StepOut.ENTRANCE):
        role = tokens.role_of(a.tx, approval.subject)
        tokens.set_status(a.tx, approval.subject, AccountStatus.ACTIVE)
    a.record(AuditAct.ROLE_GRANTED, KIND, approval.subject, role=role.value)


def _stamp(a: Acting, question: Question) -> str:
    """A new account, another role for one that acts already, or what a program may do with it."""
    if service_accounts.SCOPES in question.words:
        return service_accounts.stamp(a, question)
    other = role_changes.SHELTER in question.words
    return role_changes.stamp(a, question) if other else _waits(a, question)


def _apply(a: Acting, approval: Approval, second: UUID) -> None:
    if service_accounts.SCOPES in approval.words:
        return service_accounts.granted(a, approval, second)
    other = role_changes.SHELTER in approval.words
    return (role_changes.changed if other else _granted)(a, approval, second)


two_persons.register(ApprovalKind.GRANT_ROLE, Act(_stamp, _apply))
