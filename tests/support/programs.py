"""Programs with scopes, made without the two persons whom tests/app/http/test_service_accounts.py has."""

from __future__ import annotations

from datetime import timedelta
from uuid import UUID

from app.store import feeds, service_grants, tokens
from app.store.walls import StepOut
from models.words import Role, ServiceScope
from tests.support.served import Caller, Served


def program(
    served: Served,
    role: Role,
    *,
    shelter: UUID | str | None = None,
    organisation: UUID | None = None,
    also: frozenset[ServiceScope] = frozenset(),
) -> Caller:
    """A program of this role that is told what happens from now on; ``also``: its other scopes."""
    made = served.caller(role, shelter, organisation=organisation)
    people = [served.caller(Role.ADMIN).account for _ in range(2)]
    now, scopes = served.clock(), {ServiceScope.EVENTS, *also}
    with served.service.store.transaction() as tx, tx.as_service(StepOut.ENTRANCE):
        tokens.revoke_all(tx, made.account, now=now)
        service_grants.put(tx, made.account, scopes, by=people[0], agreed=people[1], now=now)
        feeds.begin(tx, made.account, now=now)
        opens = {"read", *({"write"} if also else ()), *(scope.value for scope in scopes)}
        until = now + timedelta(days=365)
        token, text = tokens.issue(tx, made.account, scopes=opens, now=now, until=until)
    return Caller(served.client, text, made.account, token)
