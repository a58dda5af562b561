"""Tasks as those read them who have to do them; a case by what each reader calls it."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated
from uuid import UUID

from app.contract.base import Of, Page, Sent, Told
from models.words import DutyPost, TaskKind, TaskOutcome


class TaskTold(Told):
    """What has to be done until when; ``owner`` is a work name, null while nobody has it."""

    id: Annotated[UUID, Of("tasks")]
    kind: Annotated[TaskKind, Of("tasks")]
    set_at: Annotated[datetime, Of("tasks")]
    due_at: Annotated[datetime, Of("tasks")]
    overdue: Annotated[bool, Of("tasks")]
    mine: Annotated[bool, Of("tasks")]
    post: Annotated[DutyPost | None, Of("tasks")]
    escalations: Annotated[int, Of("tasks")]
    """How far it went up, being late: 1 those on duty, 2 the duty manager, 3 the contact."""
    case: Annotated[UUID | None, Of("tasks")]
    """The entry by which the reader stands on the case, as in ``/own-cases``."""
    code_name: Annotated[str | None, Of("case_pseudonym")]
    referral: Annotated[UUID | None, Of("case_id")]
    owner: Annotated[str | None, Of("task_about")]
    shelter: Annotated[UUID | None, Of("task_about")]
    subject_kind: Annotated[str, Of("task_about")]
    subject: Annotated[UUID, Of("task_about")]


class TaskPage(Page):
    """A page of open tasks."""

    tasks: Annotated[list[TaskTold], Of("tasks")]


class Done(Sent):
    """What came of it."""

    outcome: TaskOutcome = TaskOutcome.DONE


class TaskDone(Told):
    """A task that was taken, or done."""

    id: Annotated[UUID, Of("own_acts")]
