"""Notes from one shift to the next, as they are sent and told: short, and of no case."""

from __future__ import annotations

import re
from datetime import datetime
from typing import Annotated
from uuid import UUID

from pydantic import AfterValidator, Field

from app.contract.base import NAMES_NOBODY, Of, Sent, StrictBool, Told

_A_CASE = re.compile(r"\b[RH]-[A-Z0-9]{4,}\b", re.IGNORECASE)


def _of_no_case(text: str) -> str:
    if _A_CASE.search(text):
        raise ValueError("of_no_case")
    return text


class NewShiftNote(Sent):
    """What the next shift must know of the house; it names nobody and no case."""

    said: Annotated[
        str, Field(min_length=1, max_length=200), NAMES_NOBODY, AfterValidator(_of_no_case)
    ]


class ShiftNoteTold(Told):
    """One note; it is gone when it expires."""

    id: Annotated[UUID, Of("shift_notes")]
    said: Annotated[str, Of("shift_notes")]
    said_at: Annotated[datetime, Of("shift_notes")]
    expires_at: Annotated[datetime, Of("shift_notes")]
    mine: Annotated[StrictBool, Of("shift_notes")]


class ShiftNotes(Told):
    """The notes of the house, the latest first."""

    notes: Annotated[list[ShiftNoteTold], Of("shift_notes")]
