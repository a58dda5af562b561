"""What a copy of the files must not hold: tables written anew, and the log handed over before it."""

from __future__ import annotations

import time

import psycopg
from sqlalchemy import Engine, text
from sqlalchemy.exc import DBAPIError

from app.store.engine import make_engine
from app.store.refusals import Busy

PATIENCE_MS = 60_000
LOCK_MS = 500
"""Everybody else queues behind it, and waits at most a second for a lock."""
FORGOTTEN_S, AGAIN_S = 60.0, 2.0
HANDED_OVER_S = 60.0
_SEEN_BY_ALL = text(
    "SELECT relallvisible = relpages FROM pg_class WHERE oid = 'public.data_keys'::regclass"
)

# Where nothing was written since the last one, it is the end of that piece, which from 17 on is called the next one's.
_LAST_PIECE = text("SELECT pg_walfile_name(pg_switch_wal() - 1::numeric)")


def forget_erased_keys(owner_url: str) -> bool:
    """Whether the file of the table of data keys holds the keys that there are, and no byte of another.

    A deleted row otherwise keeps its bytes in the file, and a copy of the files would hold them.
    Writing the table anew is not enough: whatever somebody may still see, whose transaction began
    before the erasure, is written again. Then it is tried again for a while, and the answer is no.
    Whoever seals or opens meanwhile waits for some milliseconds, and never longer than ``LOCK_MS``.

    Raises
    ------
    Busy
        When the database does not let it.
    """
    engine = make_engine(
        owner_url, pool_size=1, statement_timeout_ms=PATIENCE_MS, lock_timeout_ms=LOCK_MS
    )
    until = time.monotonic() + FORGOTTEN_S
    try:
        while not _forgotten(engine):
            if time.monotonic() > until:
                return False
            time.sleep(AGAIN_S)
    finally:
        engine.dispose()
    return True


def _forgotten(engine: Engine) -> bool:
    """Whether every row of the file, now written anew, is one that everybody sees."""
    try:
        with engine.connect() as connection:
            alone = connection.execution_options(isolation_level="AUTOCOMMIT")
            alone.execute(text("VACUUM (FULL) data_keys"))
            alone.execute(text("VACUUM data_keys"))  # it marks each page of which that is so
            return bool(alone.execute(_SEEN_BY_ALL).scalar_one())
    except DBAPIError as error:
        if isinstance(error.orig, psycopg.errors.LockNotAvailable):
            return False
        raise Busy from None


def handed_over(copier_url: str) -> bool:
    """Whether the server's archive has everything that its log held until now; waits for it a while.

    The role needs EXECUTE on ``pg_switch_wal``.
    """
    engine = make_engine(copier_url, pool_size=1, statement_timeout_ms=PATIENCE_MS)
    until = time.monotonic() + HANDED_OVER_S
    try:
        with engine.connect() as connection:
            alone = connection.execution_options(isolation_level="AUTOCOMMIT")
            piece = alone.execute(_LAST_PIECE).scalar_one()
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
