"""What if one thing were changed: asked by a coordinator, answered as a difference and never as lines."""

from __future__ import annotations

from typing import Annotated, Literal, Self
from uuid import UUID

from pydantic import Field, model_validator

from app.contract.base import Of, Sent, StrictInt, Told, Value
from matching.single_changes import Kind
from matching.vocabulary import FeatureCode, Rule, ThreatLevel, UnitKind


class NewHouse(Sent):
    """One more house like one that is there."""

    like: UUID
    zone: Annotated[str, Field(min_length=1, max_length=40)] | None = None
    units: Annotated[StrictInt, Field(ge=1, le=200)] | None = None


class OtherLevel(Sent):
    """A case at another level."""

    referral: UUID
    level: Annotated[str, Field(pattern=r"^T[1-4]$")]

    @property
    def as_level(self) -> ThreatLevel:
        """The level itself."""
        return ThreatLevel[self.level]


class WhatIf(Sent):
    """Exactly one change, or the question which single one would give most households a bed."""

    close: UUID | None = None
    add: NewHouse | None = None
    rule_set: UUID | None = None
    level: OtherLevel | None = None
    best: Literal[True] | None = None
    """Which single change would place most: solved again for each, so it takes minutes."""

    replay: UUID | None = None
    """A version of the rule set, asked of the last thirty nights; it is activated only after that."""

    @model_validator(mode="after")
    def _one(self) -> Self:
        asked = (self.close, self.add, self.rule_set, self.level, self.best, self.replay)
        if sum(one is not None for one in asked) != 1:
            raise ValueError("exactly one change")
        return self


class WouldMove(Value):
    """A case that would be elsewhere; no shelter is no bed, and a new house has no id."""

    referral: UUID
    before: UUID | None
    after: UUID | None
    in_new_house: bool


class Helps(Value):
    """A single change that a person could bring about, and what it would do."""

    kind: Kind
    shelter: UUID
    """The house of which something would change; for a unit, a house as the new one would be."""
    zone: str | None
    unit: UnitKind | None
    feature: FeatureCode | None
    gained: list[int]
    """How many more households would have a bed, in P1, P2 and P3."""


class Replay(Value):
    """The last nights under two rule sets. Unit: household-nights without a bed in P1, P2, P3."""

    rule_set: UUID
    against: str
    """The version in force."""
    nights: int
    worse_nights: int
    other_class: int
    """Households that would be of another class."""
    took: int
    """Beds that were taken in those nights."""
    barred: dict[Rule, int]
    """Of those, how many each rule would bar that does not bar them now."""
    restricted: int
    """How many a rule would bar of which nobody is told which one it is."""


class WhatIfTold(Told):
    """What the change would do. It is no plan: nothing in it can be approved."""

    run: Annotated[UUID, Of("plan_runs")]
    applicable: Annotated[bool, Of("plan_runs")]
    """Always false."""
    unplaced_before: Annotated[list[int], Of("plan_runs")]
    """Households without a bed in P1, P2 and P3."""
    unplaced_after: Annotated[list[int], Of("plan_runs")]
    moved: Annotated[list[WouldMove], Of("plans")]
    """Of the cases that you may know of."""
    replay: Annotated[Replay | None, Of("plan_runs")] = None
    """Where a version of the rule set was asked of the last nights; the counts are of those."""
    best: Annotated[list[Helps] | None, Of("plan_runs")] = None
    """The single changes that help most, the best first, where that was asked."""
