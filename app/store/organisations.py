"""For whom people outside ROSA work."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from uuid import UUID, uuid4

from sqlalchemy import select, update

from app.store import forms
from app.store.pages import Page, page
from app.store.refusals import NotFound
from app.store.transactions import Tx
from models.account import OrganisationRecord as Organisation
from models.words import ReferrerKind


def add(tx: Tx, *, code_name: str, kind: ReferrerKind) -> UUID:
    """A new organisation, not verified."""
    made = uuid4()
    forms.add(tx, Organisation, id=made, code_name=code_name, kind=kind, version=1)
    return made


def verify(tx: Tx, organisation: UUID, *, now: datetime) -> None:
    """Somebody called it back on its registered number; the first time counts.

    Raises
    ------
    NotFound
        When there is no such open organisation.
    """
    o = Organisation
    known = tx.execute(select(o.id).where(o.id == organisation, o.closed_at.is_(None)))
    if known.one_or_none() is None:
        raise NotFound
    tx.execute(
        update(o)
        .where(o.id == organisation, o.verified_at.is_(None))
        .values(verified_at=now, version=o.version + 1)
        .execution_options(synchronize_session=False)
    )


def is_verified(tx: Tx, organisation: UUID) -> bool:
    """Whether people may work for it here."""
    o = Organisation
    query = select(o.id).where(
        o.id == organisation, o.verified_at.is_not(None), o.closed_at.is_(None)
    )
    return tx.execute(query).one_or_none() is not None


def listed(tx: Tx, wanted: Page) -> tuple[list[dict[str, Any]], UUID | None]:
    """A page of open organisations."""
    o = Organisation
    query = select(o.id, o.code_name, o.kind, o.verified_at).where(o.closed_at.is_(None))
    rows, last = page(tx, query, o.id, wanted)
    return [dict(row._mapping) for row in rows], last
