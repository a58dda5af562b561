"""For whom a transaction reads and writes: what the walls in the database are told (security AT02)."""

from __future__ import annotations

from typing import Protocol
from uuid import UUID

from models.words import Role


class Reader(Protocol):
    """Whoever a transaction is for."""

    @property
    def account(self) -> UUID:
        """The account that acts."""

    @property
    def role(self) -> Role:
        """Its role, and so its role in the database."""

    @property
    def shelter(self) -> UUID | None:
        """The one shelter of a shelter's account."""
