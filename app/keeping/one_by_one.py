"""What is due, each in a transaction of its own; what fails is passed over, so that nobody waits behind it."""

from __future__ import annotations

from collections.abc import Callable, Collection
from typing import TypeVar
from uuid import UUID

from app.store.refusals import DatabaseAway
from app.store.transactions import Store, Tx

D = TypeVar("D")


class NotAllErased(Exception):
    """Some of what is due is still there; the others are gone."""

    def __init__(self, gone: int, left: int) -> None:
        self.gone, self.left = gone, left
        super().__init__(f"{gone} erased, {left} due and still there")


def one_by_one(
    store: Store,
    due: Callable[[Tx, Collection[UUID]], D | None],
    named: Callable[[D], UUID],
    erase: Callable[[Tx, D], None],
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
    gone, passed = 0, dict[UUID, Exception]()
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
            passed[named(one)] = fault
            continue
        gone += 1
    if passed:
        raise NotAllErased(gone, len(passed)) from next(iter(passed.values()))
    return gone
