"""What the clock brings about for records of people: what is due is erased every hour."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

from app.keeping.erasing import erase_due, warn_of_overdue
from app.keeping.erasing_others import erase_others_due, warn_of_overdue_others
from app.keeping.one_by_one import NotAllErased
from app.log import UPKEEP, failed
from app.service import Service, owners_store
from app.store.transactions import Store


def erase_cases(service: Service, now: datetime) -> None:
    """Cases that are due are gone.

    A service that does not know the owner of the tables leaves it to ``havn erase due``.
    """
    _as_owner(service, now, erase_due)


def erase_others(service: Service, now: datetime) -> None:
    """Accounts and houses that are due are gone, by whom cases are erased."""
    _as_owner(service, now, erase_others_due)


def warn_of_what_is_left(service: Service, now: datetime) -> None:
    """People are told of what is due for days and still there."""
    warn_of_overdue(service.store, now)
    warn_of_overdue_others(service.store, now)


def _as_owner(service: Service, now: datetime, erase: Callable[[Store, datetime], int]) -> None:
    with owners_store(service) as store:
        if store is None:
            return
        try:
            erase(store, now)
        except NotAllErased as some:
            # Each has an alarm of its own. A round that did not end for it would be heard as one that
            # hangs, and one that hangs would not be heard beside it.
            for fault in some.faults:
                failed(None, UPKEEP, fault)
