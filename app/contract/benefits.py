"""Benefits as they are sent and told: a kind, an office under a code name, and days."""

from __future__ import annotations

from datetime import date
from typing import Annotated, Self
from uuid import UUID

from pydantic import model_validator

from app.contract.base import CodeName, Day, Of, Sent, StrictBool, Told
from models.words import BenefitKind


class NewBenefit(Sent):
    """What was applied for, where and when."""

    kind: BenefitKind
    organisation: CodeName
    applied_on: Day


class BenefitStep(Sent):
    """It was decided, or the first money came."""

    decided_on: Day | None = None
    granted: StrictBool | None = None
    paid_on: Day | None = None

    @model_validator(mode="after")
    def _one_of_them(self) -> Self:
        decided = self.decided_on is not None
        if decided != (self.granted is not None) or decided == (self.paid_on is not None):
            raise ValueError("one_step")
        return self


class BenefitTold(Told):
    """One application as it stands."""

    id: Annotated[UUID, Of("benefits")]
    kind: Annotated[BenefitKind, Of("benefits")]
    organisation: Annotated[str, Of("benefits")]
    applied_on: Annotated[date, Of("benefits")]
    decided_on: Annotated[date | None, Of("benefits")]
    granted: Annotated[bool | None, Of("benefits")]
    paid_on: Annotated[date | None, Of("benefits")]


class Benefits(Told):
    """The applications of a case."""

    benefits: Annotated[list[BenefitTold], Of("benefits")]


class BenefitTimes(Told):
    """How long it takes at one office: medians, in days; null while nothing came of any."""

    organisation: Annotated[str, Of("refunds")]
    number: Annotated[int, Of("refunds")]
    paid: Annotated[int, Of("refunds")]
    days_to_decision: Annotated[float | None, Of("refunds")]
    days_to_payment: Annotated[float | None, Of("refunds")]


class AllBenefitTimes(Told):
    """By office."""

    offices: Annotated[list[BenefitTimes], Of("refunds")]
