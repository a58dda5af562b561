"""She puts right what is recorded of her; what stood there before is kept beside it (GDPR 16)."""

from __future__ import annotations

from uuid import UUID

from app.contract import rectifications as told
from app.contract.cases import PartMade
from app.errors import NotFound
from app.store import erasure, rectifications, referrals
from app.store.pages import Page
from app.store.walls import StepOut
from app.use_cases.acting import Acting
from app.use_cases.referrals import mine
from models.words import AuditAct


def rectify(a: Acting, referral: UUID, sent: told.NewRectification) -> PartMade:
    """Write down what is right; a closed case may be put right, an erased one says nothing of her.

    Raises
    ------
    NotFound
        When there is no such case, it is somebody else's, or it was erased.
    """
    case = mine(a, referral)
    with a.tx.as_service(StepOut.STANDING):
        there = erasure.is_there(a.tx, referral)
    if not there:
        raise NotFound
    made = rectifications.add(
        a.tx,
        referral,
        sent.part,
        before=sent.before,
        right=sent.right,
        by=a.actor.account,
        now=a.now,
    )
    a.record(AuditAct.RECORD_RECTIFIED, "referral", referral, part=sent.part.value)
    return PartMade(id=made, version=case.version)


def read(a: Acting, referral: UUID, page: Page) -> tuple[list[told.RectificationTold], UUID | None]:
    """A page of what she put right, for those who stand on the case; that it was read is recorded.

    Raises
    ------
    NotFound
        When there is none, or this person does not stand on it.
    """
    referrals.find(a.tx, referral, account=a.actor.account, role=a.actor.role, standing=True)
    rows, last = rectifications.listed(a.tx, referral, page)
    a.record(AuditAct.CASE_READ, "referral", referral, part="rectifications")
    return [told.RectificationTold(**row) for row in rows], last
