"""Routes that first ask who calls: before the body is looked at, before anything else is said.

Who calls shows a session, which a person has in her browser, or a token, which a device has.
"""

from __future__ import annotations

from collections.abc import Callable, Coroutine
from typing import Any

from fastapi import Request, Response
from fastapi.routing import APIRoute
from starlette.concurrency import run_in_threadpool
from starlette.routing import Match
from starlette.types import Scope

from app import access
from app.contract.readers import models_for
from app.described.deprecations import DEPRECATED
from app.errors import NotFound, NotSignedIn, SignInRefused
from app.http import empty_workload
from app.http.flood import Flood
from app.http.limits import checked
from app.http.own_page import from_own_page, secret_in
from app.service import Service
from app.store import sessions, tokens
from models.words import Role

PREFIX = "Bearer "
UNATTENDED = "havn-unattended"
"""A header of the page: it asks by itself, and nobody has touched it since a while."""


class LedRoute(APIRoute):
    """A route that is not looked at closely for a path which begins otherwise.

    Routes are asked one after another whether a request is theirs; there are a hundred and more.
    """

    def __init__(self, path: str, endpoint: Callable[..., Any], **given: Any) -> None:  # noqa: ANN401
        """The same route, with what every path of it begins with."""
        super().__init__(path, endpoint, **given)
        self.lead = self.path_format.partition("{")[0]

    def matches(self, scope: Scope) -> tuple[Match, Scope]:
        """Whether the request is this route's."""
        if not scope.get("root_path") and not scope["path"].startswith(self.lead):
            return Match.NONE, {}
        return super().matches(scope)


class GuardedRoute(LedRoute):
    """A route that only the roles of its line in app.access may call.

    Somebody else gets the 404 of a thing that is not there; nobody learns what exists.
    """

    def __init__(self, path: str, endpoint: Callable[..., Any], **given: Any) -> None:  # noqa: ANN401
        """The same route; its answer is that of each role that may call it (models/rights.toml)."""
        at = path.removeprefix(access.BASE)
        lines = [access.ROLES.get((method, at), frozenset()) for method in given["methods"]]
        roles = frozenset[Role]().union(*lines)
        self.noun = given["response_model"]
        given["response_model"] = models_for(given["response_model"], roles)
        super().__init__(path, endpoint, **given)

    def get_route_handler(self) -> Callable[[Request], Coroutine[Any, Any, Response]]:
        """The handler of this route behind its guard."""
        inner = super().get_route_handler()
        path, noun = self.path_format, self.noun
        watches = ("GET", path.removeprefix(access.BASE)) in access.WATCHING

        async def guarded(request: Request) -> Response:
            service: Service = request.app.state.service
            flood: Flood = request.app.state.flood
            address, shown = _address(request), _shown(request)
            using = not watches and UNATTENDED not in request.headers
            flood.stranger(address, shown)
            try:
                actor = await run_in_threadpool(who_asks, service, request, using=using)
            except NotSignedIn:
                flood.unknown(address, shown)
                raise
            flood.known(address, shown, actor.account)
            where = (request.method, path.removeprefix(access.BASE))
            if actor.role not in access.allowed(*where) or not _in_scope(actor, where):
                raise NotFound
            request.state.actor = actor
            request.state.role = actor.role.value
            await _look_at(request)
            if actor.under_duress and where not in access.UNDER_DURESS:
                return empty_workload.answer(actor.role, path, noun, request.method)
            answer = await inner(request)
            if where in DEPRECATED:
                answer.headers.update(DEPRECATED[where].headers())
            return answer

        return guarded


class OpenRoute(LedRoute):
    """A route for somebody who is not known yet; only our own page may send to it."""

    def get_route_handler(self) -> Callable[[Request], Coroutine[Any, Any, Response]]:
        """The handler of this route behind what is asked of everybody."""
        inner = super().get_route_handler()

        async def asked(request: Request) -> Response:
            service: Service = request.app.state.service
            flood: Flood = request.app.state.flood
            flood.stranger(_address(request), "")
            if not from_own_page(request, service.party.origin):
                raise SignInRefused
            await _look_at(request)
            return await inner(request)

        return asked


class DeviceRoute(LedRoute):
    """A route for a device that is not known yet; no browser may send to it, from no page."""

    def get_route_handler(self) -> Callable[[Request], Coroutine[Any, Any, Response]]:
        """The handler of this route behind what is asked of every device."""
        inner = super().get_route_handler()

        async def asked(request: Request) -> Response:
            flood: Flood = request.app.state.flood
            flood.stranger(_address(request), "")
            if {"origin", "sec-fetch-site"} & set(request.headers.keys()):
                raise SignInRefused
            await _look_at(request)
            return await inner(request)

        return asked


async def not_a_flood(request: Request) -> None:
    """A route that asks nobody who she is is asked no more often than any other by strangers.

    Raises
    ------
    TooMany
        When this network asked too often.
    """
    flood: Flood = request.app.state.flood
    flood.stranger(_address(request), "")


def _address(request: Request) -> str:
    """Where it came from, as the door took it."""
    return request.client.host if request.client else ""


def _shown(request: Request) -> str:
    """What the caller shows to be known by: a token, else the secret of a session."""
    sent = request.headers.get("authorization")
    return (secret_in(request) or "") if sent is None else sent


async def _look_at(request: Request) -> None:
    """The body is within its limits, before anything reads it."""
    request.state.body = body = await request.body()
    if body:
        sent_as = request.headers.get("content-type", "")
        # In a thread: a hostile body must not make the other callers wait.
        await run_in_threadpool(checked, sent_as, body)


def _in_scope(actor: tokens.Actor, where: tuple[str, str]) -> bool:
    """Whether what was shown is good for this: reading or writing, and for its audience alone."""
    if ("read" if where[0] == "GET" else "write") not in actor.scopes:
        return False
    audiences = [access.AUDIENCES[name] for name in access.AUDIENCES if name in actor.scopes]
    return not audiences or any(where in routes for routes in audiences)


def who_asks(service: Service, request: Request, *, using: bool) -> tokens.Actor:
    """Whoever holds the token or the session that came with this request.

    A token that came along is the one that counts. A cookie counts from our own page alone.
    ``using``: whether somebody is there who asks; if not, the idle time of her session goes on.

    Raises
    ------
    NotSignedIn
        When there is neither, or it is unknown, over, ended, or its account may not act.
    """
    sent = request.headers.get("authorization")
    secret = secret_in(request) if sent is None else None
    now = service.now()
    actor = None
    if sent is not None and sent.startswith(PREFIX):
        with service.store.transaction() as tx:
            actor = tokens.holder(tx, sent.removeprefix(PREFIX), now=now)
    elif secret and from_own_page(request, service.party.origin):
        with service.store.transaction() as tx:
            actor = sessions.holder(tx, secret, now=now, using=using)
    if actor is None:
        raise NotSignedIn
    return actor
