"""Whether the records are there."""

from __future__ import annotations

from sqlalchemy import select

from app.store.transactions import Tx
from models.zone import ZoneRecord


def can_read(tx: Tx) -> None:
    """Do nothing when the tables can be read.

    Raises
    ------
    DatabaseAway
        When the database does not answer.
    """
    tx.execute(select(ZoneRecord.id).limit(1))
