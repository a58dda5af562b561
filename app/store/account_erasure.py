"""What goes when somebody has left: all that she proved herself with, her work name, her roster.

The row of the account stays under a name that says nothing, since the audit chain and what she did
speak of its id. Tables are worked out from the records: a later one that keeps something of an account
cannot be forgotten.
"""

from __future__ import annotations

import secrets
from collections.abc import Collection
from datetime import datetime
from uuid import UUID

from sqlalchemy import Table, delete, exists, func, select, text, update
from sqlalchemy.orm import aliased

from app.store import administrators
from app.store.refusals import NotFound
from app.store.transactions import Tx
from models.account import AccountRecord as Account
from models.approval import ApprovalRecord as Approval
from models.base import Base, Kept
from models.member import CaseMemberRecord as Member
from models.member import CaseReaderRecord as Reader
from models.words import AccountStatus, ReaderListing, Role

ENOUGH = 2
"""Whatever administrators do to an account takes two of them."""
_ONE_AT_A_TIME = text("SELECT pg_advisory_xact_lock(hashtextextended('erasure of accounts', 0))")
_KEPT = {mapper.class_.__tablename__: mapper.class_.kept for mapper in Base.registry.mappers}
_ACCOUNTS = Base.metadata.tables["accounts"]


def one_at_a_time(tx: Tx) -> None:
    """No other account is erased until this transaction ends: the last two must not go at once.

    After the locks of accounts; whoever holds it waits for nothing but the chain.
    """
    tx.quick(_ONE_AT_A_TIME, {})


def version_of(tx: Tx, account: UUID) -> int:
    """Its version while nobody has decided to erase it.

    Raises
    ------
    NotFound
        When there is no such account, or it was decided.
    """
    query = select(Account.version).where(Account.id == account, Account.erase_decided_at.is_(None))
    found: int | None = tx.execute(query).scalar_one_or_none()
    if found is None:
        raise NotFound
    return found


def is_needed(tx: Tx, account: UUID, *, now: datetime) -> bool:
    """Whether too few could act without it, or a case could be opened by nobody."""
    role = tx.execute(select(Account.role).where(Account.id == account)).scalar_one()
    if role is Role.ADMIN and len(set(administrators.able(tx, now=now)) - {account}) < ENOUGH:
        return True
    r, o, other = aliased(Reader), aliased(Reader), aliased(Account)
    others = exists().where(
        o.referral_id == r.referral_id,
        o.listing == ReaderListing.ALLOWED,
        o.lifted_at.is_(None),
        o.account_id != account,
        other.id == o.account_id,
        other.status == AccountStatus.ACTIVE,
    )
    alone = exists().where(
        r.account_id == account,
        r.listing == ReaderListing.ALLOWED,
        r.lifted_at.is_(None),
        ~others.correlate(r),
    )
    return bool(tx.execute(select(alone)).scalar_one())


def decide(tx: Tx, account: UUID, *, by: UUID, now: datetime) -> None:
    """It acts no more, stands on no case, and is to be erased."""
    tx.execute(
        update(Account)
        .where(Account.id == account)
        .values(status=AccountStatus.CLOSED, erase_decided_at=now, version=Account.version + 1)
        .execution_options(synchronize_session=False)
    )
    tx.execute(
        update(Member)
        .where(Member.account_id == account, Member.ended_at.is_(None))
        .values(ended_at=now, ended_by=by)
        .execution_options(synchronize_session=False)
    )


def due(tx: Tx, before: datetime, *, at_most: int, but: Collection[UUID] = ()) -> list[UUID]:
    """Accounts but these that were to be erased by then, the longest due first."""
    a = Account
    query = (
        select(a.id)
        .where(a.erased_at.is_(None), a.erase_decided_at <= before, a.id.not_in(but))
        .order_by(a.erase_decided_at, a.id)
        .limit(at_most)
    )
    return list(tx.execute(query).scalars())


def is_there(tx: Tx, account: UUID) -> bool:
    """Whether there is such an account that was not erased."""
    query = select(Account.id).where(Account.id == account, Account.erased_at.is_(None))
    return tx.execute(query).first() is not None


def erase(tx: Tx, account: UUID, now: datetime) -> int:
    """Nothing of her is left but an id; how many rows went. Her key is another's to erase."""
    gone = 0
    for table in reversed(DELETED):
        found = tx.execute(delete(table).where(table.c.account_id == account))
        gone += found.rowcount  # type: ignore[attr-defined] # of a delete it is known
    tx.execute(
        update(Approval)
        .where(Approval.subject_id == account)
        .values(words={}, reason="-")
        .execution_options(synchronize_session=False)
    )
    tx.execute(
        update(Account)
        .where(Account.id == account)
        .values(
            handle=f"left-{secrets.token_hex(8)}",
            status=AccountStatus.CLOSED,
            organisation_id=None,
            created_at=func.date_trunc("quarter", Account.created_at),
            last_used_at=None,
            woken_at=None,
            sealed_paused_at=None,
            erase_decided_at=func.coalesce(Account.erase_decided_at, now),
            erased_at=now,
            version=Account.version + 1,
        )
        .execution_options(synchronize_session=False)
    )
    return gone


def _hers(table: Table) -> bool:
    """Whether its rows belong to one account and to no case."""
    column = table.c.get("account_id")
    keys = set() if column is None else {key.column.table for key in column.foreign_keys}
    return keys == {_ACCOUNTS} and _KEPT[table.name] in (Kept.ACCOUNT, Kept.RETRY)


DELETED = tuple(table for table in Base.metadata.sorted_tables if _hers(table))
"""Tables of which every row of an erased account goes."""
