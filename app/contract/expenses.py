"""Expenses as they are sent and told: closed words and a sum, no text, no merchant and no town."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, Literal, Self
from uuid import UUID

from pydantic import Field, model_validator

from app.contract.base import CodeName, Of, Sent, StrictInt, Told
from models.words import ExpenseKind, ExpenseState, Payer

Ore = Annotated[StrictInt, Field(ge=1, le=100_000_000)]
"""Hundredths of the country's money."""


class NewExpense(Sent):
    """What is asked for; BRIDGING says no purpose, and of the others the kind is all that is said."""

    kind: ExpenseKind
    amount_ore: Ore
    payer: Payer
    organisation: CodeName | None = None

    @model_validator(mode="after")
    def _a_municipality_is_named(self) -> Self:
        if self.payer is Payer.MUNICIPALITY and self.organisation is None:
            raise ValueError("organisation_named")
        return self


class ExpenseStep(Sent):
    """Where the claim goes next."""

    to: Literal["APPROVED", "REFUSED", "PAID", "REFUNDED"]


class ExpenseTold(Told):
    """One expense; ``dual`` waits for somebody else than who asked for it."""

    id: Annotated[UUID, Of("expenses")]
    kind: Annotated[ExpenseKind, Of("expenses")]
    amount_ore: Annotated[int, Of("expenses")]
    payer: Annotated[Payer, Of("expenses")]
    organisation: Annotated[str | None, Of("expenses")]
    dual: Annotated[bool, Of("expenses")]
    state: Annotated[ExpenseState, Of("expenses")]
    requested_at: Annotated[datetime, Of("expenses")]
    decided_at: Annotated[datetime | None, Of("expenses")]
    changed_at: Annotated[datetime, Of("expenses")]


class Expenses(Told):
    """The expenses of a case."""

    expenses: Annotated[list[ExpenseTold], Of("expenses")]


class RefundTold(Told):
    """What one organisation refunds of one quarter; ``above`` the sum from which a refund is due."""

    organisation: Annotated[str, Of("refunds")]
    quarter: Annotated[str, Of("refunds")]
    number: Annotated[int, Of("refunds")]
    paid_ore: Annotated[int, Of("refunds")]
    refunded_ore: Annotated[int, Of("refunds")]
    open_ore: Annotated[int, Of("refunds")]
    above: Annotated[bool, Of("refunds")]


class Refunds(Told):
    """By organisation and quarter."""

    currency: Annotated[str, Of("refunds")]
    refunds: Annotated[list[RefundTold], Of("refunds")]
