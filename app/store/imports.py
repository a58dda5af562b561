"""What an import of tables reads and writes: shelters by code name, locked, and their parts.

The number of SELECTs does not depend on the number of rows. No query in here names a sealed column;
whether a sealed text is still the one of the file is told by its print in the audit chain.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import func, select, text, update

from app.store import audit, forms
from app.store.line import patient
from app.store.picture_shelters import grouped, read, single, table
from app.store.shelters import POLICIES
from app.store.transactions import Rank, Tx
from models.audit import AuditEventRecord
from models.policy import ServiceOfferRecord
from models.sealed import ShelterSealedRecord
from models.shelter import IntakeHoursRecord, SecurityFeatureRecord, ShelterRecord
from models.types import SealedValue
from models.unit import OutOfServiceRecord, UnitRecord
from models.words import AuditAct
from models.zone import ZoneRecord

ONE_IMPORT = 4_711_008_002
"""Key of the advisory lock that an import holds: two files never mix."""
PATIENCE_S = 60
"""How long an import waits for another one, and for rows that somebody is changing."""


@dataclass(frozen=True, slots=True, repr=False)
class KnownShelter:
    """A shelter as the records have it, without anything sealed."""

    id: UUID
    version: int
    profile: Mapping[str, Any]
    parts: Mapping[str, Mapping[str, Any]]
    """A part that was never said is not in it."""
    hours: tuple[tuple[int, int, int], ...]
    features: Mapping[Any, Mapping[str, Any]]
    prints: Mapping[str, str | None] = field(default_factory=dict)
    """For each sealed column that was ever written: its print, None when it has none."""


@contextmanager
def alone(tx: Tx) -> Iterator[None]:
    """No other import runs until this transaction ends; inside it may wait, and is waited for, so long.

    Raises
    ------
    Busy
        When another one takes too long.
    """
    with patient(PATIENCE_S):
        tx.execute(text(f"SET LOCAL lock_timeout = '{PATIENCE_S}s'"))
        tx.execute(text(f"SET LOCAL statement_timeout = '{PATIENCE_S}s'"))
        tx.execute(select(func.pg_advisory_xact_lock(ONE_IMPORT)))
        yield
        tx.flush()


def shelter_ids(tx: Tx, code_names: Collection[str]) -> dict[str, UUID]:
    """Those of the code names that are known, locked: nobody changes or books them meanwhile."""
    s = ShelterRecord
    query = select(s.id, s.code_name).where(s.code_name.in_(list(code_names)))
    found = {row.code_name: row.id for row in tx.execute(query)}
    ids = [UUID(name) for name in tx.in_order(Rank.SHELTER, [str(one) for one in found.values()])]
    lock = select(s.id).where(s.id.in_(ids)).order_by(s.id)
    tx.execute(lock.with_for_update(key_share=True))
    return found


def all_shelter_ids(tx: Tx) -> set[UUID]:
    """Every shelter in the records."""
    return set(tx.execute(select(ShelterRecord.id)).scalars())


def all_code_names(tx: Tx) -> list[str]:
    """The code name of every shelter in the records."""
    return list(tx.execute(select(ShelterRecord.code_name)).scalars())


def known_shelters(tx: Tx, ids: Collection[UUID]) -> dict[UUID, KnownShelter]:
    """These shelters with all their parts."""
    some = frozenset(ids)
    parts = {
        name: single(read(tx, table(record), "shelter_id", some), "shelter_id")
        for name, record in POLICIES.items()
    }
    hours = grouped(read(tx, table(IntakeHoursRecord), "shelter_id", some), "shelter_id")
    features = grouped(read(tx, table(SecurityFeatureRecord), "shelter_id", some), "shelter_id")
    prints = _prints(tx, some)
    return {
        row.id: KnownShelter(
            id=row.id,
            version=row.version,
            profile=dict(row._mapping),
            parts={name: dict(has[row.id]._mapping) for name, has in parts.items() if row.id in has},
            hours=tuple(
                sorted((h.weekday, h.from_minute, h.to_minute) for h in hours.get(row.id, ()))
            ),
            features={f.code: dict(f._mapping) for f in features.get(row.id, ())},
            prints=prints.get(row.id, {}),
        )
        for row in read(tx, table(ShelterRecord), "id", some)
    }  # fmt: skip


def _prints(tx: Tx, some: frozenset[UUID]) -> dict[UUID, dict[str, str | None]]:
    """The print of the last write of each sealed column; a write by hand leaves none."""
    a = table(AuditEventRecord)
    query = (
        select(a.c.subject_id, a.c.detail)
        .where(
            a.c.act == AuditAct.SEALED_WRITTEN,
            a.c.subject_kind == "shelter",
            a.c.subject_id.in_(list(some)),
        )
        .order_by(a.c.seq)
    )
    found: dict[UUID, dict[str, str | None]] = {}
    for row in tx.execute(query):
        found.setdefault(row.subject_id, {})[row.detail["part"]] = row.detail.get("print")
    return found


def add_shelter(tx: Tx, shelter: UUID, *, now: datetime, profile: Mapping[str, Any]) -> None:
    """A new shelter with this profile."""
    forms.add(tx, ShelterRecord, id=shelter, created_at=now, version=1, **profile)


def change_shelter(tx: Tx, shelter: UUID, values: Mapping[str, Any]) -> None:
    """The locked shelter has these values and its next version."""
    s = ShelterRecord
    tx.execute(
        update(s)
        .where(s.id == shelter)
        .values(version=s.version + 1, **values)
        .execution_options(synchronize_session=False)
    )


def put_sealed(tx: Tx, shelter: UUID, values: Mapping[str, SealedValue | None]) -> None:
    """The sealed columns have these values; the others stay as they are."""
    forms.put(tx, ShelterSealedRecord, {"shelter_id": shelter}, values)


def units_of(tx: Tx, shelters: Collection[UUID]) -> dict[tuple[UUID, str], Mapping[str, Any]]:
    """Every unit of these shelters by shelter and code."""
    rows = read(tx, table(UnitRecord), "shelter_id", frozenset(shelters))
    return {(row.shelter_id, row.code): dict(row._mapping) for row in rows}


def add_units(tx: Tx, rows: Iterable[Mapping[str, Any]]) -> None:
    """These units are new."""
    forms.add_all(tx, UnitRecord, rows)


def change_unit(tx: Tx, unit: UUID, values: Mapping[str, Any]) -> None:
    """The locked unit has these values."""
    tx.execute(
        update(UnitRecord)
        .where(UnitRecord.id == unit)
        .values(**values)
        .execution_options(synchronize_session=False)
    )


def services_of(tx: Tx, shelters: Collection[UUID]) -> dict[tuple[UUID, Any], Mapping[str, Any]]:
    """Every service of these shelters by shelter and type."""
    rows = read(tx, table(ServiceOfferRecord), "shelter_id", frozenset(shelters))
    return {(row.shelter_id, row.type): dict(row._mapping) for row in rows}


def put_service(tx: Tx, shelter: UUID, kind: object, values: Mapping[str, Any]) -> None:
    """The service of that type is this."""
    forms.put(tx, ServiceOfferRecord, {"shelter_id": shelter, "type": kind}, values)


def spans_of(tx: Tx, units: Collection[UUID]) -> list[Mapping[str, Any]]:
    """Every span out of service of these units, lifted ones too."""
    rows = read(tx, table(OutOfServiceRecord), "unit_id", frozenset(units))
    return [dict(row._mapping) for row in rows]


def add_spans(tx: Tx, rows: Iterable[Mapping[str, Any]]) -> None:
    """These spans are new."""
    forms.add_all(tx, OutOfServiceRecord, rows)


def change_span(tx: Tx, span: UUID, values: Mapping[str, Any]) -> None:
    """The span has these values."""
    tx.execute(
        update(OutOfServiceRecord)
        .where(OutOfServiceRecord.id == span)
        .values(**values)
        .execution_options(synchronize_session=False)
    )


def zones(tx: Tx) -> dict[str, Mapping[str, Any]]:
    """Every zone, valid or not."""
    return {row.id: dict(row._mapping) for row in tx.execute(select(table(ZoneRecord)))}


def zones_in_use(tx: Tx) -> set[str]:
    """Zones in which a shelter stands."""
    s = ShelterRecord
    query = select(s.zone_id).where(s.zone_id.is_not(None)).distinct()
    return {zone for zone in tx.execute(query).scalars() if zone is not None}


def put_zone(tx: Tx, zone: str, values: Mapping[str, Any]) -> None:
    """The zone is this."""
    forms.put(tx, ZoneRecord, {"id": zone}, values)


def record(tx: Tx, *, now: datetime, **told: Any) -> None:  # noqa: ANN401 - words and numbers
    """An import leaves its row, which also has every kept picture read anew."""
    audit.add(
        tx,
        AuditAct.DATA_IMPORTED,
        at=now,
        actor=None,
        role=None,
        subject_kind="import",
        detail=told,
    )
