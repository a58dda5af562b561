"""Steps of a case: each change of a state, why, and what it means from now on."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated
from uuid import UUID

from app.contract.base import Of, Told
from models.words import Consequence, Machine, Party


class StepTold(Told):
    """One referral, offer, placement or transfer went from one state to the next."""

    id: Annotated[UUID, Of("steps")]
    machine: Annotated[Machine, Of("steps")]
    subject: Annotated[UUID, Of("steps")]
    before: Annotated[str, Of("steps")]
    after: Annotated[str, Of("steps")]
    reason: Annotated[str, Of("steps")]
    party: Annotated[Party, Of("steps")]
    consequence: Annotated[Consequence, Of("steps")]
    at: Annotated[datetime, Of("steps")]


class Steps(Told):
    """The steps of a case, the latest last."""

    steps: Annotated[list[StepTold], Of("steps")]
