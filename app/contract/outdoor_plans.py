"""How a resident moves about outside, as it is agreed and told."""

from __future__ import annotations

from datetime import date
from typing import Annotated
from uuid import UUID

from pydantic import Field

from app.contract.base import NAMES_NOBODY, Day, Of, Sent, Told
from matching.vocabulary import Answer
from models.words import Escort, OutdoorRule


class Outdoors(Sent):
    """What was agreed; what is left out is not settled, and counts as the worse."""

    alone: Answer = Answer.UNKNOWN
    escort: Escort = Escort.UNKNOWN
    alarm: Answer = Answer.UNKNOWN
    rules: Annotated[list[OutdoorRule], Field(max_length=10)] = Field(default_factory=list)
    in_her_words: Annotated[str, Field(max_length=280), NAMES_NOBODY] = ""
    agreed_with_her: Answer = Answer.UNKNOWN
    review_on: Day | None = None
    """Left out, it is when her threat is reviewed next."""


class OutdoorsTold(Told):
    """The plan that holds."""

    placement: Annotated[UUID, Of("placement_state")]
    alone: Annotated[Answer, Of("outdoor_plans")]
    escort: Annotated[Escort, Of("outdoor_plans")]
    alarm: Annotated[Answer, Of("outdoor_plans")]
    rules: Annotated[list[OutdoorRule], Of("outdoor_plans")]
    in_her_words: Annotated[str, Of("outdoor_plans")]
    agreed_with_her: Annotated[Answer, Of("outdoor_plans")]
    settled: Annotated[bool, Of("outdoor_plans")]
    """Whether it says alone or with whom, and she agreed to it."""
    review_on: Annotated[date, Of("outdoor_plans")]
    version: Annotated[int, Of("outdoor_plans")]
