"""Decisions on children as they are sent and told: days and one answer, no name and no address."""

from __future__ import annotations

from datetime import date
from typing import Annotated, Self
from uuid import UUID

from pydantic import model_validator

from app.contract.base import Day, Of, Page, Sent, Told
from matching.vocabulary import AgeBand, Answer


class NewChildDecision(Sent):
    """What child welfare decided; without an end it ends after a year."""

    child: UUID
    decided_on: Day
    ends_on: Day | None = None
    other_parent: Answer = Answer.UNKNOWN

    @model_validator(mode="after")
    def _ends_after_it_was_made(self) -> Self:
        if self.ends_on is not None and self.ends_on <= self.decided_on:
            raise ValueError("ends_after_it_was_made")
        return self


class ChildDecisionTold(Told):
    """A decision; ``over`` asks a person and changes nothing else."""

    id: Annotated[UUID, Of("child_decisions")]
    child: Annotated[UUID, Of("child_decisions")]
    age_band: Annotated[AgeBand, Of("child_decisions")]
    decided_on: Annotated[date, Of("child_decisions")]
    ends_on: Annotated[date, Of("child_decisions")]
    other_parent: Annotated[Answer, Of("child_decisions")]
    other_parent_reaches: Annotated[bool, Of("child_decisions")]
    """Whether the other parent may reach the child by this service today: a yes that stands, and no
    strictly confidential address."""
    over: Annotated[bool, Of("child_decisions")]


class ChildDecisionPage(Page):
    """A page of them."""

    decisions: Annotated[list[ChildDecisionTold], Of("child_decisions")]
