"""Rows of spans out of service: one is known by its unit and its first night.

A span that somebody lifted stays lifted when the same row comes again: the person came later.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from app.importing.acts import note
from app.importing.counts import Counts
from app.importing.faults import RowFault
from app.importing.ids import NewId
from app.importing.owners import owned, touch
from app.importing.rows import Row
from app.store import imports, locks
from app.store.transactions import Tx
from matching.vocabulary import NightSpan
from models.words import AuditAct

NO_UNIT = "the code of a unit of this shelter; import units first"


def bring_in(
    tx: Tx, rows: Sequence[Row], faults: list[RowFault], *, now: datetime, new_id: NewId
) -> Counts:
    """The units cannot be used in these nights; nobody who is in one is moved by that."""
    wanted = owned(tx, rows, faults)
    units = imports.units_of(tx, {shelter for _, shelter in wanted})
    known = _by_first(imports.spans_of(tx, {unit["id"] for unit in units.values()}))
    new: list[dict[str, Any]] = []
    changed: dict[UUID, dict[str, Any]] = {}
    touched: set[UUID] = set()
    held: set[UUID] = set()
    for row, shelter in wanted:
        unit = units.get((shelter, row.said["unit"]))
        if unit is None:
            faults.append(RowFault(row.number, "unit", NO_UNIT))
            continue
        values = {
            "nights": NightSpan(row.said["first"], row.said["to"]),
            "reason": row.said["reason"],
        }
        have = known.get((unit["id"], row.said["first"]), [])
        if any(all(span[name] == value for name, value in values.items()) for span in have):
            continue
        touched.add(shelter)
        held.add(unit["id"])
        standing = [span for span in have if span["lifted_at"] is None]
        if standing:
            changed[standing[0]["id"]] = values
        else:
            name = f"{row.said['shelter']}/{row.said['unit']}/{row.said['first']}"
            span = {"id": new_id("out of service", name), "unit_id": unit["id"], **values}
            new.append({**span, "created_at": now, "lifted_at": None})
    if not faults:
        touch(tx, touched)
        told = {"part": "out_of_service", "by": "import"}
        note(tx, AuditAct.UNIT_CHANGED, "unit", held, told, now=now)
        locks.units(tx, held)
        imports.add_spans(tx, new)
        for standing_id in sorted(changed):
            imports.change_span(tx, standing_id, changed[standing_id])
    return Counts(len(new), len(changed), len(wanted) - len(new) - len(changed))


def _by_first(
    spans: Sequence[Mapping[str, Any]],
) -> dict[tuple[UUID, Any], list[Mapping[str, Any]]]:
    found: dict[tuple[UUID, Any], list[Mapping[str, Any]]] = {}
    for span in spans:
        found.setdefault((span["unit_id"], span["nights"].start), []).append(span)
    return found
