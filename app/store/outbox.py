"""Notices on their way out: claimed, sent, given up, forgotten; and by which hook somebody hears."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime, timedelta
from uuid import UUID

from sqlalchemy import delete, select, update

from app.store import audit, forms
from app.store.due import due
from app.store.stepping import beyond
from app.store.transactions import Tx
from app.store.walls import StepOut
from models.notice import NoticeRecord as Notice
from models.notice import NoticeWayRecord as Way
from models.words import AuditAct

KEPT = timedelta(days=30)
MOST_TRIES = 8
FIRST_WAIT = timedelta(seconds=10)
"""Each further wait is twice as long: the eighth try is 21 minutes after the first."""
LONGEST_WAIT = FIRST_WAIT * 2 ** (MOST_TRIES - 1)
"""After the last try, until it is given up."""


@beyond(StepOut.TWO_PERSONS)
def put_way(tx: Tx, account: UUID, hook: str) -> None:
    """This account hears by this hook."""
    forms.put(tx, Way, {"account_id": account}, {"hook": hook})


@beyond(StepOut.TWO_PERSONS)
def drop_way(tx: Tx, account: UUID) -> None:
    """This account has its inbox alone."""
    tx.execute(delete(Way).where(Way.account_id == account))


def claim(tx: Tx, now: datetime, at_most: int, hooks: Collection[str]) -> list[tuple[UUID, str]]:
    """Due notices with their hooks, each with its next try written down.

    Whoever has no hook has the inbox alone: that notice is given up. One that nobody names is one that
    fails each time: no try goes out, and after the last the watch has heard of it (app.silence).
    """
    n = Notice
    rows = tx.execute(
        select(n.id, n.tries, Way.hook)
        .outerjoin(Way, Way.account_id == n.account_id)
        .where(n.sent_at.is_(None), n.given_up_at.is_(None), due(n.next_at, now, LONGEST_WAIT))
        .order_by(n.next_at, n.id)
        .limit(at_most)
        .with_for_update(of=n, skip_locked=True)
    ).all()
    claimed = []
    for row in rows:
        again = row.hook is not None and row.tries < MOST_TRIES
        values = (
            {"tries": row.tries + 1, "next_at": now + FIRST_WAIT * 2**row.tries}
            if again
            else {"given_up_at": now}
        )
        tx.execute(
            update(n)
            .where(n.id == row.id)
            .values(**values)
            .execution_options(synchronize_session=False)
        )
        if again and row.hook in hooks:
            claimed.append((row.id, row.hook))
    return claimed


def sent(tx: Tx, notice: UUID, *, now: datetime) -> None:
    """It went out."""
    tx.execute(
        update(Notice)
        .where(Notice.id == notice)
        .values(sent_at=now)
        .execution_options(synchronize_session=False)
    )
    audit.add(
        tx,
        AuditAct.NOTICE_SENT,
        at=now,
        actor=None,
        role=None,
        subject_kind="notice",
        subject=notice,
    )


def forget(tx: Tx, before: datetime) -> None:
    """Notices that were made before then are gone."""
    tx.execute(
        delete(Notice).where(Notice.made_at < before).execution_options(synchronize_session=False)
    )
