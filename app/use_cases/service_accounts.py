"""Accounts of programs: scopes granted by two persons, tokens within them, ended by one at once.

An account is either a person's or a program's. It begins with nothing: two persons made it, two more
yeses give it scopes, and each scope opens the few routes of app.access.AUDIENCES and no other.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timedelta
from types import MappingProxyType
from uuid import UUID

from app.contract import service_accounts as told
from app.contract.approvals import Asked
from app.errors import BadCursor, NotFound, SecondPersonNeeded
from app.store import (
    credentials,
    enrolment,
    event_hooks,
    feeds,
    grants,
    house_pins,
    locks,
    service_grants,
    tokens,
)
from app.store.approvals import Approval
from app.store.refusals import WrongState
from app.store.transactions import Tx
from app.store.walls import StepOut
from app.use_cases import two_persons
from app.use_cases.acting import Acting
from app.use_cases.two_persons import Question, Why
from models.words import ApprovalKind, AuditAct, Role, ServiceScope

KIND = "account"
SCOPES = "scopes"
"""A word that only the question for a program's scopes has."""
WRITING = frozenset({ServiceScope.CAPACITY, ServiceScope.AGENCY})
MAY_HAVE: Mapping[Role, frozenset[ServiceScope]] = MappingProxyType(
    {
        Role.COORDINATOR: frozenset({ServiceScope.EVENTS}),
        Role.SHELTER: frozenset({ServiceScope.EVENTS, ServiceScope.CAPACITY}),
        Role.REFERRER: frozenset({ServiceScope.EVENTS, ServiceScope.AGENCY}),
        Role.STATISTICS: frozenset({ServiceScope.EXPORT}),
    }
)
"""What a program may do at all, by what its account is; of every other role it may be none."""


def may_now(tx: Tx, account: UUID, role: Role) -> frozenset[ServiceScope]:
    """What a program of this role may at this moment; nothing where it was granted more than such a role has."""
    has = service_grants.scopes_of(tx, account)
    return has if has <= MAY_HAVE.get(role, frozenset()) else frozenset()


def ask(a: Acting, account: UUID, sent: told.ServiceWanted) -> Asked:
    """Ask that an account is a program's, with these scopes; nothing changes until a second agrees.

    Raises
    ------
    SecondPersonNeeded
        When it is the own account.
    NotFound
        When there is no such active account.
    WrongState
        When a person has enrolled with it, its role may not have these scopes, or it has them.
    """
    if account == a.actor.account:
        raise SecondPersonNeeded
    with a.tx.as_service(StepOut.ENTRANCE):
        found = grants.now(a.tx, account)
    made = two_persons.ask(
        a,
        ApprovalKind.GRANT_ROLE,
        KIND,
        account,
        why=Why(sent.purpose, sent.reason),
        apart=[account],
        account=found.handle,
        role=found.role.value,
        house=None if found.shelter is None else str(found.shelter),
        scopes=sorted(scope.value for scope in sent.scopes),
    )
    return two_persons.waiting(a, made)


def stamp(a: Acting, asked: Question) -> str:
    """What the account is and may now; the same again is nothing to ask for."""
    wanted = _wanted(asked.words)
    with a.tx.as_service(StepOut.ENTRANCE):
        found = grants.now(a.tx, asked.subject)
        a_person_has_it = credentials.ever_enrolled(a.tx, asked.subject)
    has = service_grants.scopes_of(a.tx, asked.subject)
    if a_person_has_it or has == wanted or not wanted <= MAY_HAVE.get(found.role, frozenset()):
        raise WrongState
    return f"{found.role.value}:{found.shelter}:{found.version}:{','.join(sorted(has))}"


def granted(a: Acting, asked: Approval, second: UUID) -> None:
    """The account is a program's with these scopes; what it could do before ends."""
    account, wanted = asked.subject, _wanted(asked.words)
    with a.tx.as_service(StepOut.ENTRANCE):
        locks.account(a.tx, account)
        tokens.revoke_all(a.tx, account, now=a.now)
        # A link that somebody was given before, or a PIN of this moment, would make a person of it.
        enrolment.void(a.tx, account, now=a.now)
        house_pins.remove(a.tx, account, now=a.now)
    service_grants.put(a.tx, account, wanted, by=asked.asked_by, agreed=second, now=a.now)
    if ServiceScope.EVENTS in wanted:
        feeds.begin(a.tx, account, now=a.now)
    else:
        feeds.drop(a.tx, account)
    said = ",".join(sorted(wanted))
    a.record(AuditAct.ROLE_GRANTED, KIND, account, scopes=said, second=str(second))


def new_token(a: Acting, account: UUID, sent: told.NewServiceToken) -> tuple[UUID, str, datetime]:
    """A token for one installation of the program; told this once.

    Raises
    ------
    StepUpNeeded
        When who asks was not shown again a moment ago.
    NotFound
        When it is no service account, or its role may have no such scopes any more.
    """
    a.must_have_stepped_up(account)
    until = a.now + timedelta(days=sent.days)
    with a.tx.as_service(StepOut.ENTRANCE):
        scopes = may_now(a.tx, account, tokens.role_of(a.tx, account))
        if not scopes:
            raise NotFound
        token, text = tokens.issue(
            a.tx,
            account,
            scopes={"read", *(["write"] if scopes & WRITING else []), *scopes},
            now=a.now,
            until=until,
            device=sent.device,
        )
    a.record(AuditAct.TOKEN_ISSUED, "token", token)
    return token, text, until


def end(a: Acting, account: UUID) -> None:
    """No token of it is worth anything from the next request on; nothing more is sent to it.

    Raises
    ------
    NotFound
        When it is no service account.
    """
    with a.tx.as_service(StepOut.ENTRANCE):
        locks.account(a.tx, account)
        if not service_grants.end(a.tx, account, now=a.now):
            raise NotFound
        tokens.revoke_all(a.tx, account, now=a.now)
    a.record(AuditAct.ACCOUNT_CHANGED, KIND, account, part="service", ended=True)


def send_to(a: Acting, account: UUID, hook: str | None) -> None:
    """What happens from now on is sent to that hook.

    Raises
    ------
    NotFound
        When it has no feed.
    """
    event_hooks.put(a.tx, account, hook, now=a.now)
    a.record(AuditAct.ACCOUNT_CHANGED, KIND, account, part="event_hook")


def send_again(a: Acting, account: UUID, after: int) -> None:
    """All after that number is sent again, also to a hook that had stopped.

    Raises
    ------
    NotFound
        When it has no feed that is sent.
    BadCursor
        When it was never told so much.
    """
    if not event_hooks.replay(a.tx, account, after, now=a.now):
        raise BadCursor
    a.record(AuditAct.ACCOUNT_CHANGED, KIND, account, part="replay")


def _wanted(words: two_persons.Words) -> frozenset[ServiceScope]:
    said = words[SCOPES]
    assert isinstance(said, list), "scopes are a list"
    return frozenset(ServiceScope(one) for one in said)
