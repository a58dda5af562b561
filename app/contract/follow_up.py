"""What is done around her, as it is sent and told; where people meet is never where she lives."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, Literal, Self
from uuid import UUID

from pydantic import model_validator

from app.contract.base import Handle, Instant, Of, Sent, Told
from models.words import ActionKind, ActionState, FollowUpPlace, MemberScope


class NewAction(Sent):
    """One thing with one owner, who stands on the case; a meeting says where people meet."""

    kind: ActionKind
    owner: Handle
    due_at: Instant
    place: FollowUpPlace | None = None

    @model_validator(mode="after")
    def _a_meeting_has_a_place(self) -> Self:
        if self.kind.value.endswith("MEETING") != (self.place is not None):
            raise ValueError("a_meeting_has_a_place")
        return self


class ActionOwner(Sent):
    """Whose it is from now on."""

    owner: Handle


class ActionEnd(Sent):
    """It was done, or falls away."""

    state: Literal["DONE", "DROPPED"]


class ActionTold(Told):
    """One of them; ``mine`` is the reader's own."""

    id: Annotated[UUID, Of("follow_up")]
    kind: Annotated[ActionKind, Of("follow_up")]
    scope: Annotated[MemberScope, Of("follow_up")]
    owner: Annotated[str, Of("staff")]
    mine: Annotated[bool, Of("follow_up")]
    due_at: Annotated[datetime, Of("follow_up")]
    place: Annotated[FollowUpPlace | None, Of("follow_up")]
    state: Annotated[ActionState, Of("follow_up")]


class Actions(Told):
    """All of a case that its reader may know of, by their day."""

    actions: Annotated[list[ActionTold], Of("follow_up")]
