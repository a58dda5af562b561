"""How a case came to where it stands."""

from __future__ import annotations

from uuid import UUID

from fastapi import APIRouter, Response

from app import access
from app.contract import steps as told
from app.http.call import Reply, TheCall
from app.http.guard import GuardedRoute
from app.http.problems import may_refuse
from app.use_cases import steps as acts

router = APIRouter(prefix=access.BASE, route_class=GuardedRoute, tags=["referrals"])

READ = may_refuse(400, 401, 404, 422, 503)


@router.get("/referrals/{referral}/steps", responses=READ, response_model=told.Steps)
def get_steps(referral: UUID, call: TheCall) -> Response:
    """The steps of a case in their order, for those who stand on it; that it was read is recorded."""
    return call.read(lambda a: Reply(acts.read(a, referral).owned(True)))
