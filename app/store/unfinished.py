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

BROKEN_OFF = "a restore into this database was broken off: the same havn restore again"
TABLE = "public.alembic_version"
BEGINS = "havn restore: "
"""Another comment is somebody else's and no mark."""
_PLAIN = re.compile(r'[\w{}":,+. -]+')


@dataclass(frozen=True, slots=True)
class Found:
    """What was found of the rows that came back, before anything was erased from them."""

    rows: int
    rows_equal: bool
    chain_whole: bool | None = None
    """None until it was looked at; from then on erasing may have begun."""


@dataclass(frozen=True, slots=True)
class Mark:
    """What a broken-off restore knew: of which backup, by which key ring, and what it had found."""

    backup: str
    """A digest of what the file of rows says of itself."""
    ring_made_at: str
    """ISO 8601, UTC: an older ring does not know who was erased since."""
    found: Found


UNREADABLE = Mark(backup="", ring_made_at="9999", found=Found(rows=0, rows_equal=False))
"""A mark that another release set: a restore stands there, and no file of ours goes on with it."""


def set_mark(tx: Tx, mark: Mark) -> None:
    """With this transaction the restore is under way, and so far."""
    told = json.dumps(asdict(mark))
    if not _PLAIN.fullmatch(told):
        raise ValueError("a mark is a digest, an instant and numbers")
    tx.session.connection().exec_driver_sql(f"COMMENT ON TABLE {TABLE} IS '{BEGINS}{told}'")


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
    told: str | None = connection.execute(
        text("SELECT obj_description(to_regclass(:table), 'pg_class')"), {"table": TABLE}
    ).scalar_one()
    if told is None or not told.startswith(BEGINS):
        return None
    try:
        read = json.loads(told.removeprefix(BEGINS))
        return Mark(found=Found(**read.pop("found")), **read)
    except (AttributeError, KeyError, TypeError, ValueError):
        return UNREADABLE
