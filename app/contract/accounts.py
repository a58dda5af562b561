"""Accounts and their tokens; the text of a token is told once and kept nowhere."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, Literal, Self
from uuid import UUID

from pydantic import Field, model_validator

from app.contract.base import Page, Sent, StrictInt, Told
from models.words import AccountStatus, Role

Scope = Literal["read", "write"]


class NewAccount(Sent):
    """Somebody who will act; a shelter's account names its one shelter."""

    handle: Annotated[str, Field(pattern=r"^[a-z0-9][a-z0-9.-]{1,39}$")]
    role: Literal["COORDINATOR", "ON_CALL", "SHELTER", "BATCH", "ADMIN"]
    shelter: UUID | None = None

    @model_validator(mode="after")
    def _shelter_has_its_shelter(self) -> Self:
        if (self.role == "SHELTER") != (self.shelter is not None):
            raise ValueError("shelter_role_has_its_shelter")
        return self


class NewToken(Sent):
    """A token for one device; days until it ends."""

    account: UUID
    days: Annotated[StrictInt, Field(ge=1, le=365)]
    scopes: Annotated[frozenset[Scope], Field(min_length=1)] = frozenset({"read", "write"})


class AccountTold(Told):
    """An account."""

    id: UUID
    handle: str
    role: Role
    shelter: UUID | None
    status: AccountStatus


class AccountPage(Page):
    """A page of accounts."""

    accounts: list[AccountTold]


class AccountMade(Told):
    """A new account."""

    id: UUID


class TokenMade(Told):
    """A new token. A retry with the same key gives its id and no text."""

    id: UUID
    token: str | None
    expires_at: datetime


class Revoked(Told):
    """A token that is worth nothing from the next request on."""

    id: UUID
