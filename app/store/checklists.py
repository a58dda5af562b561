"""Lists of what is done for a resident."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import Any
from uuid import UUID, uuid4

from sqlalchemy import select, update
from sqlalchemy.dialects.postgresql import insert as upsert

from app.store.refusals import NotFound
from app.store.stepping import beyond
from app.store.transactions import Tx
from app.store.walls import StepOut
from models.checklist import ChecklistItemRecord as Item
from models.words import Checklist, ChecklistItem


@beyond(StepOut.BOOKING)
def begin(
    tx: Tx, placement: UUID, listing: Checklist, items: Iterable[ChecklistItem], due: datetime
) -> None:
    """The list stands for this placement; what stood there already stays as it is."""
    rows = [
        {"id": uuid4(), "placement_id": placement, "listing": listing, "item": one, "due_at": due}
        for one in items
    ]
    tx.execute(upsert(Item).values(rows).on_conflict_do_nothing())


def of_placement(tx: Tx, placement: UUID) -> list[dict[str, Any]]:
    """Everything on its lists, by list and thing."""
    i = Item
    query = (
        select(i.id, i.listing, i.item, i.due_at, i.done_at)
        .where(i.placement_id == placement)
        .order_by(i.listing, i.item)
    )
    return [dict(row._mapping) for row in tx.execute(query)]


def done(
    tx: Tx, placement: UUID, listing: Checklist, item: ChecklistItem, *, by: UUID, now: datetime
) -> None:
    """It is done; who said so first counts.

    Raises
    ------
    NotFound
        When it is on no list of this placement.
    """
    i = Item
    which = (i.placement_id == placement, i.listing == listing, i.item == item)
    if tx.execute(select(i.id).where(*which)).first() is None:
        raise NotFound
    tx.execute(
        update(i)
        .where(*which, i.done_at.is_(None))
        .values(done_at=now, done_by=by)
        .execution_options(synchronize_session=False)
    )


def is_done(tx: Tx, placement: UUID, listing: Checklist) -> bool:
    """Whether nothing is left of this list."""
    i = Item
    left = select(i.id).where(
        i.placement_id == placement, i.listing == listing, i.done_at.is_(None)
    )
    return tx.execute(left).first() is None
