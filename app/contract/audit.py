"""The audit chain as the auditor reads it."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated
from uuid import UUID

from app.contract.base import Of, Told
from models.words import AuditAct, Role


class AuditEvent(Told):
    """One act: who, when, on what, for which purpose; never the content of a field."""

    seq: Annotated[int, Of("audit")]
    at: Annotated[datetime, Of("audit")]
    act: Annotated[AuditAct, Of("audit")]
    actor: Annotated[UUID | None, Of("audit")]
    role: Annotated[Role | None, Of("audit")]
    subject_kind: Annotated[str | None, Of("audit")]
    subject: Annotated[UUID | None, Of("audit")]
    purpose: Annotated[str | None, Of("audit")]
    detail: Annotated[dict[str, str | int | None], Of("audit")]
    link: Annotated[str, Of("audit")]
    """Hexadecimal; what the next one hangs on."""


class AuditPage(Told):
    """Acts in their order; ``next`` is the number to go on after."""

    events: Annotated[list[AuditEvent], Of("audit")]
    next: Annotated[int | None, Of("border")]


class AuditHead(Told):
    """The newest link, to be kept outside: a chain that is cut off later does not hold it."""

    seq: Annotated[int, Of("audit")]
    link: Annotated[str, Of("audit")]
