"""Tables for the tests of the importer: a good row of each kind, and what to change in it."""

from __future__ import annotations

from app.importing.columns import TEMPLATES, Kind
from app.importing.table_file import TableFile, parse_table

SHELTER = {
    "code_name": "FJORD-07",
    "kind": "CRISIS_CENTRE",
    "phases": "ACUTE",
    "place": "NO-T-3133880",
    "residents_gender": "WOMEN",
}
UNIT = {"shelter": "FJORD-07", "code": "A1", "kind": "ROOM", "beds": "3"}
SERVICE = {"shelter": "FJORD-07", "type": "GP", "minutes": "12"}
SPAN = {
    "shelter": "FJORD-07",
    "unit": "A1",
    "first": "2026-12-01",
    "to": "2026-12-05",
    "reason": "REPAIR",
}
ROWS = {
    Kind.SHELTERS: SHELTER,
    Kind.UNITS: UNIT,
    Kind.SERVICES: SERVICE,
    Kind.OUT_OF_SERVICE: SPAN,
}


def content(*rows: dict[str, str], delimiter: str = ",", end: str = "\n") -> str:
    """A table with these rows; its columns are those of the first one."""
    columns = list(dict.fromkeys(name for row in rows for name in row))
    lines = [columns, *([row.get(name, "") for name in columns] for row in rows)]
    return end.join(delimiter.join(f'"{cell}"' for cell in line) for line in lines) + end


def parsed(kind: Kind, text: str | bytes) -> TableFile:
    """The table in this text."""
    columns = TEMPLATES[kind]
    return parse_table(
        text if isinstance(text, bytes) else text.encode(),
        [c.name for c in columns],
        [c.name for c in columns if c.needed],
    )


def table(kind: Kind, *rows: dict[str, str]) -> TableFile:
    """A table of good rows, each with what is changed in it."""
    return parsed(kind, content(*[ROWS[kind] | row for row in rows or ({},)]))
