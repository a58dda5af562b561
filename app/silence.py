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
from app.store import alarms, examinations, rounds, silence
from app.store.silence import Archiver
from app.store.transactions import Tx
from models.words import AlarmKind, RoundOf

BACKUP_WITHIN = timedelta(hours=26)
ARCHIVED_OF_LATE = timedelta(days=8)
"""A base backup so young says that there is an archive; epochs are kept for seven days unless said."""
ROUNDS_WITHIN = timedelta(minutes=15)
"""A round comes every minute; the longest jobs take a few."""
CHAIN_WITHIN = timedelta(hours=3)
"""It is read from its first link to its last once a day."""
ARCHIVED_WITHIN = timedelta(minutes=5)
PIECES_BEHIND = 3
SENT_WITHIN = timedelta(minutes=5)
"""A notice is tried within seconds; so much after its time nobody tries, or all tries fail."""
EXAMINED_WITHIN = timedelta(hours=13)
"""The doctor looks every six hours; one look may be missed."""
EXAMINED_OF_LATE = timedelta(days=8)
"""A host of which nothing was heard for so long is none any more."""
GIVEN_UP_HEARD = timedelta(days=1)
"""So long a hook that was given up on is told of, unless it takes something again."""
_DAYS = UUID("3d0f5c1e-7a0b-5b1f-8a52-0c9a4c1f6e77")


class Watched(StrEnum):
    """What is looked for."""

    NIGHT = "night"
    BACKUP = "backup"
    BASE = "base"
    ARCHIVE = "archive"
    NOTICES = "notices"
    ROUNDS = "rounds"
    CHAIN = "chain"
    DOCTOR = "doctor"


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
        silent += _of_rounds(rounds.last_ended(tx), service.began, now)
        if service.settings.notice_hooks_file is not None:
            waits = (silence.unsent_since(tx), silence.in_vain_since(tx))
            long = any(since is not None and since < now - SENT_WITHIN for since in waits)
            if long or silence.given_up_after(tx, now - GIVEN_UP_HEARD):
                silent.append(Watched.NOTICES)
        looked = examinations.newest(tx, now - EXAMINED_OF_LATE, now + silence.AHEAD)
    if looked:
        last[Watched.DOCTOR] = min(one.at for one in looked)
    if not looked or any(not one.well or one.at < now - EXAMINED_WITHIN for one in looked):
        silent.append(Watched.DOCTOR)
    if late_night(service, now) is not None:
        silent.append(Watched.NIGHT)
    return Found(last, () if service.settings.demo else tuple(silent))


def _of_rounds(last: dict[RoundOf, datetime], began: datetime, now: datetime) -> list[Watched]:
    """Which rounds came to no end for long; a service that has only just begun had no time for any.

    What a clock dated far ahead counts for nothing: it would be young until that day.
    """
    return [
        one
        for one, what, within in (
            (Watched.ROUNDS, RoundOf.UPKEEP, ROUNDS_WITHIN),
            (Watched.CHAIN, RoundOf.CHAIN, CHAIN_WITHIN),
        )
        if not any(
            now - within <= at <= now + silence.AHEAD for at in (began, last.get(what, began))
        )
    ]


def _backups(tx: Tx, now: datetime) -> tuple[dict[Watched, datetime], list[Watched]]:
    backups, archiver = silence.last_backups(tx, now), silence.archiver(tx)
    heard = {
        Watched.BACKUP: backups.rows,
        Watched.BASE: backups.base,
        Watched.ARCHIVE: archiver.last if archiver.on else None,
    }
    silent = [Watched.BACKUP] if _late(backups.rows, now) else []
    silent += of_archive(backups.base, archiver, now)
    return {one: at for one, at in heard.items() if at is not None}, silent


def of_archive(base: datetime | None, archiver: Archiver, now: datetime) -> list[Watched]:
    """What of an archive is silent, by its last base backup and by what the server says of its log."""
    of_late = base is not None and base >= now - ARCHIVED_OF_LATE
    silent = []
    if (of_late or (archiver.on and archiver.ours)) and _late(base, now):
        silent.append(Watched.BASE)
    # Whoever took base backups of late has an archive, and a server that hands nothing over ended it.
    if _stands_still(archiver, now) if archiver.on else of_late:
        silent.append(Watched.ARCHIVE)
    return silent


def _late(last: datetime | None, now: datetime) -> bool:
    return last is None or last < now - BACKUP_WITHIN


def _stands_still(archiver: Archiver, now: datetime) -> bool:
    """A server on which nothing happens has nothing to hand over."""
    stale = (archiver.last or archiver.since) < now - ARCHIVED_WITHIN
    many = archiver.behind >= PIECES_BEHIND
    # Counted from the first piece there ever was, many wait when it has only just begun.
    return (many and archiver.piece_known) or (stale and (many or archiver.failing))


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
