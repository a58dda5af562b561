"""Places as people name them: codes of the gazetteer, and not too many per account."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta
from uuid import UUID

from app.errors import NoSuchPlace, QuotaReached
from app.places.gazetteer import Gazetteer, GazetteerEntry
from app.store import referrals
from app.use_cases.acting import Acting

WINDOW = timedelta(hours=24)


def known(places: Gazetteer, code: str, at: str) -> GazetteerEntry:
    """The entry of a code that was sent.

    Raises
    ------
    NoSuchPlace
        When the gazetteer has none; the code is not repeated.
    """
    if code not in places:
        raise NoSuchPlace(at)
    return places.entry(code)


def count_places(a: Acting, referral: UUID, codes: Sequence[str], quota: int) -> None:
    """These places count against the account's quota, which keeps anybody from sounding the map.

    Every place that can bar or rank a house counts: those she fears, those she will not go to or
    wishes to be away from, and where she is.
    Source: security 3 (5), domain 14: probing with invented places finds a house.

    Raises
    ------
    QuotaReached
        When the account names more different places in 24 hours than it may.
    """
    if not codes:
        return
    used = referrals.places_used(a.tx, a.actor.account, a.now - WINDOW)
    if len(used | set(codes)) > quota:
        raise QuotaReached
    referrals.note_places(a.tx, a.actor.account, referral, sorted(set(codes) - used), a.now)
