"""What is done around her, in the records: set, passed on, ended, and given back by who left."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any
from uuid import UUID, uuid4

from sqlalchemy import and_, exists, or_, select, update

from app.store import forms, members
from app.store.refusals import NotFound
from app.store.stepping import beyond
from app.store.transactions import Tx
from app.store.walls import StepOut
from models.account import AccountRecord
from models.follow_up import FollowUpActionRecord as Action
from models.member import CaseMemberRecord as Member
from models.words import ActionState, MemberScope


def add(tx: Tx, /, **values: Any) -> UUID:  # noqa: ANN401 - its columns
    """Something to be done by its owner."""
    made = uuid4()
    forms.add(tx, Action, id=made, state=ActionState.OPEN, **values)
    return made


@beyond(StepOut.STANDING)
def scope_of(tx: Tx, referral: UUID, account: UUID, now: datetime) -> MemberScope | None:
    """As what this account stands on the case now; None when it does not, or she agrees no more."""
    m = Member
    query = (
        select(m.scope)
        .where(
            m.referral_id == referral,
            m.account_id == account,
            _stands(now),
            members.may_open(m.referral_id, m.account_id),
        )
        .order_by(m.scope)
        .limit(1)
    )
    found: MemberScope | None = tx.execute(query).scalar_one_or_none()
    return found


def _stands(now: datetime) -> Any:  # noqa: ANN401 - a condition
    m = Member
    by_consent = or_(m.consent_id.is_(None), members.consent_holds(m.consent_id, now))
    return and_(m.ended_at.is_(None), or_(m.until.is_(None), m.until > now), by_consent)


@beyond(StepOut.STANDING)
def of_case(
    tx: Tx, referral: UUID, *, owner: UUID | None = None, scope: MemberScope | None = None
) -> list[dict[str, Any]]:
    """The actions of a case by their day; only those of one owner or of one scope."""
    f, a = Action, AccountRecord
    query = (
        select(
            f.id,
            f.kind,
            f.scope,
            a.handle.label("owner"),
            f.owner_id,
            f.due_at,
            f.place,
            f.state,
        )
        .join(a, a.id == f.owner_id)
        .where(f.referral_id == referral)
        .order_by(f.due_at, f.id)
    )
    if owner is not None:
        query = query.where(or_(f.owner_id == owner, f.scope == scope))
    return [dict(row._mapping) for row in tx.execute(query)]


@beyond(StepOut.STANDING)
def change(
    tx: Tx,
    referral: UUID,
    action: UUID,
    /,
    *,
    of: UUID | None = None,
    **values: Any,  # noqa: ANN401 - its columns
) -> None:
    """An open action of this case has these values; ``of``: only when it is this account's.

    Raises
    ------
    NotFound
        When there is no such open action.
    """
    f = Action
    query = update(f).where(f.id == action, f.referral_id == referral, f.state == ActionState.OPEN)
    if of is not None:
        query = query.where(f.owner_id == of)
    done = tx.execute(
        query.values(**values).returning(f.id).execution_options(synchronize_session=False)
    ).one_or_none()
    if done is None:
        raise NotFound


@beyond(StepOut.STANDING)
def orphans(tx: Tx, now: datetime, *, referral: UUID | None = None) -> Sequence[Any]:
    """Open actions whose owner does not stand on the case any more, with their case and day, locked."""
    f, m = Action, Member
    standing = exists().where(
        m.referral_id == f.referral_id, m.account_id == f.owner_id, _stands(now)
    )
    query = select(f.id, f.referral_id, f.set_by, f.due_at).where(
        f.state == ActionState.OPEN, ~standing
    )
    if referral is not None:
        query = query.where(f.referral_id == referral)
    return tx.execute(query.order_by(f.id).with_for_update(skip_locked=True)).all()
