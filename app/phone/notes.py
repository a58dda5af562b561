"""Does a line of free text name somebody? The same rule on the device and in the service.

Two capitalised words in a row, or a capitalised word that does not begin a sentence, may be a name;
six digits and more, whatever stands between them, may be a telephone number or an identity number.
Source: docs/domain.md 6.3, 6.5. Unknown: what may be a name counts as one; it can be written small.
"""

from __future__ import annotations

import re
from enum import Enum

LONGEST = 140
_IDENTITY = re.compile(r"(?:\d[ .-]?){10}\d")
_NUMBER = re.compile(r"(?:\d[ ./()-]*){5}\d")
_NAME = re.compile(r"\b[A-ZÆØÅ][\w'’-]*\s+[A-ZÆØÅ][\w'’-]+|[^\s.!?:]\s+[A-ZÆØÅ][a-zæøå]\w*")


class Names(Enum):
    """What a line seems to hold."""

    IDENTITY_NUMBER = "IDENTITY_NUMBER"
    TELEPHONE_NUMBER = "TELEPHONE_NUMBER"
    NAME = "NAME"
    TOO_LONG = "TOO_LONG"


def looks_like(line: str) -> Names | None:
    """What this line must not hold and seems to hold; None when it seems to hold nothing."""
    return Names.TOO_LONG if len(line) > LONGEST else names(line)


def names(text: str) -> Names | None:
    """The same of a text of any length."""
    if _IDENTITY.search(text):
        return Names.IDENTITY_NUMBER
    if _NUMBER.search(text):
        return Names.TELEPHONE_NUMBER
    return Names.NAME if _NAME.search(text) else None
