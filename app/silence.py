"""What should come again and again and does not: nobody would notice, so it is looked for.

The night run has its own watch (app.nightly.watch). What is silent is an alarm, once a day for each, a
number for whoever watches from outside, and a reason to send no sign of life.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from uuid import UUID, uuid5

from app.nightly.watch import late_night
from app.service import Service
from app.store import alarms, silence
from app.store.transactions import Tx
from models.words import AlarmKind

BACKUP_WITHIN = timedelta(hours=26)
ARCHIVED_WITHIN = timedelta(minutes=5)
PIECES_BEHIND = 3
SENT_WITHIN = timedelta(minutes=5)
"""A notice is tried within seconds; so much after its time nobody tries."""
_DAYS = UUID("3d0f5c1e-7a0b-5b1f-8a52-0c9a4c1f6e77")


class Watched(StrEnum):
    """What is looked for."""

    NIGHT = "night"
    BACKUP = "backup"
    ARCHIVE = "archive"
    NOTICES = "notices"


@dataclass(frozen=True, slots=True)
class Found:
    """Since when each was last heard of, where that is known, and which are silent."""

    last: dict[Watched, datetime]
    silent: tuple[Watched, ...]


def found(service: Service, now: datetime) -> Found:
    """What is silent now. A demonstration has neither backup nor scheduler.

    Raises
    ------
    Refusal
        When the database does not answer.
    """
    with service.store.transaction() as tx:
        last, silent = _backups(tx, now)
        if service.settings.notice_hooks_file is not None:
            since = silence.unsent_since(tx)
            if since is not None and since < now - SENT_WITHIN:
                silent.append(Watched.NOTICES)
    if late_night(service, now) is not None:
        silent.append(Watched.NIGHT)
    return Found(last, () if service.settings.demo else tuple(silent))


def _backups(tx: Tx, now: datetime) -> tuple[dict[Watched, datetime], list[Watched]]:
    last: dict[Watched, datetime] = {}
    silent: list[Watched] = []
    backup, archiver = silence.last_backup(tx), silence.archiver(tx)
    if backup is not None:
        last[Watched.BACKUP] = backup
    if backup is None or backup < now - BACKUP_WITHIN:
        silent.append(Watched.BACKUP)
    if not archiver.on:
        return last, silent
    if archiver.last is not None:
        last[Watched.ARCHIVE] = archiver.last
    stale = (archiver.last or archiver.since) < now - ARCHIVED_WITHIN
    # A server on which nothing happens has nothing to hand over.
    if (stale and archiver.failing) or archiver.behind >= PIECES_BEHIND:
        silent.append(Watched.ARCHIVE)
    return last, silent


def look_for_the_silent(service: Service, now: datetime) -> None:
    """Each that is silent is an alarm, once a day; the night has an alarm of its own."""
    silent = [one for one in found(service, now).silent if one is not Watched.NIGHT]
    for one in silent:
        subject = uuid5(_DAYS, f"{one.value} {now.date().isoformat()}")
        with service.store.transaction() as tx:
            if not alarms.was_raised(tx, AlarmKind.SERVICE_SILENT, subject):
                alarms.raise_(
                    tx,
                    AlarmKind.SERVICE_SILENT,
                    now=now,
                    subject_kind=one.value,
                    subject=subject,
                )


def sign_of_life(send: Callable[[], None]) -> Callable[[Service, datetime], None]:
    """A job of upkeep that sends a sign of life while nothing is silent."""

    def sign(service: Service, now: datetime) -> None:
        if not found(service, now).silent:
            send()

    return sign
