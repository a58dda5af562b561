"""What is being done for a household that has no safe bed."""

from __future__ import annotations

from uuid import UUID

from fastapi import APIRouter, Response

from app import access
from app.contract import ladder as told
from app.http.call import Reply, TheCall
from app.http.guard import GuardedRoute
from app.http.problems import may_refuse
from app.use_cases import ladder as acts

router = APIRouter(prefix=access.BASE, route_class=GuardedRoute, tags=["referrals"])

READ = may_refuse(400, 401, 404, 422, 503)


@router.get("/referrals/{referral}/ladder", responses=READ, response_model=told.Ladder)
def get_ladder(referral: UUID, call: TheCall) -> Response:
    """Who is doing what until when, and the words to say; empty once she has a bed to choose."""
    return call.read(lambda a: Reply(acts.read(a, referral).owned(True)))
