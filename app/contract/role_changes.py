"""Proposing a role for an account."""

from __future__ import annotations

from typing import Self
from uuid import UUID

from pydantic import model_validator

from app.contract.approvals import Reasoned
from models.words import Role


class NewGrant(Reasoned):
    """The role that an account is to have; a shelter's account names its one shelter."""

    role: Role
    shelter: UUID | None = None

    @model_validator(mode="after")
    def _shelter_has_its_shelter(self) -> Self:
        if (self.role is Role.SHELTER) != (self.shelter is not None):
            raise ValueError("shelter_role_has_its_shelter")
        return self
