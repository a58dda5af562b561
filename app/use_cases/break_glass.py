"""Break-glass: one coordinator on call, one group of sealed fields, one case, sixty minutes (5.2)."""

from __future__ import annotations

from uuid import UUID

from app.contract import glass as told
from app.errors import GlassClosed, NotFound, SecondPersonNeeded
from app.store import alarms, glass, members, referrals
from app.store.refusals import WrongState
from app.use_cases.acting import Acting
from app.use_cases.on_call import is_on_call
from models.words import AlarmKind, AuditAct


def break_glass(a: Acting, referral: UUID, sent: told.NewBreak) -> told.Broken:
    """The group opens for this account alone; at least two others hear of it at once.

    Raises
    ------
    NotFound
        When this person does not see the case.
    StepUpNeeded
        When she has not just shown again who she is.
    GlassClosed
        When somebody is on duty and it is not she, or a review of hers is overdue.
    """
    referrals.find(a.tx, referral, account=a.actor.account, role=a.actor.role)
    a.must_have_stepped_up()
    if not is_on_call(a):
        raise GlassClosed
    if glass.owes_a_review(a.tx, a.actor.account, a.now):
        raise GlassClosed
    made = glass.add(
        a.tx,
        now=a.now,
        account_id=a.actor.account,
        referral_id=referral,
        field_group=sent.group,
        reason_code=sent.reason_code,
        reason=sent.reason,
    )
    a.record(
        AuditAct.GLASS_BROKEN,
        "referral",
        referral,
        glass=str(made),
        group=sent.group.value,
        reason=sent.reason_code.value,
    )
    alarms.raise_(
        a.tx,
        AlarmKind.GLASS_BROKEN,
        now=a.now,
        about=a.actor.account,
        subject_kind="glass",
        subject=made,
    )
    return told.Broken(id=made, until=a.now + glass.OPEN_FOR, review_due=a.now + glass.REVIEWED_IN)


def review(a: Acting, broken: UUID, sent: told.GlassReview) -> told.Reviewed:
    """Somebody else says whether it was justified.

    Raises
    ------
    NotFound
        When there is none, or a list keeps this person away from its case.
    SecondPersonNeeded
        When it is who broke it.
    WrongState
        When it was reviewed already.
    """
    found = glass.find(a.tx, broken)
    # Under kode 6 only who is named, or the auditor, reviews it; who is denied never does.
    if members.is_kept_away(a.tx, found["referral_id"], a.actor.account, a.actor.role):
        raise NotFound
    if found["account_id"] == a.actor.account:
        raise SecondPersonNeeded
    if found["reviewed_at"] is not None:
        raise WrongState
    glass.review(
        a.tx,
        broken,
        reviewed_at=a.now,
        reviewed_by=a.actor.account,
        verdict=sent.verdict,
        finding=sent.finding,
    )
    a.record(
        AuditAct.GLASS_REVIEWED,
        "referral",
        found["referral_id"],
        glass=str(broken),
        verdict=sent.verdict.value,
    )
    return told.Reviewed(id=broken)
