"""A row in every table that belongs to a case, made from the records: whatever table is added."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from typing import Any
from uuid import UUID, uuid4

from sqlalchemy import (
    Boolean,
    Column,
    Date,
    DateTime,
    Float,
    Integer,
    LargeBinary,
    Select,
    Table,
    Text,
    Time,
    Uuid,
    select,
)
from sqlalchemy.dialects.postgresql import ARRAY, JSONB
from sqlalchemy.exc import DBAPIError

from app.store.erasure import DELETED
from app.store.transactions import Tx
from matching.vocabulary import NightSpan
from models.base import Base, table_of
from models.referral import ReferralRecord
from models.types import Nights, Sealed, SealedValue, Word, Words
from models.words import ReferralState
from tests.support.records import NOON, Rows

CANARY = "canary-of-a-case"
HERS = {"offers", "plan_proposals", "consents", "threat_actors", "placements", "threat_networks"}
OVERRIDES: dict[str, dict[str, Any]] = {
    "placements": {"state": "ENDED", "actual_to": date(2026, 3, 9), "departure": "OWN_HOME"},
    "stays": {"state": "ENDED"},
    "offers": {"shown_language": None},
    "refusals": {"bars_until": None},
    "tasks": {"escalations": 0, "post": "COORDINATOR"},
    "card_tellings": {"day": 0, "language": None},
    "complaints": {"due_at": NOON + timedelta(hours=72), "finding": None},
    "follow_up_actions": {"kind": "HOUSING"},
    "organisations": {"closed_at": None},
    "plan_runs": {"state": "PROVEN", "finished_at": NOON, "result": {"said": CANARY}},
    "compromises": {"scope": "ACTOR", "network_id": None, "clear_reason": None},
    "waivers": {"expires_on": date(2026, 3, 9)},
    "wishes": {"place_code": None},
    "plan_segments": {"firmness": "INTENDED"},
    "consents": {"form": "VERBAL", "expires_at": NOON + timedelta(days=30)},
    "plan_proposals": {"state": "UNPLACED"},
}
"""Where a CHECK wants more than the type of each column says."""


def fill_every_table(tx: Tx, rows: Rows, household: UUID) -> list[str]:
    """The names of the tables that have a row of this household now."""
    referral = tx.execute(
        select(Base.metadata.tables["households"].c.referral_id).where(
            Base.metadata.tables["households"].c.id == household
        )
    ).scalar_one()
    known: dict[str, Any] = {
        "referrals": referral,
        "households": household,
        "accounts": rows.account,
        "shelters": rows.shelters[0],
        "units": rows.units[0],
        "zones": "Z-1",
    }
    other = next(h for h in rows.households if h != household)
    filled = []
    history = [
        Base.metadata.tables[name]
        for name in ("rule_sets", "plan_runs", "threat_networks", "organisations")
    ]
    placed = [Base.metadata.tables["placements"], Base.metadata.tables["stays"]]
    order = [t for t in Base.metadata.sorted_tables if t in {*history, *placed, *DELETED}]
    for table in order:
        values = _row(table, known, other)
        try:
            with tx.session.begin_nested():
                tx.execute(table.insert().values(values))
        except DBAPIError:
            continue
        keys = list(table.primary_key.columns)
        known[table.name] = values.get(keys[0].name)
        filled.append(table.name)
    return filled


def close(tx: Tx, referral: UUID, at: datetime) -> None:
    """The case was closed at that moment."""
    r = table_of(ReferralRecord)
    tx.execute(
        r.update().where(r.c.id == referral).values(state=ReferralState.CLOSED, closed_at=at)
    )


def _row(table: Table, known: dict[str, Any], other: UUID) -> dict[str, Any]:
    row: dict[str, Any] = {}
    for column in table.columns:
        if column.foreign_keys:
            parent = next(iter(column.foreign_keys)).column.table.name
            value = known.get(parent)
            if value is not None and (not column.nullable or parent in HERS):
                row[column.name] = value
        elif not column.nullable or _speaks(column):
            row[column.name] = _value(table, column)
    if table.name == "tasks":
        row["referral_id"] = known["referrals"]
    if table.name == "person_links":
        row["household_a"], row["household_b"] = sorted((known["households"], other))
    row |= OVERRIDES.get(table.name, {})
    return {name: _as_word(table.c[name], value) for name, value in row.items()}


def _as_word(column: Column[Any], value: Any) -> Any:
    kind = column.type
    plain = isinstance(kind, Word) and type(value) is str
    return kind.process_result_value(value, None) if plain else value  # type: ignore[attr-defined]


def _speaks(column: Column[Any]) -> bool:
    """A text of class C: it gets a canary though it may be empty."""
    return isinstance(column.type, Text) and column.info["class"] == "C"


def _value(table: Table, column: Column[Any]) -> Any:
    kind = column.type
    if isinstance(kind, Word):
        first = kind.texts()[0]
        return kind.process_result_value(first, None)  # type: ignore[arg-type]
    if isinstance(kind, Words):
        return frozenset()
    if isinstance(kind, Nights):
        return NightSpan(date(2026, 3, 2), date(2026, 3, 9))
    if isinstance(kind, Sealed):
        return SealedValue(CANARY.encode())
    if isinstance(kind, ARRAY):
        return []
    if isinstance(kind, JSONB):
        return {"said": "WORD" if column.info["class"] == "I" else CANARY}
    if isinstance(kind, Uuid):
        return uuid4()
    if isinstance(kind, LargeBinary):
        return CANARY.encode().ljust(32, b"x")
    if isinstance(kind, DateTime):
        return NOON
    if isinstance(kind, Date):
        return date(2026, 3, 1)
    if isinstance(kind, Time):
        return time(12)
    if isinstance(kind, Boolean):
        return False
    if isinstance(kind, Integer | Float):
        return 1
    assert isinstance(kind, Text), (table.name, column.name)
    if column.info["class"] == "I":
        return "WORD"
    return "A" if column.name == "label" else CANARY


def said_anywhere(tx: Tx, word: str) -> list[str]:
    """Tables in which any row holds that word."""
    found = []
    for table in Base.metadata.sorted_tables:
        texts: Select[Any] = select(table)
        for row in tx.execute(texts):
            if any(word in _text(value) for value in row):
                found.append(table.name)
                break
    return found


def _text(value: Any) -> str:
    if isinstance(value, SealedValue):
        return value.blob.decode("latin-1")
    return value.decode("latin-1") if isinstance(value, bytes) else str(value)
