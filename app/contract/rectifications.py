"""Rectifications: what she puts right, beside what was recorded before."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated
from uuid import UUID

from app.contract.base import Of, Page, Sent, Short, Told
from models.words import CasePart


class NewRectification(Sent):
    """What was recorded before, and what is right by her word."""

    part: CasePart
    before: Short
    right: Short


class RectificationTold(Told):
    """One thing that she put right."""

    id: Annotated[UUID, Of("rectifications")]
    part: Annotated[CasePart, Of("rectifications")]
    before: Annotated[str, Of("rectifications")]
    right: Annotated[str, Of("rectifications")]
    at: Annotated[datetime, Of("rectifications")]


class RectificationPage(Page):
    """A page of them."""

    rectifications: Annotated[list[RectificationTold], Of("rectifications")]
