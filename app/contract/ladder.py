"""The ladder of a household without a safe bed, as whoever is on the telephone reads it."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated
from uuid import UUID

from app.contract.base import Of, Told
from app.contract.words import Words
from models.words import TaskKind, TaskOutcome, TaskState


class RungTold(Told):
    """One step: whose it is by a work name, until when, and what she is told meanwhile."""

    task: Annotated[UUID, Of("tasks")]
    kind: Annotated[TaskKind, Of("tasks")]
    owner: Annotated[str | None, Of("task_about")]
    due_at: Annotated[datetime, Of("tasks")]
    state: Annotated[TaskState, Of("tasks")]
    outcome: Annotated[TaskOutcome | None, Of("tasks")]
    say: Annotated[Words, Of("reasons")]


class Ladder(Told):
    """The steps set so far, and the words to say; the last step has the owner of this minute."""

    rungs: Annotated[list[RungTold], Of("tasks")]
    say: Annotated[list[Words], Of("reasons")]
