"""One-time codes for devices, and the one request with which a device comes in."""

from __future__ import annotations

from fastapi import APIRouter, Request, Response

from app import access
from app.contract import devices as told
from app.http.call import KEYED, Reply, TheCall
from app.http.calls import Spoken
from app.http.guard import DeviceRoute, GuardedRoute
from app.http.problems import may_refuse
from app.intake_keys import IntakeKeys
from app.service import Service
from app.use_cases import devices as acts
from app.use_cases.acting import Acting

router = APIRouter(prefix=access.BASE, route_class=GuardedRoute, tags=["devices"])
open_router = APIRouter(prefix=access.BASE, route_class=DeviceRoute, tags=["devices"])


@router.post(
    "/device-codes",
    status_code=201,
    responses=may_refuse(400, 401, 403, 404, 409, 413, 415, 422, 503),
    response_model=told.DeviceCodeMade,
    openapi_extra=KEYED,
)
def post_device_code(sent: told.NewDeviceCode, call: TheCall) -> Response:
    """Make a code for one device; its text is in this one answer and in nothing that is kept."""
    shown: list[told.DeviceCodeMade] = []

    def act(a: Acting) -> Reply:
        code, text, until = acts.new_code(a, sent)
        shown.append(told.DeviceCodeMade(id=code, code=text, expires_at=until))
        return Reply(told.DeviceCodeMade(id=code, code=None, expires_at=until))

    kept = call.write(act, 201)
    if not shown:
        return kept
    return Response(shown[0].model_dump_json(), 201, media_type="application/json")


@open_router.post(
    "/devices",
    status_code=201,
    responses=may_refuse(400, 401, 404, 409, 413, 415, 422, 503),
    response_model=told.DeviceEnrolled,
    dependencies=Spoken,
)
def post_device(sent: told.EnrolDevice, request: Request) -> told.DeviceEnrolled:
    """Show the code once; the answer holds the token of this device and is kept nowhere."""
    service: Service = request.app.state.service
    with service.store.transaction() as tx:
        return acts.enrol(tx, sent.code, IntakeKeys(service.master), service.now())
