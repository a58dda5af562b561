"""Accounts and their tokens; the text of a token is told once and kept nowhere."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, Literal, Self
from uuid import UUID

from pydantic import Field, model_validator

from app.contract.base import EACH_ONCE, NewHandle, Of, Page, Sent, StrictInt, Told
from models.words import AccountStatus, Role

OUTSIDE = frozenset(
    {
        Role.REFERRER,
        Role.POLICE,
        Role.LAWYER,
        Role.MUNICIPALITY,
        Role.RETURN_COUNSELLOR,
        Role.FOLLOW_UP,
    }
)
"""Roles of people who work for somebody else than ROSA."""
Scope = Literal["read", "write"]
Audience = Literal["intake", "batch"]
"""What alone a token is for: the telephone that takes calls, or the plan of the night."""
DeviceName = Annotated[str, Field(pattern=r"^[A-Z0-9][A-Z0-9-]{0,23}$")]
"""A code name: no number, no person."""


class NewAccount(Sent):
    """Somebody who will act; a shelter's account names its one shelter."""

    handle: NewHandle
    role: Role
    shelter: UUID | None = None
    organisation: UUID | None = None
    """For whom somebody outside ROSA works; it must be verified."""

    @model_validator(mode="after")
    def _shelter_has_its_shelter(self) -> Self:
        if (self.role == "SHELTER") != (self.shelter is not None):
            raise ValueError("shelter_role_has_its_shelter")
        if (self.role in OUTSIDE) != (self.organisation is not None):
            raise ValueError("outside_role_has_its_organisation")
        return self


class NewToken(Sent):
    """A token for one device and one end; days until it is over."""

    account: UUID
    days: Annotated[StrictInt, Field(ge=1, le=365)]
    audience: Audience
    scopes: Annotated[frozenset[Scope], Field(min_length=1), EACH_ONCE] = frozenset(
        {"read", "write"}
    )
    device: DeviceName | None = None
    """The next token for the same device ends this one."""


class AccountTold(Told):
    """An account."""

    id: Annotated[UUID, Of("accounts")]
    handle: Annotated[str, Of("accounts")]
    role: Annotated[Role, Of("grants")]
    shelter: Annotated[UUID | None, Of("grants")]
    status: Annotated[AccountStatus, Of("accounts")]


class AccountPage(Page):
    """A page of accounts."""

    accounts: Annotated[list[AccountTold], Of("accounts")]


class AccountMade(Told):
    """A new account; nobody can sign in with it until a second person agrees to the approval."""

    id: Annotated[UUID, Of("own_acts")]
    approval: Annotated[UUID, Of("own_acts")]


class TokenMade(Told):
    """A new token. A retry with the same key gives its id and no text."""

    id: Annotated[UUID, Of("own_acts")]
    token: Annotated[str | None, Of("new_secret")]
    expires_at: Annotated[datetime, Of("own_acts")]


class TokenTold(Told):
    """A token, without anything that opens."""

    id: Annotated[UUID, Of("own_sign_in")]
    account: Annotated[UUID, Of("own_sign_in")]
    device: Annotated[str | None, Of("own_sign_in")]
    scopes: Annotated[list[str], Of("own_sign_in")]
    created_at: Annotated[datetime, Of("own_sign_in")]
    expires_at: Annotated[datetime, Of("own_sign_in")]
    revoked_at: Annotated[datetime | None, Of("own_sign_in")]
    last_used_at: Annotated[datetime | None, Of("own_sign_in")]


class TokenPage(Page):
    """A page of tokens."""

    tokens: Annotated[list[TokenTold], Of("own_sign_in")]


class Revoked(Told):
    """A token that is worth nothing from the next request on."""

    id: Annotated[UUID, Of("own_acts")]
