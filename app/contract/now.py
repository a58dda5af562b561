"""What a coordinator sees first: who waits, how much is free, what came about while she was away."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated
from uuid import UUID

from app.contract.base import Of, Page, PriorityWord, SecurityWord, Told
from matching.plan import Assumed
from matching.vocabulary import Region, ShelterKind
from models.rights import Code
from models.words import PlacementState, ReferralState


class Waiter(Told):
    """Somebody who waits; her class and what is missing are those of this moment.

    Her level is not told here: nobody hears of it before it was judged (decision 0203).
    """

    referral: Annotated[UUID, Of("case_id")]
    code_name: Annotated[str, Of("case_pseudonym")]
    state: Annotated[ReferralState, Of("case_state")]
    received_at: Annotated[datetime, Of("call_tonight")]
    priority: Annotated[PriorityWord, Of("case_priority")]
    adults: Annotated[int, Of("people")]
    children: Annotated[int, Of("people")]
    has_place: Annotated[bool, Of("placement_state")]
    """She lives somewhere, and should not for long."""
    missing: Annotated[list[Assumed], Of("reasons")]
    """What nobody has answered, so that the worst is assumed of it."""


class Waiting(Page):
    """Everybody who waits, the most urgent class first, then who waits longest."""

    waiting: Annotated[list[Waiter], Of("case_pseudonym")]


class FreeUnits(Told):
    """Units of open houses of one region, level and kind tonight."""

    region: Annotated[Region, Of("region")]
    security: Annotated[SecurityWord, Of("security_features", by=(Code.BANDED,))]
    kind: Annotated[ShelterKind, Of("shelter_name")]
    houses: Annotated[int, Of("free_units")]
    units: Annotated[int, Of("free_units")]
    free: Annotated[int, Of("free_units")]
    fresh: Annotated[int, Of("free_units")]
    """Those free ones of houses which said so within the hours that a need tonight allows."""


class FreePage(Page):
    """All of them, by region, level and kind."""

    free: Annotated[list[FreeUnits], Of("free_units")]


class NewPlacement(Told):
    """A place that somebody has since then; where it is, its placement tells who may know."""

    placement: Annotated[UUID, Of("placement_state")]
    referral: Annotated[UUID, Of("case_id")]
    code_name: Annotated[str, Of("case_pseudonym")]
    state: Annotated[PlacementState, Of("placement_state")]
    made_at: Annotated[datetime, Of("placement_state")]
    acute: Annotated[bool, Of("placement_state")]
    """Made for the night that was then: to be looked at again, first of all."""


class Since(Page):
    """What came about since this person was last here, acute placements first."""

    since: Annotated[datetime | None, Of("own_session")]
    """When the session before this one was last used; null without one: then a day is told."""
    placements: Annotated[list[NewPlacement], Of("placement_state")]
