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
from app.store.known_as import Thing
from models.words import AuditAct, EventKind, Role


@dataclass(frozen=True, slots=True)
class Source:
    """An act on a thing of one kind, as a kind of event."""

    act: AuditAct
    on: str
    """The kind of its subject in the chain."""
    kind: EventKind
    thing: Thing


_REFERRALS = (
    Source(AuditAct.REFERRAL_TAKEN, "referral", EventKind.REFERRAL_TAKEN, known_as.REFERRALS),
    Source(AuditAct.REFERRAL_CLOSED, "referral", EventKind.REFERRAL_CLOSED, known_as.REFERRALS),
    Source(AuditAct.REFERRAL_CHANGED, "referral", EventKind.REFERRAL_CHANGED, known_as.REFERRALS),
    Source(AuditAct.RECORD_RECTIFIED, "referral", EventKind.REFERRAL_CHANGED, known_as.REFERRALS),
)
_OFFERS = tuple(
    Source(act, "offer", kind, known_as.OFFERS)
    for act, kind in (
        (AuditAct.SHELTER_ASKED, EventKind.OFFER_ASKED),
        (AuditAct.SHELTER_ANSWERED, EventKind.OFFER_ANSWERED),
    )
)
_STAYS = tuple(
    Source(act, "placement", kind, known_as.PLACEMENTS)
    for act, kind in (
        (AuditAct.PLACEMENT_ACCEPTED, EventKind.PLACEMENT_ACCEPTED),
        (AuditAct.PLACEMENT_CANCELLED, EventKind.PLACEMENT_CALLED_OFF),
        (AuditAct.NOT_ARRIVED, EventKind.PLACEMENT_CALLED_OFF),
        (AuditAct.ARRIVED, EventKind.PLACEMENT_ARRIVED),
        # She was said to be there and is not: she is expected, as after her yes.
        (AuditAct.RECORD_RECTIFIED, EventKind.PLACEMENT_ACCEPTED),
        (AuditAct.STAY_EXTENDED, EventKind.PLACEMENT_EXTENDED),
        (AuditAct.STAY_ENDED, EventKind.PLACEMENT_ENDED),
    )
)
_HOUSES = (
    Source(AuditAct.UNIT_CHANGED, "unit", EventKind.UNIT_CHANGED, known_as.UNITS),
    Source(AuditAct.VACANCY_CONFIRMED, "shelter", EventKind.VACANCY_CONFIRMED, known_as.SHELTERS),
)
_OFFICE = (
    Source(AuditAct.SHELTER_CHANGED, "shelter", EventKind.SHELTER_CHANGED, known_as.SHELTERS),
    Source(AuditAct.PLAN_RUN_FINISHED, "plan_run", EventKind.PLAN_FINISHED, known_as.PLAN_RUNS),
)
_AGENCY = (
    Source(AuditAct.REFERRAL_TAKEN, "referral", EventKind.REFERRAL_TAKEN, known_as.OWN_REFERRALS),
    Source(
        AuditAct.REFERRAL_CLOSED,
        "referral",
        EventKind.REFERRAL_CLOSED,
        known_as.OWN_REFERRALS_OVER,
    ),
)

SOURCES: Mapping[Role, tuple[Source, ...]] = MappingProxyType(
    {
        Role.COORDINATOR: (*_REFERRALS, *_OFFERS, *_STAYS, *_HOUSES, *_OFFICE),
        Role.SHELTER: (*_OFFERS, *_STAYS, *_HOUSES),
        Role.REFERRER: _AGENCY,
    }
)
"""Every role that may have a feed."""
