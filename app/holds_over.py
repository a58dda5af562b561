"""What ends when the time of a hold is over: the hold, its offer, and where her case stands.

Nothing waits for it: a hold whose time is over keeps nobody out, marked or not.
"""

from __future__ import annotations

from datetime import datetime

from app.store import holds, locks, offers, referrals
from app.store.transactions import Store
from models.words import ReferralState

AT_ONCE = 200
"""Units, or households, whose locks one transaction takes."""


def end_holds(store: Store, now: datetime) -> None:
    """Holds whose time is over say so."""
    expired = AT_ONCE
    while expired >= AT_ONCE:
        with store.transaction() as tx:
            expired = holds.expire_due(tx, now, AT_ONCE)


def end_offers(store: Store, now: datetime) -> None:
    """Their offers say so too, and her case stands where her other beds say."""
    with store.transaction() as tx:
        households = offers.over(tx, now, AT_ONCE)
    for household in households:
        with store.transaction() as tx:
            locks.households(tx, [household])
            offers.lapse(tx, household, now)
            if referrals.state_of(tx, household) is ReferralState.OFFERED:
                referrals.settle(tx, household, ReferralState.OPTIONS_READY, by=None, at=now)
