"""Who read what of which case goes daily to somebody who is not that reader (security 2, AT04)."""

from __future__ import annotations

from collections import defaultdict
from datetime import datetime, time, timedelta
from typing import Any
from uuid import UUID

from app.contract import reading_digests as told
from app.store import alarms, audit, notices, reading_digests
from app.store.nights import OSLO, local_date
from app.store.reading_digests import Reading
from app.store.transactions import Tx
from app.use_cases.acting import Acting
from models.words import AlarmKind, AuditAct

SUBJECT = "digest"
LOOKED_AT_IN = timedelta(hours=72)
"""A weekend; then others hear that nobody has looked."""
FIRST_DAYS = timedelta(days=7)
"""How far the very first digests go back: a service whose upkeep stood still at first loses none."""


def make(tx: Tx, now: datetime) -> int:
    """Everything that was read before today is told to a second person; how many digests that were.

    Where the last ones ended is a number of the audit chain and no hour: whatever happens to the
    clock, each reading is in one digest, and two processes make it once.
    """
    reading_digests.one_at_a_time(tx)
    midnight = datetime.combine(local_date(now), time(), OSLO)
    after = reading_digests.looked_at(tx)
    if after is None:
        after = reading_digests.last_before(tx, midnight - FIRST_DAYS)
    through = reading_digests.last_before(tx, midnight)
    if through <= after:
        return 0
    by_second = _by_second(tx, reading_digests.readings(tx, after, through), now)
    for second, readings in by_second.items():
        digest = reading_digests.add(
            tx,
            readings,
            second=second,
            made_on=local_date(now),
            through_seq=through,
            made_at=now,
            due_at=now + LOOKED_AT_IN,
        )
        notices.add(tx, [second], about=SUBJECT, subject=digest, now=now)
        audit.add(
            tx,
            AuditAct.DIGEST_MADE,
            at=now,
            actor=None,
            role=None,
            subject_kind=SUBJECT,
            subject=digest,
            detail={"lines": len(readings), "through": through},
        )
    return len(by_second)


def _by_second(tx: Tx, found: list[Reading], now: datetime) -> dict[UUID, list[Reading]]:
    """Readings by who looks at them; where there is nobody, an alarm about the reader."""
    seconds: dict[tuple[UUID, UUID], UUID | None] = {}
    told_to: defaultdict[UUID, list[Reading]] = defaultdict(list)
    for one in found:
        pair = (one.referral, one.reader)
        if pair not in seconds:
            seconds[pair] = reading_digests.second_for(tx, *pair, now)
        second = seconds[pair]
        if second is not None:
            told_to[second].append(one)
            continue
        alarms.raise_(
            tx,
            AlarmKind.SECOND_PERSON_NEEDED,
            now=now,
            about=one.reader,
            subject_kind="account",
            subject=one.reader,
        )
    return told_to


def tell_overdue(tx: Tx, now: datetime) -> None:
    """An alarm about each account that has not looked at a digest in time."""
    for digest, account in reading_digests.overdue(tx, now):
        alarms.raise_(
            tx,
            AlarmKind.DIGEST_OVERDUE,
            now=now,
            about=account,
            subject_kind=SUBJECT,
            subject=digest,
        )


def opened(a: Acting, digest: UUID) -> dict[str, Any]:
    """One digest, without what it says; that it was opened is recorded.

    Raises
    ------
    NotFound
        When there is none for this person.
    """
    found = reading_digests.find(a.tx, digest, account=a.actor.account)
    a.record(AuditAct.DIGEST_READ, SUBJECT, digest)
    return found


def acknowledge(a: Acting, digest: UUID) -> told.DigestAcknowledged:
    """This person has looked at it.

    Raises
    ------
    NotFound
        When there is none for this person.
    WrongState
        When it was acknowledged before.
    """
    reading_digests.acknowledge(a.tx, digest, account=a.actor.account, now=a.now)
    a.record(AuditAct.DIGEST_ACKNOWLEDGED, SUBJECT, digest)
    return told.DigestAcknowledged(id=digest)
