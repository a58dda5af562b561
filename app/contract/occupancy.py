"""Which unit is taken in which night, over all houses at once; each reader is told her part of it."""

from __future__ import annotations

from datetime import date, datetime
from typing import Annotated
from uuid import UUID

from app.contract.base import Of, Told, Value
from matching.vocabulary import Region, ShelterKind, ShelterStatus
from models.words import BedState, OutOfServiceReason, StayState


class ClockAt(Value):
    """A date that her legal track sets; null is an end that nobody can know."""

    name: str
    due: date | None


class TakenSpan(Told):
    """Some nights in which a unit is somebody's.

    Unit: ``at`` nights after the first one that is told, ``nights`` long; a stay that began earlier
    begins at 0. Of a case on which the reader does not stand it is told that the unit is taken, as
    ``GET /shelters/{shelter}/beds`` tells it night by night: not by whom, and not where one stay
    ends and another begins.
    """

    at: Annotated[int, Of("free_units")]
    nights: Annotated[int, Of("free_units")]
    state: Annotated[BedState, Of("free_units")]
    case: Annotated[str | None, Of("who_is_where")]
    referral: Annotated[UUID | None, Of("case_id")]
    placement: Annotated[UUID | None, Of("placement_state")]
    stands: Annotated[StayState | None, Of("placement_state")]
    hold_until: Annotated[datetime | None, Of("placement_state")]
    limit: Annotated[int | None, Of("placement_state")]
    """The first night that the house does not allow any more; null when it has no limit."""
    clocks: Annotated[list[ClockAt] | None, Of("legal_track")]
    """Null of a case on which the reader does not stand."""


class Shut(Told):
    """Some nights in which a unit cannot be used."""

    at: Annotated[int, Of("free_units")]
    nights: Annotated[int, Of("free_units")]
    reason: Annotated[OutOfServiceReason, Of("free_units")]


class UnitNights(Told):
    """One unit and its nights; in all others it is free."""

    unit: Annotated[UUID, Of("free_units")]
    code: Annotated[str, Of("free_units")]
    beds: Annotated[int, Of("free_units")]
    taken: Annotated[list[TakenSpan], Of("free_units")]
    shut: Annotated[list[Shut], Of("free_units")]


class Intended(Told):
    """Nights that the last plan proposes for her in this house; it holds nothing."""

    referral: Annotated[UUID, Of("case_id")]
    case: Annotated[str, Of("case_pseudonym")]
    at: Annotated[int, Of("plans")]
    nights: Annotated[int, Of("plans")]
    units: Annotated[list[UUID], Of("offer_units")]
    """None of a later part of her way, which has a house and no unit yet."""


class HouseNights(Told):
    """One house: its limit, its units, and what is intended there."""

    shelter: Annotated[UUID, Of("shelter_name")]
    code_name: Annotated[str, Of("shelter_name")]
    kind: Annotated[ShelterKind, Of("shelter_name")]
    region: Annotated[Region, Of("region")]
    status: Annotated[ShelterStatus, Of("shelter_profile")]
    limit_known: Annotated[bool, Of("shelter_profile")]
    max_nights: Annotated[int | None, Of("shelter_profile")]
    """Null is no limit; where none is known, 42 nights count."""
    units: Annotated[list[UnitNights], Of("free_units")]
    intended: Annotated[list[Intended], Of("plans")]


class Occupancy(Told):
    """Units and nights from ``first`` on."""

    first: Annotated[date, Of("border")]
    nights: Annotated[int, Of("border")]
    houses: Annotated[list[HouseNights], Of("shelter_name")]
