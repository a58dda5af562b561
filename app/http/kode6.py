"""The address block of a case."""

from __future__ import annotations

from uuid import UUID

from fastapi import APIRouter, Response

from app import access
from app.contract.approvals import Asked
from app.contract.kode6 import NewAddressBlock
from app.http.call import KEYED_ON_VERSION, Reply, TheCall
from app.http.guard import GuardedRoute
from app.http.problems import may_refuse
from app.use_cases import kode6 as acts

router = APIRouter(prefix=access.BASE, route_class=GuardedRoute, tags=["referrals"])

WRITE = may_refuse(400, 401, 404, 409, 412, 413, 415, 422, 428, 503)


@router.post(
    "/referrals/{referral}/address-block",
    status_code=201,
    responses=WRITE,
    response_model=Asked,
    openapi_extra=KEYED_ON_VERSION,
)
def post_block(referral: UUID, sent: NewAddressBlock, call: TheCall) -> Response:
    """Ask for an address block; kode 6 names who alone may know of the case."""
    seen = call.version()
    return call.write(lambda a: Reply(acts.decide(a, referral, seen, sent)), 201)
