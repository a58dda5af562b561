"""Reviews of what a resident needs: due on their days, done with a finding."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any
from uuid import UUID, uuid4

from sqlalchemy import select, update
from sqlalchemy.dialects.postgresql import insert as upsert

from app.store.refusals import NotFound, WrongState
from app.store.stepping import beyond
from app.store.transactions import Tx
from app.store.walls import StepOut
from models.review import StayReviewRecord as Review
from models.words import ReviewFinding


@beyond(StepOut.BOOKING)
def begin(tx: Tx, placement: UUID, days: Mapping[int, datetime]) -> dict[int, UUID]:
    """These reviews are due, also where she is said to have come anew; the open ones by their day."""
    rows = [
        {"id": uuid4(), "placement_id": placement, "day": day, "due_at": due}
        for day, due in days.items()
    ]
    new = upsert(Review).values(rows)
    due = new.on_conflict_do_update(
        index_elements=["placement_id", "day"],
        set_={"due_at": new.excluded.due_at},
        where=Review.done_at.is_(None),
    )
    return {row.day: row.id for row in tx.execute(due.returning(Review.day, Review.id)).all()}


def of_placement(tx: Tx, placement: UUID) -> list[dict[str, Any]]:
    """Its reviews by day."""
    r = Review
    query = (
        select(r.id, r.day, r.due_at, r.found, r.done_at)
        .where(r.placement_id == placement)
        .order_by(r.day)
    )
    return [dict(row._mapping) for row in tx.execute(query)]


def done(
    tx: Tx, placement: UUID, day: int, found: ReviewFinding, *, by: UUID, now: datetime
) -> UUID:
    """The review of that day is done; its id.

    Raises
    ------
    NotFound
        When none is due on that day.
    WrongState
        When it was done before.
    """
    r = Review
    row = tx.execute(
        select(r.id, r.done_at).where(r.placement_id == placement, r.day == day)
    ).one_or_none()
    if row is None:
        raise NotFound
    if row.done_at is not None:
        raise WrongState
    tx.execute(
        update(r)
        .where(r.id == row.id)
        .values(found=found, done_at=now, done_by=by)
        .execution_options(synchronize_session=False)
    )
    review: UUID = row.id
    return review
