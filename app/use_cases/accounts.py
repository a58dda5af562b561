"""Accounts, links to enrol, tokens of devices: what administrators do, and nobody for herself.

No administrator can get what somebody else may: a token is made by whoever will use it, and a link
for an account in use takes two persons (AT14).
"""

from __future__ import annotations

from datetime import datetime, timedelta
from uuid import UUID

from app.contract import accounts as told
from app.errors import Malformed, NotFound, SecondPersonNeeded
from app.store import credentials, enrolment, locks, service_grants, sessions, tokens
from app.store.refusals import WrongState
from app.store.walls import StepOut
from app.use_cases.acting import Acting
from models.words import AuditAct, Role


def invite(a: Acting, account: UUID) -> tuple[UUID, str, datetime]:
    """A link with which the person of that account enrols; told this once.

    Raises
    ------
    StepUpNeeded
        When who asks was not shown again a moment ago.
    NotFound
        When there is no such active account.
    SecondPersonNeeded
        When somebody can sign in with it, or it is the own one: that is a recovery.
    WrongState
        When it is, or was, a program's account: no person ever acts with one.
    """
    # Under its lock: whoever enrols with it this very moment has, or has not.
    a.must_have_stepped_up(account)
    with a.tx.as_service(StepOut.ENTRANCE):
        if account == a.actor.account or credentials.has_enrolled(a.tx, account):
            raise SecondPersonNeeded
        if service_grants.was_granted(a.tx, account):
            raise WrongState
        made = enrolment.issue(a.tx, account, by=a.actor.account, now=a.now)
    a.record(AuditAct.ENROLMENT_ISSUED, "account", account)
    return made


def end_sessions(a: Acting, account: UUID) -> None:
    """No session, token or link of that account is worth anything from the next request on.

    Raises
    ------
    NotFound
        When there is no such account.
    """
    with a.tx.as_service(StepOut.ENTRANCE):
        locks.account(a.tx, account)
        sessions.end_all(a.tx, account, now=a.now)
        tokens.revoke_all(a.tx, account, now=a.now)
    a.record(AuditAct.SESSIONS_ENDED, "account", account)


def new_token(a: Acting, sent: told.NewToken) -> tuple[UUID, str, datetime]:
    """A token for a device of the own account, or by an administrator for the batch.

    Raises
    ------
    NotFound
        When it is for anybody else: nobody gets what somebody else may.
    Malformed
        When it is for the batch and not the batch's, or the other way round.
    StepUpNeeded
        When who asks was not shown again a moment ago.
    """
    until = a.now + timedelta(days=sent.days)
    with a.tx.as_service(StepOut.ENTRANCE):
        if sent.account != a.actor.account:
            for_batch = a.actor.role is Role.ADMIN and (
                tokens.role_of(a.tx, sent.account) is Role.BATCH
            )
            if not for_batch:
                raise NotFound
        if (sent.audience == "batch") != (tokens.role_of(a.tx, sent.account) is Role.BATCH):
            raise Malformed("/audience", "not_for_this_account")
        a.must_have_stepped_up()
        token, text = tokens.issue(
            a.tx,
            sent.account,
            scopes={*sent.scopes, sent.audience},
            now=a.now,
            until=until,
            device=sent.device,
        )
    a.record(AuditAct.TOKEN_ISSUED, "token", token)
    return token, text, until


def revoke_token(a: Acting, token: UUID) -> None:
    """The token is worth nothing from the next request on.

    Raises
    ------
    NotFound
        When there is none, or it is somebody else's and no administrator asks.
    """
    with a.tx.as_service(StepOut.ENTRANCE):
        if a.actor.role is not Role.ADMIN and tokens.owner(a.tx, token) != a.actor.account:
            raise NotFound
        tokens.revoke(a.tx, token, now=a.now)
    a.record(AuditAct.TOKEN_REVOKED, "token", token)
