"""Who is never matched but handed over: a hospital first, or support without a bed (13, B17, O28)."""

from __future__ import annotations

from uuid import UUID

from app.contract import not_matched as told
from app.contract.cases import CaseChanged, PartMade
from app.store import not_matched, offers, referrals
from app.store.refusals import WrongState
from app.use_cases.acting import Acting
from app.use_cases.referrals import mine
from models.words import AuditAct, NotMatchedWhy, ReferralState

PART = "not_matched"


def begin(a: Acting, referral: UUID, seen: int, sent: told.NewNotMatched) -> PartMade:
    """No place is looked for from now on; somebody has the task to hand her over.

    Raises
    ------
    NotFound
        When there is no such case for this person.
    WrongState
        When the case is closed, or she has a bed or one is held for her; that comes first.
    Stale
        When somebody changed the case meanwhile.
    """
    case, why = mine(a, referral), NotMatchedWhy(sent.why)
    version = referrals.change(a.tx, case, seen)
    if referrals.has_bed(a.tx, case.household, a.now):
        raise WrongState
    made = not_matched.begin(a.tx, referral, why, by=a.actor.account, now=a.now)
    offers.end_all(a.tx, case.household, a.by)
    if why is NotMatchedWhy.OWN_WISH:
        state = ReferralState.SUPPORT_WITHOUT_BED
        referrals.set_state(a.tx, case.household, state, by=a.actor.account, at=a.now)
    elif case.state is ReferralState.NO_SAFE_BED:
        # Nobody climbs a ladder for a bed while a hospital sees her.
        state = ReferralState.NEEDS_INFO
        referrals.set_state(a.tx, case.household, state, by=a.actor.account, at=a.now)
    a.record(AuditAct.REFERRAL_CHANGED, "referral", referral, part=PART, why=why.value)
    return PartMade(id=made, version=version)


def end(a: Acting, referral: UUID, one: UUID, seen: int) -> CaseChanged:
    """She can be looked for again: the hospital has seen her, or she wants a bed after all.

    Raises
    ------
    NotFound
        When there is no such case for this person, or no such reason stands.
    Stale
        When somebody changed the case meanwhile.
    """
    case = mine(a, referral)
    version = referrals.change(a.tx, case, seen)
    why = not_matched.end(a.tx, referral, one, by=a.actor.account, now=a.now)
    if why is NotMatchedWhy.OWN_WISH:
        referrals.set_state(
            a.tx, case.household, ReferralState.SEARCHING, by=a.actor.account, at=a.now
        )
    a.record(AuditAct.REFERRAL_CHANGED, "referral", referral, part=PART, ended=why.value)
    return CaseChanged(id=referral, version=version)


def read(a: Acting, referral: UUID) -> told.NotMatchedAll:
    """All that ever stood; that it was read is recorded.

    Raises
    ------
    NotFound
        When there is no such case for this person.
    """
    referrals.find(a.tx, referral, account=a.actor.account, role=a.actor.role)
    a.record(AuditAct.CASE_READ, "referral", referral, part=PART)
    rows = not_matched.of_case(a.tx, referral)
    return told.NotMatchedAll(not_matched=[told.NotMatchedTold(**row) for row in rows])
