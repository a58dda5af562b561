"""Breaking the glass, and what somebody else finds of it."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated
from uuid import UUID

from app.contract.base import Of, Page, Sent, Short, Told
from models.words import GlassReason, GlassVerdict, SealedGroup


class NewBreak(Sent):
    """One group of sealed fields of one case, for life and health."""

    group: SealedGroup
    reason_code: GlassReason
    reason: Short


class GlassReview(Sent):
    """Whether it was justified, and why."""

    verdict: GlassVerdict
    finding: Short


class Broken(Told):
    """The group opens for this account until then; somebody else reviews it until the other."""

    id: Annotated[UUID, Of("own_acts")]
    until: Annotated[datetime, Of("own_acts")]
    review_due: Annotated[datetime, Of("own_acts")]


class BreakTold(Told):
    """Who broke the glass, for what, and until when it must be reviewed."""

    id: Annotated[UUID, Of("broken_glass")]
    by: Annotated[str, Of("broken_glass")]
    """A work name."""
    case: Annotated[str, Of("broken_glass")]
    """Its code name."""
    field_group: Annotated[SealedGroup, Of("broken_glass")]
    reason_code: Annotated[GlassReason, Of("broken_glass")]
    reason: Annotated[str, Of("broken_glass")]
    broken_at: Annotated[datetime, Of("broken_glass")]
    until: Annotated[datetime, Of("broken_glass")]
    review_due: Annotated[datetime, Of("broken_glass")]


class BreakPage(Page):
    """A page of what is not reviewed yet."""

    breaks: Annotated[list[BreakTold], Of("broken_glass")]


class Reviewed(Told):
    """A review that is closed."""

    id: Annotated[UUID, Of("own_acts")]
