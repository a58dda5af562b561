"""What the police say of own cases, as it is sent and told; nothing in it names a house or a person."""

from __future__ import annotations

from datetime import date
from typing import Annotated, Self
from uuid import UUID

from pydantic import Field, model_validator

from app.contract.base import Day, LevelWord, Of, PlaceCode, Sent, StrictBool, Told
from app.contract.cases import BandKm, InstrumentResult
from matching.vocabulary import ActorStatus, Answer, AreaKind, CompromiseLevel, Precision
from models.words import LevelAnswer, Question


class Known(Sent):
    """Something of the threat picture that the police know to be so; Q01 is hers alone to say.

    That something is not so, or not known, they cannot say alone: it would take away what counts.
    """

    question: Question
    last_on: Day | None = None
    """Q04 alone: when he was last known to search."""

    @model_validator(mode="after")
    def _fits(self) -> Self:
        if self.question is Question.Q01:
            raise ValueError("hers_to_say")
        if self.last_on is not None and self.question is not Question.Q04:
            raise ValueError("date_for_searching_only")
        return self


class PoliceAssessment(Sent):
    """One judgement; the level is given before the floor is shown (domain 3.3)."""

    level: LevelAnswer
    known: Annotated[list[Known], Field(max_length=11)] = Field(default_factory=list)
    instruments: Annotated[list[InstrumentResult], Field(max_length=10)] = Field(
        default_factory=list
    )

    @model_validator(mode="after")
    def _each_once(self) -> Self:
        if len({one.question for one in self.known}) != len(self.known):
            raise ValueError("each_once")
        return self


class PoliceThreat(Told):
    """The level that every rule reads, after a judgement."""

    level: Annotated[LevelWord, Of("threat_level")]
    floor: Annotated[LevelWord, Of("threat_level")]
    review_due: Annotated[date | None, Of("threat_level")]


class PoliceArea(Sent):
    """A place of the gazetteer that is dangerous to her."""

    place: PlaceCode
    kind: AreaKind
    precision: Precision = Precision.MUNICIPALITY
    reported_radius_km: BandKm | None = None
    last_confirmed: Day | None = None
    actor: UUID | None = None


class Whereabouts(Sent):
    """Where somebody she fears is; what is not known is at large."""

    status: ActorStatus
    custody_until: Day | None = None
    others_at_large: Answer = Answer.UNKNOWN

    @model_validator(mode="after")
    def _custody_has_the_date(self) -> Self:
        if self.custody_until is not None and self.status is not ActorStatus.CUSTODY:
            raise ValueError("custody_has_the_date")
        return self


class Found(Sent):
    """Somebody she fears may know, or knows, where she lives; the house is never named."""

    actor: UUID
    level: CompromiseLevel


class Consulted(Sent):
    """The police of where she lives have looked at the move; ``receiving``: and where she goes."""

    receiving: StrictBool


class Said(Told):
    """It was taken."""

    id: Annotated[UUID, Of("own_acts")]
