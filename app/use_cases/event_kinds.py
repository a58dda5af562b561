"""Which acts are events, of what, and which roles may know that such a thing happens at all.

A kind that a role could not learn by reading what it may read is not in its list: that staff ties of a house
changed, that a report was made on it, that options were looked for. Whether it may know of this very
thing is asked of its wall each time.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType

from app.store import known_as
from app.store.known_as import KnownAs
from models.words import AuditAct, EventKind, Role


@dataclass(frozen=True, slots=True)
class Source:
    """An act on a thing of one kind, as a kind of event."""

    act: AuditAct
    on: str
    """The kind of its subject in the chain."""
    kind: EventKind


_REFERRALS = (
    Source(AuditAct.REFERRAL_TAKEN, "referral", EventKind.REFERRAL_TAKEN),
    Source(AuditAct.REFERRAL_CLOSED, "referral", EventKind.REFERRAL_CLOSED),
)
_STAYS = (
    Source(AuditAct.SHELTER_ASKED, "offer", EventKind.OFFER_ASKED),
    Source(AuditAct.SHELTER_ANSWERED, "offer", EventKind.OFFER_ANSWERED),
    Source(AuditAct.PLACEMENT_ACCEPTED, "placement", EventKind.PLACEMENT_ACCEPTED),
    Source(AuditAct.PLACEMENT_CANCELLED, "placement", EventKind.PLACEMENT_CALLED_OFF),
    Source(AuditAct.NOT_ARRIVED, "placement", EventKind.PLACEMENT_CALLED_OFF),
    Source(AuditAct.ARRIVED, "placement", EventKind.PLACEMENT_ARRIVED),
    Source(AuditAct.STAY_EXTENDED, "placement", EventKind.PLACEMENT_EXTENDED),
    Source(AuditAct.STAY_ENDED, "placement", EventKind.PLACEMENT_ENDED),
)
_HOUSES = (
    Source(AuditAct.UNIT_CHANGED, "unit", EventKind.UNIT_CHANGED),
    Source(AuditAct.VACANCY_CONFIRMED, "shelter", EventKind.VACANCY_CONFIRMED),
)
_OFFICE = (
    Source(AuditAct.REFERRAL_CHANGED, "referral", EventKind.REFERRAL_CHANGED),
    Source(AuditAct.SHELTER_CHANGED, "shelter", EventKind.SHELTER_CHANGED),
    Source(AuditAct.UNIT_CHANGED, "shelter", EventKind.SHELTER_CHANGED),
    Source(AuditAct.PLAN_RUN_FINISHED, "plan_run", EventKind.PLAN_FINISHED),
)

SOURCES: Mapping[Role, tuple[Source, ...]] = MappingProxyType(
    {
        Role.COORDINATOR: (*_REFERRALS, *_STAYS, *_HOUSES, *_OFFICE),
        Role.SHELTER: (*_STAYS, *_HOUSES),
        Role.REFERRER: _REFERRALS,
    }
)
"""Every role that may have a feed."""

_THINGS: Mapping[str, KnownAs] = MappingProxyType(
    {
        "referral": known_as.referrals,
        "offer": known_as.offers,
        "placement": known_as.placements,
        "shelter": known_as.shelters,
        "unit": known_as.units,
        "plan_run": known_as.plan_runs,
    }
)


def known(role: Role, on: str) -> KnownAs:
    """How somebody of this role knows things of that kind."""
    if role is Role.REFERRER:
        assert on == "referral", "an agency knows its own referrals alone"
        return known_as.own_referrals
    return _THINGS[on]


def thing_of(role: Role, kind: EventKind) -> str | None:
    """What an event of this kind is about; None where such a role is not told of it (any more)."""
    return next((source.on for source in SOURCES[role] if source.kind is kind), None)
