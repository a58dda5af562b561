"""Sealed fields wherever they stand: whose they are, under which key, and how one is replaced.

Only ciphertext passes through here. A column that is sealed and not listed in ``_OWNER`` stops the
import: a field that nobody rotates, counts or erases must not exist.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, Select, Table, select, update

from app.store.transactions import Tx
from models.base import Base, table_of
from models.household import ContactSafetyRecord, HouseholdRecord, PersonRecord
from models.sealed import ContactSealedRecord, PersonSealedRecord, ShelterSealedRecord
from models.types import Sealed, SealedValue
from models.words import KeySubject

_CONTACTS, _HOUSEHOLDS = table_of(ContactSafetyRecord), table_of(HouseholdRecord)
_PEOPLE = table_of(PersonRecord)
_S, _C, _P = (
    table_of(record) for record in (ShelterSealedRecord, ContactSealedRecord, PersonSealedRecord)
)
_CASE = _HOUSEHOLDS.c.referral_id

_OWNER: Mapping[Table, tuple[KeySubject, ColumnElement[UUID], Any]] = {
    _S: (KeySubject.SHELTER, _S.c.shelter_id, _S),
    _C: (
        KeySubject.CASE,
        _CASE,
        _C.join(_CONTACTS, _CONTACTS.c.id == _C.c.contact_id).join(
            _HOUSEHOLDS, _HOUSEHOLDS.c.id == _CONTACTS.c.household_id
        ),
    ),
    _P: (
        KeySubject.CASE,
        _CASE,
        _P.join(_PEOPLE, _PEOPLE.c.id == _P.c.person_id).join(
            _HOUSEHOLDS, _HOUSEHOLDS.c.id == _PEOPLE.c.household_id
        ),
    ),
}
"""Of each table with sealed columns: whose key seals them, which column names that one, and how."""


@dataclass(frozen=True, slots=True, repr=False)
class SealedField:
    """One sealed value and its one place."""

    table: str
    column: str
    row: UUID
    kind: KeySubject
    subject: UUID
    value: SealedValue


def _columns() -> list[tuple[Table, str]]:
    found = [
        (table, column.name)
        for table in Base.metadata.sorted_tables
        for column in table.columns
        if isinstance(column.type, Sealed)
    ]
    assert {table for table, _ in found} == set(_OWNER), "a sealed column that nobody looks after"
    return found


COLUMNS = tuple(_columns())
"""Every sealed column there is."""


def of_subject(tx: Tx, kind: KeySubject, subject: UUID, *, lock: bool = False) -> list[SealedField]:
    """Every sealed field of that case or shelter; locked, nobody else changes one meanwhile."""
    found: list[SealedField] = []
    for table, column in COLUMNS:
        owner, whose, _ = _OWNER[table]
        if owner is kind:
            query = _fields(table, column).where(whose == subject)
            found += _read(tx, query.with_for_update(of=table) if lock else query, table, column)
    return found


def every(tx: Tx) -> Iterator[SealedField]:
    """Every sealed field of all."""
    for table, column in COLUMNS:
        yield from _read(tx, _fields(table, column), table, column)


def replace(tx: Tx, found: SealedField, value: SealedValue) -> None:
    """The field holds this value, in the same place."""
    table = Base.metadata.tables[found.table]
    (key,) = table.primary_key.columns
    tx.execute(update(table).where(key == found.row).values({found.column: value}))


def _fields(table: Table, column: str) -> Select[Any]:
    _, whose, joined = _OWNER[table]
    (key,) = table.primary_key.columns
    return (
        select(key.label("row"), whose.label("subject"), table.c[column].label("value"))
        .select_from(joined)
        .where(table.c[column].is_not(None))
        .order_by(key)
    )


def _read(tx: Tx, query: Select[Any], table: Table, column: str) -> Iterator[SealedField]:
    kind = _OWNER[table][0]
    for found in tx.execute(query):
        yield SealedField(table.name, column, found.row, kind, found.subject, found.value)
