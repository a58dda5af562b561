"""Who read a case."""

from __future__ import annotations

from uuid import UUID

from fastapi import APIRouter, Response

from app import access
from app.contract import readings as told
from app.http.call import Reply, TheCall
from app.http.guard import GuardedRoute
from app.http.problems import may_refuse
from app.use_cases.readings import who_read

router = APIRouter(prefix=access.BASE, route_class=GuardedRoute, tags=["referrals"])


@router.get(
    "/referrals/{referral}/readings",
    responses=may_refuse(400, 401, 404, 422, 503),
    response_model=told.ReadingsTold,
)
def get_readings(referral: UUID, call: TheCall) -> Response:
    """Who read this case, by role and day: what she is told when she asks."""
    return call.read(lambda a: Reply(who_read(a, referral)))
