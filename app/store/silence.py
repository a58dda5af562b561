"""When what should come again and again came last: backups, the server's archive, notices that went out."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import func, select, text

from app.store.transactions import Tx
from models.audit import AuditEventRecord as Event
from models.notice import NoticeRecord as Notice
from models.words import AuditAct


@dataclass(frozen=True, slots=True)
class Archiver:
    """What the server says of its own archive."""

    on: bool
    last: datetime | None
    """When it last handed a piece of its log over."""
    since: datetime
    """Since when it counts."""
    failing: bool
    """The last try failed."""
    behind: int
    """Pieces that are full, or were closed, and are not handed over."""


def last_backup(tx: Tx) -> datetime | None:
    """When a backup or a base backup was last made; None when none ever was."""
    made = Event.act == AuditAct.BACKUP_MADE
    found: datetime | None = tx.execute(select(func.max(Event.at)).where(made)).scalar_one()
    return found


def archiver(tx: Tx) -> Archiver:
    """What the server says of its archive now."""
    row = tx.execute(
        text(
            "SELECT current_setting('archive_mode') <> 'off' AS is_on, last_archived_time AS last,"
            " coalesce(stats_reset, now()) AS since,"
            " coalesce(last_failed_time > coalesce(last_archived_time, '-infinity'), false)"
            " AS failing,"
            " CASE WHEN last_archived_wal ~ '^[0-9A-F]{24}$' THEN"
            " (pg_current_wal_lsn() - '0/0') / size.bytes - 1"
            " - (('x' || substr(last_archived_wal, 9, 8))::bit(32)::bigint * (4294967296 / size.bytes)"
            " + ('x' || substr(last_archived_wal, 17, 8))::bit(32)::bigint) ELSE 0 END AS behind"
            " FROM pg_stat_archiver,"
            " (SELECT pg_size_bytes(current_setting('wal_segment_size')) AS bytes) size"
        )
    ).one()
    return Archiver(row.is_on, row.last, row.since, row.failing, max(0, int(row.behind)))


def unsent_since(tx: Tx) -> datetime | None:
    """Since when the longest waiting notice should have gone out; None when none waits."""
    waits = Notice.sent_at.is_(None), Notice.given_up_at.is_(None)
    found: datetime | None = tx.execute(select(func.min(Notice.next_at)).where(*waits)).scalar_one()
    return found
