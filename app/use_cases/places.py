"""Places as people name them: codes of the gazetteer, and not too many per account."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta
from uuid import UUID

from app.errors import NoSuchPlace, QuotaReached
from app.places.gazetteer import Gazetteer, GazetteerEntry
from app.settings import PlacesAllowed
from app.store import alarms, locks, place_uses
from app.use_cases.acting import Acting
from models.words import AlarmKind

DAY, WEEK = timedelta(hours=24), timedelta(days=7)


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


def named(places: Gazetteer, code: str) -> str:
    """What the gazetteer calls it; its code where a newer gazetteer has it no more."""
    return places.entry(code).name if code in places else code


def count_places(a: Acting, referral: UUID, codes: Sequence[str], quota: PlacesAllowed) -> None:
    """These places count against the quotas, which keep anybody from sounding the map.

    Every place that can bar or rank a house counts: those she fears, those she will not go to or
    wishes to be away from, and where she is. Somebody else hears of it before a quota is reached.
    Source: security 3 (5), domain 14: probing with invented places finds a house.

    Raises
    ------
    QuotaReached
        When the account names more different places in 24 hours than it may, or its organisation
        in seven days.
    """
    if not codes:
        return
    named, actor = set(codes), a.actor
    locks.places(a.tx, actor.organisation or actor.account)
    used = place_uses.by_account(a.tx, actor.account, a.now - DAY)
    _within(a, len(used | named), quota.account, quota.alarm, AlarmKind.PLACES_NEAR_QUOTA)
    if actor.organisation is not None:
        by_all = len(place_uses.by_organisation(a.tx, actor.organisation, a.now - WEEK) | named)
        near = AlarmKind.AGENCY_PLACES_NEAR_QUOTA
        _within(a, by_all, quota.agency, quota.agency_alarm, near)
    place_uses.note(a.tx, actor.account, referral, sorted(named - used), a.now)


def _within(a: Acting, places: int, allowed: int, alarm_at: int, kind: AlarmKind) -> None:
    if places > allowed:
        raise QuotaReached(kind)
    if places >= alarm_at:
        alarms.raise_(a.tx, kind, now=a.now, about=a.actor.account, subject_kind="account")
