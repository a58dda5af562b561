"""Another role for an account: one proposes it for somebody else, a second agrees (AT14).

Nobody proposes for herself and nobody whom it is about agrees: no administrator makes herself, or a
willing second account of hers, a reader of cases alone.
"""

from __future__ import annotations

from uuid import UUID

from app.contract import role_changes as told
from app.contract.accounts import OUTSIDE
from app.contract.approvals import Asked
from app.errors import SecondPersonNeeded
from app.store import grants, idempotency
from app.store.approvals import Approval
from app.store.refusals import WrongState
from app.use_cases import two_persons
from app.use_cases.acting import Acting
from app.use_cases.two_persons import Question, Why
from models.words import ApprovalKind, AuditAct, Role

KIND = "account"
SHELTER = "shelter"
"""A word that only the question for another role has, not that for a new account."""


def propose(a: Acting, account: UUID, sent: told.NewGrant) -> Asked:
    """Ask that an account has another role, or a house another account.

    Raises
    ------
    SecondPersonNeeded
        When it is the own account.
    NotFound
        When there is no such active account, or no such shelter.
    WrongState
        When it has this role already, or one of ROSA's own would become one of somebody else's
        people, or the other way round: that is a new account.
    """
    if account == a.actor.account:
        raise SecondPersonNeeded
    made = two_persons.ask(
        a,
        ApprovalKind.GRANT_ROLE,
        KIND,
        account,
        why=Why(sent.purpose, sent.reason),
        apart=[account],
        account=grants.now(a.tx, account).handle,
        role=sent.role.value,
        shelter=None if sent.shelter is None else str(sent.shelter),
    )
    return two_persons.waiting(a, made)


def stamp(a: Acting, asked: Question) -> str:
    """What the account may now; the same again is nothing to ask for."""
    found = grants.now(a.tx, asked.subject)
    house = _shelter(asked.words)
    if house is not None:
        grants.must_be_house(a.tx, house)
    role = Role(str(asked.words["role"]))
    if (found.role, found.shelter) == (role, house):
        raise WrongState
    if (role in OUTSIDE) != (found.organisation is not None):
        raise WrongState
    return f"{found.role.value}:{found.shelter}:{found.version}"


def changed(a: Acting, asked: Approval, second: UUID) -> None:
    """The account has the new role from now on; a consent was for what the old one is there for."""
    role = Role(str(asked.words["role"]))
    grants.put(a.tx, asked.subject, role, _shelter(asked.words), by=second, now=a.now)
    # In the shape of the old role, which the new one may not be told.
    idempotency.withhold(a.tx, [asked.subject])
    a.record(AuditAct.ROLE_GRANTED, KIND, asked.subject, role=role.value, second=str(second))


def _shelter(words: two_persons.Words) -> UUID | None:
    said = words.get(SHELTER)
    return None if said is None else UUID(str(said))
