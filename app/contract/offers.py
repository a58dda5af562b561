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

from app.contract.base import (
    Day,
    Language,
    LevelWord,
    Nights,
    Of,
    Page,
    PriorityWord,
    Sent,
    StrictBool,
    Told,
    Value,
)
from app.contract.ladder import RungTold
from app.contract.readers import Band
from app.contract.words import Words
from matching.vocabulary import (
    AgeBand,
    PlanMode,
    Region,
    ShelterKind,
)
from matching.why import Robustness
from models.rights import Code
from models.words import (
    ChoiceReason,
    DeclineReason,
    Departure,
    Destination,
    NonArrival,
    OfferState,
    PlacementState,
    RefusalReason,
    ToldWay,
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


class CostsTold(Value):
    """Costs of tiers 2-6 as whole numbers; bands, not distances."""

    risk: int
    changes: int
    wishes: int
    stability: int
    services: int
    stewardship: int


class Option(Told):
    """One option with its reasons; ``offer`` is what can be held."""

    offer: Annotated[UUID, Of("offers")]
    version: Annotated[int, Of("offers")]
    rank: Annotated[int, Of("offers")]
    shelter: Annotated[UUID, Of("shelter_name")]
    code_name: Annotated[str, Of("shelter_name")]
    kind: Annotated[ShelterKind, Of("shelter_name")]
    region: Annotated[Region, Of("region")]
    zone: Annotated[str | None, Of("zone")]
    units: Annotated[int, Of("offer_units")]
    nights: Annotated[Nights, Of("offers")]
    mode: Annotated[PlanMode, Of("plan_mode")]
    ask_her: Annotated[bool, Of("reasons")]
    """Staying by exemption and moving on cost the same: she decides."""
    call_first: Annotated[list[str], Of("reasons_in_full", band=Band(bool, bool))]
    """Not empty: nothing can be held before the shelter was called about these rules."""
    why: Annotated[list[Words], Of("reasons")]
    to_say: Annotated[list[Words], Of("reasons")]
    """The option in plain words for her, without the name of a place: read it out in this order."""
    duties: Annotated[str | None, Of("reasons")]
    """What everybody does there, in the house's words; null when they may name a place."""
    assumed: Annotated[list[Words], Of("reasons")]
    costs: Annotated[CostsTold, Of("reasons_in_full")]
    sensitivity: Annotated[Robustness, Of("reasons_in_full")]
    """FRAGILE: a radius grown by half would bar the house."""


class Barred(Value):
    """Shelters that the same rules keep closed for her."""

    reasons: list[str]
    """Closed words; what is restricted reads the same whichever rule it is."""
    call_may_help: bool
    shelters: list[UUID]


class Options(Told):
    """Up to three options, shelters to call first, and for every other one the rules that bar it."""

    referral: Annotated[UUID, Of("case_id")]
    result: Annotated[Result, Of("offers")]
    level: Annotated[LevelWord | None, Of("threat_level")]
    """Null until somebody has judged it (domain 3.3)."""
    priority: Annotated[PriorityWord, Of("case_priority")]
    options: Annotated[list[Option], Of("offers")]
    call_first: Annotated[list[Option], Of("offers")]
    assumed: Annotated[list[Words], Of("reasons")]
    barred: Annotated[list[Barred], Of("reasons_in_full")]
    would_free: Annotated[list[Words], Of("reasons")]
    next_steps: Annotated[list[str], Of("reasons")]
    ladder: Annotated[list[RungTold], Of("tasks")]
    """Only without a safe bed: who is doing what until when."""
    say: Annotated[list[Words], Of("reasons")]
    """Only without a safe bed: what she is told; never an empty page."""
    prices: Annotated[str, Of("plan_runs")]
    """USED: where all of hers ties, what others need more comes later; OLD, NONE: it could not."""


class Chosen(Sent):
    """Why this option and not another one, in one word (SG12)."""

    reason: ChoiceReason


class ChoiceCount(Value):
    """How often an option of that place was chosen when so many were shown, and how often taken."""

    shown: int
    rank: int
    reason: ChoiceReason | None
    """Null where nobody was asked for a word, as on the telephone."""
    asked: int
    taken: int


class ChoiceCounts(Told):
    """Whether the first option is taken because it is the first (SG12)."""

    counts: Annotated[list[ChoiceCount], Of("choices")]


class ShelterAnswer(Sent):
    """The shelter says yes or no; a reason goes with a no."""

    yes: StrictBool
    reason: RefusalReason | None = None


class Shown(Sent):
    """In which language she was told of it, and how."""

    language: Language
    way: ToldWay


class Decline(Sent):
    """Her no; a reason is never asked for."""

    reason: DeclineReason = DeclineReason.NOT_SAID


class CallOff(Sent):
    """Why an agreed place is not used."""

    why: Literal["CANCELLED", "NOT_ARRIVED"]
    reason: NonArrival | None = None
    """Why she did not come; left out, nobody knows yet."""


class Leaving(Sent):
    """She left: the first night that she is not there any more, and where she went."""

    first_night_away: Day
    departure: Departure
    destination: Destination = Destination.NOT_SAID
    """A part of the country and no place."""


class Brief(Told):
    """What she agreed to tell a shelter: who comes, and nothing of why."""

    adults: Annotated[int, Of("people")]
    children: Annotated[list[AgeBand], Of("people")]
    languages: Annotated[list[str], Of("languages")]
    wheelchair: Annotated[bool, Of("health", by=(Code.BANDED,))]
    security_routine: Annotated[Routine, Of("threat_level", by=(Code.BANDED,))]


class OfferMoved(Told):
    """What an act made of an offer; who comes is not kept with it but read anew."""

    id: Annotated[UUID, Of("offers")]
    referral: Annotated[UUID, Of("case_id")]
    shelter: Annotated[UUID, Of("offer_leads_to")]
    code_name: Annotated[str, Of("offer_leads_to")]
    region: Annotated[Region, Of("offer_leads_to")]
    units: Annotated[list[UUID], Of("offer_units")]
    nights: Annotated[Nights, Of("offers")]
    mode: Annotated[PlanMode, Of("plan_mode")]
    state: Annotated[OfferState, Of("offers")]
    hold_until: Annotated[datetime | None, Of("offers")]
    refusal_reason: Annotated[RefusalReason | None, Of("reasons_in_full")]
    decline_reason: Annotated[DeclineReason | None, Of("reasons_in_full")]
    placement: Annotated[UUID | None, Of("offer_leads_to")]
    next_offer: Annotated[UUID | None, Of("reasons")]
    """What she may choose instead, at once; null when somebody has to search anew."""
    version: Annotated[int, Of("offers")]


class Offer(OfferMoved):
    """An offer on its way from proposed to taken, with what its house is told of who comes."""

    said: Annotated[list[str] | None, Of("reasons")]
    """Codes of the words in which it is told to her."""
    shown_language: Annotated[str | None, Of("reasons")]
    shown_way: Annotated[ToldWay | None, Of("reasons")]
    brief: Annotated[Brief | None, Of("brief")]
    """Null without her consent, and once the offer is over."""


class OfferPage(Page):
    """A page of offers, each as this reader may know it."""

    offers: Annotated[list[Offer], Of("offers")]


class PlacementMoved(Told):
    """What an act made of a placement; who lives there is not kept with it."""

    id: Annotated[UUID, Of("placement_state")]
    referral: Annotated[UUID, Of("case_id")]
    shelter: Annotated[UUID, Of("where_she_lives")]
    code_name: Annotated[str, Of("where_she_lives")]
    units: Annotated[list[UUID], Of("who_is_where")]
    nights: Annotated[Nights, Of("placement_state")]
    mode: Annotated[PlanMode, Of("plan_mode")]
    state: Annotated[PlacementState, Of("placement_state")]
    arrived_at: Annotated[datetime | None, Of("where_she_lives")]
    departure: Annotated[Departure | None, Of("where_she_lives")]
    destination: Annotated[Destination | None, Of("where_she_lives")]
    version: Annotated[int, Of("placement_state")]


class Placement(PlacementMoved):
    """Where she lives, or will live, with what its house is told of who comes."""

    brief: Annotated[Brief | None, Of("brief")]
    """Null without her consent, and once the placement is over."""


class PlacementPage(Page):
    """A page of placements, each as this reader may know it."""

    placements: Annotated[list[Placement], Of("placement_state")]
