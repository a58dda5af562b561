"""How a resident moves about outside."""

from __future__ import annotations

from uuid import UUID

from fastapi import APIRouter, Response

from app import access
from app.contract import outdoor_plans as told
from app.http.call import KEYED, Reply, TheCall
from app.http.guard import GuardedRoute
from app.http.problems import may_refuse
from app.use_cases import outdoor_plans as acts

router = APIRouter(prefix=access.BASE, route_class=GuardedRoute, tags=["residents"])

READ = may_refuse(400, 401, 404, 422, 503)
WRITE = may_refuse(400, 401, 404, 409, 413, 415, 422, 503)


@router.put(
    "/placements/{placement}/outdoors",
    responses=WRITE,
    response_model=told.OutdoorsTold,
    openapi_extra=KEYED,
)
def put_outdoors(placement: UUID, sent: told.Outdoors, call: TheCall) -> Response:
    """How she moves about outside from now on."""
    places = call.service.places
    return call.write(lambda a: Reply(acts.agree(a, placement, sent, places).owned(True)))


@router.get("/placements/{placement}/outdoors", responses=READ, response_model=told.OutdoorsTold)
def get_outdoors(placement: UUID, call: TheCall) -> Response:
    """How she moves about outside."""
    return call.read(lambda a: Reply(acts.read(a, placement).owned(True)))
