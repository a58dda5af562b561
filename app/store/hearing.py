"""Who hears of what must not wait: those on duty, or everybody when they are fewer than two."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from app.store import duty
from app.store.transactions import Tx
from models.words import DutyPost, Role

HEARERS = 2
_POSTS = (DutyPost.COORDINATOR, DutyPost.DUTY_MANAGER)


def hearers(tx: Tx, now: datetime, *, about: UUID | None) -> list[UUID]:
    """Coordinators and managers on duty, never whom it is about; in a gap everybody of ROSA."""
    on = [one.account for one in duty.on_duty(tx, now) if one.post in _POSTS]
    here = [account for account in on if account != about]
    if len(here) >= HEARERS:
        return here
    others = duty.of_roles(tx, (Role.COORDINATOR, Role.ADMIN))
    return list(dict.fromkeys([*here, *(one for one in others if one != about)]))
