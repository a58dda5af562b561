"""Who hears of what must not wait: those on duty, or everybody when they are fewer than two."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from sqlalchemy import select

from app.store import duty, members
from app.store.stepping import beyond
from app.store.transactions import Tx
from app.store.walls import StepOut
from models.account import AccountRecord as Account
from models.words import AccountStatus, DutyPost, Role

HEARERS = 2
_POSTS = (DutyPost.COORDINATOR, DutyPost.DUTY_MANAGER)


def hearers(
    tx: Tx, now: datetime, *, about: UUID | None, referral: UUID | None = None
) -> list[UUID]:
    """Coordinators and managers on duty, never whom it is about; in a gap everybody of ROSA.

    ``referral``: those whom a list keeps from this case hear only when nobody else would.
    """
    on = [one.account for one in duty.on_duty(tx, now) if one.post in _POSTS]
    here = [one for one in _open_to(tx, on, referral) if one != about]
    if len(here) >= HEARERS:
        return here
    found = list(dict.fromkeys([*here, *all_of_rosa(tx, about=about, referral=referral)]))
    return found or [one for one in on if one != about]


def all_of_rosa(tx: Tx, *, about: UUID | None, referral: UUID | None) -> list[UUID]:
    """Every coordinator and administrator, but whom it is about and whom a list keeps from the case."""
    everybody = duty.of_roles(tx, (Role.COORDINATOR, Role.ADMIN))
    return [one for one in _open_to(tx, everybody, referral) if one != about]


@beyond(StepOut.STANDING)
def in_post(tx: Tx, post: DutyPost, now: datetime, *, referral: UUID | None) -> UUID | None:
    """Who is on duty in this post and may open the case, whoever stands on it before others."""
    on = [one.account for one in duty.on_duty(tx, now) if one.post is post]
    may = _open_to(tx, on, referral)
    standing = members.standing(tx, referral) if referral is not None else []
    return next((one for one in may if one in standing), may[0] if may else None)


@beyond(StepOut.STANDING)
def of_house(tx: Tx, shelter: UUID) -> list[UUID]:
    """Active accounts of this house, by id."""
    a = Account
    query = select(a.id).where(a.shelter_id == shelter, a.status == AccountStatus.ACTIVE)
    return list(tx.execute(query.order_by(a.id)).scalars())


@beyond(StepOut.STANDING)
def _open_to(tx: Tx, accounts: Sequence[UUID], referral: UUID | None) -> list[UUID]:
    """Those of them from whom no list keeps the case, in their order."""
    if referral is None or not accounts:
        return list(accounts)
    a = Account
    query = select(a.id).where(a.id.in_(accounts), members.may_open(referral, a.id))
    may = set(tx.execute(query).scalars())
    return [one for one in accounts if one in may]
