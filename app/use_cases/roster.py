"""Entering who is on duty, and taking it back."""

from __future__ import annotations

from uuid import UUID

from app.contract import duty as told
from app.errors import Malformed
from app.store import duty
from app.use_cases.acting import Acting
from app.use_cases.seconds import POST_ROLES
from models.words import AuditAct


def enter(a: Acting, sent: told.NewDuty) -> told.DutyMade:
    """Somebody is on duty in a post that her role may have.

    Raises
    ------
    Malformed
        When there is no such active account, its role may not have this post, or the span is over.
    OnDutyThen
        When this account is on duty in one of these hours.
    """
    if sent.ends_at <= a.now:
        raise Malformed("/ends_at", "not_in_the_past")
    if duty.role_of(a.tx, sent.account) not in POST_ROLES[sent.post]:
        raise Malformed("/account", "not_for_this_post")
    span = duty.add(
        a.tx,
        account_id=sent.account,
        post=sent.post,
        starts_at=sent.starts_at,
        ends_at=sent.ends_at,
        entered_by=a.actor.account,
        entered_at=a.now,
    )
    a.record(AuditAct.ROSTER_CHANGED, "account", sent.account, post=sent.post.value)
    return told.DutyMade(id=span)


def take_back(a: Acting, span: UUID) -> told.DutyMade:
    """The span does not count any more."""
    account = duty.take_back(a.tx, span, by=a.actor.account, now=a.now)
    a.record(AuditAct.ROSTER_CHANGED, "account", account, taken_back=True)
    return told.DutyMade(id=span)
