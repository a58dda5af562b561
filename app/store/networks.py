"""Networks that several cases may fear; a label, never a name."""

from __future__ import annotations

from collections.abc import Collection
from typing import Any
from uuid import UUID, uuid4

from sqlalchemy import func, select

from app.store import forms
from app.store.pages import Page, page
from app.store.transactions import Tx
from models.threat import ThreatNetworkRecord as Network


def add(tx: Tx, **values: Any) -> UUID:  # noqa: ANN401 - its columns
    """A new network."""
    network = uuid4()
    forms.add(tx, Network, id=network, **values)
    return network


def all_known(tx: Tx, some: Collection[UUID]) -> bool:
    """Whether each of these ids is a network."""
    if not some:
        return True
    found = tx.execute(
        select(func.count()).select_from(Network).where(Network.id.in_(set(some)))
    ).scalar_one()
    return bool(found == len(set(some)))


def listed(tx: Tx, wanted: Page) -> tuple[list[dict[str, Any]], UUID | None]:
    """A page of networks."""
    rows, last = page(tx, select(Network.id, Network.label, Network.kind), Network.id, wanted)
    return [dict(row._mapping) for row in rows], last
