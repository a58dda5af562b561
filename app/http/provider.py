"""To the identity provider and back; without one in the settings none of it is there."""

from __future__ import annotations

import re
from uuid import UUID

from fastapi import APIRouter, Depends, Request, Response

from app import access
from app.contract import provider as told
from app.contract.sign_in import SignedIn
from app.errors import Busy, NotFound, SignInRefused
from app.http.call import TheCall
from app.http.guard import GuardedRoute, OpenRoute, not_a_flood
from app.http.house_cookie import device_in
from app.http.own_page import with_cookie
from app.http.problems import may_refuse
from app.http.sign_in import TheEntrance, entrance_of
from app.outside.provider import Provider
from app.service import PROVIDER_BACK
from app.store import provider_links
from app.use_cases import provider_sign_in as acts
from app.use_cases.acting import Acting
from app.use_cases.own_session import session_of
from app.use_cases.pin_sign_in import is_house_device

open_router = APIRouter(prefix=access.BASE, route_class=OpenRoute, tags=["sign-in"])
own_router = APIRouter(prefix=access.BASE, route_class=GuardedRoute, tags=["session"])
back_router = APIRouter(include_in_schema=False, dependencies=[Depends(not_a_flood)])

REFUSED = may_refuse(400, 401, 404, 413, 415, 422, 429, 503)
OWN = may_refuse(401, 403, 404, 503)
COOKIE = "__Host-havn-way"
_ID = re.compile("[0-9a-f]{32}")
_CODE = re.compile(r"[\x21-\x7e]{1,1024}")


def _provider(request: Request) -> Provider:
    found: Provider | None = request.app.state.service.provider
    if found is None:
        raise NotFound
    return found


def _kept(request: Request) -> UUID:
    """What the browser has kept since it went; without it, it is another one."""
    text = request.cookies.get(COOKIE, "")
    if not _ID.fullmatch(text):
        raise SignInRefused
    return UUID(hex=text)


def _keeps(answer: Response, kept: UUID | None, same_site: str) -> Response:
    """The answer, with which the browser keeps this for three minutes, or forgets it.

    On the way to the provider it must come along when the browser is sent back from elsewhere: Lax.
    """
    value, age = (kept.hex, 180) if kept else ("", 0)
    answer.headers.append(
        "Set-Cookie",
        f"{COOKIE}={value}; Max-Age={age}; Path=/; Secure; HttpOnly; SameSite={same_site}",
    )
    return answer


def _json(body: told.Elsewhere | SignedIn | told.LinkTold) -> Response:
    return Response(body.model_dump_json(), media_type="application/json")


@open_router.get("/sign-in/ways", responses=may_refuse(401), response_model=told.Ways)
def get_ways(request: Request, e: TheEntrance) -> told.Ways:
    """Whether a provider may be asked, and whether this browser takes a PIN."""
    return told.Ways(
        provider=request.app.state.service.provider is not None,
        pin=is_house_device(e, device_in(request)),
    )


@open_router.post("/sign-in/provider/begin", responses=REFUSED, response_model=told.Elsewhere)
def post_begin(request: Request, e: TheEntrance) -> Response:
    """Begin a sign-in at the provider."""
    kept, address = acts.to_sign_in(e, _provider(request))
    return _keeps(_json(told.Elsewhere(address=address)), kept, "Lax")


@open_router.post("/sign-in/provider", responses=REFUSED, response_model=SignedIn)
def post_code(sent: told.ProviderCode, request: Request, e: TheEntrance) -> Response:
    """Give the code after the provider's word; the session is in a cookie that no script reads."""
    _provider(request)
    opened = acts.with_code(e, _kept(request), sent.code)
    return _keeps(with_cookie(_json(SignedIn()), opened.secret), None, "Strict")


@back_router.get(PROVIDER_BACK)
def get_back(request: Request, e: TheEntrance) -> Response:
    """The browser comes back; whatever came of it, it goes on to the page and its address is bare."""
    provider, query = _provider(request), request.query_params
    state, code = query.get("state", ""), query.get("code", "")
    kept, where = None, "refused"
    try:
        if _CODE.fullmatch(code):
            kept = acts.come_back(e, provider, _kept(request), state, code)
            where = "linked" if kept is None else "code"
    except (SignInRefused, Busy):
        kept = None
    answer = Response(status_code=303, headers={"Location": f"/#{where}"})
    return _keeps(answer, kept, "Strict")


@own_router.post("/credentials/provider", responses=OWN, response_model=told.Elsewhere)
def post_link(request: Request, call: TheCall) -> Response:
    """Begin to link the own account with somebody of the provider."""
    provider = _provider(request)
    with call.service.store.transaction() as tx:
        account = acts.may_link(Acting(tx, call.actor, call.now))
    kept, address = acts.to_link(entrance_of(call.service), provider, account)
    return _keeps(_json(told.Elsewhere(address=address)), kept, "Lax")


@own_router.get("/credentials/provider", responses=OWN, response_model=told.LinkTold)
def get_link(request: Request, call: TheCall) -> Response:
    """Whether the own account is linked."""
    _provider(request)
    with call.service.store.transaction() as tx:
        a = Acting(tx, call.actor, call.now)
        session_of(a)
        return _json(_link_of(a))


@own_router.delete("/credentials/provider", responses=OWN, response_model=told.LinkTold)
def delete_link(request: Request, call: TheCall) -> Response:
    """End the link."""
    _provider(request)
    with call.service.store.transaction() as tx:
        a = Acting(tx, call.actor, call.now)
        acts.unlink(a)
        return _json(_link_of(a))


def _link_of(a: Acting) -> told.LinkTold:
    found = provider_links.of(a.tx, a.actor.account)
    if not found:
        return told.LinkTold(linked=False, created_at=None, last_used_at=None)
    return told.LinkTold(
        linked=True, created_at=found[0].created_at, last_used_at=found[0].last_used_at
    )
