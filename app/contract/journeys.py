"""The way to a house as it is planned and told: a public place in a town, never the house."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, Self
from uuid import UUID

from pydantic import model_validator

from app.contract.base import Instant, Of, PlaceCode, Sent, Told
from models.words import Escort, IfMissing, Means, MeetingPlace, PhoneOnTheWay


class Way(Sent):
    """How she travels; what is left out is not settled, and counts as the worse."""

    met_at: MeetingPlace
    met_in: PlaceCode
    """A town or municipality of the gazetteer."""
    means: Means
    escort: Escort = Escort.UNKNOWN
    handset: PhoneOnTheWay = PhoneOnTheWay.UNKNOWN
    leaves_at: Instant | None = None
    arrive_by: Instant
    if_missing: IfMissing = IfMissing.WAIT

    @model_validator(mode="after")
    def _arrives_after_leaving(self) -> Self:
        if self.leaves_at is not None and self.arrive_by <= self.leaves_at:
            raise ValueError("arrives_after_leaving")
        return self


class WayTold(Told):
    """The way as it is planned."""

    offer: Annotated[UUID, Of("journeys")]
    met_at: Annotated[MeetingPlace, Of("journeys")]
    met_in: Annotated[str, Of("journeys")]
    met_in_name: Annotated[str | None, Of("journeys")]
    """The town of that code; null when the gazetteer has it no more."""
    means: Annotated[Means, Of("journeys")]
    escort: Annotated[Escort, Of("journeys")]
    handset: Annotated[PhoneOnTheWay, Of("journeys")]
    may_be_followed: Annotated[bool, Of("journeys")]
    """Her telephone is with her, or nobody knows, and it is not known that nobody tracks it."""
    leaves_at: Annotated[datetime | None, Of("journeys")]
    arrive_by: Annotated[datetime, Of("journeys")]
    if_missing: Annotated[IfMissing, Of("journeys")]
    set_out_at: Annotated[datetime | None, Of("journeys")]
    version: Annotated[int, Of("journeys")]
