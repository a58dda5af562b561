"""Open tasks as somebody may see them: the own ones, and those that she may take."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, Row, and_, false, or_, select, true

from app.store import members
from app.store.pages import Page, mark, page
from app.store.refusals import NotFound
from app.store.stepping import beyond
from app.store.transactions import Tx
from app.store.walls import Reader, StepOut
from models.account import AccountRecord
from models.member import CaseMemberRecord as Member
from models.referral import ReferralRecord as Referral
from models.task import TaskRecord as Task
from models.words import DutyPost, Role, TaskKind, TaskState

OF_ROSA = frozenset({Role.COORDINATOR, Role.ON_CALL})


@dataclass(frozen=True, slots=True)
class Wanted:
    """Which of them: overdue at this instant, the own ones alone, of one case."""

    now: datetime
    overdue: bool = False
    mine: bool = False
    referral: UUID | None = None


def _seen_by(reader: Reader) -> ColumnElement[bool]:
    """Whether this reader may know of the task: never over a list that keeps her from its case."""
    t, me = Task, reader.account
    # Who answers calls has what is hers only while she stands on the case, as all else of it.
    asks = members.seen_by if reader.role in OF_ROSA else members.may_be_asked
    open_to_her = or_(t.referral_id.is_(None), asks(t.referral_id, me, reader.role))
    hers = or_(t.owner_id == me, t.escalated_to == me)
    return and_(t.state == TaskState.OPEN, open_to_her, or_(hers, _may_take(reader)))


def _may_take(reader: Reader) -> ColumnElement[bool]:
    t = Task
    match reader.role:
        case Role.COORDINATOR:
            return true()
        case Role.ON_CALL:
            return members.stands_on(t.referral_id, reader.account)
        case Role.ADMIN:
            return or_(t.post == DutyPost.DUTY_MANAGER, t.escalations >= 2)
        case Role.SHELTER:
            return and_(t.post.is_(None), t.shelter_id == reader.shelter)
        case _:
            return false()


def _asks_the_police(reader: Reader, now: datetime) -> ColumnElement[bool]:
    """Moves that wait for the police, on cases on which one of them stands: seen, done by their word."""
    t = Task
    if reader.role is not Role.POLICE:
        return false()
    waits = and_(t.state == TaskState.OPEN, t.kind == TaskKind.POLICE_CONSULT.value)
    return and_(waits, members.stands_by_consent(t.referral_id, reader.account, now))


@beyond(StepOut.TASKS)
def marked(tx: Tx, reader: Reader, now: datetime) -> str:
    """The mark of the open tasks that this reader may see, by what she is told of each."""
    t = Task
    # Whose a task is stands in the answer of those who work with ROSA's cases alone.
    owner = t.owner_id if reader.role in OF_ROSA | {Role.SHELTER} else t.owner_id == reader.account
    return mark(
        tx,
        select(t.id, t.due_at, t.escalations, owner).where(
            or_(_seen_by(reader), _asks_the_police(reader, now))
        ),
    )


@beyond(StepOut.TASKS)
def lines(
    tx: Tx, wanted: Page, which: Wanted, *, reader: Reader
) -> tuple[list[dict[str, Any]], UUID | None]:
    """A page of open tasks that this reader may see."""
    t, a, r, m = Task, AccountRecord, Referral, Member
    hers = select(t.id).where(or_(_seen_by(reader), _asks_the_police(reader, which.now)))
    if which.overdue:
        hers = hers.where(t.due_at < which.now)
    if which.mine:
        hers = hers.where(t.owner_id == reader.account)
    if which.referral is not None:
        seen = members.seen_by(t.referral_id, reader.account, reader.role)
        hers = hers.where(t.referral_id == which.referral, seen)
    query = (
        select(
            t.id,
            t.kind,
            t.set_at,
            t.due_at,
            t.post,
            (t.owner_id == reader.account).label("mine"),
            a.handle.label("owner"),
            t.escalations,
            t.referral_id.label("referral"),
            r.code_name,
            m.id.label("case"),
            t.shelter_id.label("shelter"),
            t.subject_kind,
            t.subject_id.label("subject"),
        )
        .outerjoin(a, a.id == t.owner_id)
        .outerjoin(r, r.id == t.referral_id)
        .outerjoin(
            m,
            and_(
                m.referral_id == t.referral_id,
                m.account_id == reader.account,
                m.ended_at.is_(None),
            ),
        )
    )
    rows, last = page(tx, query, t.id, wanted, among=hers)
    return [_line(row, reader) for row in rows], last


def _line(row: Row[Any], reader: Reader) -> dict[str, Any]:
    """Whom a late task reached, or who has one without standing on the case, is not told of it."""
    line = {**row._mapping, "mine": bool(row.mine)}
    if reader.role not in OF_ROSA and row.case is None:
        line["code_name"] = None
    return line


@dataclass(frozen=True, slots=True, repr=False)
class Found:
    """An open task, as far as an act on it needs."""

    kind: TaskKind
    referral: UUID | None
    subject: UUID


@beyond(StepOut.TASKS)
def find(tx: Tx, task: UUID, *, reader: Reader) -> Found:
    """This open task, locked.

    Raises
    ------
    NotFound
        When there is none that this reader may see.
    """
    t = Task
    row = tx.execute(
        select(t.kind, t.referral_id, t.subject_id)
        .where(t.id == task, _seen_by(reader))
        .with_for_update(of=t)
    ).one_or_none()
    if row is None:
        raise NotFound
    return Found(TaskKind(row.kind), row.referral_id, row.subject_id)
