"""The commands import and zones. Exit 0: done. 1: wrong rows, nothing changed. 2: it cannot run."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from app.at_hand import at_hand
from app.countries.profile import this_country
from app.importing.columns import KEYS, TEMPLATES, Kind, template
from app.importing.faults import FileRefused, RowsRefused
from app.importing.importing import Importer, bring_in
from app.importing.table_file import read_table
from app.importing.zone_set import OtherZones, bring_in_zones
from app.places.gazetteer import load_gazetteer
from app.places.zones import zone_of
from app.postgres import DEFAULT_FOLDER, PostgresFailed
from app.store.refusals import Refusal
from app.vault.keys import KeyRefused

DONE, WRONG_ROWS, CANNOT = 0, 1, 2


def run_import(kind: Kind, path: Path, *, dry_run: bool, folder: Path = DEFAULT_FOLDER) -> int:
    """Bring the file in and print what came of it, or every wrong row."""
    try:
        known = [column.name for column in TEMPLATES[kind]]
        needed = [column.name for column in TEMPLATES[kind] if column.needed]
        table = read_table(path, known, needed)
        with _importer(folder) as importer:
            counts = bring_in(importer, kind, table, dry_run=dry_run)
    except RowsRefused as refused:
        for fault in refused.faults:
            print(fault, file=sys.stderr)
        wrong, rows = len(refused.faults), len(table.rows)
        print(f"{wrong} of {rows} rows are wrong; nothing was changed.", file=sys.stderr)
        return WRONG_ROWS
    except (FileRefused, OtherZones, KeyRefused, PostgresFailed, Refusal) as refused:
        print(_why(refused), file=sys.stderr)
        return CANNOT
    said = f"{counts.new} new, {counts.changed} changed, {counts.same} as they were"
    print(f"{kind}: {said}{' (a dry run: nothing was kept)' if dry_run else ''}")
    return DONE


def run_template(kind: Kind) -> int:
    """Print a file with the heading and one example row."""
    print(template(kind), end="")
    return DONE


def run_columns(kind: Kind) -> int:
    """Print every column of a kind of file: whether it is needed, what is allowed, what it means."""
    for column in TEMPLATES[kind]:
        print(f"{column.name}{'*' if column.needed else ''}: {column.meaning} ({column.allowed})")
    print(f"\n* is needed. A row is known again by {' and '.join(KEYS[kind])}.")
    return DONE


def run_zones_load(folder: Path = DEFAULT_FOLDER) -> int:
    """Bring the shipped zones of Norway into the records."""
    try:
        with _importer(folder) as importer, importer.store.transaction() as tx:
            loaded = bring_in_zones(tx, now=importer.now)
    except (OtherZones, KeyRefused, PostgresFailed, Refusal) as refused:
        print(_why(refused), file=sys.stderr)
        return CANNOT
    print(f"zones: {loaded.new} new, {loaded.changed} changed, {loaded.same} as they were")
    return DONE


def run_zones_find(typed: str) -> int:
    """Print the codes of places of that name, and whether a shelter can be said to stand there."""
    found = [e for e in load_gazetteer().find(typed, limit=20) if e.country == this_country().code]
    for entry in found:
        fits = "has a zone" if zone_of(entry.code) else "wider than its zone: name a town in it"
        print(f"{entry.code}  {entry.name} ({entry.kind.value.lower()}, {entry.county}): {fits}")
    if not found:
        print("no Norwegian place begins like that", file=sys.stderr)
    return DONE if found else WRONG_ROWS


@contextmanager
def _importer(folder: Path) -> Iterator[Importer]:
    with at_hand(folder) as hand:
        yield Importer(hand.store, hand.master, hand.now)


def _why(refused: Exception) -> str:
    if isinstance(refused, OtherZones):
        return "shelters stand in zones of another drawing; nothing was changed"
    return str(refused)
