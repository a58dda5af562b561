"""What a report is made of: tables of numbers, each with its definition beside it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from enum import StrEnum

from app.reports.suppression import nearest, rounded
from models.words import CountOf

HIDDEN = "hidden"
"""What stands for a number that is not told."""


class Edition(StrEnum):
    """For whom a report is made."""

    OUTSIDE = "OUTSIDE"
    """It may leave: eleven and more, rounded, no case in it."""
    INSIDE = "INSIDE"
    """It stays among those who may see cases: five and more over 24 months, and lines of cases."""


@dataclass(frozen=True, slots=True)
class Cell:
    """One number as it is told; null is hidden."""

    number: int | None
    percent: bool = False


@dataclass(frozen=True, slots=True)
class Row:
    """A line of a table: its closed word, how it is read, and its numbers."""

    word: str
    label: str
    cells: tuple[Cell, ...]


@dataclass(frozen=True, slots=True)
class Table:
    """One table; its definition says what is counted, and its source out of which records."""

    name: str
    title: str
    definition: str
    source: str
    columns: tuple[str, ...]
    rows: tuple[Row, ...]


@dataclass(frozen=True, slots=True)
class Report:
    """Tables of one time for one audience."""

    name: str
    title: str
    time: str
    edition: Edition
    note: str
    tables: tuple[Table, ...]


@dataclass(frozen=True, slots=True)
class Known:
    """Numbers of one time, and which of them may leave."""

    numbers: Mapping[tuple[CountOf, str], int]
    told: frozenset[tuple[CountOf, str]]

    def exactly(self, subject: CountOf, word: str) -> int | None:
        """The number where it may leave."""
        key = (subject, word)
        return self.numbers[key] if key in self.told else None

    def cell(self, subject: CountOf, word: str) -> Cell:
        """The number as it leaves."""
        return leaving(self.exactly(subject, word))

    def words(self, subject: CountOf) -> list[str]:
        """Of which words of this table something is known."""
        return sorted(word for of, word in self.numbers if of is subject)


def leaving(number: int | None) -> Cell:
    """A number rounded to five, or hidden."""
    return Cell(None if number is None else rounded(number))


def share(part: int | None, whole: int | None) -> Cell:
    """A part of a whole in percent, to the nearest five; hidden when one of them is."""
    if part is None or not whole:
        return Cell(None, percent=True)
    return Cell(nearest(round(100 * part / whole)), percent=True)


def plain(word: str) -> str:
    """A closed word as it is read."""
    return word.replace("_", " ").capitalize()


def by_word(
    words: tuple[str, ...], cell: Callable[[str], tuple[Cell, ...]], read: Callable[[str], str]
) -> tuple[Row, ...]:
    """A row for each word."""
    return tuple(Row(word, read(word), cell(word)) for word in words)
