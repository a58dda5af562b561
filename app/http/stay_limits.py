"""How long she may stay: read, longer within the limit, longer by an exemption."""

from __future__ import annotations

from uuid import UUID

from fastapi import APIRouter, Response

from app import access
from app.contract import stay_limits as told
from app.http.call import KEYED_ON_VERSION, Reply, TheCall
from app.http.guard import GuardedRoute
from app.http.problems import may_refuse
from app.use_cases import stay_limits as acts

router = APIRouter(prefix=access.BASE, route_class=GuardedRoute, tags=["residents"])

READ = may_refuse(400, 401, 404, 422, 503)
WRITE = may_refuse(400, 401, 404, 409, 412, 413, 415, 422, 428, 503)


@router.get("/placements/{placement}/limit", responses=READ, response_model=told.StayLimit)
def get_limit(placement: UUID, call: TheCall) -> Response:
    """How long she may stay, and by whose word."""
    return call.read(lambda a: Reply(acts.read(a, placement).owned(True)))


@router.post(
    "/placements/{placement}/exemptions",
    status_code=201,
    responses=WRITE,
    response_model=told.StayLimit,
    openapi_extra=KEYED_ON_VERSION,
)
def post_exemption(placement: UUID, sent: told.NewExemption, call: TheCall) -> Response:
    """She may stay some months longer than the house's limit."""
    seen = call.version()
    return call.write(lambda a: Reply(acts.exempt(a, placement, seen, sent).owned(True)), 201)


@router.post(
    "/placements/{placement}/extend",
    responses=WRITE,
    response_model=told.StayLimit,
    openapi_extra=KEYED_ON_VERSION,
)
def post_extend(placement: UUID, sent: told.Longer, call: TheCall) -> Response:
    """She stays longer, within the house's limit."""
    seen = call.version()
    return call.write(lambda a: Reply(acts.extend(a, placement, seen, sent).owned(True)))
