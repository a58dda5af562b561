"""Digests of readings: what is new in the audit chain, for whom it is, and what it says."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID, uuid4

from sqlalchemy import Date, and_, case, cast, func, or_, select, text, update

from app.store import dormancy, forms, members
from app.store.pages import Page, page
from app.store.readings import READINGS
from app.store.refusals import NotFound, WrongState
from app.store.stepping import beyond
from app.store.transactions import Tx
from app.store.walls import StepOut
from models.account import AccountRecord as Account
from models.audit import AuditEventRecord as Event
from models.digest import ReadingDigestLineRecord as Line
from models.digest import ReadingDigestRecord as Digest
from models.referral import ReferralRecord as Referral
from models.words import AccountStatus, Role

_ONE_AT_A_TIME = text("SELECT pg_advisory_xact_lock(hashtextextended('reading digests', 0))")


@dataclass(frozen=True, slots=True, repr=False)
class Reading:
    """What one person did with one case on one day, and how often."""

    referral: UUID
    reader: UUID
    role: Role
    read_on: date
    act: str
    purpose: str | None
    times: int


def one_at_a_time(tx: Tx) -> None:
    """No other process makes digests until this transaction ends; what it made is seen then."""
    tx.quick(_ONE_AT_A_TIME, {})


def looked_at(tx: Tx) -> int | None:
    """The last act that any digest has looked at; None while there is none."""
    last: int | None = tx.execute(select(func.max(Digest.through_seq))).scalar_one()
    return last


def last_before(tx: Tx, moment: datetime) -> int:
    """The newest act of before that moment; 0 when there is none."""
    query = select(Event.seq).where(Event.at < moment).order_by(Event.seq.desc()).limit(1)
    return tx.execute(query).scalar_one_or_none() or 0


def readings(tx: Tx, after: int, through: int) -> list[Reading]:
    """What people read of cases that are still there, among these acts."""
    e = Event
    day = cast(func.timezone("Europe/Oslo", e.at), Date)
    by = (e.subject_id, e.actor_id, e.role, day, e.act, e.purpose)
    query = (
        select(
            e.subject_id.label("referral"),
            e.actor_id.label("reader"),
            e.role,
            day.label("read_on"),
            e.act,
            e.purpose,
            func.count().label("times"),
        )
        .join(Referral, and_(Referral.id == e.subject_id, Referral.erased_at.is_(None)))
        .where(
            e.seq > after,
            e.seq <= through,
            e.act.in_(READINGS),
            e.actor_id.is_not(None),
            e.role.is_not(None),
        )
        .group_by(*by)
        .order_by(*by)
    )
    return [Reading(**row._mapping) for row in tx.execute(query)]


def second_for(tx: Tx, referral: UUID, reader: UUID, now: datetime) -> UUID | None:
    """Who looks at what this reader read of the case; None when there is nobody but the reader.

    A coordinator who stands on the case, else an auditor, else another coordinator; nobody whom a
    list keeps away from it.
    """
    a = Account
    auditor = a.role == Role.AUDITOR
    coordinator = and_(a.role == Role.COORDINATOR, members.may_open(referral, a.id))
    query = (
        select(a.id)
        .where(
            a.status == AccountStatus.ACTIVE,
            dormancy.awake(now),
            a.id != reader,
            or_(
                coordinator,
                and_(auditor, members.may_be_asked(referral, a.id, Role.AUDITOR)),
            ),
        )
        .order_by(
            case(
                (and_(coordinator, members.stands_on(referral, a.id)), 0),
                (auditor, 1),
                else_=2,
            ),
            a.id,
        )
        .limit(1)
    )
    return tx.execute(query).scalar_one_or_none()


def add(tx: Tx, lines: Iterable[Reading], /, *, second: UUID, **values: Any) -> UUID:  # noqa: ANN401 - its columns
    """A new digest with its lines."""
    made = uuid4()
    forms.add(tx, Digest, id=made, second_id=second, **values)
    rows = [
        {
            "id": uuid4(),
            "digest_id": made,
            "second_id": second,
            "referral_id": one.referral,
            "reader_id": one.reader,
            "role": one.role,
            "read_on": one.read_on,
            "act": one.act,
            "purpose": one.purpose,
            "times": one.times,
        }
        for one in lines
    ]
    forms.add_all(tx, Line, rows)
    return made


def overdue(tx: Tx, now: datetime) -> list[tuple[UUID, UUID]]:
    """Each that should have been acknowledged by now, with the account that has not."""
    d = Digest
    query = select(d.id, d.second_id).where(d.acknowledged_at.is_(None), d.due_at <= now)
    return [(row.id, row.second_id) for row in tx.execute(query.order_by(d.due_at))]


@beyond(StepOut.READINGS)
def lines(tx: Tx, wanted: Page, *, account: UUID) -> tuple[list[dict[str, Any]], UUID | None]:
    """A page of what this account has not acknowledged."""
    d = Digest
    query = select(d.id, d.made_on, d.due_at).where(
        d.second_id == account, d.acknowledged_at.is_(None)
    )
    rows, last = page(tx, query, d.id, wanted)
    return [dict(row._mapping) for row in rows], last


@beyond(StepOut.READINGS)
def find(tx: Tx, digest: UUID, *, account: UUID) -> dict[str, Any]:
    """One digest for this account.

    Raises
    ------
    NotFound
        When there is none for it.
    """
    d = Digest
    row = tx.execute(
        select(d.id, d.made_on, d.due_at, d.acknowledged_at).where(
            d.id == digest, d.second_id == account
        )
    ).one_or_none()
    if row is None:
        raise NotFound
    return dict(row._mapping)


@beyond(StepOut.READINGS)
def lines_of(
    tx: Tx, digest: UUID, wanted: Page, *, account: UUID, role: Role
) -> tuple[list[dict[str, Any]], UUID | None]:
    """A page of what it says of cases from which no list keeps this account."""
    n = Line
    query = (
        select(
            n.id,
            Referral.code_name.label("case"),
            Account.handle.label("reader"),
            n.role,
            n.read_on,
            n.act,
            n.purpose,
            n.times,
        )
        .join(Referral, Referral.id == n.referral_id)
        .join(Account, Account.id == n.reader_id)
        .where(n.digest_id == digest, members.may_be_asked(n.referral_id, account, role))
    )
    rows, last = page(tx, query, n.id, wanted)
    return [dict(row._mapping) for row in rows], last


@beyond(StepOut.READINGS)
def acknowledge(tx: Tx, digest: UUID, *, account: UUID, now: datetime) -> None:
    """This account has looked at it.

    Raises
    ------
    NotFound
        When there is none for it.
    WrongState
        When it was acknowledged before.
    """
    find(tx, digest, account=account)
    done = tx.execute(
        update(Digest)
        .where(Digest.id == digest, Digest.acknowledged_at.is_(None))
        .values(acknowledged_at=now)
        .returning(Digest.id)
        .execution_options(synchronize_session=False)
    ).one_or_none()
    if done is None:
        raise WrongState
