"""How long she may stay in a house: its limit, what was granted beyond, and whose stay ends soon."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID, uuid5

from sqlalchemy import func, select, true
from sqlalchemy.orm import aliased

from app.store import forms
from app.store.stepping import beyond
from app.store.transactions import Tx
from app.store.walls import StepOut
from matching.vocabulary import Exemption
from models.household import HouseholdRecord
from models.placement import PlacementRecord, StayExemptionRecord
from models.policy import StayPolicyRecord
from models.referral import ReferralRecord
from models.words import PlacementState, ReferralState

LOOK_BACK = timedelta(days=365)
"""How far back nights in a house count against its limit (H09)."""
UNKNOWN_LIMIT = 42
"""Nights that count where a house has not said its limit (H09)."""


@dataclass(frozen=True, slots=True, repr=False)
class Stay:
    """What a house allows this household, in nights; ``max_nights`` null is no limit."""

    limit_known: bool
    max_nights: int | None
    exemption: Exemption | None
    exempt_max_nights: int
    exempted: int
    """Nights granted beyond the limit, in the year before she came and since."""
    used: int
    """Nights that she had there in that year, in stays that are over."""

    @property
    def allowed(self) -> int | None:
        """Nights of this stay that she may have by now; None is no limit."""
        limit = self.max_nights if self.limit_known else UNKNOWN_LIMIT
        return None if limit is None else max(0, limit + self.exempted - self.used)


@dataclass(frozen=True, slots=True, repr=False)
class Ending:
    """A stay that ends soon."""

    placement: UUID
    referral: UUID
    ends: date
    by_limit: bool
    """It ends because the house allows no more, and not because it was planned so."""

    @property
    def subject(self) -> UUID:
        """What the warning is about: another end is another warning."""
        return warning_of(self.placement, self.ends)


def warning_of(placement: UUID, ends: date) -> UUID:
    """The warning that this placement ends on this day."""
    return uuid5(placement, ends.isoformat())


@beyond(StepOut.BOOKING)
def find(tx: Tx, placement: UUID) -> Stay:
    """The limit of the house in which she lives; a house that said nothing has the unknown one."""
    p, y, e = PlacementRecord, StayPolicyRecord, StayExemptionRecord
    before = aliased(PlacementRecord)
    came = func.lower(p.nights)
    earliest = came - LOOK_BACK.days
    granted = (
        select(func.coalesce(func.sum(e.nights), 0))
        .outerjoin(before, before.id == e.placement_id)
        .where(
            e.household_id == p.household_id,
            e.shelter_id == p.shelter_id,
            func.coalesce(func.upper(before.nights) > earliest, true()),
        )
        .correlate(p)
        .scalar_subquery()
    )
    stay = func.upper(before.nights) - func.greatest(func.lower(before.nights), earliest)
    used = (
        select(func.coalesce(func.sum(func.greatest(0, stay)), 0))
        .where(
            before.household_id == p.household_id,
            before.shelter_id == p.shelter_id,
            before.state == PlacementState.ENDED,
            func.upper(before.nights) <= came,
        )
        .correlate(p)
        .scalar_subquery()
    )
    row = tx.execute(
        select(
            y.limit_known,
            y.max_nights,
            y.exemption,
            y.exempt_max_nights,
            granted.label("granted"),
            used.label("used"),
        )
        .select_from(p)
        .outerjoin(y, y.shelter_id == p.shelter_id)
        .where(p.id == placement)
    ).one()
    return Stay(
        bool(row.limit_known),
        row.max_nights,
        row.exemption,
        row.exempt_max_nights or 0,
        int(row.granted),
        int(row.used),
    )


def exemptions(tx: Tx, placement: UUID) -> list[dict[str, Any]]:
    """What was granted for this placement, the first one first."""
    e = StayExemptionRecord
    query = (
        select(e.id, e.months, e.nights, e.decider, e.reason, e.decided_at, e.cover_note)
        .where(e.placement_id == placement)
        .order_by(e.decided_at, e.id)
    )
    return [dict(row._mapping) for row in tx.execute(query)]


def add_exemption(tx: Tx, **values: Any) -> None:  # noqa: ANN401 - its columns
    """She may stay longer than the house's limit."""
    forms.add(tx, StayExemptionRecord, **values)


@beyond(StepOut.BOOKING)
def ending(tx: Tx, until: date) -> list[Ending]:
    """Stays of those who live there that end until that day, the first end first."""
    p, h, y = PlacementRecord, HouseholdRecord, StayPolicyRecord
    end = func.upper(p.nights)
    nights = end - func.lower(p.nights)
    query = (
        select(
            p.id,
            h.referral_id,
            end.label("ends"),
            (y.limit_known.is_not(True) | (nights >= y.max_nights)).label("by_limit"),
        )
        .join(h, h.id == p.household_id)
        .outerjoin(y, y.shelter_id == p.shelter_id)
        .where(p.state == PlacementState.ARRIVED, end <= until)
        .order_by(end, p.id)
    )
    return [
        Ending(row.id, row.referral_id, row.ends, bool(row.by_limit)) for row in tx.execute(query)
    ]


@beyond(StepOut.BOOKING)
def came_before(tx: Tx, at: datetime) -> list[UUID]:
    """Households that came before that instant and whose case still says that they have arrived."""
    p, h, r = PlacementRecord, HouseholdRecord, ReferralRecord
    query = (
        select(h.id)
        .join(p, p.household_id == h.id)
        .join(r, r.id == h.referral_id)
        .where(
            p.state == PlacementState.ARRIVED,
            p.arrived_at <= at,
            r.state == ReferralState.ARRIVED,
        )
        .order_by(h.id)
    )
    return list(tx.execute(query).scalars())
