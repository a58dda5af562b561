"""Where a household lives now, and what is said of who knows of that house."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from sqlalchemy import Date, Row, bindparam, select

from app.store import picture_shelters
from app.store.picture_shelters import table
from app.store.stepping import beyond
from app.store.transactions import Tx
from app.store.walls import StepOut
from matching.situation import Compromise
from matching.vocabulary import ShelterId
from models.stay import StayRecord
from models.unit import UnitRecord
from models.words import StayState

_S, _U = table(StayRecord), table(UnitRecord)
_TONIGHT = (
    select(_S.c.id, _S.c.household_id, _S.c.unit_id, _S.c.nights, _S.c.state, _U.c.shelter_id)
    .join(_U, _U.c.id == _S.c.unit_id)
    .where(
        _S.c.household_id == bindparam("household"),
        _S.c.state.in_((StayState.ACCEPTED, StayState.ARRIVED)),
        _S.c.nights.op("@>")(bindparam("night", type_=Date())),
    )
    .order_by(_S.c.id)
    .limit(1)
)


@dataclass(frozen=True, slots=True, repr=False)
class Home:
    """The agreed bed that is hers tonight."""

    bed: Row[Any]
    shelter: ShelterId
    compromises: tuple[Compromise, ...]
    """Reports on the house that two persons have not cleared."""


def until(home: Home | None) -> date | None:
    """When the bed ends that is hers tonight; None is none."""
    if home is None:
        return None
    end: date = home.bed.nights.end
    return end


@beyond(StepOut.MATCHING)
def tonight_of(tx: Tx, household: UUID, night: date) -> Home | None:
    """None when no bed is agreed for her; a hold is none."""
    bed = tx.quick(_TONIGHT, {"household": household, "night": night}).one_or_none()
    if bed is None:
        return None
    reports = picture_shelters.compromises(tx, frozenset({bed.shelter_id}))
    return Home(bed, ShelterId(str(bed.shelter_id)), reports)
