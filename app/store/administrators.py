"""Which administrators can act at this moment, so that two of them can help a third."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from sqlalchemy import select

from app.store import credentials, dormancy
from app.store.transactions import Tx
from models.account import AccountRecord as Account
from models.words import AccountStatus, Role


def able(tx: Tx, *, now: datetime) -> list[UUID]:
    """Active, used within 14 days and not paused, and with a way in."""
    found = tx.execute(
        select(Account.id).where(
            Account.role == Role.ADMIN,
            Account.status == AccountStatus.ACTIVE,
            Account.sealed_paused_at.is_(None),
            dormancy.last_sign() > now - dormancy.SEALED_PAUSED_AFTER,
        )
    ).scalars()
    return [account for account in found.all() if credentials.has_enrolled(tx, account)]
