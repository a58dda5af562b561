"""Whether somebody was ever given a task: what is done once must not be set again by the clock."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from sqlalchemy import select

from app.store.stepping import beyond
from app.store.transactions import Tx
from app.store.walls import StepOut
from models.task import TaskRecord as Task
from models.words import TaskKind, TaskOutcome, TaskState


@beyond(StepOut.TASKS)
def was_set(tx: Tx, kind: TaskKind, subject: UUID) -> bool:
    """Whether a task of this kind about this subject is open or was done; one that fell away is not."""
    query = select(Task.id).where(
        Task.kind == kind.value,
        Task.subject_id == subject,
        Task.state != TaskState.DROPPED,
    )
    return tx.execute(query.limit(1)).first() is not None


@beyond(StepOut.TASKS)
def was_seen_to(tx: Tx, kind: TaskKind, subject: UUID, *, since: datetime) -> bool:
    """Whether such a task, set since then, is open or was done; who was not reached still waits."""
    query = select(Task.id).where(
        Task.kind == kind.value,
        Task.subject_id == subject,
        Task.state != TaskState.DROPPED,
        Task.outcome.is_distinct_from(TaskOutcome.NOT_REACHED),
        Task.set_at >= since,
    )
    return tx.execute(query.limit(1)).first() is not None
