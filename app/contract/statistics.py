"""Counts that leave the house: by finished quarter, of eleven persons and more, rounded."""

from __future__ import annotations

from typing import Annotated

from app.contract.base import Of, Told, Value
from models.rights import Code


class Cell(Value):
    """How many; null is fewer than may be told, or hidden so that none of those can be found."""

    word: str
    count: int | None


class Quarter(Told):
    """Cases that were received in one quarter, counted by one thing at a time."""

    year: Annotated[int, Of("counts", by=(Code.COUNTED,))]
    quarter: Annotated[int, Of("counts", by=(Code.COUNTED,))]
    total: Annotated[int | None, Of("counts", by=(Code.COUNTED,))]
    by_referrer: Annotated[list[Cell], Of("counts", by=(Code.COUNTED,))]
    by_outcome: Annotated[list[Cell], Of("counts", by=(Code.COUNTED,))]
