"""The roster: who is on duty from when to when, and as what."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Annotated, Self
from uuid import UUID

from pydantic import model_validator

from app.contract.base import Handle, Instant, Of, Page, Sent, Told
from models.words import DutyPost

LONGEST = timedelta(days=31)


class NewDuty(Sent):
    """One account in one post, until the instant at which it is not on duty any more.

    By its id, or by its work name: who enters a roster need not read the accounts.
    """

    account: UUID | None = None
    handle: Handle | None = None
    post: DutyPost
    starts_at: Instant
    ends_at: Instant

    @model_validator(mode="after")
    def _ends_after_it_starts(self) -> Self:
        if not self.starts_at < self.ends_at <= self.starts_at + LONGEST:
            raise ValueError("at_most_31_days")
        if (self.account is None) == (self.handle is None):
            raise ValueError("account_or_handle")
        return self


class DutyMade(Told):
    """A new span of the roster."""

    id: Annotated[UUID, Of("roster")]


class DutyTold(Told):
    """One span of the roster."""

    id: Annotated[UUID, Of("roster")]
    account: Annotated[UUID, Of("roster")]
    handle: Annotated[str, Of("roster")]
    post: Annotated[DutyPost, Of("roster")]
    starts_at: Annotated[datetime, Of("roster")]
    ends_at: Annotated[datetime, Of("roster")]


class DutyPage(Page):
    """A page of spans that have not ended."""

    spans: Annotated[list[DutyTold], Of("roster")]
