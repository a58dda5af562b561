"""One import from rows to records: checked whole, then written whole, in one transaction."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from app.importing import out_of_service, services, shelters, units
from app.importing.columns import Kind
from app.importing.counts import Counts
from app.importing.faults import RowFault, RowsRefused
from app.importing.ids import NewId, random_id
from app.importing.rows import Row, read_rows
from app.importing.table_file import TableFile
from app.store import imports
from app.store.nights import local_date
from app.store.transactions import Store, Tx
from app.vault.keys import MasterKey


@dataclass(frozen=True, slots=True, repr=False)
class Importer:
    """What every import needs: the records, the master key, the moment, and where ids come from."""

    store: Store
    master: MasterKey
    now: datetime
    new_id: NewId = field(default=random_id)


class _OnlyTried(Exception):
    """Ends a dry run: everything was done and nothing is kept."""


def bring_in(of: Importer, kind: Kind, table: TableFile, *, dry_run: bool = False) -> Counts:
    """Every row of the table is in the records, or none is; a second time changes nothing.

    Raises
    ------
    RowsRefused
        When at least one row is wrong: all rows were looked at, and nothing was changed.
    OtherZones
        When shelters stand in zones of another drawing.
    Refusal
        When the database cannot be reached or somebody else holds it for too long.
    """
    rows, faults = read_rows(kind, table, local_date(of.now))
    counted: list[Counts] = []
    try:
        with of.store.transaction() as tx, imports.alone(tx):
            counts = _STEPS[kind](of, tx, rows, faults)
            if faults:
                raise RowsRefused(faults)
            told = {"new": counts.new, "changed": counts.changed, "same": counts.same}
            imports.record(tx, now=of.now, kind=kind.value, **told)
            counted.append(counts)
            if dry_run:
                tx.flush()
                raise _OnlyTried
    except _OnlyTried:
        pass
    return counted[0]


def _shelters(of: Importer, tx: Tx, rows: Sequence[Row], faults: list[RowFault]) -> Counts:
    return shelters.bring_in(tx, rows, faults, now=of.now, master=of.master, new_id=of.new_id)


def _units(of: Importer, tx: Tx, rows: Sequence[Row], faults: list[RowFault]) -> Counts:
    return units.bring_in(tx, rows, faults, now=of.now, new_id=of.new_id)


def _services(of: Importer, tx: Tx, rows: Sequence[Row], faults: list[RowFault]) -> Counts:
    return services.bring_in(tx, rows, faults, now=of.now)


def _out_of_service(of: Importer, tx: Tx, rows: Sequence[Row], faults: list[RowFault]) -> Counts:
    return out_of_service.bring_in(tx, rows, faults, now=of.now, new_id=of.new_id)


_Step = Callable[[Importer, Tx, Sequence[Row], list[RowFault]], Counts]
_STEPS: dict[Kind, _Step] = {
    Kind.SHELTERS: _shelters,
    Kind.UNITS: _units,
    Kind.SERVICES: _services,
    Kind.OUT_OF_SERVICE: _out_of_service,
}
