"""Routes that first ask who calls: before the body is looked at, before anything else is said."""

from __future__ import annotations

from collections.abc import Callable, Coroutine
from typing import Any

from fastapi import Request, Response
from fastapi.routing import APIRoute
from starlette.concurrency import run_in_threadpool

from app import access
from app.contract.readers import models_for
from app.errors import NotFound, NotSignedIn
from app.http.limits import checked
from app.service import Service
from app.store import tokens
from models.words import Role

PREFIX = "Bearer "


class GuardedRoute(APIRoute):
    """A route that only the roles of its line in app.access may call.

    Somebody else gets the 404 of a thing that is not there; nobody learns what exists.
    """

    def __init__(self, path: str, endpoint: Callable[..., Any], **given: Any) -> None:  # noqa: ANN401
        """The same route; its answer is that of each role that may call it (models/rights.toml)."""
        at = path.removeprefix(access.BASE)
        lines = [access.ROLES.get((method, at), frozenset()) for method in given["methods"]]
        roles = frozenset[Role]().union(*lines)
        if roles:
            given["response_model"] = models_for(given["response_model"], roles)
        super().__init__(path, endpoint, **given)

    def get_route_handler(self) -> Callable[[Request], Coroutine[Any, Any, Response]]:
        """The handler of this route behind its guard."""
        inner = super().get_route_handler()
        path = self.path_format

        async def guarded(request: Request) -> Response:
            service: Service = request.app.state.service
            actor = await run_in_threadpool(_actor, service, request)
            roles = access.allowed(request.method, path.removeprefix(access.BASE))
            scope = "read" if request.method == "GET" else "write"
            if actor.role not in roles or scope not in actor.scopes:
                raise NotFound
            request.state.actor = actor
            request.state.role = actor.role.value
            request.state.body = body = await request.body()
            if body:
                sent_as = request.headers.get("content-type", "")
                # In a thread: a hostile body must not make the other callers wait.
                await run_in_threadpool(checked, sent_as, body)
            return await inner(request)

        return guarded


def _actor(service: Service, request: Request) -> tokens.Actor:
    """Whoever holds the token that came with this request.

    Raises
    ------
    NotSignedIn
        When there is none, or it is unknown, expired, revoked, or its account is not active.
    """
    sent = request.headers.get("authorization", "")
    if not sent.startswith(PREFIX):
        raise NotSignedIn
    with service.store.transaction() as tx:
        actor = tokens.holder(tx, sent.removeprefix(PREFIX), now=service.now())
    if actor is None:
        raise NotSignedIn
    return actor
