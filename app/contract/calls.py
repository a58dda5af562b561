"""A call in one request: nine answers there, safe options back, however often and in pieces.

The call's id and the number of its revision are made on the device, so that the same call is one
case whether it came over a good line, in pieces, twice, or sealed the next day (issue 7).
"""

from __future__ import annotations

from datetime import datetime
from typing import Annotated
from uuid import UUID

from pydantic import Field

from app.contract.base import (
    NAMES_NOBODY,
    Instant,
    LevelWord,
    Nights,
    Of,
    Sent,
    StrictInt,
    Told,
)
from app.contract.cases import PhoneReferral
from app.contract.offers import Result
from app.contract.words import Words
from app.phone.notes import LONGEST
from matching.vocabulary import Answer, Region, ShelterKind
from models.words import FreeLevel, ReferralState, TaskKind

OneLine = Annotated[str, Field(min_length=1, max_length=LONGEST), NAMES_NOBODY]
CodeWord = Annotated[str, Field(min_length=2, max_length=20)]


class CallSent(Sent):
    """A call as it stands now: all of the nine answers, and what was asked beside them."""

    call: UUID
    revision: Annotated[StrictInt, Field(ge=1, le=100_000)]
    """Counts up on the device; answers of an older one that comes later change nothing."""
    answers: PhoneReferral
    threat_to_kill: Answer | None = None
    serious_violence: Answer | None = None
    searching: Answer | None = None
    reported: Answer | None = None
    code_word: CodeWord | None = None
    call_back_at: Instant | None = None
    note: OneLine | None = None


class SealedContent(CallSent):
    """The same as a device sealed it; ``taken_at`` is by the device's clock, however wrong."""

    taken_at: Instant


class SealedCall(Sent):
    """A call that waited for the line; only the service can open it."""

    call: UUID
    key_id: Annotated[str, Field(pattern=r"^[0-9a-f]{12}$")]
    sealed: Annotated[str, Field(pattern=r"^[A-Za-z0-9+/]{60,40000}={0,2}$")]


class CallOption(Told):
    """A place that passes every rule, by code name and region word; why, in closed words by code."""

    offer: Annotated[UUID, Of("offers")]
    version: Annotated[int, Of("offers")]
    code_name: Annotated[str, Of("shelter_name")]
    kind: Annotated[ShelterKind, Of("shelter_name")]
    region: Annotated[Region, Of("region")]
    nights: Annotated[Nights, Of("offers")]
    there: Annotated[list[str], Of("reasons")]
    """What kind of place it is, what is there, how long: codes of the words that are said to her."""
    why: Annotated[list[str], Of("reasons")]


class CallRung(Told):
    """The step of the ladder that somebody is at now, until when, and what she is told meanwhile."""

    kind: Annotated[TaskKind, Of("tasks")]
    due_at: Annotated[datetime, Of("tasks")]
    say: Annotated[Words, Of("reasons")]


class CallTold(Told):
    """What a call came to: up to three options, and the shelters to call first."""

    referral: Annotated[UUID, Of("case_id")]
    code_name: Annotated[str, Of("case_pseudonym")]
    result: Annotated[Result, Of("offers")]
    level: Annotated[LevelWord, Of("threat_level")]
    options: Annotated[list[CallOption], Of("offers")]
    call_first: Annotated[list[CallOption], Of("offers")]
    assumed: Annotated[list[str], Of("reasons")]
    next_steps: Annotated[list[str], Of("reasons")]
    rung: Annotated[CallRung | None, Of("tasks")]
    """Only without a safe bed."""
    say: Annotated[list[Words], Of("reasons")]
    """Only without a safe bed: what she is told; never an empty page."""


class CallTaken(Told):
    """A sealed call was taken: under this name it is spoken of."""

    code_name: Annotated[str, Of("case_pseudonym")]


class OpenCall(Told):
    """A call that is not over."""

    referral: Annotated[UUID, Of("case_id")]
    code_name: Annotated[str, Of("case_pseudonym")]
    state: Annotated[ReferralState, Of("case_state")]
    received_at: Annotated[datetime, Of("call_tonight")]
    safe_until: Annotated[datetime | None, Of("safe_contact")]
    call_back_at: Annotated[datetime | None, Of("phone_calls")]


class OpenCalls(Told):
    """All calls of this worker that are not over, promised call-backs first."""

    calls: Annotated[list[OpenCall], Of("case_pseudonym")]


class CodeWordSent(Sent):
    """The word that somebody who calls back says."""

    word: CodeWord


class CodeWordTold(Told):
    """Whether it is the word that was agreed."""

    same: Annotated[bool, Of("safe_contact")]


class TravelSent(Sent):
    """How she gets there."""

    pick_up: Answer | None = None
    alone: Answer | None = None
    phone_left: Answer | None = None
    meeting_point: OneLine | None = None


class TravelNoted(Told):
    """It is noted."""

    id: Annotated[UUID, Of("placement_state")]


class LevelOfRegion(Told):
    """How much seemed free there that evening."""

    region: Annotated[Region, Of("printed_list")]
    level: Annotated[FreeLevel, Of("printed_list")]


class FallbackList(Told):
    """What may stand on paper: switchboards, and levels by region; no house, no place."""

    made_at: Annotated[datetime, Of("printed_list")]
    switchboards: Annotated[list[str], Of("printed_list")]
    levels: Annotated[list[LevelOfRegion], Of("printed_list")]
