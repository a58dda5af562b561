"""Codes that nothing has yet: one that a spreadsheet made of another one would be a second bed or house.

Rows are known again by their codes. A spreadsheet makes a date of 1-2 and of MAR-07 and the number 1 of
01, and what it saves then is a code that nobody knows: a new row beside the old one, for the same room.
"""

from __future__ import annotations

import re
from collections.abc import Iterable

LIKE_A_DATE = (
    "a code that does not look like a date: spreadsheets make dates of codes like 1-2 and MAR-07"
)
LIKE_ANOTHER = "a code that differs from all others by more than zeros in front, capital letters, points and hyphens"
_MONTH = (
    r"(?:jan(?:uar[iy]?)?|feb(?:ruar[iy]?)?|mar(?:s|ch)?|apr(?:il)?|ma[ijy]|jun[ie]?|jul[iy]?|aug(?:ust)?"
    r"|sept?(?:ember)?|o[ck]t(?:ober)?|nov(?:ember)?|de[csz](?:ember)?)"
)
_DATE = re.compile(
    r"(?:19|20)[0-9]{2}-[0-9]{1,2}(?:-[0-9]{1,2})?"
    r"|[0-9]{1,2}([.-])[0-9]{1,2}\1(?:[0-9]{2}){1,2}"
    rf"|[0-9]{{1,4}}[.-]*{_MONTH}(?:[.-]*[0-9]{{1,4}})?"
    rf"|{_MONTH}[.-]*[0-9]{{1,4}}"
    r"|[2-7][0-9]{4}",
    re.IGNORECASE | re.ASCII,
)
"""Days and months in any order and tongue of a spreadsheet here, and a day as its bare number (1954-2118)."""
_ZEROS = re.compile(r"(?<![0-9])0+(?=[0-9])")
_SEPARATORS = re.compile(r"[.-]")


class Codes:
    """The codes of one house, or of all houses, and what each would be taken for."""

    def __init__(self, known: Iterable[str] = ()) -> None:
        self._forms = {_bare(code) for code in known}

    def why_not(self, code: str) -> str | None:
        """Why this new code may not be given, without naming it; None when it may, and now is."""
        if _DATE.fullmatch(code):
            return LIKE_A_DATE
        if _bare(code) in self._forms:
            return LIKE_ANOTHER
        self._forms.add(_bare(code))
        return None


def _bare(code: str) -> str:
    """What is left of a code whatever a spreadsheet, or a hand, does to it."""
    return _SEPARATORS.sub("", _ZEROS.sub("", code)).casefold()
