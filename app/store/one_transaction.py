"""One transaction of the owner for an act of many parts: all of them are committed, or none ever was."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

import psycopg
from sqlalchemy import Connection, text
from sqlalchemy.exc import DBAPIError
from sqlalchemy.orm import Session

from app.store import chain
from app.store.drift import Drift, drift
from app.store.engine import make_engine
from app.store.refusals import DatabaseAway
from app.store.standing_tables import counts
from app.store.transactions import Tx

PATIENCE_MS = 10 * 60_000
GIVES_WAY_MS = 5_000
"""The server itself ends an autovacuum that stands in the way of somebody who has waited for a second."""


class TakenBack(Exception):
    """The database said no and is as it was; the text names a table or a code, never a row."""


class Held:
    """A transaction that is still open."""

    def __init__(self, connection: Connection, key: chain.ChainKey) -> None:
        self.connection = connection
        self._key = key

    @contextmanager
    def part(self) -> Iterator[Tx]:
        """A part of it, as a store has its transactions; what is recorded enters the chain."""
        with (
            Session(
                self.connection,
                expire_on_commit=False,
                join_transaction_mode="create_savepoint",
            ) as session,
            session.begin(),
        ):
            tx = Tx(session)
            yield tx
            tx.flush()
            chain.append(tx.session, tx.acts, self._key)

    def alone(self) -> bool:
        """Whether nobody else can record an act, so nobody can act, until it ends; False when somebody is at one.

        Waited for: whoever asks without waiting takes the server's own looking after the table for somebody.
        """
        savepoint = self.connection.begin_nested()
        try:
            self.connection.execute(text("LOCK TABLE audit_events IN EXCLUSIVE MODE"))
        except DBAPIError:
            savepoint.rollback()
            return False
        savepoint.commit()
        return True

    def counts(self) -> dict[str, int]:
        """How many rows each table has now."""
        return counts(self.connection)

    def head(self) -> tuple[int, bytes] | None:
        """Number and link of the newest act."""
        with Session(self.connection, join_transaction_mode="create_savepoint") as session:
            found = chain.read_head(session)
        return None if found is None else (found.seq, found.link)

    def drift(self) -> list[Drift]:
        """What is not as the records say; nothing of the look is left."""
        savepoint = self.connection.begin_nested()
        try:
            return drift(self.connection)
        finally:
            savepoint.rollback()


@contextmanager
def held(owner_url: str, key: chain.ChainKey) -> Iterator[Held]:
    """It is committed when the block ends well; however else it ends, nothing of it ever was.

    A process that is killed lets go of its connection, and PostgreSQL takes everything back.

    Raises
    ------
    TakenBack
        When the database refuses a statement.
    DatabaseAway
        When it does not answer any more.
    """
    engine = make_engine(
        owner_url,
        pool_size=1,
        statement_timeout_ms=PATIENCE_MS,
        lock_timeout_ms=GIVES_WAY_MS,
    )
    try:
        with engine.connect() as connection, connection.begin():
            connection.execute(
                text(f"SET LOCAL idle_in_transaction_session_timeout = {PATIENCE_MS}")
            )
            yield Held(connection, key)
    except DBAPIError as error:
        raise _told(error) from None
    finally:
        engine.dispose()


def _told(error: DBAPIError) -> Exception:
    if isinstance(error.orig, psycopg.OperationalError) and error.orig.sqlstate in (None, "57P01"):
        return DatabaseAway()
    if not isinstance(error.orig, psycopg.Error):
        return TakenBack("a statement of a step cannot be run")
    said = error.orig.diag
    where = said.constraint_name or said.table_name or "a step"
    return TakenBack(f"{where}: PostgreSQL refuses it ({said.sqlstate})")
