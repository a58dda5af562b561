"""Erasing cases: the keys first, then every row of her, counted before and recorded after."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime, timedelta
from uuid import UUID

from app.keeping.one_by_one import Named, one_by_one, overdue
from app.store import audit, case_counts, counted_as, data_keys, erasure, locks, same_person
from app.store.chain import Detail
from app.store.nights import local_date
from app.store.transactions import Store, Tx
from models.words import AuditAct, KeySubject

LATE = timedelta(days=2)
"""So long may a case that is due wait before people are told."""


def erase_due(store: Store, now: datetime) -> int:
    """Every case that is due is gone, each in a transaction of its own; how many there were.

    The store must be that of the owner of the tables: the service itself cannot erase a key.

    Raises
    ------
    NotAllErased
        When one or more could not be erased, after all the others.
    """

    def longest(tx: Tx, but: Collection[UUID]) -> erasure.Due | None:
        return next(iter(erasure.due(tx, now, at_most=1, but=but)), None)

    def erase(tx: Tx, one: erasure.Due) -> None:
        _erase(tx, one.case, now, decided=one.decided)

    return one_by_one(store, longest, _named, erase, now)


def erase_again(store: Store, erased: Collection[UUID], now: datetime) -> int:
    """Cases that an older file of a backup brought back are gone again; how many there were."""
    count = 0
    for case in sorted(erased):
        with store.transaction() as tx:
            if erasure.is_there(tx, case):
                _erase(tx, case, now, decided=False)
                count += 1
    return count


def erase_one(store: Store, case: UUID, now: datetime, *, by: UUID, second: UUID) -> bool:
    """People decided it: the case is gone; False when she has a bed, which comes first."""
    with store.transaction() as tx:
        if not erasure.decide(tx, case, now):
            return False
        _erase(tx, case, now, decided=True, by=str(by), second=str(second))
    return True


def warn_of_overdue(store: Store, now: datetime) -> None:
    """An alarm for a case that is due for days and still there."""
    with store.transaction() as tx:
        found = erasure.due(tx, now - LATE, at_most=1)
    for late in found:
        overdue(store, _named(late), now)


def _named(due: erasure.Due) -> Named:
    return Named("referral", due.case)


def _erase(tx: Tx, case: UUID, now: datetime, *, decided: bool, **who: str) -> None:
    locks.households(tx, list(erasure.households(tx, case)))
    again = same_person.again(tx)
    case_counts.add(tx, case, again, today=local_date(now))
    others = counted_as.of_others(tx, case, again)
    keys = data_keys.erase(tx, KeySubject.CASE, case)
    rows = erasure.erase(tx, case, now)
    counted_as.keep(tx, others)
    told: tuple[tuple[AuditAct, dict[str, Detail]], ...] = (
        (AuditAct.KEY_ERASED, {"keys": keys}),
        (AuditAct.CASE_ERASED, {"rows": rows, "decided": decided, **who}),
    )
    for act, detail in told:
        audit.add(
            tx,
            act,
            at=now,
            actor=None,
            role=None,
            subject_kind="referral",
            subject=case,
            detail=detail,
        )
