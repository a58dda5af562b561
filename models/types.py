"""Column types: closed words, nights, sealed values, and the field helper with its class."""

from __future__ import annotations

from collections.abc import Iterable
from enum import Enum, StrEnum
from typing import Any, Generic, Literal, TypeVar

from sqlalchemy import Dialect, LargeBinary, Text
from sqlalchemy.dialects.postgresql import ARRAY, DATERANGE, Range
from sqlalchemy.orm import MappedColumn, mapped_column
from sqlalchemy.types import TypeDecorator

from matching.vocabulary import NightSpan

E = TypeVar("E", bound=Enum)

Sensitivity = Literal["P", "I", "C", "X"]
"""P public-safe, I internal, C confidential (case), X address or identity (domain 8)."""


def field(sensitivity: Sensitivity, *args: Any, **more: Any) -> MappedColumn[Any]:  # noqa: ANN401 - handed on
    """Make a mapped column that says how sensitive it is."""
    return mapped_column(*args, info={"class": sensitivity}, **more)


def word_of(member: Enum) -> str:
    """The text that stands in the database: a word's value, a level's name."""
    return str(member.value) if isinstance(member, StrEnum) else member.name


class Word(TypeDecorator[E], Generic[E]):
    """One word of a closed list as text; the table gets a CHECK that lists the words.

    Raises
    ------
    TypeError
        When something else is written; the text does not repeat it.
    """

    impl = Text
    cache_ok = True

    def __init__(self, words: type[E]) -> None:
        super().__init__()
        self.words = words

    def process_bind_param(self, value: E | None, dialect: Dialect) -> str | None:
        if value is None:
            return None
        if not isinstance(value, self.words):
            raise TypeError(f"this column takes a member of {self.words.__name__}")
        return word_of(value)

    def process_result_value(self, value: str | None, dialect: Dialect) -> E | None:
        if value is None:
            return None
        return self.words(value) if issubclass(self.words, StrEnum) else self.words[value]

    def texts(self) -> tuple[str, ...]:
        """Every word as it stands in the database."""
        return tuple(word_of(member) for member in self.words)


class Words(TypeDecorator[frozenset[E]], Generic[E]):
    """A set of words of a closed list as a text array; null is not asked, empty is none of them."""

    impl = ARRAY(Text)
    cache_ok = True

    def __init__(self, words: type[E]) -> None:
        super().__init__()
        self.words = words

    def process_bind_param(self, value: Iterable[E] | None, dialect: Dialect) -> list[str] | None:
        if value is None:
            return None
        members = set(value)
        if not all(isinstance(member, self.words) for member in members):
            raise TypeError(f"this column takes members of {self.words.__name__}")
        return sorted(word_of(member) for member in members)

    def process_result_value(
        self, value: list[str] | None, dialect: Dialect
    ) -> frozenset[E] | None:
        if value is None:
            return None
        if issubclass(self.words, StrEnum):
            return frozenset(self.words(text) for text in value)
        return frozenset(self.words[text] for text in value)

    def texts(self) -> tuple[str, ...]:
        """Every word as it stands in the database."""
        return tuple(word_of(member) for member in self.words)


class Nights(TypeDecorator[NightSpan]):
    """Nights as a half-open range of local dates."""

    impl = DATERANGE
    cache_ok = True

    def process_bind_param(self, value: NightSpan | None, dialect: Dialect) -> Range[Any] | None:
        return None if value is None else Range(value.start, value.end, bounds="[)")

    def process_result_value(self, value: Range[Any] | None, dialect: Dialect) -> NightSpan | None:
        if value is None:
            return None
        assert value.lower is not None and value.upper is not None, "nights have two ends"
        return NightSpan(value.lower, value.upper)


class SealedValue:
    """Ciphertext that shows nothing and opens only through app.vault.open with its row's id."""

    __slots__ = ("_blob",)

    def __init__(self, blob: bytes) -> None:
        self._blob = bytes(blob)

    @property
    def blob(self) -> bytes:
        """The ciphertext with its header, for the column and for the vault."""
        return self._blob

    def __repr__(self) -> str:
        return "<SealedValue>"

    def __eq__(self, other: object) -> bool:
        return isinstance(other, SealedValue) and other._blob == self._blob

    def __hash__(self) -> int:
        return hash(self._blob)

    def __reduce__(self) -> Any:  # noqa: ANN401 - as the protocol has it
        raise TypeError("a sealed value is not copied out of the process")


class Sealed(TypeDecorator[SealedValue]):
    """A column of sealed values; plain text or bytes cannot be written to it."""

    impl = LargeBinary
    cache_ok = True

    def process_bind_param(self, value: SealedValue | None, dialect: Dialect) -> bytes | None:
        if value is None:
            return None
        if not isinstance(value, SealedValue):
            raise TypeError("this column takes a sealed value")
        return value.blob

    def process_result_value(self, value: bytes | None, dialect: Dialect) -> SealedValue | None:
        return None if value is None else SealedValue(value)
