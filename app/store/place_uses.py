"""Which danger places were named, by whom: what the quotas count (security 3)."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID, uuid4

from sqlalchemy import select

from app.store import forms
from app.store.stepping import beyond
from app.store.transactions import Tx
from app.store.walls import StepOut
from models.account import AccountRecord, PlaceUseRecord


@beyond(StepOut.QUOTA)
def by_account(tx: Tx, account: UUID, since: datetime) -> set[str]:
    """Different danger places that this account has named since then."""
    u = PlaceUseRecord
    query = select(u.place_code).where(u.account_id == account, u.used_at > since).distinct()
    return set(tx.execute(query).scalars())


@beyond(StepOut.QUOTA)
def by_organisation(tx: Tx, organisation: UUID, since: datetime) -> set[str]:
    """Different danger places that all accounts of this organisation have named since then."""
    u, w = PlaceUseRecord, AccountRecord
    query = (
        select(u.place_code)
        .join(w, w.id == u.account_id)
        .where(w.organisation_id == organisation, u.used_at > since)
        .distinct()
    )
    return set(tx.execute(query).scalars())


@beyond(StepOut.QUOTA)
def note(tx: Tx, account: UUID, referral: UUID, codes: Sequence[str], now: datetime) -> None:
    """This account has named these places."""
    rows = [
        {
            "id": uuid4(),
            "account_id": account,
            "referral_id": referral,
            "place_code": code,
            "used_at": now,
        }
        for code in codes
    ]
    forms.add_all(tx, PlaceUseRecord, rows)
