"""How a resident moves about outside, as it was agreed last."""

from __future__ import annotations

from typing import Any
from uuid import UUID, uuid5

from sqlalchemy import select

from app.store.forms import put
from app.store.refusals import NotFound
from app.store.transactions import Tx
from models.outdoor_plan import OutdoorPlanRecord as Plan


def task_of(placement: UUID) -> UUID:
    """What the task is about in which this plan is looked at again."""
    return uuid5(placement, "outdoors")


def put_plan(tx: Tx, placement: UUID, **values: Any) -> None:  # noqa: ANN401 - its columns
    """This is the plan that holds."""
    before = tx.execute(select(Plan.version).where(Plan.placement_id == placement)).scalar()
    put(tx, Plan, {"placement_id": placement}, {**values, "version": (before or 0) + 1})


def find(tx: Tx, placement: UUID) -> dict[str, Any]:
    """The plan that holds.

    Raises
    ------
    NotFound
        When none was made.
    """
    p = Plan
    row = tx.execute(
        select(
            p.placement_id.label("placement"),
            p.alone,
            p.escort,
            p.alarm,
            p.rules,
            p.in_her_words,
            p.agreed_with_her,
            p.review_on,
            p.version,
        ).where(p.placement_id == placement)
    ).one_or_none()
    if row is None:
        raise NotFound
    return dict(row._mapping)
