"""When what the clock brings about was last gone through to its end."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import select
from sqlalchemy.dialects.postgresql import insert

from app.store.transactions import Tx
from models.ended_round import RoundRecord
from models.words import RoundOf


def ended(tx: Tx, what: RoundOf, now: datetime) -> None:
    """This round came to its end now, and no job of it fails."""
    row = insert(RoundRecord).values(what=what, ended_at=now)
    tx.execute(row.on_conflict_do_update(index_elements=["what"], set_={"ended_at": now}))


def last_ended(tx: Tx) -> dict[RoundOf, datetime]:
    """When each last came to its end; one that never did is missing."""
    rows = tx.execute(select(RoundRecord.what, RoundRecord.ended_at)).all()
    return {row.what: row.ended_at for row in rows}
