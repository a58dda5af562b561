"""Days on which she must be in court: nobody moves her around them without need (domain O19)."""

from __future__ import annotations

from datetime import date
from uuid import UUID, uuid5

from sqlalchemy import select

from app.store.stepping import beyond
from app.store.transactions import Tx
from app.store.walls import StepOut
from matching.vocabulary import ContinuityKind
from models.continuity import ContinuityRecord


@beyond(StepOut.BOOKING)
def days_of(tx: Tx, household: UUID) -> list[date]:
    """The days in court that are known, the first one first."""
    c = ContinuityRecord
    query = select(c.until).where(
        c.household_id == household,
        c.kind == ContinuityKind.COURT,
        c.until.is_not(None),
    )
    return [day for day in tx.execute(query.order_by(c.until)).scalars() if day is not None]


def escort_to(household: UUID, day: date) -> UUID:
    """What the task is about in which she is taken to court that day."""
    return uuid5(household, f"court/{day.isoformat()}")
