"""The ways in, for whoever is not known yet."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Depends, Request, Response

from app import access
from app.contract import sign_in as told
from app.http.guard import OpenRoute
from app.http.own_page import with_cookie
from app.http.problems import may_refuse
from app.service import Service
from app.use_cases import sign_in as acts
from app.use_cases.entrance import Entrance

router = APIRouter(prefix=access.BASE, route_class=OpenRoute, tags=["sign-in"])

REFUSED = may_refuse(400, 401, 413, 415, 422, 429, 503)


def entrance_of(service: Service) -> Entrance:
    """The entrance of this service at this moment."""
    return Entrance(service.store, service.master, service.party, service.hashing, service.now())


async def the_entrance(request: Request) -> Entrance:
    """The entrance behind this request; its moment is read once."""
    return entrance_of(request.app.state.service)


TheEntrance = Annotated[Entrance, Depends(the_entrance)]


@router.post("/sign-in/passkey/options", responses=REFUSED, response_model=told.PasskeyOptions)
def post_options(e: TheEntrance) -> told.PasskeyOptions:
    """Ask for a challenge; no name is needed."""
    challenge, options = acts.passkey_options(e)
    return told.PasskeyOptions(challenge=challenge, publicKey=dict(options))


@router.post("/sign-in/passkey", responses=REFUSED, response_model=told.SignedIn)
def post_passkey(sent: told.PasskeyAnswer, e: TheEntrance) -> Response:
    """Sign in with a passkey; the session is in a cookie that no script can read."""
    return _in(acts.with_passkey(e, sent.challenge, sent.credential))


@router.post("/sign-in/password", responses=REFUSED, response_model=told.SignedIn)
def post_password(sent: told.PasswordAndCode, e: TheEntrance) -> Response:
    """Sign in with a password and a code."""
    return _in(acts.with_password(e, sent.handle, sent.password, sent.code))


def _in(opened: acts.Opened) -> Response:
    body = told.SignedIn().model_dump_json()
    return with_cookie(Response(body, media_type="application/json"), opened.secret)
