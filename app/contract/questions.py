"""Questions between a house and the coordinators, as they are sent and told: by role, no case."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated
from uuid import UUID

from pydantic import Field

from app.contract.base import NAMES_NOBODY, Of, Sent, Told
from models.words import Role


class NewMessage(Sent):
    """A question or an answer; it names nobody, as every free text."""

    said: Annotated[str, Field(min_length=1, max_length=500), NAMES_NOBODY]


class MessageTold(Told):
    """One message of the thread."""

    id: Annotated[UUID, Of("questions")]
    from_role: Annotated[Role, Of("questions")]
    said: Annotated[str, Of("questions")]
    said_at: Annotated[datetime, Of("questions")]


class Thread(Told):
    """The last messages of one house, the latest last."""

    messages: Annotated[list[MessageTold], Of("questions")]
