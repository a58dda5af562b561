"""Reading how a case came to where it stands."""

from __future__ import annotations

from uuid import UUID

from app.contract import steps as told
from app.store import referrals, steps
from app.use_cases.acting import Acting
from models.words import AuditAct


def read(a: Acting, referral: UUID) -> told.Steps:
    """The steps of a case in their order, for those who stand on it; that it was read is recorded.

    Raises
    ------
    NotFound
        When there is none, or this person does not stand on it.
    """
    referrals.find(a.tx, referral, account=a.actor.account, role=a.actor.role, standing=True)
    a.record(AuditAct.CASE_READ, "referral", referral, part="steps")
    return told.Steps(steps=[told.StepTold(**row) for row in steps.of_case(a.tx, referral)])
