"""What an account may, and another role for it: whoever had the old one has nothing by it at once."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import select, update

from app.store import members, service_grants, sessions, shelters, tokens
from app.store.refusals import NotFound
from app.store.stepping import beyond
from app.store.transactions import Tx
from app.store.walls import StepOut
from models.account import AccountRecord as Account
from models.words import AccountStatus, Role


@dataclass(frozen=True, slots=True, repr=False)
class Granted:
    """What an active account may now."""

    handle: str
    role: Role
    shelter: UUID | None
    organisation: UUID | None
    version: int


@beyond(StepOut.TWO_PERSONS)
def now(tx: Tx, account: UUID) -> Granted:
    """What this active account may.

    Raises
    ------
    NotFound
        When there is none.
    """
    row = tx.execute(
        select(
            Account.handle,
            Account.role,
            Account.shelter_id,
            Account.organisation_id,
            Account.version,
        ).where(Account.id == account, Account.status == AccountStatus.ACTIVE)
    ).one_or_none()
    if row is None:
        raise NotFound
    return Granted(row.handle, row.role, row.shelter_id, row.organisation_id, row.version)


@beyond(StepOut.TWO_PERSONS)
def must_be_house(tx: Tx, shelter: UUID) -> None:
    """Do nothing when there is such a shelter.

    Raises
    ------
    NotFound
        When there is none.
    """
    shelters.must_exist(tx, shelter)


@beyond(StepOut.TWO_PERSONS)
def put(
    tx: Tx, account: UUID, role: Role, shelter: UUID | None, *, by: UUID, now: datetime
) -> None:
    """The account has this role; all that it had by the old one ends: its sessions, tokens and consents,
    and where it is a program's, its scopes and what it was sent."""
    tx.execute(
        update(Account)
        .where(Account.id == account)
        .values(role=role, shelter_id=shelter, version=Account.version + 1)
        .execution_options(synchronize_session=False)
    )
    members.end_by_consents(tx, account, by=by, now=now)
    tokens.revoke_all(tx, account, now=now)
    service_grants.end(tx, account, now=now)
    sessions.end_all(tx, account, now=now)
