"""Approvals as the two persons see them; a list tells no more than that there is a task."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, Any
from uuid import UUID

from app.contract.base import Of, Page, Sent, Short, Told
from models.words import ApprovalKind, ApprovalPurpose, ApprovalState


class Reasoned(Sent):
    """Why it is asked for: a closed word and a short text for the second person."""

    purpose: ApprovalPurpose
    reason: Short


class Asked(Told):
    """It waits for a second person until then; nothing has changed yet."""

    approval: Annotated[UUID, Of("two_persons")]
    expires_at: Annotated[datetime, Of("two_persons")]


class ApprovalLine(Told):
    """A task of this person; ``mine`` is what she asked herself."""

    id: Annotated[UUID, Of("two_persons")]
    kind: Annotated[ApprovalKind, Of("two_persons")]
    asked_at: Annotated[datetime, Of("two_persons")]
    expires_at: Annotated[datetime, Of("two_persons")]
    mine: Annotated[bool, Of("two_persons")]


class ApprovalPage(Page):
    """A page of approvals that wait."""

    approvals: Annotated[list[ApprovalLine], Of("two_persons")]


class ApprovalTold(Told):
    """One approval: who asks, why, and for what exactly."""

    id: Annotated[UUID, Of("two_persons")]
    kind: Annotated[ApprovalKind, Of("two_persons")]
    state: Annotated[ApprovalState, Of("two_persons")]
    asked_by: Annotated[str, Of("two_persons")]
    """A work name."""
    case: Annotated[str | None, Of("two_persons")]
    """Its code name."""
    purpose: Annotated[ApprovalPurpose, Of("two_persons")]
    reason: Annotated[str, Of("two_persons")]
    words: Annotated[dict[str, Any], Of("two_persons")]
    """Closed words, days, work names and ids."""
    asked_at: Annotated[datetime, Of("two_persons")]
    expires_at: Annotated[datetime, Of("two_persons")]


class Decided(Told):
    """How it was decided."""

    id: Annotated[UUID, Of("two_persons")]
    state: Annotated[ApprovalState, Of("two_persons")]
