"""What the clock brings about for records of people: what is due is erased every hour."""

from __future__ import annotations

from datetime import datetime

from app.keeping.erasing import erase_due, warn_of_overdue
from app.keeping.erasing_others import erase_others_due, warn_of_overdue_others
from app.service import Service, owners_store


def erase_what_is_due(service: Service, now: datetime) -> None:
    """Cases, accounts and houses that are due are gone, or people are told.

    A service that does not know the owner of the tables leaves it to ``havn erase due``.
    """
    with owners_store(service) as store:
        if store is not None:
            erase_due(store, now)
            erase_others_due(store, now)
    warn_of_overdue(service.store, now)
    warn_of_overdue_others(service.store, now)
