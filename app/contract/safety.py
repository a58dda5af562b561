"""Compromises and waivers: what people say of a house, and which rule two of them set aside."""

from __future__ import annotations

from datetime import date, datetime
from typing import Annotated, Literal, Self
from uuid import UUID

from pydantic import model_validator

from app.contract.approvals import Reasoned
from app.contract.base import Day, Of, Page, Sent, StrictBool, Told
from matching.vocabulary import CompromiseLevel, CompromiseScope, Rule


class NewCompromise(Sent):
    """Somebody may know, or knows, a shelter; NETWORK and ACTOR name towards whom."""

    shelter: UUID
    scope: CompromiseScope
    level: CompromiseLevel
    network: UUID | None = None
    actor: UUID | None = None

    @model_validator(mode="after")
    def _names_its_scope(self) -> Self:
        if (self.scope == CompromiseScope.NETWORK) != (self.network is not None):
            raise ValueError("network_named")
        if (self.scope == CompromiseScope.ACTOR) != (self.actor is not None):
            raise ValueError("actor_named")
        return self


class CompromiseChange(Sent):
    """How sure it is by now, and never less sure than it was: two persons clear a report."""

    level: CompromiseLevel


class CompromiseTold(Told):
    """A report as it stands; only two persons together clear it."""

    id: Annotated[UUID, Of("compromises")]
    shelter: Annotated[UUID, Of("compromises")]
    scope: Annotated[CompromiseScope, Of("compromises")]
    level: Annotated[CompromiseLevel, Of("compromises")]
    since: Annotated[datetime, Of("compromises")]
    cleared: Annotated[bool, Of("compromises")]
    version: Annotated[int, Of("compromises")]


class CompromisePage(Page):
    """A page of reports that are not cleared."""

    compromises: Annotated[list[CompromiseTold], Of("compromises")]


class Reported(Told):
    """The report was taken; a person who may not read reports learns no more than that."""

    id: Annotated[UUID, Of("own_acts")]
    version: Annotated[int, Of("own_acts")]


class NewWaiver(Reasoned):
    """One rule set aside for one case and one shelter, for at most 14 days."""

    rule: Rule
    referral: UUID
    shelter: UUID
    expires_on: Day
    police_statement: StrictBool = False
    health_professional: StrictBool = False


class WaiverTold(Told):
    """A waiver by one person; ``waits`` is the approval of a second one, where the rule needs it."""

    id: Annotated[UUID, Of("exceptions")]
    rule: Annotated[Rule, Of("exceptions")]
    expires_on: Annotated[date, Of("exceptions")]
    persons: Annotated[Literal[1, 2], Of("exceptions")]
    waits: Annotated[UUID | None, Of("two_persons")]
