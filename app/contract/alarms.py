"""Alarms as those read them who answer for them."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated
from uuid import UUID

from app.contract.base import Of, Page, Told
from models.words import AlarmKind


class AlarmTold(Told):
    """Of which kind, about whose doing, on what; never content."""

    id: Annotated[UUID, Of("alarms")]
    kind: Annotated[AlarmKind, Of("alarms")]
    raised_at: Annotated[datetime, Of("alarms")]
    about: Annotated[str | None, Of("alarms")]
    """A work name; null is nobody's doing."""
    subject_kind: Annotated[str | None, Of("alarms")]
    subject: Annotated[UUID | None, Of("alarms")]
    escalations: Annotated[int, Of("alarms")]
    """How often everybody of ROSA was told again, since nobody answered."""


class AlarmPage(Page):
    """A page of open alarms."""

    alarms: Annotated[list[AlarmTold], Of("alarms")]


class AlarmAnswered(Told):
    """An alarm somebody has taken care of."""

    id: Annotated[UUID, Of("own_acts")]
