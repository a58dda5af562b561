"""That one process alone is at a night: a lock that ends with it, however it ends (security F16).

It is held by a connection and not by a transaction. The database lets go of it when the process is
killed, so a run whose lock nobody holds has lost its process.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager, suppress

from sqlalchemy import text
from sqlalchemy.exc import DBAPIError

from app.store.transactions import Store, Tx

KEY = 4_711_008_004

_TRY = text("SELECT pg_try_advisory_lock(:key)")
_LET_GO = text("SELECT pg_advisory_unlock(:key)")
_HELD = text(
    "SELECT EXISTS (SELECT FROM pg_locks WHERE locktype = 'advisory' AND granted"
    " AND database = (SELECT oid FROM pg_database WHERE datname = current_database())"
    " AND classid = CAST(:high AS oid) AND objid = CAST(:low AS oid) AND objsubid = 1)"
)


@contextmanager
def tried(store: Store) -> Iterator[bool]:
    """Whether it is ours, for as long as the block lasts and the connection lives."""
    with store.beside() as connection:
        mine = bool(connection.execute(_TRY, {"key": KEY}).scalar_one())
        try:
            yield mine
        finally:
            if mine:
                with suppress(DBAPIError):  # a connection that is gone has let go of it
                    connection.execute(_LET_GO, {"key": KEY})


def is_held(tx: Tx) -> bool:
    """Whether a process that lives is at a night."""
    high, low = divmod(KEY, 2**32)
    return bool(tx.execute(_HELD, {"high": high, "low": low}).scalar_one())
