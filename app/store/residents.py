"""People who lived in a house before havn knew it: each a case with a placement from its first day.

Written in bulk, a statement per table. The constraints of bookings judge these rows like any other.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from app.store import forms
from app.store.transactions import Tx
from matching.vocabulary import (
    AgeBand,
    Answer,
    Gender,
    MemberRole,
    NightSpan,
    PlanMode,
    TargetGroup,
    ThreatLevel,
    Together,
)
from models.household import HouseholdRecord, PersonRecord
from models.placement import PlacementRecord
from models.referral import ReferralRecord
from models.stay import StayRecord
from models.threat import ThreatAssessmentRecord
from models.words import (
    Channel,
    LevelAnswer,
    PlacementState,
    ReferralState,
    ReferrerKind,
    Role,
    StayState,
)


@dataclass(frozen=True, slots=True, repr=False)
class Member:
    """One of the people, by band."""

    role: MemberRole
    age_band: AgeBand
    gender: Gender


@dataclass(frozen=True, slots=True, repr=False)
class Resident:
    """A household and where it lives, or will live from a later night on."""

    name: str
    """By which its ids are made; it is not stored."""
    code_names: tuple[str, str]
    """Of the referral and of the household."""
    members: tuple[Member, ...]
    level: ThreatLevel
    target_group: TargetGroup | None
    languages: tuple[str, ...]
    shelter: UUID
    units: tuple[UUID, ...]
    nights: NightSpan
    arrived: bool


def add(
    tx: Tx,
    residents: Sequence[Resident],
    *,
    new_id: Callable[[str, str], UUID],
    by: UUID,
    rule_set: str,
    now: datetime,
) -> None:
    """They live there; the level was judged now, by a coordinator.

    Raises
    ------
    UnitTaken, AlreadyPlaced
        When two of them would have one unit, or one of them two placements, in one night.
    """
    told = [_Rows(r, new_id, by, rule_set, now) for r in residents]
    forms.add_all(tx, ReferralRecord, [t.referral() for t in told])
    forms.add_all(tx, HouseholdRecord, [t.household() for t in told])
    forms.add_all(tx, PersonRecord, [row for t in told for row in t.people()])
    forms.add_all(tx, ThreatAssessmentRecord, [t.assessment() for t in told])
    forms.add_all(tx, PlacementRecord, [t.placement() for t in told])
    forms.add_all(tx, StayRecord, [row for t in told for row in t.stays()])


class _Rows:
    """The rows of one resident household."""

    def __init__(
        self,
        resident: Resident,
        new_id: Callable[[str, str], UUID],
        by: UUID,
        rule_set: str,
        now: datetime,
    ) -> None:
        self.of, self.by, self.rule_set, self.now = resident, by, rule_set, now
        self.id = {
            what: new_id(what, resident.name)
            for what in ("referral", "reference", "household", "assessment", "placement")
        }
        self.new_id = new_id

    def referral(self) -> dict[str, Any]:
        """How it came: long ago, on paper, by whom nobody says."""
        return {
            "id": self.id["referral"],
            "code_name": self.of.code_names[0],
            "referrer_reference": self.id["reference"],
            "received_at": self.now,
            "channel": Channel.FORM,
            "referrer_kind": ReferrerKind.CRISIS_CENTRE,
            "referrer_account_id": self.by,
            "she_knows": Answer.YES,
            "tonight_need": Answer.NO,
            "state": ReferralState.IN_STAY if self.of.arrived else ReferralState.ACCEPTED,
            "version": 1,
        }

    def household(self) -> dict[str, Any]:
        """What a house must know of it; what nobody asked is left out."""
        return {
            "id": self.id["household"],
            "referral_id": self.id["referral"],
            "code_name": self.of.code_names[1],
            "together": Together.MUST,
            "members_known": Answer.YES,
            "needed_from": self.of.nights.start,
            "planned_until": self.of.nights.end,
            "wants_move": Answer.NO,
            "target_group": self.of.target_group,
            "languages": list(self.of.languages) or None,
            "version": 1,
        }

    def people(self) -> list[dict[str, Any]]:
        """Its members."""
        return [
            {
                "id": self.new_id("person", f"{self.of.name}/{number}"),
                "household_id": self.id["household"],
                "role": member.role,
                "age_band": member.age_band,
                "gender": member.gender,
            }
            for number, member in enumerate(self.of.members)
        ]

    def assessment(self) -> dict[str, Any]:
        """What a coordinator says of the danger."""
        return {
            "id": self.id["assessment"],
            "household_id": self.id["household"],
            "level_human": LevelAnswer[self.of.level.name],
            "assessed_at": self.now,
            "assessed_by": self.by,
            "by_role": Role.COORDINATOR,
        }

    def placement(self) -> dict[str, Any]:
        """Where it lives."""
        return {
            "id": self.id["placement"],
            "household_id": self.id["household"],
            "shelter_id": self.of.shelter,
            "nights": self.of.nights,
            "mode": PlanMode.WITHIN_LIMIT,
            "state": PlacementState.ARRIVED if self.of.arrived else PlacementState.ACCEPTED,
            "rule_set": self.rule_set,
            "created_at": self.now,
            "arrived_at": self.now if self.of.arrived else None,
            "version": 1,
        }

    def stays(self) -> list[dict[str, Any]]:
        """The units it has."""
        return [
            {
                "id": self.new_id("stay", f"{self.of.name}/{unit}"),
                "unit_id": unit,
                "household_id": self.id["household"],
                "nights": self.of.nights,
                "state": StayState.ARRIVED if self.of.arrived else StayState.ACCEPTED,
                "placement_id": self.id["placement"],
                "created_at": self.now,
                "created_by": self.by,
            }
            for unit in self.of.units
        ]
