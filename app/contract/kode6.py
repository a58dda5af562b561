"""The address block of a case, and who alone may open it under kode 6."""

from __future__ import annotations

from typing import Annotated, Self

from pydantic import Field, model_validator

from app.contract.approvals import Reasoned
from app.contract.base import Handle
from matching.vocabulary import AddressBlock


class NewAddressBlock(Reasoned):
    """What is decided; under KODE6 at most three coordinators are named and nobody else knows of it."""

    block: AddressBlock
    readers: Annotated[list[Handle], Field(max_length=3)] = Field(default_factory=list)

    @model_validator(mode="after")
    def _named_under_kode6_alone(self) -> Self:
        if self.block is AddressBlock.UNKNOWN:
            raise ValueError("decided")
        named = len(set(self.readers)) == len(self.readers) and len(self.readers) > 0
        if named != (self.block is AddressBlock.KODE6):
            raise ValueError("named_under_kode6")
        return self
