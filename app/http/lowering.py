"""What is taken off a threat picture: nothing changes until a second person agrees."""

from __future__ import annotations

from uuid import UUID

from fastapi import APIRouter, Response

from app import access
from app.contract.approvals import Asked, Reasoned
from app.contract.cases import NewLowering
from app.http.call import KEYED_ON_VERSION, Reply, TheCall
from app.http.guard import GuardedRoute
from app.http.problems import may_refuse
from app.use_cases import lowering as acts

router = APIRouter(prefix=access.BASE, route_class=GuardedRoute, tags=["referrals"])

WRITE = may_refuse(400, 401, 404, 409, 412, 413, 415, 422, 428, 503)


@router.post(
    "/referrals/{referral}/lowering",
    status_code=201,
    responses=WRITE,
    response_model=Asked,
    openapi_extra=KEYED_ON_VERSION,
)
def post_lowering(referral: UUID, sent: NewLowering, call: TheCall) -> Response:
    """Ask for a level below the floor, with a reason and an end."""
    seen = call.version()
    return call.write(lambda a: Reply(acts.lower(a, referral, seen, sent)), 201)


@router.post(
    "/referrals/{referral}/areas/{area}/clear",
    status_code=201,
    responses=WRITE,
    response_model=Asked,
    openapi_extra=KEYED_ON_VERSION,
)
def post_clear(referral: UUID, area: UUID, sent: Reasoned, call: TheCall) -> Response:
    """Ask that a place is a danger no longer."""
    seen = call.version()
    return call.write(lambda a: Reply(acts.clear_area(a, referral, area, seen, sent)), 201)
