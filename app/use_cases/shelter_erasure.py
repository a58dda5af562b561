"""Two decide that a house which is closed is erased: its address is to be known to nobody any more.

The service itself cannot erase a key: with the second yes the house is due, its own people are let in
no more, and the owner of the tables erases it at the next round.
"""

from __future__ import annotations

from uuid import UUID

from app.contract.approvals import Asked, Reasoned
from app.store import locks, shelter_erasure, shelters, tokens
from app.store.approvals import Approval
from app.store.refusals import WrongState
from app.store.walls import StepOut
from app.use_cases import two_persons
from app.use_cases.acting import Acting
from app.use_cases.recovery import start_anew
from app.use_cases.two_persons import Act, Question, Why
from models.words import AccountStatus, ApprovalKind, AuditAct

KIND = "shelter"


def ask(a: Acting, shelter: UUID, sent: Reasoned) -> Asked:
    """Ask that a house is erased; nothing goes until a second person agrees.

    Raises
    ------
    StepUpNeeded
        When this person has not just shown who she is.
    NotFound
        When there is no such shelter, or it was decided.
    WrongState
        When it is not closed, or somebody lives there, is on her way, or was asked about.
    """
    a.must_have_stepped_up()
    made = two_persons.ask(
        a,
        ApprovalKind.ERASE_SHELTER,
        KIND,
        shelter,
        why=Why(sent.purpose, sent.reason),
        shelter=shelters.code_name(a.tx, shelter),
    )
    return two_persons.waiting(a, made)


def _stamp(a: Acting, asked: Question) -> str:
    """It is closed, nobody lives there, and nobody has changed it since."""
    with a.tx.as_service(StepOut.TWO_PERSONS):
        version = shelter_erasure.version_of(a.tx, asked.subject)
    if version is None:
        raise WrongState
    return str(version)


def _decided(a: Acting, asked: Approval, second: UUID) -> None:
    house = asked.subject
    with a.tx.as_service(StepOut.TWO_PERSONS):
        # Nobody books there, nor changes it, while it is asked once more.
        shelters.status(a.tx, house)
        if shelter_erasure.version_of(a.tx, house) is None:
            raise WrongState
        shelter_erasure.decide(a.tx, house, a.now)
        for account in shelter_erasure.people(a.tx, house):
            locks.account(a.tx, account)
            start_anew(a.tx, account, a.now)
            tokens.set_status(a.tx, account, AccountStatus.CLOSED)
            a.record(AuditAct.ACCOUNT_CHANGED, "account", account, part="house erased")
    a.record(AuditAct.SHELTER_CHANGED, KIND, house, part="erasure", second=str(second))


two_persons.register(ApprovalKind.ERASE_SHELTER, Act(_stamp, _decided))
