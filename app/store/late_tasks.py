"""Tasks that are late go up: those on duty, the duty manager, the contact for it (domain 2, O14)."""

from __future__ import annotations

from datetime import datetime, timedelta
from uuid import UUID

from sqlalchemy import Row, case, select, update

from app.store import alarms, audit, escalation_contacts, hearing, notices, tasks
from app.store.stepping import beyond
from app.store.transactions import Tx
from app.store.walls import StepOut
from models.task import TaskRecord as Task
from models.words import AlarmKind, AuditAct, DutyPost, TaskState

TONIGHT = timedelta(hours=24)
"""What was to be done within a day is a matter of this night, and goes up in minutes."""
STEP_TONIGHT, STEP = timedelta(minutes=15), timedelta(hours=24)
AT_ONCE = 200
MANAGER_HAS_IT = 2


@beyond(StepOut.TASKS)
def escalate(tx: Tx, now: datetime) -> None:
    """Each open task that is late goes one step up when its time has come.

    First it is an alarm, which those on duty hear and somebody must answer; when it stays open, the
    duty manager hears, or everybody of ROSA when none is on duty; after days the escalation contact
    of its owner's organisation.
    """
    t = Task
    step = case((t.due_at - t.set_at <= TONIGHT, STEP_TONIGHT), else_=STEP)
    late = tx.execute(
        select(t.id, t.referral_id, t.escalations)
        .where(
            t.state == TaskState.OPEN,
            t.due_at < now,
            ((t.escalations == 0) | ((t.escalations == 1) & (t.escalated_at + step <= now))),
        )
        .order_by(t.due_at, t.id)
        .limit(AT_ONCE)
        .with_for_update(skip_locked=True)
    ).all()
    for row in late:
        if row.escalations == 0:
            _to_those_on_duty(tx, row, now)
        else:
            _to_the_manager(tx, row, now)
        _went_up(tx, row.id, row.escalations + 1, now)


@beyond(StepOut.TASKS)
def reach_contacts(tx: Tx, now: datetime) -> None:
    """Who is named for it is told of each task that is late for more than the days named with it."""
    t = Task
    late = tx.execute(
        select(t.id, t.owner_id, t.due_at)
        .where(t.state == TaskState.OPEN, t.escalations == MANAGER_HAS_IT, t.due_at < now)
        .order_by(t.due_at, t.id)
        .with_for_update(skip_locked=True)
    ).all()
    for row in late:
        contact = escalation_contacts.reached(tx, row.owner_id, row.due_at, now)
        if contact is not None:
            notices.add(tx, [contact], about=tasks.SUBJECT, subject=row.id, now=now)
            _went_up(tx, row.id, MANAGER_HAS_IT + 1, now, escalated_to=contact)


def _to_those_on_duty(tx: Tx, row: Row[tuple[UUID, UUID | None, int]], now: datetime) -> None:
    alarms.raise_(tx, AlarmKind.TASK_OVERDUE, now=now, subject_kind=tasks.SUBJECT, subject=row.id)


def _to_the_manager(tx: Tx, row: Row[tuple[UUID, UUID | None, int]], now: datetime) -> None:
    manager = hearing.in_post(tx, DutyPost.DUTY_MANAGER, now, referral=row.referral_id)
    everybody = hearing.all_of_rosa(tx, about=None, referral=row.referral_id)
    to = [manager] if manager else everybody
    notices.add(tx, to, about=tasks.SUBJECT, subject=row.id, now=now)


def _went_up(tx: Tx, task: UUID, level: int, now: datetime, **more: UUID) -> None:
    tx.execute(
        update(Task)
        .where(Task.id == task)
        .values(escalations=level, escalated_at=now, **more)
        .execution_options(synchronize_session=False)
    )
    audit.add(
        tx,
        AuditAct.TASK_ESCALATED,
        at=now,
        actor=None,
        role=None,
        subject_kind=tasks.SUBJECT,
        subject=task,
        detail={"level": level},
    )
