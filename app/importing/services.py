"""Rows of services: one is known by its shelter and its type; one that is left out stays."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from app.importing.acts import note
from app.importing.counts import Counts
from app.importing.faults import RowFault
from app.importing.owners import owned, touch
from app.importing.rows import Row
from app.store import imports
from app.store.transactions import Tx
from models.words import AuditAct


def bring_in(tx: Tx, rows: Sequence[Row], faults: list[RowFault], *, now: datetime) -> Counts:
    """Each service is as its row says; a column that the file does not have stays as it was."""
    wanted = owned(tx, rows, faults)
    known = imports.services_of(tx, {shelter for _, shelter in wanted})
    new = changed = 0
    puts: list[tuple[UUID, Any, dict[str, Any]]] = []
    for row, shelter in wanted:
        said = {name: v for name, v in row.said.items() if name not in ("shelter", "type")}
        have = known.get((shelter, row.said["type"]))
        if have is not None and all(have[name] == value for name, value in said.items()):
            continue
        new, changed = new + (have is None), changed + (have is not None)
        puts.append((shelter, row.said["type"], said))
    if not faults:
        touched = {shelter for shelter, _, _ in puts}
        touch(tx, touched)
        told = {"part": "services", "by": "import"}
        note(tx, AuditAct.SHELTER_CHANGED, "shelter", touched, told, now=now)
        for shelter, kind, said in puts:
            imports.put_service(tx, shelter, kind, said)
    return Counts(new, changed, len(wanted) - new - changed)
