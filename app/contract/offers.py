"""Options, offers and placements, as told to a coordinator, to on-call and to a shelter.

Reasons are closed words; no distance, no place, no other household has a field. On-call reads a
code name and a region word. A shelter reads what concerns its own units, and of the case only what
she agreed to tell: how many, which bands, language, and a security routine instead of the threat.
"""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum
from typing import Annotated, Literal
from uuid import UUID

from pydantic import Field

from app.contract.base import Day, LevelWord, Nights, Page, PriorityWord, Sent, StrictBool, Told
from matching.vocabulary import (
    AgeBand,
    PlanMode,
    Region,
    ShelterKind,
)
from models.words import (
    DeclineReason,
    Departure,
    OfferState,
    PlacementState,
    RefusalReason,
)


class Result(StrEnum):
    """What a search came to."""

    OPTIONS = "OPTIONS"
    NO_SAFE_BED = "NO_SAFE_BED"
    KEEPS_HER_BED = "KEEPS_HER_BED"
    """The bed she has is at least as good as every other."""
    HAND_OVER = "HAND_OVER"
    """Never matched: child welfare's duty tonight (H17)."""


Routine = Annotated[int, Field(ge=1, le=4)]
"""Security routine 1-4: what a house does, instead of why."""


class Words(Told):
    """A word of a closed list: a code to translate, and its text."""

    code: str
    en: str
    no: str


class CostsTold(Told):
    """Costs of tiers 2-6 as whole numbers; bands, not distances."""

    risk: int
    changes: int
    wishes: int
    stability: int
    services: int
    stewardship: int


class OptionForCoordinator(Told):
    """One option with its reasons; ``offer`` is what can be held."""

    offer: UUID
    version: int
    rank: int
    shelter: UUID
    code_name: str
    kind: ShelterKind
    region: Region
    zone: str | None
    units: int
    nights: Nights
    mode: PlanMode
    ask_her: bool
    """Staying by exemption and moving on cost the same: she decides."""
    call_first: list[str]
    """Not empty: nothing can be held before the shelter was called about these rules."""
    why: list[Words]
    assumed: list[Words]
    costs: CostsTold


class OptionForOnCall(Told):
    """One option as on-call may tell it to her."""

    offer: UUID
    version: int
    rank: int
    shelter: UUID
    code_name: str
    kind: ShelterKind
    region: Region
    nights: Nights
    ask_her: bool
    call_first: bool
    why: list[Words]
    assumed: list[Words]


class Barred(Told):
    """Shelters that the same rules keep closed for her."""

    reasons: list[str]
    """Closed words; what is restricted reads the same whichever rule it is."""
    call_may_help: bool
    shelters: list[UUID]


class OptionsForCoordinator(Told):
    """Up to three options, shelters to call first, and for every other one the rules that bar it."""

    referral: UUID
    result: Result
    level: LevelWord
    priority: PriorityWord
    options: list[OptionForCoordinator]
    call_first: list[OptionForCoordinator]
    assumed: list[Words]
    barred: list[Barred]
    would_free: list[Words]
    next_steps: list[str]


class OptionsForOnCall(Told):
    """Up to three options and shelters to call first, in words for her."""

    referral: UUID
    result: Result
    options: list[OptionForOnCall]
    call_first: list[OptionForOnCall]
    assumed: list[Words]
    would_free: list[Words]
    next_steps: list[str]


class ShelterAnswer(Sent):
    """The shelter says yes or no; a reason goes with a no."""

    yes: StrictBool
    reason: RefusalReason | None = None


class Decline(Sent):
    """Her no; a reason is never asked for."""

    reason: DeclineReason = DeclineReason.NOT_SAID


class CallOff(Sent):
    """Why an agreed place is not used."""

    why: Literal["CANCELLED", "NOT_ARRIVED"]


class Leaving(Sent):
    """She left: the first night that she is not there any more, and where she went."""

    first_night_away: Day
    departure: Departure


class OfferForCoordinator(Told):
    """An offer on its way from proposed to taken."""

    id: UUID
    referral: UUID
    shelter: UUID
    code_name: str
    region: Region
    units: list[UUID]
    nights: Nights
    mode: PlanMode
    state: OfferState
    hold_until: datetime | None
    refusal_reason: RefusalReason | None
    decline_reason: DeclineReason | None
    placement: UUID | None
    version: int


class OfferForOnCall(Told):
    """An offer to a caller of one's own."""

    id: UUID
    referral: UUID
    shelter: UUID
    code_name: str
    region: Region
    nights: Nights
    state: OfferState
    hold_until: datetime | None
    placement: UUID | None
    version: int


class Brief(Told):
    """What she agreed to tell a shelter: who comes, and nothing of why."""

    adults: int
    children: list[AgeBand]
    languages: list[str]
    wheelchair: bool
    security_routine: Routine


class OfferOfShelter(Told):
    """What this shelter's act made of an offer; who comes is not kept with it but read anew."""

    id: UUID
    units: list[UUID]
    nights: Nights
    state: OfferState
    hold_until: datetime | None
    version: int


class OfferForShelter(OfferOfShelter):
    """What is asked of this shelter; without her consent it is a number of nights and units."""

    brief: Brief | None
    """Null without her consent, and once the offer is over."""


class OfferPage(Page):
    """A page of offers, each as this reader may know it."""

    offers: list[OfferForCoordinator | OfferForOnCall | OfferForShelter]


class PlacementForCoordinator(Told):
    """Where she lives, or will live."""

    id: UUID
    referral: UUID
    shelter: UUID
    code_name: str
    nights: Nights
    mode: PlanMode
    state: PlacementState
    arrived_at: datetime | None
    departure: Departure | None
    version: int


class PlacementForOnCall(Told):
    """That a caller of one's own has a place, and when."""

    id: UUID
    referral: UUID
    code_name: str
    nights: Nights
    state: PlacementState
    version: int


class PlacementOfShelter(Told):
    """What this shelter's act made of a placement; who lives there is not kept with it."""

    id: UUID
    units: list[UUID]
    nights: Nights
    state: PlacementState
    version: int


class PlacementForShelter(PlacementOfShelter):
    """Who comes to this shelter, as far as she agreed to tell it."""

    brief: Brief | None
    """Null without her consent, and once the placement is over."""


class PlacementPage(Page):
    """A page of placements, each as this reader may know it."""

    placements: list[PlacementForCoordinator | PlacementForOnCall | PlacementForShelter]
