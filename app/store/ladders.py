"""How far a household without a safe bed went up the ladder (domain 9.5)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import and_, exists, func, select

from app.store.stepping import beyond
from app.store.transactions import Tx
from app.store.walls import StepOut
from models.account import AccountRecord as Account
from models.referral import ReferralRecord as Referral
from models.step import StepRecord as Step
from models.task import TaskRecord as Task
from models.words import Machine, ReferralState, TaskKind, TaskOutcome, TaskState

AT_ONCE = 200


@dataclass(frozen=True, slots=True, repr=False)
class Climbed:
    """One step of the ladder that was set for her, since she has no safe bed."""

    task: UUID
    kind: TaskKind
    owner: UUID | None
    handle: str | None
    set_at: datetime
    due_at: datetime
    done_at: datetime | None
    state: TaskState
    outcome: TaskOutcome | None


@beyond(StepOut.TASKS)
def climbed(tx: Tx, referral: UUID, kinds: Sequence[TaskKind]) -> list[Climbed]:
    """The steps set since her case last came to have no safe bed, in the order of the ladder."""
    s, t = Step, Task
    since = (
        select(func.max(s.taken_at))
        .where(
            s.referral_id == referral,
            s.machine == Machine.REFERRAL,
            s.after == ReferralState.NO_SAFE_BED.value,
        )
        .scalar_subquery()
    )
    rows = tx.execute(
        select(
            t.id,
            t.kind,
            t.owner_id,
            Account.handle,
            t.set_at,
            t.due_at,
            t.done_at,
            t.state,
            t.outcome,
        )
        .outerjoin(Account, Account.id == t.owner_id)
        .where(t.referral_id == referral, t.kind.in_([k.value for k in kinds]), t.set_at >= since)
    )
    found = [
        Climbed(
            row.id,
            TaskKind(row.kind),
            row.owner_id,
            row.handle,
            row.set_at,
            row.due_at,
            row.done_at,
            row.state,
            row.outcome,
        )
        for row in rows
    ]
    return sorted(found, key=lambda one: (kinds.index(one.kind), one.set_at))


@beyond(StepOut.TASKS)
def on_it(tx: Tx, kinds: Sequence[TaskKind]) -> list[UUID]:
    """Cases without a safe bed for which a step of the ladder was ever set, longest waiting first."""
    r, t = Referral, Task
    ever = exists().where(and_(t.referral_id == r.id, t.kind.in_([k.value for k in kinds])))
    query = (
        select(r.id)
        .where(r.state == ReferralState.NO_SAFE_BED, ever)
        .order_by(r.received_at, r.id)
        .limit(AT_ONCE)
    )
    return list(tx.execute(query).scalars())
