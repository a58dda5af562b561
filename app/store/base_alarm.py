"""The alarm of a base backup that failed: one for all that fail until the next one stands."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID, uuid5

from sqlalchemy import exists, func, select

from app.store import alarms
from app.store.silence import OF_A_BASE
from app.store.transactions import Tx
from models.alarm import AlarmRecord as Alarm
from models.audit import AuditEventRecord as Event
from models.words import AlarmKind

_OF_THE_ARCHIVE = UUID("0a7e9f52-54a5-5d0b-9d0c-3f2f4c1b8e63")


def raise_(tx: Tx, now: datetime) -> None:
    """People hear of it, also where nobody has answered for one that failed before the last that stands."""
    alarms.raise_(
        tx, AlarmKind.BACKUP_FAILED, now=now, subject_kind="base", subject=_since_the_last(tx)
    )


def is_open(tx: Tx) -> bool:
    """Whether one failed since the last one that stands, and nobody looked after it."""
    query = exists().where(
        Alarm.kind == AlarmKind.BACKUP_FAILED,
        Alarm.subject_id == _since_the_last(tx),
        Alarm.answered_at.is_(None),
    )
    return bool(tx.execute(select(query)).scalar_one())


def _since_the_last(tx: Tx) -> UUID:
    """The time since then as what an alarm is of: by its number in the chain, whatever clocks say."""
    last = tx.execute(select(func.max(Event.seq)).where(OF_A_BASE)).scalar_one()
    return uuid5(_OF_THE_ARCHIVE, str(last or 0))
