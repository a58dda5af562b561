"""The shared devices of a house, the PINs of its people, and the way in by PIN.

What is done here twice is done once, or is refused the second time, so no key is asked for.
"""

from __future__ import annotations

from collections.abc import Callable
from uuid import UUID

from fastapi import APIRouter, Request, Response

from app import access
from app.contract import house_entrance as told
from app.contract import sign_in
from app.contract.base import Told
from app.contract.readers import told_to
from app.http.call import Call, TheCall
from app.http.guard import GuardedRoute, OpenRoute
from app.http.house_cookie import device_in, with_device
from app.http.own_page import with_cookie
from app.http.problems import may_refuse
from app.http.sign_in import REFUSED, TheEntrance, entrance_of
from app.use_cases import house_entrance as acts
from app.use_cases.acting import Acting
from app.use_cases.pin_sign_in import with_pin

router = APIRouter(prefix=access.BASE, route_class=GuardedRoute, tags=["session"])
open_router = APIRouter(prefix=access.BASE, route_class=OpenRoute, tags=["sign-in"])

READ = may_refuse(401, 404, 503)
WRITE = may_refuse(400, 401, 403, 404, 409, 413, 415, 422, 429, 503)


def _done(call: Call, act: Callable[[Acting], Told]) -> Response:
    """What the act answers; its transaction is that of the entrance, as in own_session."""
    with call.service.store.transaction() as tx:
        body = told_to(call.actor.role, act(Acting(tx, call.actor, call.now)))
    return Response(body.model_dump_json(), media_type="application/json")


@open_router.post("/sign-in/pin", responses=REFUSED, response_model=sign_in.SignedIn)
def post_pin(sent: told.HandleAndPin, request: Request, e: TheEntrance) -> Response:
    """Sign in by name and PIN on a shared device of the own house."""
    opened = with_pin(e, device_in(request), sent.handle, sent.pin)
    body = sign_in.SignedIn().model_dump_json()
    return with_cookie(Response(body, media_type="application/json"), opened.secret)


@router.post("/house-devices", responses=WRITE, response_model=sign_in.Kept)
def post_device(sent: told.NewHouseDevice, call: TheCall) -> Response:
    """Make the browser that asks a shared device of the own house; its secret is in its cookie alone."""
    secrets: list[str] = []

    def act(a: Acting) -> sign_in.Kept:
        _, secret = acts.enrol(a, sent)
        secrets.append(secret)
        return sign_in.Kept()

    answer = _done(call, act)
    return with_device(answer, secrets[0])


@router.get("/house-devices", responses=READ, response_model=told.HouseDevices)
def get_devices(call: TheCall) -> Response:
    """The shared devices of the own house."""
    return _done(call, lambda a: acts.devices(a, device_in(call.request)))


@router.delete("/house-devices/{house_device}", responses=WRITE, response_model=sign_in.Kept)
def delete_device(house_device: UUID, call: TheCall) -> Response:
    """End one; the next request of whoever is signed in on it is refused."""

    def act(a: Acting) -> sign_in.Kept:
        acts.end(a, house_device)
        return sign_in.Kept()

    return _done(call, act)


@router.get("/house-people", responses=READ, response_model=told.HousePeople)
def get_people(call: TheCall) -> Response:
    """Who works for the own house, and who has a PIN."""
    return _done(call, acts.people)


@router.put("/house-people/{account}/pin", responses=WRITE, response_model=sign_in.Kept)
def put_pin(account: UUID, sent: told.NewPin, call: TheCall) -> Response:
    """Set up the PIN that she chooses; shown nowhere."""

    def act(a: Acting) -> sign_in.Kept:
        acts.set_up(entrance_of(call.service), a, account, sent)
        return sign_in.Kept()

    return _done(call, act)


@router.delete("/house-people/{account}/pin", responses=WRITE, response_model=sign_in.Kept)
def delete_pin(account: UUID, call: TheCall) -> Response:
    """Take her PIN away; the next request in what it opened is refused."""

    def act(a: Acting) -> sign_in.Kept:
        acts.take_away(a, account)
        return sign_in.Kept()

    return _done(call, act)
