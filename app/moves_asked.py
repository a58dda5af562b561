"""Residents whose house is barred to them because time went by: nobody did anything, so nobody looked."""

from __future__ import annotations

from datetime import datetime

from app.service import Service
from app.store import picture
from app.use_cases import moves_needed
from app.use_cases.acting import Unattended


def look_at_residents(service: Service, now: datetime) -> None:
    """A review is overdue, a waiver has ended, somebody is free again: who lives there hears of it.

    All are read in one look; only for those whom it finds is anything asked again, or written.

    Raises
    ------
    Unreadable
        When a record beside one of them cannot be read, after everybody else was looked at.
    """
    with service.store.transaction() as tx:
        picture.consistent(tx)
        found = moves_needed.barred(tx, service.places, now)
    with service.store.transaction() as tx:
        # A closed door needs no record of hers to be read, so none that cannot be read undoes this.
        moves_needed.look_at_beds(Unattended.at(tx, now), households=found)
    unread: picture.Unreadable | None = None
    for household in found:
        try:
            with service.store.transaction() as tx:
                moves_needed.look_again(Unattended.at(tx, now), service.places, household)
        except picture.Unreadable as fault:
            unread = fault
    if unread is not None:
        raise unread
