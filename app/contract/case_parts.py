"""The parts of a case as they are read back, so that whoever goes on with a form loses none of them.

What she said of the threat is read by those who stand on the case; a coordinator shows again who she
is first. The floor is no part of it: it is told after a judgement (domain 3.3).
"""

from __future__ import annotations

from datetime import date, datetime
from typing import Annotated
from uuid import UUID

from app.contract.base import LevelWord, Of, Told, Value
from matching.vocabulary import (
    AgeBand,
    Answer,
    ContinuityKind,
    Criticality,
    Gender,
    InstrumentBand,
    MemberRole,
    Region,
    ServiceType,
    WishKind,
    WishStrength,
)
from models.rights import Code
from models.words import Instrument, LevelAnswer, Question, Role, Source, ThreatReply


class PlaceOfCase(Value):
    """A place by its code, and what the gazetteer calls it."""

    code: str
    name: str


class MemberInFull(Told):
    """One person of the household with what was said of her; what protects her stands elsewhere."""

    role: Annotated[MemberRole, Of("people")]
    age_band: Annotated[AgeBand, Of("people")]
    gender: Annotated[Gender, Of("people")]
    apparent_minor: Annotated[Answer | None, Of("people")]
    reads: Annotated[Answer | None, Of("languages")]
    languages: Annotated[list[str] | None, Of("languages")]


class NeedTold(Value):
    """Something she must be able to reach."""

    service: ServiceType
    criticality: Criticality
    max_minutes: int | None
    until: date | None


class WishTold(Value):
    """One of her wishes."""

    rank: int
    kind: WishKind
    strength: WishStrength
    region: Region | None
    place: PlaceOfCase | None
    service: ServiceType | None


class NoGoTold(Value):
    """A place she will not go to."""

    place: PlaceOfCase
    radius_km: float


class RunningTold(Value):
    """Something that a move would break, and the zones from which it can go on."""

    kind: ContinuityKind
    zones: list[str]
    until: date | None


class RouteTold(Value):
    """A way of those she fears."""

    stops: list[PlaceOfCase]
    last_confirmed: date | None


class CaseParts(Told):
    """All parts of a case that are sent as a whole."""

    members: Annotated[list[MemberInFull], Of("people")]
    where_now: Annotated[PlaceOfCase | None, Of("whereabouts")]
    stands_out_in: Annotated[list[Region] | None, Of("whereabouts")]
    needs: Annotated[list[NeedTold], Of("needs")]
    wishes: Annotated[list[WishTold], Of("wishes")]
    no_go: Annotated[list[NoGoTold], Of("wishes")]
    found_at: Annotated[list[UUID], Of("found_at")]
    running: Annotated[list[RunningTold], Of("case_planning")]
    routes: Annotated[list[RouteTold], Of("danger_places")]
    networks: Annotated[list[UUID], Of("actors")]
    version: Annotated[int, Of("case_pseudonym")]


class AnswerTold(Value):
    """One reply of the threat picture: whose word it is, and since when it is known."""

    question: Question
    reply: ThreatReply
    source: Source
    known_at: datetime
    last_on: date | None


class InstrumentTold(Value):
    """The band of an outside instrument."""

    instrument: Instrument
    band: InstrumentBand
    done_on: date | None


class JudgementTold(Value):
    """What somebody judged, by her role."""

    level: LevelAnswer
    by_role: Role
    at: datetime


class LoweringTold(Value):
    """A level below the floor that two persons set, and until when."""

    to: LevelWord
    expires_on: date


class ThreatPicture(Told):
    """The threat as she tells it, and what professionals found and judged."""

    answers: Annotated[list[AnswerTold], Of("threat_answers", by=(Code.STEP_UP,))]
    instruments: Annotated[list[InstrumentTold], Of("threat_answers", by=(Code.STEP_UP,))]
    lowering: Annotated[LoweringTold | None, Of("threat_answers", by=(Code.STEP_UP,))]
    nationwide: Annotated[Answer | None, Of("threat_level")]
    judgements: Annotated[list[JudgementTold], Of("threat_level")]
