"""Digests of readings as the second person reads them: who read what of which case, no content."""

from __future__ import annotations

from datetime import date, datetime
from typing import Annotated
from uuid import UUID

from app.contract.base import Of, Page, Told
from models.words import AuditAct, Role


class DigestLine(Told):
    """A digest that waits for this person."""

    id: Annotated[UUID, Of("reading_digests")]
    made_on: Annotated[date, Of("reading_digests")]
    due_at: Annotated[datetime, Of("reading_digests")]


class DigestPage(Page):
    """A page of digests that wait."""

    digests: Annotated[list[DigestLine], Of("reading_digests")]


class DigestReading(Told):
    """How often one person did one thing with one case on one day in Oslo."""

    id: Annotated[UUID, Of("reading_digests")]
    case: Annotated[str, Of("reading_digests")]
    """Its code name."""
    reader: Annotated[str, Of("reading_digests")]
    """A work name."""
    role: Annotated[Role, Of("reading_digests")]
    read_on: Annotated[date, Of("reading_digests")]
    act: Annotated[AuditAct, Of("reading_digests")]
    purpose: Annotated[str | None, Of("reading_digests")]
    times: Annotated[int, Of("reading_digests")]


class Digest(Page):
    """A page of one digest."""

    id: Annotated[UUID, Of("reading_digests")]
    made_on: Annotated[date, Of("reading_digests")]
    due_at: Annotated[datetime, Of("reading_digests")]
    acknowledged_at: Annotated[datetime | None, Of("reading_digests")]
    readings: Annotated[list[DigestReading], Of("reading_digests")]


class DigestAcknowledged(Told):
    """A digest somebody has looked at."""

    id: Annotated[UUID, Of("own_acts")]
