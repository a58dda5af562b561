"""How long she may stay, as it is decided and told."""

from __future__ import annotations

from datetime import date, datetime
from typing import Annotated
from uuid import UUID

from pydantic import Field

from app.contract.base import Day, Nameless, Of, Sent, StrictInt, Told
from models.words import ExemptionDecider, ExemptionReason


class NewExemption(Sent):
    """Some months beyond the house's limit: whose decision, why, and what is said if others ask."""

    months: Annotated[StrictInt, Field(ge=1, le=24)]
    decider: ExemptionDecider
    reason: ExemptionReason
    cover_note: Nameless | None = None
    """Chosen with her; left out, it is the usual one."""


class Longer(Sent):
    """The first night on which she will not be there any more."""

    to: Day


class ExemptionTold(Told):
    """One exemption; the house says the note if others ask."""

    id: Annotated[UUID, Of("exemptions")]
    months: Annotated[int | None, Of("exemptions")]
    nights: Annotated[int, Of("exemptions")]
    decider: Annotated[ExemptionDecider | None, Of("exemptions")]
    reason: Annotated[ExemptionReason, Of("exemptions")]
    decided_at: Annotated[datetime, Of("exemptions")]
    cover_note: Annotated[str, Of("exemptions")]


class StayLimit(Told):
    """How long she may stay, and by whose word."""

    limit_known: Annotated[bool, Of("placement_state")]
    max_nights: Annotated[int | None, Of("placement_state")]
    """Null is no limit; where none is known, 42 nights count."""
    first: Annotated[date, Of("placement_state")]
    ends: Annotated[date, Of("placement_state")]
    nights_left: Annotated[int, Of("placement_state")]
    warned: Annotated[bool, Of("placement_state")]
    """Whether it ends within 30 days."""
    exemptions: Annotated[list[ExemptionTold], Of("exemptions")]
