"""The mark of a restore that was begun here: until it is taken away nobody is served from these rows.

It stands in the catalogue, as the comment on the table of the steps: it comes and goes with the very
transaction that writes the rows, and no row, right or step of the schema knows of it.
"""

from __future__ import annotations

import json
import re
from dataclasses import asdict, dataclass

from sqlalchemy import Connection, text
from sqlalchemy.exc import DBAPIError

from app.store.engine import make_engine
from app.store.refusals import DatabaseAway
from app.store.transactions import Tx

TABLE = "public.alembic_version"
_PLAIN = re.compile(r'[\w{}":, .-]+')


@dataclass(frozen=True, slots=True)
class Mark:
    """What a broken-off restore knew: of which backup, and what it had found of its rows."""

    backup: str
    """A digest of what the file of rows says of itself."""
    rows: int
    rows_equal: bool
    chain_whole: bool | None = None
    """None until it was looked at; from then on erasing may have begun."""


def set_mark(tx: Tx, mark: Mark) -> None:
    """With this transaction the restore is under way, and so far."""
    told = json.dumps(asdict(mark))
    assert _PLAIN.fullmatch(told), "a mark is a digest and numbers"
    tx.session.connection().exec_driver_sql(f"COMMENT ON TABLE {TABLE} IS '{told}'")


def take_mark(tx: Tx) -> None:
    """With this transaction the restore is over."""
    tx.session.connection().exec_driver_sql(f"COMMENT ON TABLE {TABLE} IS NULL")


def mark_at(url: str) -> Mark | None:
    """The mark in that database; None when no restore was broken off there.

    Raises
    ------
    DatabaseAway
        When it does not answer.
    """
    engine = make_engine(url, pool_size=1)
    try:
        with engine.connect() as connection:
            return _mark(connection)
    except DBAPIError:
        raise DatabaseAway from None
    finally:
        engine.dispose()


def _mark(connection: Connection) -> Mark | None:
    told = connection.execute(
        text("SELECT obj_description(to_regclass(:table), 'pg_class')"), {"table": TABLE}
    ).scalar_one()
    return None if told is None else Mark(**json.loads(told))
