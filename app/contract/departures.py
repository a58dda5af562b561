"""Leaving as it is planned and told, visits before it, and the hand-over to a municipality."""

from __future__ import annotations

from datetime import date, datetime
from typing import Annotated
from uuid import UUID

from app.contract.base import Day, Instant, Of, Sent, StrictBool, Told
from models.words import (
    Departure,
    Destination,
    HandOverState,
    VisitBy,
    VisitKind,
    VisitOutcome,
)


class Leaves(Sent):
    """How she means to leave; a part of the country and no place."""

    kind: Departure
    destination: Destination = Destination.NOT_SAID
    planned_on: Day | None = None


class DeparturePlanTold(Told):
    """How she means to leave."""

    placement: Annotated[UUID, Of("placement_state")]
    kind: Annotated[Departure, Of("departure_plans")]
    destination: Annotated[Destination, Of("departure_plans")]
    planned_on: Annotated[date | None, Of("departure_plans")]
    version: Annotated[int, Of("departure_plans")]


class NewVisit(Sent):
    """Who comes, for what, and when."""

    kind: VisitKind
    comes: VisitBy
    planned_at: Instant


class VisitOver(Sent):
    """What became of it."""

    outcome: VisitOutcome


class VisitTold(Told):
    """One visit."""

    id: Annotated[UUID, Of("visits")]
    kind: Annotated[VisitKind, Of("visits")]
    comes: Annotated[VisitBy, Of("visits")]
    planned_at: Annotated[datetime, Of("visits")]
    outcome: Annotated[VisitOutcome | None, Of("visits")]
    over_at: Annotated[datetime | None, Of("visits")]
    version: Annotated[int, Of("visits")]


class Visits(Told):
    """The visits to a resident."""

    visits: Annotated[list[VisitTold], Of("visits")]


class TakesOver(Sent):
    """Whether the municipality takes the case over."""

    accept: StrictBool


class HandOverTold(Told):
    """One offer of a case to a municipality."""

    id: Annotated[UUID, Of("hand_overs")]
    state: Annotated[HandOverState, Of("hand_overs")]
    offered_at: Annotated[datetime, Of("hand_overs")]
    answered_at: Annotated[datetime | None, Of("hand_overs")]


class HandOvers(Told):
    """Every such offer, the latest last."""

    hand_overs: Annotated[list[HandOverTold], Of("hand_overs")]
