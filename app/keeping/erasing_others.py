"""Erasing accounts of people who left, and houses that are no more: the key first, then the rows."""

from __future__ import annotations

from collections.abc import Callable, Collection
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from app.keeping.erasing import LATE
from app.keeping.one_by_one import Named, one_by_one, overdue
from app.store import account_erasure, audit, data_keys, shelter_erasure
from app.store.transactions import Store, Tx
from models.words import AuditAct, KeySubject


@dataclass(frozen=True, slots=True)
class Kind:
    """One kind of thing that is erased beside cases: how it is found, and how it goes."""

    key: KeySubject
    subject: str
    act: AuditAct
    due: Callable[..., list[UUID]]
    is_there: Callable[[Tx, UUID], bool]
    erase: Callable[[Tx, UUID, datetime], int]


ACCOUNTS = Kind(
    KeySubject.ACCOUNT,
    "account",
    AuditAct.ACCOUNT_ERASED,
    account_erasure.due,
    account_erasure.is_there,
    account_erasure.erase,
)
SHELTERS = Kind(
    KeySubject.SHELTER,
    "shelter",
    AuditAct.SHELTER_ERASED,
    shelter_erasure.due,
    shelter_erasure.is_there,
    shelter_erasure.erase,
)
KINDS = (ACCOUNTS, SHELTERS)


def erase_others_due(store: Store, now: datetime) -> int:
    """Every account and house that is due is gone, each in a transaction of its own; how many.

    The store must be that of the owner of the tables: the service itself cannot erase a key.

    Raises
    ------
    NotAllErased
        When one or more could not be erased, after all the others.
    """

    def longest(tx: Tx, but: Collection[UUID]) -> tuple[Kind, UUID] | None:
        found = ((kind, one) for kind in KINDS for one in kind.due(tx, now, at_most=1, but=but))
        return next(found, None)

    def erase(tx: Tx, due: tuple[Kind, UUID]) -> None:
        _erase(tx, *due, now)

    return one_by_one(store, longest, lambda due: Named(due[0].subject, due[1]), erase, now)


def erase_others_again(store: Store, erased: Collection[UUID], now: datetime) -> int:
    """What an older file of a backup brought back is gone again; how many there were."""
    count = 0
    for kind in KINDS:
        for one in sorted(erased):
            with store.transaction() as tx:
                if kind.is_there(tx, one):
                    _erase(tx, kind, one, now)
                    count += 1
    return count


def warn_of_overdue_others(store: Store, now: datetime) -> None:
    """An alarm for an account or a house that is due for days and still there."""
    with store.transaction() as tx:
        found = [
            Named(kind.subject, late)
            for kind in KINDS
            for late in kind.due(tx, now - LATE, at_most=1)
        ]
    for late in found:
        overdue(store, late, now)


def _erase(tx: Tx, kind: Kind, one: UUID, now: datetime) -> None:
    keys = data_keys.erase(tx, kind.key, one)
    rows = kind.erase(tx, one, now)
    for act, detail in ((AuditAct.KEY_ERASED, {"keys": keys}), (kind.act, {"rows": rows})):
        audit.add(
            tx,
            act,
            at=now,
            actor=None,
            role=None,
            subject_kind=kind.subject,
            subject=one,
            detail=detail,
        )
