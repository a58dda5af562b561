"""Locks that outlive transactions: one process alone has one, and lets go of it however it ends.

Such a lock is held by a connection. The database lets go of it when the process is killed or the line
is lost, so what nobody holds has lost its process.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import Connection, text
from sqlalchemy.exc import DBAPIError

from app.store.transactions import Store, Tx

NIGHT = 4_711_008_004
"""Whoever is at a night."""
UPKEEP, SENDER, LIFE = 4_711_008_010, 4_711_008_011, 4_711_008_012
"""Whoever does what the clock brings about; whoever sends notices; whoever sends a sign of life."""

EVENTS = 4_711_008_013
"""Whoever sends events to other programs."""
CHAIN, WATCH = 4_711_008_015, 4_711_008_016
"""Whoever looks after the audit chain; whoever looks for what is silent."""

UPGRADE = 4_711_008_014
"""Whoever brings the database to another release."""
UNDER_WAY = "an upgrade of this database is under way: wait for its end"

_TRY = text("SELECT pg_try_advisory_lock(:key)")
_LET_GO = text("SELECT pg_advisory_unlock(:key)")
_LIVES = text("SELECT 1")
_HELD = text(
    "SELECT EXISTS (SELECT FROM pg_locks WHERE locktype = 'advisory' AND granted"
    " AND database = (SELECT oid FROM pg_database WHERE datname = current_database())"
    " AND classid = CAST(:high AS oid) AND objid = CAST(:low AS oid) AND objsubid = 1)"
)


@dataclass(frozen=True, slots=True)
class Held:
    """One try for a lock."""

    mine: bool
    _connection: Connection

    def still(self) -> bool:
        """Whether it is ours now; once lost it stays lost."""
        try:
            return self.mine and bool(self._connection.execute(_LIVES).scalar_one())
        except DBAPIError:
            return False


@contextmanager
def tried(store: Store, key: int) -> Iterator[Held]:
    """Whether it is ours, for as long as the block lasts and the connection lives.

    Raises
    ------
    Refusal
        When the database, or the connection, says no.
    """
    with store.beside() as connection:
        mine = bool(connection.execute(_TRY, {"key": key}).scalar_one())
        try:
            yield Held(mine, connection)
        finally:
            if mine:
                with suppress(DBAPIError):  # a connection that is gone has let go of it
                    connection.execute(_LET_GO, {"key": key})


def is_held(tx: Tx, key: int) -> bool:
    """Whether a process that lives holds it."""
    high, low = divmod(key, 2**32)
    return bool(tx.execute(_HELD, {"high": high, "low": low}).scalar_one())


def of_run(run: UUID) -> int:
    """The lock of whoever is at this run of the plan."""
    return run.int >> 66
