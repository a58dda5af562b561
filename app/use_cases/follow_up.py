"""What is done around her: one owner for each thing, who stands on the case as she agreed (1F)."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from app.contract import follow_up as told
from app.errors import Malformed
from app.store import audit, follow_up, hearing, members, referrals, tasks
from app.store.transactions import Tx
from app.use_cases.acting import Acting
from app.use_cases.members import SCOPES
from app.use_cases.outside import own
from app.use_cases.referrals import mine
from models.words import ActionState, AuditAct, MemberScope, TaskKind

SUBJECT = "follow_up_action"


def add(a: Acting, referral: UUID, sent: told.NewAction) -> told.Actions:
    """Its owner has a task until that day.

    Raises
    ------
    NotFound
        When there is no such case for this person.
    Malformed
        When nobody of that name stands on the case, or she does not agree to it any more.
    """
    mine(a, referral)
    owner, scope = _owner(a, referral, sent.owner)
    made = follow_up.add(
        a.tx,
        referral_id=referral,
        kind=sent.kind,
        scope=scope,
        owner_id=owner,
        due_at=sent.due_at,
        place=sent.place,
        set_at=a.now,
        set_by=a.actor.account,
    )
    _set_task(a.tx, referral, made, owner, sent.due_at, a.now)
    a.record(AuditAct.REFERRAL_CHANGED, "referral", referral, part=SUBJECT, id=str(made))
    return _told(a, referral)


def pass_on(a: Acting, referral: UUID, action: UUID, sent: told.ActionOwner) -> told.Actions:
    """It is somebody else's from now on.

    Raises
    ------
    NotFound
        When there is no such case for this person, or no such open action of it.
    Malformed
        When nobody of that name stands on the case.
    """
    mine(a, referral)
    owner, scope = _owner(a, referral, sent.owner)
    follow_up.change(a.tx, referral, action, owner_id=owner, scope=scope)
    (due,) = [row["due_at"] for row in follow_up.of_case(a.tx, referral) if row["id"] == action]
    tasks.drop(a.tx, subjects=[action], now=a.now)
    _set_task(a.tx, referral, action, owner, due, a.now)
    a.record(AuditAct.REFERRAL_CHANGED, "referral", referral, part=SUBJECT, id=str(action))
    return _told(a, referral)


def end(a: Acting, referral: UUID, action: UUID, sent: told.ActionEnd) -> told.Actions:
    """It was done, or falls away.

    Raises
    ------
    NotFound
        When there is no such case for this person, or no such open action of it.
    """
    mine(a, referral)
    _end(a, referral, action, ActionState(sent.state), of=None)
    return _told(a, referral)


def read(a: Acting, referral: UUID) -> told.Actions:
    """All of a case; that they were read is recorded.

    Raises
    ------
    NotFound
        When there is no such case, or this person does not stand on it.
    """
    referrals.find(a.tx, referral, account=a.actor.account, role=a.actor.role, standing=True)
    a.record(AuditAct.CASE_READ, "referral", referral, part=SUBJECT)
    return _told(a, referral)


def read_own(a: Acting, case: UUID) -> told.Actions:
    """To somebody beside ROSA: the own ones, and those for which people stand there as she does.

    Raises
    ------
    NotFound
        When it is no own case, or she does not agree any more.
    """
    entry = own(a, case)
    a.record(AuditAct.CASE_READ, "referral", entry.referral, part=SUBJECT)
    return _told_outside(a, entry.referral)


def end_own(a: Acting, case: UUID, action: UUID) -> told.Actions:
    """Its owner has done it.

    Raises
    ------
    NotFound
        When it is no own case, or no such open action is her own.
    """
    entry = own(a, case)
    _end(a, entry.referral, action, ActionState.DONE, of=a.actor.account)
    return _told_outside(a, entry.referral)


def give_back(tx: Tx, now: datetime, *, referral: UUID | None = None) -> None:
    """What belongs to somebody who stands on the case no more is a coordinator's again: whoever
    stands there, else whoever set it, else one on duty whom no list keeps from the case."""
    for row in follow_up.orphans(tx, now, referral=referral):
        owner = _next_owner(tx, row.referral_id, row.set_by, now)
        follow_up.change(tx, row.referral_id, row.id, owner_id=owner, scope=MemberScope.ASSIGNED)
        tasks.drop(tx, subjects=[row.id], now=now)
        _set_task(tx, row.referral_id, row.id, owner, row.due_at, now)
        audit.add(
            tx,
            AuditAct.REFERRAL_CHANGED,
            at=now,
            actor=None,
            role=None,
            subject_kind="referral",
            subject=row.referral_id,
            detail={"part": SUBJECT, "id": str(row.id), "given_back": True},
        )


def _next_owner(tx: Tx, referral: UUID, set_by: UUID, now: datetime) -> UUID:
    standing = members.standing(tx, referral)
    if standing:
        return standing[0]
    if not members.is_denied(tx, referral, set_by):
        return set_by
    others = hearing.hearers(tx, now, about=set_by, referral=referral)
    return others[0] if others else set_by  # nobody else is left: it is not lost


def _owner(a: Acting, referral: UUID, handle: str) -> tuple[UUID, MemberScope]:
    found = members.person(a.tx, handle, tuple(SCOPES))
    scope = None if found is None else follow_up.scope_of(a.tx, referral, found[0], a.now)
    if found is None or scope is None:
        raise Malformed("/owner", "must_stand_on_it")
    return found[0], scope


def _set_task(
    tx: Tx, referral: UUID, action: UUID, owner: UUID, due: datetime, now: datetime
) -> None:
    about = tasks.About(SUBJECT, action)
    kind = TaskKind.FOLLOW_UP_ACTION
    tasks.set_(tx, kind, now=now, due_at=due, referral=referral, subject=about, owner=owner)


def _end(a: Acting, referral: UUID, action: UUID, state: ActionState, *, of: UUID | None) -> None:
    me = a.actor.account
    follow_up.change(a.tx, referral, action, of=of, state=state, ended_at=a.now, ended_by=me)
    if state is ActionState.DONE:
        tasks.done_about(a.tx, TaskKind.FOLLOW_UP_ACTION, action, by=me, now=a.now)
    else:
        tasks.drop(a.tx, subjects=[action], now=a.now)
    a.record(AuditAct.REFERRAL_CHANGED, "referral", referral, part=SUBJECT, ended=state.value)


def _told(a: Acting, referral: UUID) -> told.Actions:
    return _lines(a, follow_up.of_case(a.tx, referral))


def _told_outside(a: Acting, referral: UUID) -> told.Actions:
    me = a.actor.account
    scope = follow_up.scope_of(a.tx, referral, me, a.now)
    return _lines(a, follow_up.of_case(a.tx, referral, owner=me, scope=scope))


def _lines(a: Acting, rows: list[dict[str, object]]) -> told.Actions:
    found = []
    for row in rows:
        mine_ = row.pop("owner_id") == a.actor.account
        found.append(told.ActionTold.model_validate({**row, "mine": mine_}))
    return told.Actions(actions=found)
