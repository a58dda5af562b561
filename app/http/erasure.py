"""The erasure of a case that has ended, as a matter of two persons."""

from __future__ import annotations

from uuid import UUID

from fastapi import APIRouter, Response

from app import access
from app.contract.approvals import Asked, Reasoned
from app.http.call import KEYED, Reply, TheCall
from app.http.guard import GuardedRoute
from app.http.problems import may_refuse
from app.use_cases import erasure_by_two as acts

router = APIRouter(prefix=access.BASE, route_class=GuardedRoute, tags=["referrals"])

WRITE = may_refuse(400, 401, 403, 404, 409, 413, 415, 422, 503)


@router.post(
    "/referrals/{referral}/erasure",
    status_code=201,
    responses=WRITE,
    response_model=Asked,
    openapi_extra=KEYED,
)
def post_erasure(referral: UUID, sent: Reasoned, call: TheCall) -> Response:
    """Ask that a case is erased; a second person decides."""
    return call.write(lambda a: Reply(acts.ask(a, referral, sent)), 201)
