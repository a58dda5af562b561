"""Who stands on a case: taking over, adding, ending, handing over a shift, keeping somebody away.

ROSA has two posts, and a caller never waits for the one who is absent: a coordinator who acts on a
case stands on it from then on, and one who must read it first takes it over. Both are recorded.
"""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from uuid import UUID

from app.contract import members as told
from app.errors import Malformed
from app.store import hearing, members, merging, referrals, tasks
from app.store.refusals import NotFound, WrongState
from app.use_cases.acting import Acting
from models.words import AuditAct, DutyPost, MemberScope, Purpose, Role

SCOPES: Mapping[Role, MemberScope] = MappingProxyType(
    {
        Role.COORDINATOR: MemberScope.ASSIGNED,
        Role.ON_CALL: MemberScope.ASSIGNED,
        Role.POLICE: MemberScope.POLICE,
        Role.LAWYER: MemberScope.LEGAL,
        Role.MUNICIPALITY: MemberScope.MUNICIPALITY,
        Role.RETURN_COUNSELLOR: MemberScope.RETURN_COUNSELLING,
        Role.FOLLOW_UP: MemberScope.FOLLOW_UP,
    }
)
"""As what each role stands on a case; the others never do."""
INSTEAD = frozenset({"ABSENCE", "SHIFT"})
"""For these a case is taken over from somebody who is not there."""
ASKED_FOR: Mapping[MemberScope, Purpose] = MappingProxyType(
    {
        MemberScope.POLICE: Purpose.POLICE_CONTACT,
        MemberScope.LEGAL: Purpose.FOLLOW_UP_MEMBER,
        MemberScope.MUNICIPALITY: Purpose.FOLLOW_UP_MEMBER,
        MemberScope.FOLLOW_UP: Purpose.FOLLOW_UP_MEMBER,
        MemberScope.RETURN_COUNSELLING: Purpose.RETURN_COUNSELLING,
    }
)
"""The purpose of the consent that each scope stands by (domain 8.2)."""


def act_on(a: Acting, referral: UUID) -> None:
    """A coordinator who acts on a case stands on it; nothing changes for anybody else."""
    if a.actor.role is Role.COORDINATOR:
        _join(a, referral, how="ACT")


def take_over(a: Acting, referral: UUID, sent: told.TakeOver) -> told.OnCase:
    """The coordinator stands on the case from now on, for this purpose.

    Taking over for a shift or for somebody absent, she has what those of ROSA had to do of it who
    are not on duty.

    Raises
    ------
    NotFound
        When there is no such case, or a list keeps her away from it.
    """
    referrals.find(a.tx, referral, account=a.actor.account, role=a.actor.role)
    me = a.actor.account
    made = _join(a, referral, how=sent.purpose)
    if sent.purpose in INSTEAD:
        absent = [one for one in tasks.of_absent(a.tx, referral, a.now) if one != me]
        tasks.pass_on(a.tx, referral, of=absent, to=me, by=me, now=a.now)
    return told.OnCase(id=made)


def add(a: Acting, referral: UUID, sent: told.NewMember) -> told.OnCase:
    """Somebody stands on the case: as what, follows from the role.

    Raises
    ------
    Malformed
        When nobody of that name may stand on a case, or a consent that still holds is not named.
    WrongState
        When a list keeps that account away from the case.
    """
    case = referrals.find(
        a.tx, referral, account=a.actor.account, role=a.actor.role, lock=True, standing=True
    )
    found = members.person(a.tx, sent.handle, tuple(SCOPES))
    if found is None:
        raise Malformed("/handle", "not_known")
    account, role = found
    scope, until = SCOPES[role], None
    if scope is MemberScope.ASSIGNED:
        if sent.consent is not None:
            raise Malformed("/consent", "not_needed")
    else:
        consent = sent.consent and members.consent_of(a.tx, case.household, sent.consent, a.now)
        if not consent or consent["purpose"] is not ASKED_FOR[scope]:
            raise Malformed("/consent", "must_hold")
        until = consent["expires_at"]
    if members.is_denied(a.tx, referral, account):
        raise WrongState
    made = members.put_on(
        a.tx,
        referral,
        account,
        scope,
        by=a.actor.account,
        now=a.now,
        consent=sent.consent,
        until=until,
    )
    if made is not None:
        a.record(
            AuditAct.MEMBER_ADDED, "referral", referral, scope=scope.value, account=str(account)
        )
    return told.OnCase(id=made)


def end(a: Acting, referral: UUID, member: UUID) -> told.OnCase:
    """Somebody stands on the case no more, from the next request on.

    Raises
    ------
    NotFound
        When there is no such member.
    """
    referrals.find(a.tx, referral, account=a.actor.account, role=a.actor.role, standing=True)
    account = members.assigned(a.tx, referral, member)
    if not members.take_off(a.tx, referral, member=member, by=a.actor.account, now=a.now):
        raise NotFound
    if account is not None:
        others_do_it(a, referral, account)
    a.record(AuditAct.MEMBER_ENDED, "referral", referral, member=str(member))
    return told.OnCase(id=member)


def leave(a: Acting, referral: UUID) -> None:
    """Whoever acts hears of this case no more, and others do what she had to do of it (0330).

    For a coordinator every case is there, so a list keeps her away until somebody lifts it.
    """
    me = a.actor.account
    if a.actor.role is Role.COORDINATOR:
        members.deny(a.tx, referral, me, by=me, now=a.now)
        a.record(AuditAct.READER_LISTED, "referral", referral, listing="DENIED", account=str(me))
    if members.take_off(a.tx, referral, account=me, by=me, now=a.now):
        a.record(AuditAct.MEMBER_ENDED, "referral", referral, how="PLACES")
    others_do_it(a, referral, me)


def others_do_it(a: Acting, referral: UUID, gone: UUID) -> None:
    """What this account had to do of the case, a coordinator has now: on duty, or standing on it."""
    on_duty = hearing.in_post(a.tx, DutyPost.COORDINATOR, a.now, referral=referral)
    others = [
        one for one in (on_duty, *members.standing(a.tx, referral)) if one not in (None, gone)
    ]
    to = next(iter(others), None)
    tasks.pass_on(a.tx, referral, of=[gone], to=to, by=a.actor.account, now=a.now)


def hand_over_shift(a: Acting, sent: told.ShiftTo) -> told.HandedOver:
    """Every case of this person is the other's with what is to do of it, but for those that a list
    keeps from her.

    Raises
    ------
    Malformed
        When nobody of that name takes calls or coordinates, or it is the same person.
    """
    found = members.person(a.tx, sent.handle, (Role.COORDINATOR, Role.ON_CALL))
    if found is None or found[0] == a.actor.account:
        raise Malformed("/handle", "not_known")
    to, given = found[0], 0
    for referral in members.assigned_cases(a.tx, a.actor.account):
        if members.is_denied(a.tx, referral, to):
            continue
        members.put_on(a.tx, referral, to, MemberScope.ASSIGNED, by=a.actor.account, now=a.now)
        members.take_off(a.tx, referral, account=a.actor.account, by=a.actor.account, now=a.now)
        me = a.actor.account
        tasks.pass_on(a.tx, referral, of=[me], to=to, by=me, now=a.now)
        a.record(AuditAct.MEMBER_ADDED, "referral", referral, how="SHIFT", account=str(to))
        a.record(AuditAct.MEMBER_ENDED, "referral", referral, how="SHIFT")
        given += 1
    return told.HandedOver(cases=given)


def deny(a: Acting, referral: UUID, sent: told.NewDenial) -> told.OnCase:
    """The case is not there for that account any more, whatever its role, nor those beside it of the
    same person.

    Raises
    ------
    Malformed
        When there is no active account of that name.
    """
    referrals.find(a.tx, referral, account=a.actor.account, role=a.actor.role, standing=True)
    found = members.person(a.tx, sent.handle, tuple(Role))
    if found is None:
        raise Malformed("/handle", "not_known")
    account, _ = found
    made: dict[UUID, UUID | None] = {}
    for one in merging.of_her(a.tx, referral):
        made[one] = members.deny(a.tx, one, account, by=a.actor.account, now=a.now)
        members.take_off(a.tx, one, account=account, by=a.actor.account, now=a.now)
        if made[one] is not None:
            others_do_it(a, one, account)
            a.record(
                AuditAct.READER_LISTED, "referral", one, listing="DENIED", account=str(account)
            )
    return told.OnCase(id=made[referral])


def lift(a: Acting, referral: UUID, reader: UUID) -> told.OnCase:
    """A denial is taken back, for every case of the same person; whoever is denied cannot do it,
    since the case is not there for her.

    Raises
    ------
    NotFound
        When there is none.
    """
    referrals.find(a.tx, referral, account=a.actor.account, role=a.actor.role, standing=True)
    account = members.denied_by(a.tx, referral, reader)
    for one in merging.of_her(a.tx, referral):
        members.lift(a.tx, one, account, by=a.actor.account, now=a.now)
        a.record(AuditAct.READER_LISTED, "referral", one, listing="LIFTED", reader=str(reader))
    return told.OnCase(id=reader)


def _join(a: Acting, referral: UUID, *, how: str) -> UUID | None:
    if members.stands(a.tx, referral, a.actor.account):
        return None
    made = members.put_on(
        a.tx, referral, a.actor.account, MemberScope.ASSIGNED, by=a.actor.account, now=a.now
    )
    if made is not None:
        a.record(AuditAct.MEMBER_ADDED, "referral", referral, how=how)
    return made
