"""What every record shares: named constraints, word checks, a silent repr, and its keeping."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime
from enum import Enum, StrEnum
from inspect import getmembers, isclass
from typing import Any, ClassVar
from uuid import UUID

from sqlalchemy import (
    CheckConstraint,
    Column,
    Date,
    DateTime,
    Integer,
    LargeBinary,
    MetaData,
    Table,
    Text,
    Uuid,
    literal_column,
)
from sqlalchemy.orm import DeclarativeBase, Mapped, declared_attr

from matching import vocabulary
from matching.vocabulary import NightSpan
from models import words
from models.types import Nights, Sealed, SealedValue, Word, Words, field

NAMES = {
    "ix": "ix_%(table_name)s_%(column_0_N_name)s",
    "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    "ck": "ck_%(table_name)s_%(constraint_name)s",
    "fk": "fk_%(table_name)s_%(column_0_N_name)s",
    "pk": "pk_%(table_name)s",
}


class Kept(StrEnum):
    """How long the rows of a table are kept (domain 13)."""

    CASE = "90 days after the case is closed (30 for KODE6); C and X fields go, counts stay"
    SHELTER = "as long as the shelter is known, then 365 days"
    HISTORY = "as CASE for what names a household; the bare spans and states stay for counting"
    ACCOUNT = "365 days after the account is closed"
    KEY = "until its case or shelter is erased; erasing it makes every sealed field unreadable"
    RETRY = "30 days"
    AUDIT = "10 years; the chain is never cut"
    RULES = "for good; it says by which numbers a decision was made"
    COUNTS = "for good; it says nothing of one person"


class Writes(StrEnum):
    """What the service role may do to a table besides reading it."""

    APPEND = "INSERT"
    CHANGE = "INSERT, UPDATE"
    REPLACE = "INSERT, UPDATE, DELETE"


def _enums() -> Iterator[type[Enum]]:
    for module in (vocabulary, words):
        for _, found in getmembers(module, isclass):
            if issubclass(found, Enum) and found.__module__ == module.__name__:
                yield found


def _listed(texts: tuple[str, ...]) -> str:
    return ", ".join(f"'{text}'" for text in texts)


def word_checks(columns: list[Column[Any]]) -> list[CheckConstraint]:
    """A named CHECK for each column of closed words and each span of nights."""
    checks = []
    for column in columns:
        name = f"{column.name}_words"
        if isinstance(column.type, Word):
            listed = _listed(column.type.texts())
            checks.append(CheckConstraint(literal_column(f"{column.name} IN ({listed})"), name))
        elif isinstance(column.type, Words):
            listed = _listed(column.type.texts())
            array = f"{column.name} <@ ARRAY[{listed}]::text[]"
            checks.append(CheckConstraint(literal_column(array), name))
        elif isinstance(column.type, Nights):
            # An empty or unbounded range has no lower or upper; a date may be infinity itself.
            ends = f"lower({column.name}) IS NOT NULL AND upper({column.name}) IS NOT NULL"
            finite = f"isfinite(lower({column.name})) AND isfinite(upper({column.name}))"
            bounded = f"{column.name} IS NULL OR ({ends} AND {finite})"
            checks.append(CheckConstraint(literal_column(bounded), f"{column.name}_bounded"))
    return checks


class Base(DeclarativeBase):
    """A record: what it is called, who may write it, how long it is kept."""

    metadata = MetaData(naming_convention=NAMES)
    type_annotation_map: ClassVar[Any] = {
        **{found: Word(found) for found in _enums()},
        datetime: DateTime(timezone=True),
        date: Date(),
        str: Text(),
        int: Integer(),
        bytes: LargeBinary(),
        UUID: Uuid(),
        NightSpan: Nights(),
        SealedValue: Sealed(),
    }

    kept: ClassVar[Kept]
    writes: ClassVar[Writes]

    @classmethod
    def __table_cls__(cls, *args: Any, **more: Any) -> Table:  # noqa: ANN401 - handed on
        """The table with a CHECK for each of its closed words."""
        columns = [arg for arg in args if isinstance(arg, Column)]
        return Table(*args, *word_checks(columns), **more)

    def __repr__(self) -> str:
        """The type and nothing else: a record must not reach a log by way of a repr."""
        return f"<{type(self).__name__}>"


class Versioned:
    """A root of an aggregate: each write raises its version, a stale write changes no row."""

    version: Mapped[int] = field("I", Integer, nullable=False)

    @declared_attr.directive
    def __mapper_args__(cls) -> dict[str, Any]:  # noqa: N805 - a class, as the library has it
        return {"version_id_col": cls.version}


def table_of(record: type[Base]) -> Table:
    """The bare table of a record."""
    table = record.__table__
    assert isinstance(table, Table), "every record has one table"
    return table
