"""Two cases of one person: merged into the one that goes on, or linked to the one that was closed."""

from __future__ import annotations

from datetime import timedelta
from uuid import UUID

from app.contract import merging as told
from app.contract.cases import CaseChanged
from app.errors import Malformed
from app.places.gazetteer import Gazetteer
from app.store import cases, locks, members, merging, offers, referrals, tasks
from app.store.referrals import Case
from app.store.refusals import Stale, WrongState
from app.store.walls import StepOut
from app.use_cases import moves_needed
from app.use_cases.acting import Acting
from app.use_cases.judging import judge
from app.use_cases.members import act_on, others_do_it
from models.words import (
    AuditAct,
    MemberScope,
    OrdinaryReason,
    ReferralState,
    TaskKind,
)

LOOKED_AT_WITHIN = timedelta(hours=1)


def merge(a: Acting, referral: UUID, seen: int, sent: told.Into, places: Gazetteer) -> CaseChanged:
    """This case of a person ends in the other one, with all that is dangerous to her.

    Both stay as they were told: what was recorded here can be read here. Who stood on it stands on
    the other one too, and has to look at what both say of her danger.

    Raises
    ------
    NotFound
        When one of them is not there for this person.
    Malformed
        When it is one case twice.
    Stale
        When somebody changed this one meanwhile.
    WrongState
        When one of them is closed, she has a bed by this one, more people are feared than can be
        told apart, or nobody may open both.
    """
    source, target = _both(a, referral, sent.into, "/into")
    if source.version != seen:
        raise Stale
    closed = source.state in referrals.CLOSED or target.state in referrals.CLOSED
    if closed or referrals.has_bed(a.tx, source.household, a.now):
        raise WrongState
    _carry(a, source, target)
    _keep_away(a, source, target)
    higher = judge(a, source.household, places).level > judge(a, target.household, places).level
    cases.join_assessments(a.tx, source.household, target.household, a.now, higher=higher)
    _who_stood(a, source, target)
    _promises(a, source, target)
    offers.end_all(a.tx, source.household, a.by)
    me = a.actor.account
    referrals.set_state(
        a.tx,
        source.household,
        ReferralState.CLOSED,
        by=me,
        at=a.now,
        reason=OrdinaryReason.SAME_PERSON,
        closed_at=a.now,
    )
    referrals.close_household(a.tx, source.household, a.now)
    merging.note_merged(a.tx, referral, target.referral)
    _as_far_as_the_further(a, source, target)
    _look_at(a, target, places)
    a.record(AuditAct.REFERRAL_CLOSED, "referral", referral, into=str(target.referral))
    return CaseChanged(id=referral, version=seen + 1)


def follow(
    a: Acting, referral: UUID, seen: int, sent: told.Follows, places: Gazetteer
) -> CaseChanged:
    """Who calls again is a new case that knows the closed one before it, and its dangers.

    Raises
    ------
    NotFound
        When one of them is not there for this person.
    Malformed
        When it is one case twice.
    Stale
        When somebody changed this one meanwhile.
    WrongState
        When this one is closed or follows another, or the earlier one is still open.
    """
    case, earlier = _both(a, referral, sent.earlier, "/earlier")
    if case.version != seen:
        raise Stale
    if case.state in referrals.CLOSED or earlier.state not in referrals.CLOSED:
        raise WrongState
    if merging.related(a.tx, referral).follows is not None:
        raise WrongState
    follow_on(a, case, earlier, places)
    return CaseChanged(id=referral, version=seen + 1)


def follow_on(a: Acting, case: Case, earlier: Case, places: Gazetteer) -> None:
    """The new case knows the closed one before it, both of them locked, with all that is dangerous to her."""
    _carry(a, earlier, case)
    _keep_away(a, earlier, case)
    merging.note_follows(a.tx, case.referral, earlier.referral)
    referrals.touch(a.tx, case.household)
    _look_at(a, case, places)


def read(a: Acting, referral: UUID) -> told.RelatedTold:
    """Cases of the same person beside this one.

    Raises
    ------
    NotFound
        When there is no such case, or this person does not stand on it.
    """
    referrals.find(a.tx, referral, account=a.actor.account, role=a.actor.role, standing=True)
    a.has_read(referral, "related")
    found = merging.related(a.tx, referral)
    return told.RelatedTold(
        follows=found.follows,
        merged_into=found.merged_into,
        merged_from=found.merged_from,
        followed_by=found.followed_by,
    )


def _both(a: Acting, one: UUID, other: UUID, at: str) -> tuple[Case, Case]:
    """Both cases, locked in one order; a coordinator who acts on them stands on them."""
    who = {"account": a.actor.account, "role": a.actor.role}
    found = [referrals.find(a.tx, id_, **who) for id_ in (one, other)]  # type: ignore[arg-type]
    if one == other:
        raise Malformed(at, "two_cases")
    locks.households(a.tx, [case.household for case in found])
    first, second = (referrals.find(a.tx, id_, **who) for id_ in (one, other))  # type: ignore[arg-type]
    for case in (first, second):
        act_on(a, case.referral)
    return first, second


def _as_far_as_the_further(a: Acting, source: Case, target: Case) -> None:
    """A search that began by the one call goes on by the other: no reader of the first is set back.

    Whoever referred her would see by a step back that there was another call (AT03).
    """
    begun = source.state is not ReferralState.RECEIVED
    if begun and target.state is ReferralState.RECEIVED:
        referrals.set_state(a.tx, target.household, ReferralState.SEARCHING, by=None, at=a.now)


def _carry(a: Acting, source: Case, target: Case) -> None:
    try:
        carried = merging.carry_dangers(a.tx, source.household, target.household)
    except merging.NoLetterLeft:
        raise WrongState from None
    for link in carried.links:
        a.record(AuditAct.LINK_SET, "link", link)
    for house, level in carried.known_houses:
        a.record(AuditAct.COMPROMISE_REPORTED, "shelter", house, level=level.value)


def _keep_away(a: Acting, source: Case, target: Case) -> None:
    """Lists are of the person, not of the call: what one case tells of her, no other way tells."""
    hers = {*merging.of_her(a.tx, source.referral), *merging.of_her(a.tx, target.referral)}
    members.share_lists(a.tx, sorted(hers), by=a.actor.account, now=a.now)
    with a.tx.as_service(StepOut.STANDING):
        stands = referrals.blocks_of(a.tx, target.household)
        strictest = referrals.strictest(stands | referrals.blocks_of(a.tx, source.household))
        if strictest is not None and strictest is not referrals.strictest(stands):
            cases.put_address_block(a.tx, target.household, strictest)
    for referral in sorted(hers):
        a.record(AuditAct.READER_LISTED, "referral", referral, listing="SAME_PERSON")


def _who_stood(a: Acting, source: Case, target: Case) -> None:
    for account in members.standing(a.tx, source.referral):
        if members.is_denied(a.tx, target.referral, account):
            continue
        members.put_on(
            a.tx,
            target.referral,
            account,
            MemberScope.ASSIGNED,
            by=a.actor.account,
            now=a.now,
        )


def _promises(a: Acting, source: Case, target: Case) -> None:
    """Who promised to call her does so by the case that goes on, or whoever may know of it."""
    owners = tasks.carry(
        a.tx,
        TaskKind.CALL_BACK,
        ("phone_call", "referral"),  # before 0351 they were about the case
        of=source.referral,
        into=target.referral,
    )
    for owner in sorted(owners):
        if members.is_denied(a.tx, target.referral, owner):
            others_do_it(a, target.referral, owner)


def _look_at(a: Acting, case: Case, places: Gazetteer) -> None:
    """Somebody judges anew by all that is known, and where she lives is looked at at once."""
    referrals.touch(a.tx, case.household)
    tasks.set_(
        a.tx,
        TaskKind.THREAT_REVIEW,
        now=a.now,
        due_at=a.now + LOOKED_AT_WITHIN,
        referral=case.referral,
    )
    a.record(AuditAct.REFERRAL_CHANGED, "referral", case.referral, part="same person")
    moves_needed.look(a, places, households=[case.household])
