"""No to a house, hers or its own: how long it is not offered to her again (H11, domain 13)."""

from __future__ import annotations

from datetime import datetime, timedelta
from uuid import UUID, uuid4

from sqlalchemy import delete, update

from app.store import forms
from app.store.refusals import NotFound
from app.store.stepping import beyond
from app.store.transactions import Tx
from app.store.walls import StepOut
from models.continuity import DeclineRecord as Decline
from models.lifecycle import consequence
from models.refusal import RefusalRecord as Record
from models.words import Consequence, RefusalReason, RefusalReview

LATER = timedelta(hours=24)
"""A house that is full, or short of staff, may be asked again after a day."""


@beyond(StepOut.BOOKING)
def add(
    tx: Tx, offer: UUID, household: UUID, shelter: UUID, reason: RefusalReason, now: datetime
) -> Consequence:
    """The house said no; what that means for her next searches."""
    means = consequence(reason)
    forms.add(
        tx,
        Record,
        id=uuid4(),
        offer_id=offer,
        household_id=household,
        shelter_id=shelter,
        refused_at=now,
        bars_until=None if means is Consequence.NEVER_HERE else now + LATER,
    )
    return means


def review(tx: Tx, offer: UUID, found: RefusalReview, *, by: UUID, now: datetime) -> None:
    """The no stands, or keeps the house out of her options no more; the last word counts.

    Raises
    ------
    NotFound
        When the house said no such no.
    """
    done = tx.execute(
        update(Record)
        .where(Record.offer_id == offer)
        .values(review=found, reviewed_at=now, reviewed_by=by)
        .returning(Record.id)
        .execution_options(synchronize_session=False)
    ).one_or_none()
    if done is None:
        raise NotFound


@beyond(StepOut.MATCHING)
def lift(tx: Tx, household: UUID, shelter: UUID) -> None:
    """Her own no to this house is gone, since she asks for it.

    Raises
    ------
    NotFound
        When she said none.
    """
    gone = tx.execute(
        delete(Decline)
        .where(Decline.household_id == household, Decline.shelter_id == shelter)
        .returning(Decline.shelter_id)
        .execution_options(synchronize_session=False)
    ).one_or_none()
    if gone is None:
        raise NotFound
