"""When what should come again and again came last: backups, the server's archive, notices that went out."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import func, select, text
from sqlalchemy.orm import aliased

from app.store.outbox import MOST_TRIES
from app.store.transactions import Tx
from models.audit import AuditEventRecord as Event
from models.notice import NoticeRecord as Notice
from models.notice import NoticeWayRecord as Way
from models.words import AuditAct

AHEAD = timedelta(hours=1)
"""So far may clocks of two machines differ."""
TRIED_OFTEN = 3
"""Tries of one notice; twice a sender may be unlucky."""
_ARCHIVER = text("""
    SELECT current_setting('archive_mode') <> 'off' AS is_on,
        current_setting('archive_command') ~ 'app[.]archive[.]wal|[.][.]/hand-over' AS ours,
        last_archived_time AS last,
        greatest(stats_reset, pg_postmaster_start_time()) AS since,
        coalesce(last_failed_time > coalesce(last_archived_time, '-infinity'), false) AS failing,
        coalesce(last_archived_wal ~ '^[0-9A-F]{24}', false) AS piece_known,
        (CASE WHEN pg_is_in_recovery() THEN pg_last_wal_replay_lsn() ELSE pg_current_wal_lsn() END
            - '0/0') / size.bytes - 1
        - CASE WHEN last_archived_wal ~ '^[0-9A-F]{24}' THEN
            ('x' || substr(last_archived_wal, 9, 8))::bit(32)::bigint * (4294967296 / size.bytes)
            + ('x' || substr(last_archived_wal, 17, 8))::bit(32)::bigint
        ELSE 0 END AS behind
    FROM pg_stat_archiver,
        (SELECT pg_size_bytes(current_setting('wal_segment_size')) AS bytes) size
""")
"""A piece, or what says where a base backup begins in it; a new line of the log (``history``) is neither."""


@dataclass(frozen=True, slots=True)
class Archiver:
    """What the server says of its own archive."""

    on: bool
    ours: bool
    """It hands its log over to our programs."""
    last: datetime | None
    """When it last handed a piece of its log over."""
    since: datetime
    """Since when it counts: it was started, or its numbers were set to nought."""
    failing: bool
    """The last try failed."""
    behind: int
    """Pieces that are full, or were closed, and are not handed over."""
    piece_known: bool
    """They are counted from the piece that was handed over last; else from the first there ever was."""


@dataclass(frozen=True, slots=True)
class Backups:
    """Of when the last one is that stands; None when none ever did."""

    rows: datetime | None
    """Of the rows; a key ring alone is none."""
    base: datetime | None
    """Of the whole cluster."""


OF_A_BASE = (Event.act == AuditAct.BACKUP_MADE) & Event.detail.has_key("base")
"""A base backup that stands: this act comes when it was read back."""


def last_backups(tx: Tx, now: datetime) -> Backups:
    """The newest backups whose files stand.

    One that a clock dated far ahead is none: it would be young until that day, whatever fails meanwhile.

    Of the rows the act of its making says nothing: it comes before the first byte.
    """
    written = (Event.act == AuditAct.BACKUP_WRITTEN) & ~Event.detail["ring_only"].as_boolean()
    row = tx.execute(
        select(
            func.max(Event.at).filter(written).label("rows"),
            func.max(Event.at).filter(OF_A_BASE).label("base"),
        ).where(
            Event.act.in_([AuditAct.BACKUP_WRITTEN, AuditAct.BACKUP_MADE]), Event.at <= now + AHEAD
        )
    ).one()
    return Backups(row.rows, row.base)


def archiver(tx: Tx) -> Archiver:
    """What the server says of its archive now."""
    row = tx.execute(_ARCHIVER).one()
    behind = max(0, int(row.behind))
    return Archiver(row.is_on, row.ours, row.last, row.since, row.failing, behind, row.piece_known)


def unsent_since(tx: Tx) -> datetime | None:
    """Since when the longest waiting notice should have gone out; None when none waits."""
    waits = Notice.sent_at.is_(None), Notice.given_up_at.is_(None)
    found: datetime | None = tx.execute(select(func.min(Notice.next_at)).where(*waits)).scalar_one()
    return found


def in_vain_since(tx: Tx) -> datetime | None:
    """When the oldest notice was made that was tried often, waits, and still did not go out."""
    waits = Notice.sent_at.is_(None), Notice.given_up_at.is_(None), Notice.tries >= TRIED_OFTEN
    found: datetime | None = tx.execute(select(func.min(Notice.made_at)).where(*waits)).scalar_one()
    return found


def given_up_after(tx: Tx, moment: datetime) -> bool:
    """Whether a hook was given up on since then after all its tries, and took nothing afterwards.

    Who has no hook is given up at once, and is none of these.
    """
    way, other = aliased(Way), aliased(Notice)
    went_out = (
        select(other.id)
        .join(way, way.account_id == other.account_id)
        .where(way.hook == Way.hook, other.sent_at > Notice.given_up_at)
    )
    given_up = (
        select(Notice.id)
        .join(Way, Way.account_id == Notice.account_id)
        .where(Notice.given_up_at > moment, Notice.tries >= MOST_TRIES, ~went_out.exists())
    )
    return bool(tx.execute(select(given_up.exists())).scalar_one())
