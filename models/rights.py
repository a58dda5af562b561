"""The matrix of roles and fields, read from rights.toml once; a hole in it stops the build.

Nothing in here knows a table: the file names columns as ``table.column``, and ``check_columns``
compares them with those that there are. Source: docs/security.md 5.
"""

from __future__ import annotations

import tomllib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from types import MappingProxyType
from typing import Any

from models.words import Role

FILE = Path(__file__).with_name("rights.toml")
SECRECY = "PICX"
"""The classes of a column, the most secret last."""
TABLE_OF_THE_GUIDE = frozenset(
    {
        Role.COORDINATOR,
        Role.ON_CALL,
        Role.SHELTER,
        Role.BATCH,
        Role.AUDITOR,
        Role.ADMIN,
        Role.REFERRER,
        Role.STATISTICS,
    }
)
"""Roles with a column of their own in security 5; every other one must say why it may."""
_PARTS = frozenset({"text", "class", "columns", "why"})


class Code(StrEnum):
    """One thing that a role may do with a field; several stand side by side."""

    READ = "R"
    WRITE = "W"
    OWN = "O"
    """Of a case on which one stands, or of the own shelter."""
    BANDED = "b"
    PSEUDONYM = "P"
    ACCEPTED = "A"
    """After acceptance, of an own case: one disclosure, one audit row."""
    GLASS = "G"
    COUNTED = "C"
    STEP_UP = "U"
    """Reading asks for a step-up first."""
    CIPHERTEXT = "S"


class RightsIncomplete(AssertionError):
    """A fault of the build: the matrix and what it speaks of do not agree."""


@dataclass(frozen=True, slots=True)
class Field:
    """A field of the matrix: its columns and what each role may do with it."""

    name: str
    text: str
    secrecy: str
    columns: tuple[str, ...]
    codes: Mapping[Role, frozenset[Code]]
    why: Mapping[Role, str]


def read(text: str) -> Mapping[str, Field]:
    """The fields of a matrix as it is written.

    Raises
    ------
    RightsIncomplete
        When a field has no entry for a role, an unknown code, a column of another field, or a
        grant without its reason.
    """
    fields = {name: _field(name, said) for name, said in tomllib.loads(text)["fields"].items()}
    met: dict[str, str] = {}
    for field in fields.values():
        for column in field.columns:
            other = met.setdefault(column, field.name)
            if other != field.name or field.columns.count(column) > 1:
                raise RightsIncomplete(f"{column} belongs to {other} and to {field.name}")
    return MappingProxyType(fields)


def _field(name: str, said: Mapping[str, Any]) -> Field:
    unknown = sorted(set(said) - _PARTS - set(Role))
    if unknown:
        raise RightsIncomplete(f"{name} speaks of {unknown[0]}, which is no role")
    for part in ("text", "class", "columns", *Role):
        if part not in said:
            raise RightsIncomplete(f"{name} has no entry for {part}")
    if said["class"] not in SECRECY:
        raise RightsIncomplete(f"{name} has no class of {SECRECY}")
    codes = {role: _codes(name, role, said[role]) for role in Role}
    why = {Role(role): str(text) for role, text in said.get("why", {}).items()}
    for role in set(Role) - TABLE_OF_THE_GUIDE:
        if bool(codes[role]) != bool(why.get(role)):
            raise RightsIncomplete(f"{name} does not say why for {role}, or says it for nothing")
    return Field(
        name=name,
        text=said["text"],
        secrecy=said["class"],
        columns=tuple(said["columns"]),
        codes=MappingProxyType(codes),
        why=MappingProxyType(why),
    )


def _codes(name: str, role: Role, entry: str) -> frozenset[Code]:
    if entry == "-":
        return frozenset()
    try:
        codes = [Code(code) for code in entry.split()]
    except ValueError:
        raise RightsIncomplete(f"{name} has an unknown code for {role}") from None
    if not codes or len(set(codes)) != len(codes):
        raise RightsIncomplete(f"{name} has an empty or doubled entry for {role}")
    return frozenset(codes)


FIELDS: Mapping[str, Field] = read(FILE.read_text(encoding="utf-8"))
"""Every field by its name, in the order of the file."""


def codes(role: Role, field: str) -> frozenset[Code]:
    """What the role may do with the field; nothing is an empty set.

    Raises
    ------
    RightsIncomplete
        When there is no such field.
    """
    if field not in FIELDS:
        raise RightsIncomplete(f"there is no field {field}")
    return FIELDS[field].codes[role]


def check_columns(columns: Iterable[tuple[str, str]]) -> None:
    """Every column, with its class, belongs to one field, and no field speaks of another column.

    Raises
    ------
    RightsIncomplete
        When one is missing or too many, or a field is less secret than one of its columns.
    """
    known = dict(columns)
    told = {column: field for field in FIELDS.values() for column in field.columns}
    for column in sorted(known.keys() - told.keys()):
        raise RightsIncomplete(f"{column} belongs to no field of models/rights.toml")
    for column in sorted(told.keys() - known.keys()):
        raise RightsIncomplete(f"{told[column].name} speaks of {column}, which is not there")
    for column, secrecy in known.items():
        if SECRECY.index(secrecy) > SECRECY.index(told[column].secrecy):
            raise RightsIncomplete(f"{told[column].name} is less secret than {column}")
