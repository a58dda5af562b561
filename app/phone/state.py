"""One open call: everything that is known of it on this device, and nothing of any other.

It is a value. It lives in memory while somebody looks at it, and sealed in one file otherwise.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field, fields
from enum import StrEnum
from typing import Any

from .words import Language


class View(StrEnum):
    """What the keys are for."""

    ASK = "ASK"
    OPTIONS = "OPTIONS"
    UNKNOWN = "UNKNOWN"
    """What is not known yet, to be looked at."""
    HELD = "HELD"
    TRAVEL = "TRAVEL"
    ENDING = "ENDING"


@dataclass(frozen=True, slots=True)
class Submission:
    """Something that was told to the service and is not answered yet.

    ``key`` was made on this device and stays the same however often it is sent.
    """

    key: str
    kind: str
    path: str
    body: Mapping[str, Any] | None = None
    version: int | None = None


@dataclass(frozen=True, slots=True, repr=False)
class State:
    """An open call. ``began`` is seconds since 1970 by this device's clock."""

    call: str
    began: float
    language: Language = Language.EN
    agency: bool = False
    """A device of one who refers: it hears three words and no option."""
    answers: Mapping[str, Any] = field(default_factory=dict)
    at: int = 0
    typed: str = ""
    picked: tuple[str, ...] = ()
    view: View = View.ASK
    jumping: bool = False
    sent: int = 0
    """How many submissions were made: the next one has this number in its key."""
    revision: int = 0
    searched: Mapping[str, Any] | None = None
    """The answers of the newest search."""
    pending: tuple[Submission, ...] = ()
    found: Mapping[str, Any] | None = None
    held: Mapping[str, Any] | None = None
    wanted: str = ""
    """What was chosen while something was on its way: the code name of a house, or her yes or no."""
    travel: Mapping[str, Any] = field(default_factory=dict)
    travel_at: int = 0
    message: str = ""
    over: bool = False
    """The call is ended; nothing of it is kept here."""

    def to_bytes(self) -> bytes:
        """The call as it is sealed."""
        return json.dumps(asdict(self), separators=(",", ":")).encode()

    @classmethod
    def from_bytes(cls, plain: bytes) -> State:
        """The same call again."""
        told = json.loads(plain)
        told = {one.name: told[one.name] for one in fields(cls) if one.name in told}
        told["language"], told["view"] = Language(told["language"]), View(told["view"])
        told["picked"] = tuple(told["picked"])
        told["pending"] = tuple(Submission(**one) for one in told["pending"])
        told["answers"] = _answers(told["answers"])
        if told["searched"] is not None:
            told["searched"] = _answers(told["searched"])
        return cls(**told)


def _answers(told: Mapping[str, Any]) -> dict[str, Any]:
    return {k: tuple(word) if isinstance(word, list) else word for k, word in told.items()}
