"""Entering who is on duty, and taking it back."""

from __future__ import annotations

from datetime import datetime, timedelta
from uuid import UUID

from app.contract import duty as told
from app.errors import Malformed
from app.store import duty, hearing, notices, tokens
from app.store.tokens import Actor
from app.use_cases.acting import Acting
from app.use_cases.seconds import POST_ROLES
from models.words import AuditAct

SUBJECT = "duty_span"
TODAY = timedelta(hours=24)


def enter(a: Acting, sent: told.NewDuty) -> told.DutyMade:
    """Somebody is on duty in a post that her role may have.

    Raises
    ------
    Malformed
        When there is no such active account, its role may not have this post, or the span is over.
    StepUpNeeded
        When it is the own span of today, and she has not just shown again who she is.
    OnDutyThen
        When this account is on duty in one of these hours.
    """
    entered = _meant(a, sent)
    if entered is not None:
        _must_show_oneself(a, entered.account, sent.starts_at)
    if sent.ends_at <= a.now:
        raise Malformed("/ends_at", "not_in_the_past")
    if entered is None or entered.role not in POST_ROLES[sent.post]:
        raise Malformed("/account", "not_for_this_post")
    account = entered.account
    span = duty.add(
        a.tx,
        account_id=account,
        post=sent.post,
        starts_at=sent.starts_at,
        ends_at=sent.ends_at,
        entered_by=a.actor.account,
        entered_at=a.now,
    )
    a.record(AuditAct.ROSTER_CHANGED, "account", account, post=sent.post.value)
    _tell_the_others(a, span, account, sent.starts_at)
    return told.DutyMade(id=span)


def _meant(a: Acting, sent: told.NewDuty) -> Actor | None:
    if sent.account is not None:
        return tokens.acting(a.tx, sent.account)
    assert sent.handle is not None, "one of them is sent"
    return tokens.active(a.tx, sent.handle)


def take_back(a: Acting, span: UUID) -> told.DutyMade:
    """The span does not count any more, except against whoever took it back (break-glass, waivers).

    Raises
    ------
    NotFound
        When there is no such span that has not ended.
    StepUpNeeded
        As when entering.
    """
    account, starts_at = duty.find(a.tx, span, now=a.now)
    _must_show_oneself(a, account, starts_at)
    # Whoever is taken out is told as well, so she is counted before.
    others = hearing.hearers(a.tx, a.now, about=a.actor.account)
    duty.take_back(a.tx, span, by=a.actor.account, now=a.now)
    a.record(AuditAct.ROSTER_CHANGED, "account", account, taken_back=True)
    if _is_today(a, starts_at):
        notices.add(a.tx, others, about=SUBJECT, subject=span, now=a.now)
    return told.DutyMade(id=span)


def _is_today(a: Acting, starts_at: datetime) -> bool:
    return starts_at < a.now + TODAY


def _must_show_oneself(a: Acting, account: UUID, starts_at: datetime) -> None:
    if account == a.actor.account and _is_today(a, starts_at):
        a.must_have_stepped_up()


def _tell_the_others(a: Acting, span: UUID, account: UUID, starts_at: datetime) -> None:
    if account == a.actor.account and _is_today(a, starts_at):
        others = hearing.hearers(a.tx, a.now, about=account)
        notices.add(a.tx, others, about=SUBJECT, subject=span, now=a.now)
