"""What is due, each in a transaction of its own; what fails is passed over, so that nobody waits behind it."""

from __future__ import annotations

from collections.abc import Callable, Collection
from dataclasses import dataclass
from datetime import datetime
from typing import TypeVar
from uuid import UUID

from app.store import alarms
from app.store.refusals import DatabaseAway
from app.store.transactions import Store, Tx
from models.words import AlarmKind

D = TypeVar("D")


class NotAllErased(Exception):
    """Some of what is due is still there, and an alarm for each; the others are gone."""

    def __init__(self, gone: int, left: int) -> None:
        self.gone, self.left = gone, left
        super().__init__(f"{gone} erased, {left} due and still there")


@dataclass(frozen=True, slots=True)
class Named:
    """What is to go, as the audit chain names it."""

    kind: str
    id: UUID


def one_by_one(
    store: Store,
    due: Callable[[Tx, Collection[UUID]], D | None],
    named: Callable[[D], Named],
    erase: Callable[[Tx, D], None],
    now: datetime,
) -> int:
    """How many are gone.

    ``due``: the longest due that is none of these.

    Raises
    ------
    NotAllErased
        When one or more could not be erased, after all the others; the first fault is its cause.
    Refusal
        When the database is away.
    """
    gone, passed = 0, dict[UUID, tuple[Named, Exception]]()
    while True:
        one: D | None = None
        try:
            with store.transaction() as tx:
                one = due(tx, passed)
                if one is None:
                    break
                erase(tx, one)
        except DatabaseAway:
            raise
        except Exception as fault:  # whatever is wrong with her, the others are due as well
            if one is None:
                raise
            left = named(one)
            passed[left.id] = (left, fault)
            continue
        gone += 1
    for left, _ in passed.values():
        overdue(store, left, now)
    if passed:
        _, first = next(iter(passed.values()))
        raise NotAllErased(gone, len(passed)) from first
    return gone


def overdue(store: Store, left: Named, now: datetime) -> None:
    """People hear that this one should be gone and is not."""
    with store.transaction() as tx:
        alarms.raise_(
            tx,
            AlarmKind.ERASURE_OVERDUE,
            now=now,
            subject_kind=left.kind,
            subject=left.id,
        )
