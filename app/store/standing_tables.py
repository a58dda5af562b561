"""The tables of a database as they stand in it, whatever step it is at.

A backup before an upgrade, and a restore of an older one, meet tables and columns that this program's
records do not have, or not yet.
"""

from __future__ import annotations

from dataclasses import dataclass
from graphlib import CycleError, TopologicalSorter

from sqlalchemy import Connection, text

CHAIN, KEYS = "audit_events", "data_keys"

_TABLES = text("""
    SELECT c.relname AS name, array_agg(a.attname::text ORDER BY a.attnum) AS columns
    FROM pg_class c JOIN pg_attribute a ON a.attrelid = c.oid
    WHERE c.relnamespace = 'public'::regnamespace AND c.relkind = 'r' AND c.relname <> 'alembic_version'
        AND a.attnum > 0 AND NOT a.attisdropped AND a.attgenerated = ''
    GROUP BY c.relname ORDER BY c.relname
""")
_LEADS_TO = text("""
    SELECT f.relname AS "from", t.relname AS "to"
    FROM pg_constraint k JOIN pg_class f ON f.oid = k.conrelid JOIN pg_class t ON t.oid = k.confrelid
    WHERE k.contype = 'f' AND k.connamespace = 'public'::regnamespace AND f.oid <> t.oid
""")


@dataclass(frozen=True, slots=True)
class StandingTable:
    """A table that is there, and the columns that can be written."""

    name: str
    columns: tuple[str, ...]

    @property
    def quoted(self) -> str:
        """Its name in a statement."""
        return f'public."{self.name}"'


def standing(connection: Connection) -> list[StandingTable]:
    """Every table, those that others lead to first; the chain comes before anything that listens to it."""
    found = {
        row.name: StandingTable(row.name, tuple(row.columns)) for row in connection.execute(_TABLES)
    }
    order: TopologicalSorter[str] = TopologicalSorter(dict.fromkeys(found, ()))
    for row in connection.execute(_LEADS_TO):
        order.add(row[0], row[1])
    try:
        names = list(order.static_order())
    except CycleError:
        raise AssertionError("no two tables lead to each other") from None
    names.sort(key=lambda name: name != CHAIN)  # stable: all others stay in their order
    return [found[name] for name in names]


def copied(connection: Connection) -> list[StandingTable]:
    """Tables whose rows leave in a backup: all but that of the data keys."""
    return [table for table in standing(connection) if table.name != KEYS]


def counts(connection: Connection) -> dict[str, int]:
    """How many rows each copied table has, those that have none left out."""
    told = {
        table.name: connection.execute(
            text(f"SELECT count(*) FROM {table.quoted}")  # noqa: S608 - a name of the catalogue
        ).scalar_one()
        for table in copied(connection)
    }
    return {name: count for name, count in told.items() if count}
