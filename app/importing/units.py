"""Rows of units: a unit is known by its shelter and its code; one that is left out stays."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from app.importing.acts import note
from app.importing.counts import Counts
from app.importing.faults import RowFault
from app.importing.ids import NewId
from app.importing.new_codes import Codes
from app.importing.owners import owned, touch
from app.importing.rows import Row
from app.store import imports, locks
from app.store.transactions import Tx
from models.words import AuditAct


def bring_in(
    tx: Tx, rows: Sequence[Row], faults: list[RowFault], *, now: datetime, new_id: NewId
) -> Counts:
    """Each unit is as its row says; a column that the file does not have stays as it was."""
    wanted = owned(tx, rows, faults)
    known = imports.units_of(tx, {shelter for _, shelter in wanted})
    new: list[dict[str, Any]] = []
    changed: dict[UUID, dict[str, Any]] = {}
    touched: set[UUID] = set()
    codes = _codes(known)
    for row, shelter in wanted:
        values = _values(row)
        have = known.get((shelter, values["code"]))
        if have is None:
            if why := codes.setdefault(shelter, Codes()).why_not(values["code"]):
                faults.append(RowFault(row.number, "code", why))
                continue
            unit = new_id("unit", f"{row.said['shelter']}/{values['code']}")
            blank = {"cots": 0, "cot_possible": None, "wheelchair": None}
            blank |= {"own_bathroom": None, "wing": None, "side": None}
            new.append({"id": unit, "shelter_id": shelter, **blank, **values})
            touched.add(shelter)
        elif different := {name: v for name, v in values.items() if have[name] != v}:
            changed[have["id"]] = different
            touched.add(shelter)
    if not faults:
        touch(tx, touched)
        for part, which in (("new", {one["id"] for one in new}), ("unit", changed.keys())):
            told = {"part": part, "by": "import"}
            note(tx, AuditAct.UNIT_CHANGED, "unit", which, told, now=now)
        imports.add_units(tx, new)
        locks.units(tx, changed)
        for unit in sorted(changed):
            imports.change_unit(tx, unit, changed[unit])
    return Counts(len(new), len(changed), len(wanted) - len(new) - len(changed))


def _codes(known: Iterable[tuple[UUID, str]]) -> dict[UUID, Codes]:
    """The codes that each house has."""
    found: dict[UUID, list[str]] = {}
    for shelter, code in known:
        found.setdefault(shelter, []).append(code)
    return {shelter: Codes(codes) for shelter, codes in found.items()}


def _values(row: Row) -> dict[str, Any]:
    values = {name: value for name, value in row.said.items() if name != "shelter"}
    if "cots" in values:
        values["cots"] = values["cots"] or 0
    return values
