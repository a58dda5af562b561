"""Offers of places as Coordinated Entry events of HUD's HMIS CSV (data element 4.20, Event.csv).

Only for a comparable database of a victim service provider: federal law bars such a provider from
entering a person into HMIS (34 U.S.C. 12291(b)(2)). The ids are keyed hashes that lead back to
nobody without the key, the project's place is never filled in, and a day is as fine as time gets.
Source: HMIS CSV format specifications and data dictionary, FY2024, 4.20; docs/integrate/hmis.md.
"""

from __future__ import annotations

import csv
import hashlib
import hmac
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime
from enum import IntEnum
from io import StringIO
from types import MappingProxyType
from uuid import UUID

from matching.vocabulary import ShelterKind

COLUMNS = (
    "EventID", "EnrollmentID", "PersonalID", "EventDate", "Event", "ProbSolDivRRResult",
    "ReferralCaseManageAfter", "LocationCrisisOrPHHousing", "ReferralResult", "ResultDate",
    "DateCreated", "DateUpdated", "UserID", "DateDeleted", "ExportID",
)  # fmt: skip
EMERGENCY_SHELTER, TRANSITIONAL_HOUSING = 10, 11
EVENT_OF: Mapping[ShelterKind, int] = MappingProxyType(
    {
        ShelterKind.CRISIS_CENTRE: EMERGENCY_SHELTER,
        ShelterKind.SAFE_HOUSE: EMERGENCY_SHELTER,
        ShelterKind.MEN_SHELTER: EMERGENCY_SHELTER,
        ShelterKind.FAMILY_UNIT: EMERGENCY_SHELTER,
        ShelterKind.EMERGENCY_HOTEL: EMERGENCY_SHELTER,
        ShelterKind.PRIVATE_WITH_SUPPORT: EMERGENCY_SHELTER,
        ShelterKind.SHARED_HOUSE: TRANSITIONAL_HOUSING,
        ShelterKind.PROTECTED_FLAT: TRANSITIONAL_HOUSING,
        ShelterKind.MUNICIPAL_FLAT: TRANSITIONAL_HOUSING,
    }
)
"""Each kind of house and the event that an offer of a place in it is."""


class Result(IntEnum):
    """How a referral ended; one that is still open has none."""

    CLIENT_ACCEPTED = 1
    CLIENT_REJECTED = 2
    PROVIDER_REJECTED = 3


@dataclass(frozen=True, slots=True)
class Offered:
    """One offer: to which household of how many persons, in what kind of house, and its end."""

    offer: UUID
    household: UUID
    kind: ShelterKind
    asked_on: date
    result: Result | None
    ended_on: date | None


def events(offers: Iterable[Offered], *, key: bytes, export: str, made_at: datetime) -> str:
    """Event.csv of these offers, in the order of their pseudonyms: theirs tells who came first."""
    out = StringIO()
    lines = csv.writer(out, quoting=csv.QUOTE_MINIMAL, lineterminator="\r\n")
    lines.writerow(COLUMNS)
    for row in sorted(_row(one, key, export, made_at) for one in offers):
        lines.writerow(row)
    return out.getvalue()


def pseudonym(key: bytes, of: str, name: UUID) -> str:
    """At most 32 signs, as an id of the format is; the same thing has the same one under one key."""
    return hmac.new(key, f"{of}/{name}".encode(), hashlib.sha256).hexdigest()[:32]


def _row(one: Offered, key: bytes, export: str, made_at: datetime) -> tuple[str, ...]:
    # The moment of an act would tell apart what one day has in common.
    moment = made_at.astimezone(UTC).strftime("%Y-%m-%d %H:%M:%S")
    household = pseudonym(key, "household", one.household)
    return (
        pseudonym(key, "offer", one.offer),
        pseudonym(key, "enrolment", one.household),
        household,
        one.asked_on.isoformat(),
        str(EVENT_OF[one.kind]),
        "",
        "",
        "",
        "" if one.result is None else str(one.result.value),
        "" if one.ended_on is None else one.ended_on.isoformat(),
        moment,
        moment,
        "havn",
        "",
        export,
    )
