"""What a copy of the files must not hold: tables written anew, and the log handed over before it."""

from __future__ import annotations

import time

from sqlalchemy import text
from sqlalchemy.exc import DBAPIError

from app.store.engine import make_engine
from app.store.refusals import Busy

PATIENCE_MS = 60_000
LOCK_MS = 5_000
HANDED_OVER_S = 60.0


def forget_erased_keys(owner_url: str) -> None:
    """The file of the table of data keys holds the keys that there are, and no byte of another.

    Whoever seals or opens meanwhile waits for some milliseconds. A deleted row otherwise keeps its
    bytes in the file, and a copy of the files would hold them.

    Raises
    ------
    Busy
        When the table cannot be had within a few seconds.
    """
    engine = make_engine(
        owner_url, pool_size=1, statement_timeout_ms=PATIENCE_MS, lock_timeout_ms=LOCK_MS
    )
    try:
        with engine.connect() as connection:
            alone = connection.execution_options(isolation_level="AUTOCOMMIT")
            alone.execute(text("VACUUM (FULL) data_keys"))
    except DBAPIError:
        raise Busy from None
    finally:
        engine.dispose()


def handed_over(copier_url: str) -> bool:
    """Whether the server's archive has everything that its log held until now; waits for it a while.

    The role needs EXECUTE on ``pg_switch_wal``.
    """
    engine = make_engine(copier_url, pool_size=1, statement_timeout_ms=PATIENCE_MS)
    until = time.monotonic() + HANDED_OVER_S
    try:
        with engine.connect() as connection:
            alone = connection.execution_options(isolation_level="AUTOCOMMIT")
            piece = alone.execute(text("SELECT pg_walfile_name(pg_switch_wal())")).scalar_one()
            done = text(
                "SELECT coalesce(right(last_archived_wal, 16) >= right(:piece, 16), false)"
                " FROM pg_stat_archiver WHERE last_archived_wal ~ '^[0-9A-F]{24}'"
            )
            while not alone.execute(done, {"piece": piece}).scalar_one_or_none():
                if time.monotonic() > until:
                    return False
                time.sleep(0.1)
    except DBAPIError:
        return False
    finally:
        engine.dispose()
    return True
