"""Where feeds are sent: what is due, what was taken, what stopped, and from where it goes on."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime, timedelta
from uuid import UUID

from sqlalchemy import case, select, update

from app.store.due import due
from app.store.refusals import NotFound
from app.store.stepping import beyond
from app.store.transactions import Tx
from app.store.walls import StepOut
from models.event_feed import EventFeedRecord as Feed

MOST_TRIES = 12
FIRST_WAIT = timedelta(seconds=10)
LONGEST_WAIT = timedelta(hours=1)
"""Each wait is twice as long as the one before: the last try is four and a half hours after the first."""


@beyond(StepOut.FEED)
def put(tx: Tx, account: UUID, hook: str | None, *, now: datetime) -> None:
    """Its events are sent there from now on; those from before are to be asked for, or replayed.

    The same hook again loses nothing: one that had stopped goes on with what waits.

    Raises
    ------
    NotFound
        When it has no feed.
    """
    from_here = case((Feed.hook == hook, Feed.delivered), else_=Feed.told)
    _change(tx, account, hook=hook, delivered=from_here, tries=0, next_at=now, stopped_at=None)


@beyond(StepOut.FEED)
def replay(tx: Tx, account: UUID, after: int, *, now: datetime) -> bool:
    """What came after that number is sent again, and all after it; False when it was never told so much.

    Raises
    ------
    NotFound
        When it has no feed, or none that is sent.
    """
    row = tx.execute(
        select(Feed.told).where(Feed.account_id == account, Feed.hook.is_not(None))
    ).one_or_none()
    if row is None:
        raise NotFound
    if after > row.told:
        return False
    _change(tx, account, delivered=after, tries=0, next_at=now, stopped_at=None)
    return True


@beyond(StepOut.FEED)
def take_turns(tx: Tx, hooks: Collection[str], *, now: datetime, at_most: int) -> list[UUID]:
    """Accounts whose hook is known and not waiting for its next try: those that waited longest.

    Each stands behind all others from now on, also when nothing comes of its turn: else those to whom
    nothing happens would have every turn.
    """
    longest = (
        select(Feed.account_id)
        .where(
            Feed.hook.in_(hooks), Feed.stopped_at.is_(None), due(Feed.next_at, now, LONGEST_WAIT)
        )
        # First what lies ahead, which would stand behind all others for as long as that.
        .order_by(Feed.next_at <= now, Feed.next_at, Feed.account_id)
        .limit(at_most)
        .with_for_update(skip_locked=True)
    )
    found = tx.execute(
        update(Feed)
        .where(Feed.account_id.in_(longest))
        .values(next_at=now)
        .returning(Feed.account_id)
        .execution_options(synchronize_session=False)
    )
    return list(found.scalars())


@beyond(StepOut.FEED)
def claim(tx: Tx, account: UUID, *, now: datetime) -> tuple[str, int] | None:
    """Its hook and the last number that was taken; None when another process was faster.

    The next try is written down before this one: who is killed in between leaves it to be tried again.
    """
    row = tx.execute(
        select(Feed.hook, Feed.delivered, Feed.tries, Feed.told)
        .where(
            Feed.account_id == account,
            Feed.hook.is_not(None),
            Feed.stopped_at.is_(None),
            due(Feed.next_at, now, LONGEST_WAIT),
        )
        .with_for_update(skip_locked=True)
    ).one_or_none()
    if row is None or row.hook is None or row.delivered >= row.told:
        return None
    wait = min(FIRST_WAIT * 2**row.tries, LONGEST_WAIT)
    _change(tx, account, tries=row.tries + 1, next_at=now + wait)
    return row.hook, row.delivered


@beyond(StepOut.FEED)
def taken(tx: Tx, account: UUID, *, before: int, number: int, now: datetime) -> None:
    """The hook has taken all up to that number, unless somebody set it to another one meanwhile."""
    tx.execute(
        update(Feed)
        .where(Feed.account_id == account, Feed.delivered == before)
        .values(delivered=number, tries=0, next_at=now)
        .execution_options(synchronize_session=False)
    )


@beyond(StepOut.FEED)
def stopped(tx: Tx, account: UUID, *, now: datetime) -> bool:
    """Whether it has said no too often, so that it stopped at this moment."""
    found = tx.execute(
        update(Feed)
        .where(Feed.account_id == account, Feed.tries >= MOST_TRIES, Feed.stopped_at.is_(None))
        .values(stopped_at=now)
        .returning(Feed.account_id)
        .execution_options(synchronize_session=False)
    )
    return found.first() is not None


def _change(tx: Tx, account: UUID, **values: object) -> None:
    done = tx.execute(
        update(Feed)
        .where(Feed.account_id == account)
        .values(**values)
        .returning(Feed.account_id)
        .execution_options(synchronize_session=False)
    )
    if done.first() is None:
        raise NotFound
