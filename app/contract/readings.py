"""Who read a case: what she can be told of it, by role and day, never by a name."""

from __future__ import annotations

from datetime import date
from typing import Annotated
from uuid import UUID

from app.contract.base import Of, Told
from models.words import AuditAct, Role


class Reading(Told):
    """What one role read of a case, or opened of it, on one day in Oslo."""

    day: Annotated[date, Of("readings")]
    act: Annotated[AuditAct, Of("readings")]
    role: Annotated[Role, Of("readings")]
    organisation: Annotated[str | None, Of("readings")]
    """The code name of whom they work for; null is ROSA's own staff."""
    purpose: Annotated[str | None, Of("readings")]
    people: Annotated[int, Of("readings")]
    times: Annotated[int, Of("readings")]


class ReadingsTold(Told):
    """Every reading of a case, day by day."""

    id: Annotated[UUID, Of("case_id")]
    readings: Annotated[list[Reading], Of("readings")]
