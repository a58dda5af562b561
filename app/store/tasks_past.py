"""Whether somebody was ever given a task: what is done once must not be set again by the clock."""

from __future__ import annotations

from uuid import UUID

from sqlalchemy import select

from app.store.stepping import beyond
from app.store.transactions import Tx
from app.store.walls import StepOut
from models.task import TaskRecord as Task
from models.words import TaskKind, TaskState


@beyond(StepOut.TASKS)
def was_set(tx: Tx, kind: TaskKind, subject: UUID) -> bool:
    """Whether a task of this kind about this subject is open or was done; one that fell away is not."""
    query = select(Task.id).where(
        Task.kind == kind.value,
        Task.subject_id == subject,
        Task.state != TaskState.DROPPED,
    )
    return tx.execute(query.limit(1)).first() is not None
