"""The shelters that rows speak of: each must be known, and all that change get their next version."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import datetime
from uuid import UUID

from app.importing.faults import RowFault
from app.importing.rows import Row
from app.store import audit, imports
from app.store.transactions import Tx
from models.words import AuditAct

NOT_KNOWN = "the code name of a shelter that is in havn; import shelters first"


def owned(tx: Tx, rows: Sequence[Row], faults: list[RowFault]) -> list[tuple[Row, UUID]]:
    """Each row with the id of its shelter, which is locked; a row of an unknown one is a fault."""
    ids = imports.shelter_ids(tx, {row.said["shelter"] for row in rows})
    found = []
    for row in rows:
        shelter = ids.get(row.said["shelter"])
        if shelter is None:
            faults.append(RowFault(row.number, "shelter", NOT_KNOWN))
        else:
            found.append((row, shelter))
    return found


def touch(tx: Tx, shelters: Collection[UUID], part: str, *, now: datetime, act: AuditAct) -> None:
    """These shelters have their next version, and the audit chain says why."""
    for shelter in sorted(shelters):
        imports.change_shelter(tx, shelter, {})
        audit.add(
            tx,
            act,
            at=now,
            actor=None,
            role=None,
            subject_kind="shelter",
            subject=shelter,
            detail={"part": part, "by": "import"},
        )
