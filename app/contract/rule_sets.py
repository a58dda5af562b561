"""Versions of the rule set: what one proposes, and how it differs from what is in force."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, Any
from uuid import UUID

from pydantic import Field

from app.contract.base import Of, Page, Sent, StrictFloat, StrictInt, Told, Value

Number = StrictInt | StrictFloat
Numbers = Number | Annotated[list[Number | list[Number]], Field(max_length=12)]


class NewRuleSet(Sent):
    """A new version by its name and the numbers that change; all others stay as they are now."""

    name: Annotated[str, Field(pattern=r"^[A-Z]{2}-[A-Z0-9][A-Z0-9.-]{0,30}$")]
    numbers: Annotated[
        dict[Annotated[str, Field(pattern=r"^[a-z0-9_A-Z]{1,40}$")], Numbers],
        Field(min_length=1, max_length=40),
    ]


class RuleSetMade(Told):
    """A version that is proposed and not in force."""

    id: Annotated[UUID, Of("own_acts")]


class Changed(Value):
    """One number that differs from what is in force."""

    number: str
    now: Any
    then: Any


class RuleSetTold(Told):
    """One version and how it differs from what is in force."""

    id: Annotated[UUID, Of("rules")]
    name: Annotated[str, Of("rules")]
    created_at: Annotated[datetime, Of("rules")]
    activated_at: Annotated[datetime | None, Of("rules")]
    differs: Annotated[list[Changed], Of("rules")]


class NumberInForce(Value):
    """One number of the rules as it is now: a number, a list, or a list of lists."""

    number: str
    now: Any


class NumbersInForce(Told):
    """All of them, by which everything is judged now."""

    name: Annotated[str, Of("rules")]
    numbers: Annotated[list[NumberInForce], Of("rules")]


class RuleSetPage(Page):
    """A page of versions."""

    rule_sets: Annotated[list[RuleSetTold], Of("rules")]
