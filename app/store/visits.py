"""Visits to a resident by somebody who is not of the house."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from uuid import UUID, uuid4

from sqlalchemy import select, update

from app.store import forms
from app.store.refusals import NotFound, WrongState
from app.store.transactions import Tx
from models.visit import VisitRecord as Visit
from models.words import VisitKind, VisitOutcome


def add(tx: Tx, **values: Any) -> UUID:  # noqa: ANN401 - its columns
    """One more visit is planned."""
    visit = uuid4()
    forms.add(tx, Visit, id=visit, version=1, **values)
    return visit


def of_placement(tx: Tx, placement: UUID) -> list[dict[str, Any]]:
    """Its visits, planned and over, the first one first."""
    v = Visit
    query = (
        select(v.id, v.kind, v.comes, v.planned_at, v.outcome, v.over_at, v.version)
        .where(v.placement_id == placement)
        .order_by(v.planned_at, v.id)
    )
    return [dict(row._mapping) for row in tx.execute(query)]


def over(tx: Tx, placement: UUID, visit: UUID, outcome: VisitOutcome, now: datetime) -> VisitKind:
    """The visit is over, with this outcome; what it was for.

    Raises
    ------
    NotFound
        When there is no such visit to this resident.
    WrongState
        When it was over before.
    """
    v = Visit
    row = tx.execute(
        select(v.kind, v.over_at).where(v.id == visit, v.placement_id == placement)
    ).one_or_none()
    if row is None:
        raise NotFound
    if row.over_at is not None:
        raise WrongState
    tx.execute(
        update(v)
        .where(v.id == visit)
        .values(outcome=outcome, over_at=now, version=v.version + 1)
        .execution_options(synchronize_session=False)
    )
    kind: VisitKind = row.kind
    return kind
