"""What happened, as kinds and ids; what of it is read by whoever may, where it stands."""

from __future__ import annotations

from typing import Annotated
from uuid import UUID

from app.contract.base import Of, Told
from models.words import EventKind


class EventTold(Told):
    """Something happened to the thing of this id, under which its reader knows it."""

    kind: Annotated[EventKind, Of("feed")]
    id: Annotated[UUID, Of("feed")]


class EventFeed(Told):
    """The next events; ``next`` leads on after them, and stays good when there was none."""

    events: Annotated[list[EventTold], Of("feed")]
    next: Annotated[str, Of("border")]
    more: Annotated[bool, Of("border")]
    """Whether there is more already."""
