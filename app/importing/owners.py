"""The shelters that rows speak of: each must be known, and all that change get their next version."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from uuid import UUID

from app.importing.faults import RowFault
from app.importing.rows import Row
from app.store import imports
from app.store.transactions import Tx

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


def touch(tx: Tx, shelters: Collection[UUID]) -> None:
    """These shelters have their next version."""
    for shelter in sorted(shelters):
        imports.change_shelter(tx, shelter, {})
