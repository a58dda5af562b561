"""Tasks: set in the transaction of what they are about, each with an owner, until done or dropped.

Who is in the post is the owner from the first; only when nobody is, whoever takes it. Of each kind
one is open about a subject: who sets it again, or at the same time, changes nothing.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID, uuid4

from sqlalchemy import select, text, update
from sqlalchemy.dialects.postgresql import insert as upsert

from app.store import alarms, audit, duty, hearing, notices
from app.store.refusals import NotFound
from app.store.stepping import beyond
from app.store.transactions import Tx
from app.store.walls import NOBODY, StepOut
from models.account import AccountRecord
from models.task import TaskRecord as Task
from models.words import AlarmKind, AuditAct, DutyPost, Role, TaskKind, TaskOutcome, TaskState

SUBJECT = "task"
_IS_OPEN = text("state = 'OPEN'")
"""In words: with a parameter in its place a plan that is kept finds no such index."""
DECIDED = frozenset({TaskKind.REVIEW_COMPLAINT, TaskKind.REVIEW_EXCLUSION, TaskKind.EXPENSE})
"""Done by what somebody decides and by nothing else: neither a word nor the end of the case ends them."""
REVIEWS = frozenset({TaskKind.REVIEW_COMPLAINT, TaskKind.REVIEW_EXCLUSION})
"""Whoever comes to the case has no part in them."""
TOLD_AHEAD = timedelta(hours=24)
"""A task of later is told of a day before it is due: no notice at night of what is due in weeks."""


@dataclass(frozen=True, slots=True)
class About:
    """What a task is about: a record by its kind in the audit chain, and its id."""

    kind: str
    id: UUID


@beyond(StepOut.TASKS)
def set_(
    tx: Tx,
    kind: TaskKind,
    *,
    now: datetime,
    due_at: datetime,
    referral: UUID | None = None,
    shelter: UUID | None = None,
    subject: About | None = None,
    owner: UUID | None = None,
    post: DutyPost | None = DutyPost.COORDINATOR,
) -> UUID:
    """The open task of this kind about this subject; new unless there is one.

    ``subject``: the referral, or the shelter, unless it is something of them. ``owner``: by name;
    otherwise whoever is on duty in the post, before others one who stands on the case; a review is
    whoever's takes it. Without a post, a task about a shelter is for the people of that house.
    """
    about = subject or _whole(referral, shelter)
    if owner is None:
        owner = _in_post(tx, kind, post, now, referral)
    made = uuid4()
    told = due_at <= now + TOLD_AHEAD
    new = tx.execute(
        upsert(Task)
        .values(
            id=made,
            kind=kind.value,
            referral_id=referral,
            shelter_id=shelter,
            subject_kind=about.kind,
            subject_id=about.id,
            owner_id=owner,
            post=post,
            set_at=now,
            due_at=due_at,
            told_at=now if told else None,
            escalations=0,
            state=TaskState.OPEN,
        )
        .on_conflict_do_nothing(index_elements=["kind", "subject_id"], index_where=_IS_OPEN)
        .returning(Task.id)
    ).scalar_one_or_none()
    if new is None:
        return _open(tx, kind, about.id)
    _record(tx, AuditAct.TASK_SET, made, now, kind=kind.value)
    if told:
        _tell(tx, made, owner, post, referral, shelter, now)
    return made


def _in_post(
    tx: Tx, kind: str, post: DutyPost | None, now: datetime, referral: UUID | None
) -> UUID | None:
    """Who has a new task by her post; of a review nobody, since it may be about whoever that is."""
    if post is None or kind in REVIEWS:
        return None
    return hearing.in_post(tx, post, now, referral=referral)


def _whole(referral: UUID | None, shelter: UUID | None) -> About:
    if referral is not None:
        return About("referral", referral)
    if shelter is not None:
        return About("shelter", shelter)
    raise ValueError("a task is about something")


def _open(tx: Tx, kind: TaskKind, subject: UUID) -> UUID:
    query = select(Task.id).where(
        Task.kind == kind.value, Task.subject_id == subject, Task.state == TaskState.OPEN
    )
    found: UUID = tx.execute(query).scalar_one()
    return found


@beyond(StepOut.TASKS)
def take(tx: Tx, task: UUID, *, by: UUID, now: datetime) -> None:
    """It is this account's from now on.

    Raises
    ------
    NotFound
        When there is no such open task.
    """
    _change(tx, task, owner_id=by)
    _record(tx, AuditAct.TASK_TAKEN, task, now, by=by)


@beyond(StepOut.TASKS)
def done(
    tx: Tx,
    task: UUID,
    *,
    by: UUID | None,
    now: datetime,
    outcome: TaskOutcome = TaskOutcome.DONE,
) -> None:
    """It is done, with this outcome; ``by`` None is havn itself.

    Raises
    ------
    NotFound
        When there is no such open task.
    """
    _change(tx, task, state=TaskState.DONE, done_at=now, done_by=by, outcome=outcome)
    _record(tx, AuditAct.TASK_DONE, task, now, by=by, outcome=outcome.value)
    if by is not None:
        alarms.settle(tx, AlarmKind.TASK_OVERDUE, task, by=by, now=now)


@beyond(StepOut.TASKS)
def done_about(
    tx: Tx,
    kind: TaskKind,
    subject: UUID,
    *,
    by: UUID | None,
    now: datetime,
    outcome: TaskOutcome = TaskOutcome.DONE,
) -> bool:
    """The open task of this kind about this subject is done; whether there was one."""
    query = select(Task.id).where(
        Task.kind == kind.value, Task.subject_id == subject, Task.state == TaskState.OPEN
    )
    found = tx.execute(query).scalar_one_or_none()
    if found is None:
        return False
    done(tx, found, by=by, now=now, outcome=outcome)
    return True


@beyond(StepOut.TASKS)
def pass_on(
    tx: Tx, referral: UUID, *, of: Collection[UUID], to: UUID | None, by: UUID, now: datetime
) -> None:
    """What these accounts have to do of this case is another's from now on, who is told of it.

    ``to``: None is whoever takes it; then everybody hears who may. A review stays with who has it:
    whoever comes to the case had a part in it.
    """
    gone = tx.execute(
        update(Task)
        .where(
            Task.referral_id == referral,
            Task.owner_id.in_(of),
            Task.state == TaskState.OPEN,
            Task.kind.not_in([kind.value for kind in REVIEWS]),
        )
        .values(owner_id=to, told_at=now)
        .returning(Task.id, Task.post, Task.shelter_id)
        .execution_options(synchronize_session=False)
    ).all()
    for row in sorted(gone, key=lambda one: one.id):
        _record(tx, AuditAct.TASK_TAKEN, row.id, now, by=by, to="" if to is None else str(to))
        _tell(tx, row.id, to, row.post, referral, row.shelter_id, now)


@beyond(StepOut.TASKS)
def carry(
    tx: Tx, kind: TaskKind, subject_kinds: Collection[str], *, of: UUID, into: UUID
) -> set[UUID]:
    """Open tasks of this kind about such subjects are of the other case from now on; whose they are."""
    carried = tx.execute(
        update(Task)
        .where(
            Task.kind == kind.value,
            Task.referral_id == of,
            Task.subject_kind.in_(subject_kinds),
            Task.state == TaskState.OPEN,
        )
        .values(referral_id=into)
        .returning(Task.owner_id)
        .execution_options(synchronize_session=False)
    )
    return {owner for owner in carried.scalars() if owner is not None}


@beyond(StepOut.TASKS)
def of_absent(tx: Tx, referral: UUID, now: datetime) -> list[UUID]:
    """Who of ROSA has something to do of this case and is not on duty, by id."""
    a, t = AccountRecord, Task
    here = [one.account for one in duty.on_duty(tx, now)]
    query = (
        select(t.owner_id)
        .join(a, a.id == t.owner_id)
        .where(
            t.referral_id == referral,
            t.state == TaskState.OPEN,
            a.role.in_((Role.COORDINATOR, Role.ON_CALL)),
            t.owner_id.not_in(here),
        )
        .distinct()
    )
    return [one for one in tx.execute(query.order_by(t.owner_id)).scalars() if one is not None]


@beyond(StepOut.TASKS)
def is_open(tx: Tx, kind: TaskKind, subject: UUID) -> bool:
    """Whether there is an open task of this kind about this subject."""
    query = select(Task.id).where(
        Task.kind == kind.value, Task.subject_id == subject, Task.state == TaskState.OPEN
    )
    return tx.execute(query).one_or_none() is not None


@beyond(StepOut.TASKS)
def open_about(tx: Tx, kind: TaskKind, referral: UUID, subject_kind: str) -> list[UUID]:
    """What the open tasks of this kind are about in this case, of such subjects, by id."""
    query = select(Task.subject_id).where(
        Task.kind == kind.value,
        Task.referral_id == referral,
        Task.subject_kind == subject_kind,
        Task.state == TaskState.OPEN,
    )
    return list(tx.execute(query.order_by(Task.subject_id)).scalars())


@beyond(StepOut.TASKS)
def drop(
    tx: Tx,
    *,
    now: datetime,
    subjects: Collection[UUID] = (),
    referral: UUID | None = None,
    kinds: Collection[TaskKind] = (),
) -> list[UUID]:
    """Open tasks about these subjects, or of this case, fall away; all of them, or of these kinds.

    With a case all but those that somebody still has to decide. Whoever brought that about has
    answered the alarms of those that were late.
    """
    which = Task.subject_id.in_(subjects) if referral is None else Task.referral_id == referral
    query = update(Task).where(Task.state == TaskState.OPEN, which)
    if kinds:
        query = query.where(Task.kind.in_([kind.value for kind in kinds]))
    elif referral is not None:
        query = query.where(Task.kind.not_in([kind.value for kind in DECIDED]))
    gone = list(
        tx.execute(
            query.values(state=TaskState.DROPPED, done_at=now)
            .returning(Task.id)
            .execution_options(synchronize_session=False)
        ).scalars()
    )
    for task in sorted(gone):
        _record(tx, AuditAct.TASK_DROPPED, task, now)
        if tx.reader is not None and tx.reader.account != NOBODY:
            alarms.settle(tx, AlarmKind.TASK_OVERDUE, task, by=tx.reader.account, now=now)
    return gone


@beyond(StepOut.TASKS)
def tell_due(tx: Tx, now: datetime) -> None:
    """Who has a task that is due within a day, and was not told of it, is told."""
    t = Task
    rows = tx.execute(
        select(t.id, t.kind, t.owner_id, t.post, t.referral_id, t.shelter_id)
        .where(t.state == TaskState.OPEN, t.told_at.is_(None), t.due_at <= now + TOLD_AHEAD)
        .order_by(t.due_at, t.id)
        .with_for_update(skip_locked=True)
    ).all()
    for row in rows:
        owner = row.owner_id
        if owner is None:
            owner = _in_post(tx, row.kind, row.post, now, row.referral_id)
        _change(tx, row.id, told_at=now, owner_id=owner)
        _tell(tx, row.id, owner, row.post, row.referral_id, row.shelter_id, now)


def _tell(
    tx: Tx,
    task: UUID,
    owner: UUID | None,
    post: DutyPost | None,
    referral: UUID | None,
    shelter: UUID | None,
    now: datetime,
) -> None:
    """Its owner hears of it; without one those of the house, or everybody who may hear."""
    if owner is not None:
        to = [owner]
    elif post is None and shelter is not None:
        to = hearing.of_house(tx, shelter)
    else:
        to = hearing.hearers(tx, now, about=None, referral=referral)
    notices.add(tx, to, about=SUBJECT, subject=task, now=now)


def _change(tx: Tx, task: UUID, **values: Any) -> None:  # noqa: ANN401 - its columns
    changed = tx.execute(
        update(Task)
        .where(Task.id == task, Task.state == TaskState.OPEN)
        .values(**values)
        .returning(Task.id)
        .execution_options(synchronize_session=False)
    ).one_or_none()
    if changed is None:
        raise NotFound


def _record(
    tx: Tx,
    act: AuditAct,
    task: UUID,
    now: datetime,
    *,
    by: UUID | None = None,
    **detail: str,
) -> None:
    audit.add(
        tx, act, at=now, actor=by, role=None, subject_kind=SUBJECT, subject=task, detail=detail
    )
