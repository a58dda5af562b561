"""Lists and reviews of a resident, as they are sent and told."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated
from uuid import UUID

from pydantic import Field

from app.contract.base import Of, Sent, StrictInt, Told
from models.words import Checklist, ChecklistItem, ReviewFinding


class Ticked(Sent):
    """Something of a list is done."""

    listing: Checklist
    item: ChecklistItem


class ChecklistItemTold(Told):
    """One thing of one list."""

    id: Annotated[UUID, Of("checklists")]
    listing: Annotated[Checklist, Of("checklists")]
    item: Annotated[ChecklistItem, Of("checklists")]
    due_at: Annotated[datetime, Of("checklists")]
    done_at: Annotated[datetime | None, Of("checklists")]


class Checklists(Told):
    """Everything on her lists."""

    items: Annotated[list[ChecklistItemTold], Of("checklists")]


class Reviewed(Sent):
    """What a review came to; what changed is changed where it stands."""

    day: Annotated[StrictInt, Field(ge=1, le=365)]
    """Of her stay."""
    found: ReviewFinding


class ReviewTold(Told):
    """One review of what she needs."""

    id: Annotated[UUID, Of("stay_reviews")]
    day: Annotated[int, Of("stay_reviews")]
    due_at: Annotated[datetime, Of("stay_reviews")]
    found: Annotated[ReviewFinding | None, Of("stay_reviews")]
    done_at: Annotated[datetime | None, Of("stay_reviews")]
    overdue: Annotated[bool, Of("stay_reviews")]


class Reviews(Told):
    """Her reviews, done and due."""

    reviews: Annotated[list[ReviewTold], Of("stay_reviews")]
