"""Signing in by an identity provider: what is sent and told."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated

from app.contract.base import Of, Sent, Told
from app.contract.sign_in import Code


class ProviderCode(Sent):
    """The second proof, after the provider's."""

    code: Code


class Ways(Told):
    """Which ways in this installation has beside the usual ones."""

    provider: Annotated[bool, Of("own_sign_in")]
    pin: Annotated[bool, Of("own_sign_in")]
    """Whether the browser that asks is a shared device of a house."""


class Elsewhere(Told):
    """Where the browser is to go."""

    address: Annotated[str, Of("own_sign_in")]


class LinkTold(Told):
    """Whether the own account is linked with somebody of the provider, and since when."""

    linked: Annotated[bool, Of("own_sign_in")]
    created_at: Annotated[datetime | None, Of("own_sign_in")]
    last_used_at: Annotated[datetime | None, Of("own_sign_in")]
