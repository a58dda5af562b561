"""Attempts slow the next one down, for names that exist and names that do not; none locks anybody.

Counted before anything is checked, so that a hundred at once are a hundred. An attempt that comes
too soon is not looked at and does not count: nobody can push the next one away for somebody else.
"""

from __future__ import annotations

from datetime import datetime, timedelta

from sqlalchemy import delete, select, update
from sqlalchemy.dialects.postgresql import insert

from app.store.refusals import TooSoon
from app.store.transactions import Tx
from models.session import SignInAttemptRecord as Attempt

FREE = 3
"""Attempts without a wait: slips of the finger."""
LONGEST = timedelta(seconds=60)
FORGOTTEN_AFTER = timedelta(hours=24)
ATTACKED_AT = 10
"""From so many attempts without a success on, somebody is told."""


def wait_after(attempts: int) -> timedelta:
    """How long the next attempt has to wait: nothing, then 1, 2, 4 seconds, never over a minute."""
    if attempts <= FREE:
        return timedelta(0)
    return min(LONGEST, timedelta(seconds=2 ** min(attempts - FREE - 1, 10)))


def count(tx: Tx, name_hmac: bytes, *, now: datetime) -> int:
    """Which attempt since the last success this one is; it stands counted when this commits.

    Raises
    ------
    TooSoon
        When it comes before its time.
    """
    tx.execute(
        insert(Attempt)
        .values(name_hmac=name_hmac, attempts=0, last_at=now, not_before=now)
        .on_conflict_do_nothing()
    )
    row = tx.execute(
        select(Attempt.attempts, Attempt.last_at, Attempt.not_before)
        .where(Attempt.name_hmac == name_hmac)
        .with_for_update()
    ).one()
    if now < row.not_before:
        raise TooSoon(row.not_before - now)
    before = 0 if now - row.last_at >= FORGOTTEN_AFTER else row.attempts
    number: int = before + 1
    tx.execute(
        update(Attempt)
        .where(Attempt.name_hmac == name_hmac)
        .values(attempts=number, last_at=now, not_before=now + wait_after(number))
        .execution_options(synchronize_session=False)
    )
    return number


def succeeded(tx: Tx, name_hmac: bytes) -> None:
    """The next attempt is a first one again."""
    tx.execute(delete(Attempt).where(Attempt.name_hmac == name_hmac))


def forget(tx: Tx, before: datetime) -> int:
    """How many names that were quiet since then are gone."""
    gone = tx.execute(delete(Attempt).where(Attempt.last_at < before).returning(Attempt.name_hmac))
    return len(gone.all())
