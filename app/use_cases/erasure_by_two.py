"""Two decide that a case which has ended is erased before its time (GDPR 17).

The service itself cannot erase a key: with the second yes the case is due at once, and the owner of the
tables erases what is due at the next round, or by ``havn erase due``.
"""

from __future__ import annotations

from uuid import UUID

from app.contract.approvals import Asked, Reasoned
from app.store import erasure, referrals
from app.store.approvals import Approval
from app.store.referrals import Case
from app.store.refusals import WrongState
from app.store.walls import StepOut
from app.use_cases import two_persons
from app.use_cases.acting import Acting
from app.use_cases.two_persons import Act, Question, Why
from models.words import ApprovalKind, AuditAct


def ask(a: Acting, referral: UUID, sent: Reasoned) -> Asked:
    """Ask that the case is erased; nothing goes until a second person agrees.

    Raises
    ------
    NotFound
        When this person does not stand on the case.
    StepUpNeeded
        When this person has not just shown who she is.
    WrongState
        When no end of the case is recorded, she has a bed, or it was decided already.
    """
    _own_case(a, referral)
    a.must_have_stepped_up()
    made = two_persons.ask(
        a,
        ApprovalKind.ERASE_CASE,
        "referral",
        referral,
        why=Why(sent.purpose, sent.reason),
        referral=referral,
    )
    return two_persons.waiting(a, made)


def _own_case(a: Acting, referral: UUID) -> Case:
    return referrals.find(
        a.tx, referral, account=a.actor.account, role=a.actor.role, lock=True, standing=True
    )


def _stamp(a: Acting, asked: Question) -> str:
    """It has ended, and since when is still the same."""
    _own_case(a, asked.subject)
    with a.tx.as_service(StepOut.TWO_PERSONS):
        ended = erasure.ended(a.tx, asked.subject)
    if ended is None:
        raise WrongState
    return ended.isoformat()


def _decided(a: Acting, asked: Approval, second: UUID) -> None:
    with a.tx.as_service(StepOut.TWO_PERSONS):
        if not erasure.decide(a.tx, asked.subject, a.now):
            raise WrongState
    a.record(
        AuditAct.REFERRAL_CHANGED, "referral", asked.subject, part="erasure", second=str(second)
    )


two_persons.register(ApprovalKind.ERASE_CASE, Act(_stamp, _decided))
