"""What is said about a no: that a house's no stands or not."""

from __future__ import annotations

from typing import Annotated
from uuid import UUID

from app.contract.base import Of, Sent, Told
from models.words import RefusalReview


class Reviewed(Sent):
    """What was found of a house's no."""

    found: RefusalReview


class ReviewDone(Told):
    """The offer of which the no was reviewed."""

    id: Annotated[UUID, Of("own_acts")]
