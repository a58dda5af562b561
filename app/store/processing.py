"""What is kept of whom: each field of the matrix with its columns, its keeping and its readers."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from models import rights
from models.base import Base
from models.words import Role


@dataclass(frozen=True, slots=True)
class Kept:
    """Columns of one table, and how long its rows are kept."""

    name: str
    columns: tuple[str, ...]
    kept: str


@dataclass(frozen=True, slots=True)
class Group:
    """One field of the matrix."""

    text: str
    secrecy: str
    readers: tuple[tuple[str, str], ...]
    tables: tuple[Kept, ...]


def groups() -> Iterator[Group]:
    """Every field that has columns, in the order of the matrix."""
    assert Base.metadata.tables, "the records are read in"
    kept = {m.class_.__tablename__: m.class_.kept.value for m in Base.registry.mappers}
    for field in rights.FIELDS.values():
        tables: dict[str, list[str]] = {}
        for column in field.columns:
            table, _, name = column.partition(".")
            tables.setdefault(table, []).append(name)
        if tables:
            yield Group(
                field.text,
                field.secrecy,
                tuple((role.value, _said(field.codes[role])) for role in Role if field.codes[role]),
                tuple(Kept(t, tuple(names), kept[t]) for t, names in tables.items()),
            )


def _said(codes: frozenset[rights.Code]) -> str:
    return " ".join(code.value for code in rights.Code if code in codes)
