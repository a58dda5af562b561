"""Readers of one cell: text in, value out, or a sentence that says what is allowed.

An empty cell is None, which is "not asked". UNKNOWN is a word of its own: asked and not known.
Nothing is guessed: "yes" is YES in small letters, "y" is nothing.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Any

from app.importing.faults import CellRefused
from app.importing.table_file import MAX_CELL
from app.importing.workbook import NotText
from matching.vocabulary import Answer

FORMULA_LEADS = ("=", "+", "-", "@", "\t", "\r", "＝", "＋", "－", "＠")
"""A spreadsheet that opens such a cell again may run it (security 2, AT10)."""
FIRST_DAY, LAST_DAY = date(2000, 1, 1), date(2099, 12, 31)
UNKNOWN = "UNKNOWN"
AS_TEXT = "a text: format the column as text in the spreadsheet, then type its cells anew"
_CODE = re.compile(r"[A-ZÆØÅ0-9][A-ZÆØÅ0-9-]{0,23}")
_UNIT = re.compile(r"[A-Za-zÆØÅæøå0-9][A-Za-zÆØÅæøå0-9.-]{0,23}")
_WHOLE = re.compile(r"[0-9]{1,6}", re.ASCII)
_DECIMAL = re.compile(r"[0-9]{1,5}([.,][0-9]{1,2})?", re.ASCII)
_DAY = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}", re.ASCII)
_LANGUAGE = re.compile(r"[a-z]{3}")

Read = Callable[[str], Any]


@dataclass(frozen=True, slots=True)
class Reader:
    """How one kind of cell is read, and the sentence that says what it allows."""

    allowed: str
    read: Read

    def __call__(self, text: str) -> Any:  # noqa: ANN401 - each reader has its own type
        """The value of the cell; an empty cell is None.

        Raises
        ------
        CellRefused
            When the cell holds anything else; the text does not repeat it.
        """
        if not text:
            return None
        if text.startswith(FORMULA_LEADS):
            raise CellRefused("a cell may not begin with = + - @")
        if len(text) > MAX_CELL or any(ord(sign) < 32 or ord(sign) == 127 for sign in text):
            raise CellRefused("one line of plain text")
        try:
            return self.read(text)
        except (ValueError, OverflowError):
            raise CellRefused(self.allowed) from None


def word(words: type[StrEnum], *, but: tuple[StrEnum, ...] = ()) -> Reader:
    """One word of a closed list, in any case."""
    listed = {member.value: member for member in words if member not in but}

    def read(text: str) -> StrEnum:
        if text.upper() not in listed:
            raise ValueError
        return listed[text.upper()]

    return Reader("one of " + ", ".join(listed), read)


def words(words_: type[StrEnum]) -> Reader:
    """At least one word of a closed list, parted by |."""
    one = word(words_)

    def read(text: str) -> frozenset[Any]:
        return frozenset(one.read(part.strip()) for part in text.split("|"))

    return Reader(one.allowed.replace("one of", "one or more of", 1) + ", parted by |", read)


def whole(low: int, high: int) -> Reader:
    """A whole number between the two."""

    def read(text: str) -> int:
        if not _WHOLE.fullmatch(text) or not low <= int(text) <= high:
            raise ValueError
        return int(text)

    return Reader(f"a whole number from {low} to {high}", read)


def whole_or(low: int, high: int, *others: str) -> Reader:
    """A whole number, or one of these words as it stands."""
    number = whole(low, high)

    def read(text: str) -> int | str:
        return text.upper() if text.upper() in others else int(number.read(text))

    return Reader(f"{number.allowed}, or {' or '.join(others)}", read)


def decimal(high: int) -> Reader:
    """A number with at most two decimals; a comma is a decimal point."""

    def read(text: str) -> float:
        if not _DECIMAL.fullmatch(text) or not float(text.replace(",", ".")) <= high:
            raise ValueError
        return float(text.replace(",", "."))

    return Reader(f"a number from 0 to {high} with at most two decimals", read)


def day() -> Reader:
    """A date as 2026-11-24 and in no other order."""
    return Reader("a date like 2026-11-24", _day)


def _day(text: str) -> date:
    if not _DAY.fullmatch(text) or not FIRST_DAY <= (found := date.fromisoformat(text)) <= LAST_DAY:
        raise ValueError
    return found


def free_text(longest: int) -> Reader:
    """One line of text."""

    def read(text: str) -> str:
        if len(text) > longest:
            raise ValueError
        return text

    return Reader(f"one line of at most {longest} characters", read)


def languages() -> Reader:
    """Codes of ISO 639-3, parted by |."""

    def read(text: str) -> list[str]:
        found = sorted({part.strip().lower() for part in text.split("|")})
        if len(found) > 40 or not all(_LANGUAGE.fullmatch(code) for code in found):
            raise ValueError
        return found

    return Reader("codes of three letters (ISO 639-3) like nob, parted by |", read)


def matched(pattern: re.Pattern[str], allowed: str) -> Reader:
    """A text of that form."""

    def read(text: str) -> str:
        if not pattern.fullmatch(text):
            raise ValueError
        return text

    return Reader(allowed, read)


def typed(pattern: re.Pattern[str], allowed: str) -> Reader:
    """A text of that form that stands as somebody typed it: by it a house or a bed is known again."""
    form = matched(pattern, allowed)

    def read(text: str) -> Any:  # noqa: ANN401 - as the form reads it
        if isinstance(text, NotText):
            raise CellRefused(AS_TEXT)
        return form.read(text)

    return Reader(allowed, read)


def code_name() -> Reader:
    """A shelter's code name."""
    return typed(_CODE, "at most 24 capital letters, digits and hyphens, like FJORD-07")


def unit_code() -> Reader:
    """A unit's code, or the name of a wing."""
    return typed(_UNIT, "at most 24 letters, digits, points and hyphens, like A1")


@dataclass(frozen=True, slots=True)
class Look:
    """What somebody saw of a security feature, and when; UNKNOWN needs no day."""

    present: Answer
    on: date | None


def look() -> Reader:
    """An answer and the day on which somebody looked."""

    def read(text: str) -> Look:
        said, _, when = text.partition(" ")
        present = Answer(said.upper())
        if not when and present is not Answer.UNKNOWN:
            raise ValueError
        return Look(present, _day(when.strip()) if when else None)

    return Reader("YES or NO and the day it was looked at, like YES 2026-11-24, or UNKNOWN", read)
