"""Places as people name them: codes of the gazetteer, and not too many per account."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Protocol
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


class Counting(Protocol):
    """How the places of a call are counted, and what comes of too many."""

    def __call__(self, a: Acting, referral: UUID, codes: Sequence[str]) -> None:
        """Count these places of this case."""


def refusing(quota: PlacesAllowed) -> Counting:
    """Too many places are refused: whoever asks would hear of houses by them."""

    def counted(a: Acting, referral: UUID, codes: Sequence[str]) -> None:
        count_places(a, referral, codes, quota)

    return counted


@dataclass(slots=True)
class Withholding:
    """Too many places are taken all the same; whoever named them may hear of nothing that follows."""

    quota: PlacesAllowed
    reached: bool = False
    """Whether more were named than are allowed."""

    def __call__(self, a: Acting, referral: UUID, codes: Sequence[str]) -> None:
        """Count these places of this case; of too many none counts, and somebody else hears of it."""
        kind = _counted(a, referral, codes, self.quota)
        if kind is not None:
            self.reached = True
            _somebody_hears(a, kind)


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
    reached = _counted(a, referral, codes, quota)
    if reached is not None:
        raise QuotaReached(reached)


def _counted(
    a: Acting, referral: UUID, codes: Sequence[str], quota: PlacesAllowed
) -> AlarmKind | None:
    """The alarm of the quota that these places go beyond, and then none of them counts."""
    if not codes:
        return None
    named, actor = set(codes), a.actor
    locks.places(a.tx, actor.organisation or actor.account)
    used = place_uses.by_account(a.tx, actor.account, a.now - DAY)
    near: list[AlarmKind] = []
    for places, allowed, alarm_at, kind in _so_far(a, named, used, quota):
        if places > allowed:
            return kind
        if places >= alarm_at:
            near.append(kind)
    for kind in near:
        _somebody_hears(a, kind)
    place_uses.note(a.tx, actor.account, referral, sorted(named - used), a.now)
    return None


def _so_far(
    a: Acting, named: set[str], used: set[str], quota: PlacesAllowed
) -> Iterator[tuple[int, int, int, AlarmKind]]:
    """Of each quota: how many places with these, how many are allowed, from which on it is an alarm."""
    yield len(used | named), quota.account, quota.alarm, AlarmKind.PLACES_NEAR_QUOTA
    if a.actor.organisation is not None:
        by_all = place_uses.by_organisation(a.tx, a.actor.organisation, a.now - WEEK)
        near = AlarmKind.AGENCY_PLACES_NEAR_QUOTA
        yield len(by_all | named), quota.agency, quota.agency_alarm, near


def _somebody_hears(a: Acting, kind: AlarmKind) -> None:
    alarms.raise_(a.tx, kind, now=a.now, about=a.actor.account, subject_kind="account")
