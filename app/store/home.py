"""The beds that are agreed for a household, and what is said of who knows of their houses."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from sqlalchemy import Date, bindparam, func, select

from app.store import picture_shelters
from app.store.picture_shelters import table
from app.store.stepping import beyond
from app.store.transactions import Tx
from app.store.walls import StepOut
from matching.situation import Compromise
from matching.vocabulary import NightSpan, ShelterId
from models.stay import StayRecord
from models.unit import UnitRecord
from models.words import StayState

_S, _U = table(StayRecord), table(UnitRecord)
_AGREED = (
    select(_S.c.nights, _U.c.shelter_id)
    .join(_U, _U.c.id == _S.c.unit_id)
    .where(
        _S.c.household_id == bindparam("household"),
        _S.c.state.in_((StayState.ACCEPTED, StayState.ARRIVED)),
        func.upper(_S.c.nights) > bindparam("night", type_=Date()),
    )
    .order_by(_S.c.id)
)


@dataclass(frozen=True, slots=True, repr=False)
class Bed:
    """An agreed bed: accepted, or hers already."""

    span: NightSpan
    shelter: ShelterId
    compromises: tuple[Compromise, ...]
    """Reports on the house that two persons have not cleared."""


@beyond(StepOut.MATCHING)
def agreed_from(tx: Tx, household: UUID, night: date) -> tuple[Bed, ...]:
    """Her beds of this night and later; a hold is none."""
    rows = tx.quick(_AGREED, {"household": household, "night": night}).all()
    if not rows:
        return ()
    reports: dict[ShelterId, list[Compromise]] = defaultdict(list)
    for one in picture_shelters.compromises(tx, frozenset(row.shelter_id for row in rows)):
        reports[one.shelter].append(one)
    houses = ((row, ShelterId(str(row.shelter_id))) for row in rows)
    return tuple(
        Bed(NightSpan(row.nights.start, row.nights.end), house, tuple(reports[house]))
        for row, house in houses
    )


def of_night(beds: tuple[Bed, ...], night: date) -> Bed | None:
    """The bed that is hers on a night; None when none is agreed."""
    return next((bed for bed in beds if night in bed.span), None)


def until(beds: tuple[Bed, ...], night: date) -> date | None:
    """When what is hers on a night ends; None when nothing is."""
    return max((bed.span.end for bed in beds if night in bed.span), default=None)
