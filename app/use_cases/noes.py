"""A house's no reviewed, and her own no taken back because she asks."""

from __future__ import annotations

from uuid import UUID

from app.contract import noes as told
from app.contract.cases import CaseChanged
from app.store import noes, offers, referrals, tasks
from app.use_cases.acting import Acting
from app.use_cases.members import act_on
from app.use_cases.referrals import mine
from models.words import AuditAct, RefusalReview, TaskKind, TaskOutcome


def review(a: Acting, offer: UUID, sent: told.Reviewed) -> told.ReviewDone:
    """The house's no stands, or the house may be offered to her again.

    Raises
    ------
    NotFound
        When there is no such offer for this person, or its house did not say no.
    """
    row = offers.find(a.tx, offer, account=a.actor.account, role=a.actor.role, shelter=None)
    act_on(a, row["referral"])
    me = a.actor.account
    noes.review(a.tx, offer, sent.found, by=me, now=a.now)
    referrals.touch(a.tx, row["household"])
    came = TaskOutcome.YES if sent.found is RefusalReview.STANDS else TaskOutcome.NO
    tasks.done_about(a.tx, TaskKind.REVIEW_REFUSAL, offer, by=me, now=a.now, outcome=came)
    a.record(
        AuditAct.REFERRAL_CHANGED,
        "referral",
        row["referral"],
        part="refusal",
        found=sent.found.value,
    )
    return told.ReviewDone(id=offer)


def ask_again(a: Acting, referral: UUID, shelter: UUID, seen: int) -> CaseChanged:
    """She asks for a house to which she said no: it may be offered again; no reason is asked for.

    Raises
    ------
    NotFound
        When there is no such case for this person, or she did not say no to that house.
    Stale
        When somebody changed the case meanwhile.
    """
    case = mine(a, referral)
    version = referrals.change(a.tx, case, seen)
    noes.lift(a.tx, case.household, shelter)
    a.record(AuditAct.REFERRAL_CHANGED, "referral", referral, part="decline_lifted")
    return CaseChanged(id=referral, version=version)
