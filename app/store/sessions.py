"""Sessions: opaque, kept as hashes, ended by the clock or by somebody, from the next request on."""

from __future__ import annotations

import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from types import MappingProxyType
from uuid import UUID, uuid4

from sqlalchemy import bindparam, delete, func, insert, select, update

from app.store import challenges, dormancy, enrolment
from app.store.refusals import NotFound
from app.store.stepping import beyond
from app.store.tokens import Actor, hashed
from app.store.transactions import Tx
from app.store.walls import StepOut
from models.account import AccountRecord as Account
from models.base import table_of
from models.session import SessionRecord as Session
from models.words import AccountStatus, Role, SignedInBy

IDLE = timedelta(minutes=15)
IDLE_BY_PIN = timedelta(minutes=2)
"""On the shared device of a house, where the next one stands behind her."""
IDLE_OF: Mapping[Role, timedelta] = MappingProxyType({Role.ON_CALL: timedelta(minutes=3)})
"""Roles whose telephone is carried about (AT01); everybody else has ``IDLE``."""
LONGEST = timedelta(hours=8)
STEPPED_UP = timedelta(minutes=5)
NOTED_EVERY = timedelta(seconds=1)
"""How exactly the last use is known: a session may end a second early, never late."""
SCOPES = frozenset({"read", "write"})


@dataclass(frozen=True, slots=True, repr=False)
class Told:
    """A session as its owner may know it."""

    handle: str
    role: Role
    shelter: UUID | None
    organisation: UUID | None
    began_at: datetime
    ends_at: datetime
    idle: timedelta
    idle_ends_at: datetime
    stepped_up_until: datetime | None


UNDER_DURESS = frozenset({SignedInBy.DURESS, SignedInBy.DURESS_KEY, SignedInBy.DURESS_PIN})
"""Ways in that open an empty workload (AT16)."""
BY_PIN = frozenset({SignedInBy.PIN, SignedInBy.DURESS_PIN})


def idle_of(role: Role, by: SignedInBy) -> timedelta:
    """After how long without a request a session of this role, opened that way, is over."""
    return IDLE_BY_PIN if by in BY_PIN else IDLE_OF.get(role, IDLE)


def begin(
    tx: Tx, account: UUID, by: SignedInBy, *, now: datetime, device: UUID | None = None
) -> tuple[UUID, str]:
    """The id and the secret of a new session; the secret is told to the browser alone.

    ``device``: the shared device of a house on which it was opened by PIN.

    Raises
    ------
    NotFound
        When there is no such account that may act.
    """
    seen = dormancy.last_sign().label("seen")
    row = tx.execute(
        select(Account.role, Account.shelter_id, seen)
        .where(
            Account.id == account,
            Account.status == AccountStatus.ACTIVE,
            dormancy.awake(now),
        )
        .with_for_update()
    ).one_or_none()
    if row is None:
        raise NotFound
    dormancy.note_use(tx, account, seen=row.seen, now=now)
    session, secret = uuid4(), secrets.token_urlsafe(32)
    tx.execute(
        insert(Session).values(
            id=session,
            account_id=account,
            token_sha256=hashed(secret),
            role=row.role,
            shelter_id=row.shelter_id,
            signed_in_by=by,
            began_at=now,
            last_used_at=now,
            ends_at=now + LONGEST,
            house_device_id=device,
        )
    )
    return session, secret


_HOLDER = (
    select(
        Session.id,
        Session.account_id,
        Session.role,
        Session.shelter_id,
        Session.signed_in_by,
        Session.last_used_at,
        Session.stepped_up_until,
        Account.organisation_id,
        Account.sealed_paused_at,
    )
    .join(Account, Account.id == Session.account_id)
    .where(
        Session.token_sha256 == bindparam("sha256"),
        Session.ended_at.is_(None),
        Session.ends_at > bindparam("now"),
        Account.status == AccountStatus.ACTIVE,
        Account.role == Session.role,
        Account.shelter_id.is_not_distinct_from(Session.shelter_id),
    )
)
"""Asked by every request that shows a session, so it is put together once."""
_SESSIONS = table_of(Session)
_USED = (
    update(_SESSIONS)
    .where(_SESSIONS.c.id == bindparam("session"), _SESSIONS.c.last_used_at < bindparam("now"))
    .values(last_used_at=bindparam("now"))
)


def holder(tx: Tx, secret: str, *, now: datetime, using: bool = True) -> Actor | None:
    """Who holds this session; None when it is unknown or over, or its rights are others by now.

    Whoever asks has used it: its idle time begins anew, unless a page asks by itself.
    """
    if len(secret) > 100:
        return None
    row = tx.quick(_HOLDER, {"sha256": hashed(secret), "now": now}).one_or_none()
    if row is None or now - row.last_used_at >= idle_of(row.role, row.signed_in_by):
        return None
    if using and now - row.last_used_at >= NOTED_EVERY:
        tx.quick(_USED, {"session": row.id, "now": now})
    return Actor(
        account=row.account_id,
        role=row.role,
        shelter=row.shelter_id,
        scopes=SCOPES,
        organisation=row.organisation_id,
        session=row.id,
        stepped_up_until=row.stepped_up_until,
        sealed_paused=row.sealed_paused_at is not None,
        under_duress=row.signed_in_by in UNDER_DURESS,
    )


@beyond(StepOut.ENTRANCE)
def is_live(tx: Tx, session: UUID, *, now: datetime) -> bool:
    """Whether it is not over, and its account may act."""
    found = tx.execute(
        select(Session.id)
        .join(Account, Account.id == Session.account_id)
        .where(
            Session.id == session,
            Session.ended_at.is_(None),
            Session.ends_at > now,
            Account.status == AccountStatus.ACTIVE,
        )
    )
    return found.one_or_none() is not None


def told(tx: Tx, session: UUID) -> Told:
    """This session, for whoever is signed in with it.

    Raises
    ------
    NotFound
        When there is none.
    """
    row = tx.execute(
        select(
            Account.handle,
            Session.role,
            Session.signed_in_by,
            Session.shelter_id,
            Account.organisation_id,
            Session.began_at,
            Session.last_used_at,
            Session.ends_at,
            Session.stepped_up_until,
        )
        .join(Account, Account.id == Session.account_id)
        .where(Session.id == session)
    ).one_or_none()
    if row is None:
        raise NotFound
    idle = idle_of(row.role, row.signed_in_by)
    return Told(
        handle=row.handle,
        role=row.role,
        shelter=row.shelter_id,
        organisation=row.organisation_id,
        began_at=row.began_at,
        ends_at=row.ends_at,
        idle=idle,
        idle_ends_at=min(row.last_used_at + idle, row.ends_at),
        stepped_up_until=row.stepped_up_until,
    )


@beyond(StepOut.ENTRANCE)
def last_here(tx: Tx, account: UUID, session: UUID) -> datetime | None:
    """When the session before this one was last used; None when there is none any more."""
    began = select(Session.began_at).where(Session.id == session).scalar_subquery()
    found: datetime | None = tx.execute(
        select(func.max(Session.last_used_at)).where(
            Session.account_id == account, Session.id != session, Session.began_at < began
        )
    ).scalar_one()
    return found


@dataclass(frozen=True, slots=True, repr=False)
class Live:
    """A session that is not over."""

    id: UUID
    signed_in_by: SignedInBy
    began_at: datetime
    last_used_at: datetime


def live(tx: Tx, account: UUID, *, now: datetime) -> list[Live]:
    """Every session of this account that is not over, the newest first."""
    rows = tx.execute(
        select(
            Session.id,
            Session.role,
            Session.signed_in_by,
            Session.began_at,
            Session.last_used_at,
        )
        .where(Session.account_id == account, Session.ended_at.is_(None), Session.ends_at > now)
        .order_by(Session.began_at.desc(), Session.id)
    )
    return [
        Live(row.id, row.signed_in_by, row.began_at, row.last_used_at)
        for row in rows
        if now - row.last_used_at < idle_of(row.role, row.signed_in_by)
    ]


def step_up(tx: Tx, session: UUID, *, now: datetime) -> tuple[str, datetime]:
    """The new secret of a session that has shown again who holds it, and until when that counts.

    The old secret is worth nothing from the next request on.

    Raises
    ------
    NotFound
        When it is over by now.
    """
    secret, until = secrets.token_urlsafe(32), now + STEPPED_UP
    done = tx.execute(
        update(Session)
        .where(Session.id == session, Session.ended_at.is_(None))
        .values(token_sha256=hashed(secret), stepped_up_until=until)
        .returning(Session.id)
    ).one_or_none()
    if done is None:
        raise NotFound
    return secret, until


def turn(tx: Tx, session: UUID) -> None:
    """From now on it is one under duress, and looks as before."""
    was = tx.execute(select(Session.signed_in_by).where(Session.id == session)).scalar_one()
    turned = {SignedInBy.PASSKEY: SignedInBy.DURESS_KEY, SignedInBy.PIN: SignedInBy.DURESS_PIN}
    tx.execute(
        update(Session)
        .where(Session.id == session)
        .values(signed_in_by=turned.get(was, SignedInBy.DURESS))
        .execution_options(synchronize_session=False)
    )


def end(tx: Tx, session: UUID, *, now: datetime) -> None:
    """It is over; ending it again changes nothing."""
    tx.execute(
        update(Session)
        .where(Session.id == session, Session.ended_at.is_(None))
        .values(ended_at=now)
        .execution_options(synchronize_session=False)
    )


def end_all(tx: Tx, account: UUID, *, now: datetime, but: UUID | None = None) -> None:
    """Every session of this account, save ``but``, is over, and so is whatever was begun in one.

    No open link to enrol and no open question of hers adds a way in any more.
    """
    enrolment.void(tx, account, now=now)
    challenges.void(tx, account)
    tx.execute(
        update(Session)
        .where(
            Session.account_id == account,
            Session.ended_at.is_(None),
            Session.id.is_distinct_from(but),
        )
        .values(ended_at=now)
        .execution_options(synchronize_session=False)
    )


def forget(tx: Tx, before: datetime) -> int:
    """How many sessions that were over by then are gone."""
    gone = tx.execute(delete(Session).where(Session.ends_at < before).returning(Session.id))
    return len(gone.all())
