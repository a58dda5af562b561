"""A case in full: its parts, and the threat as she tells it."""

from __future__ import annotations

from uuid import UUID

from fastapi import APIRouter, Response

from app import access
from app.contract import case_parts as told
from app.http.call import Reply, TheCall
from app.http.guard import GuardedRoute
from app.http.problems import may_refuse
from app.use_cases import case_parts as acts
from app.use_cases.acting import Acting

router = APIRouter(prefix=access.BASE, route_class=GuardedRoute, tags=["referrals"])

READ = may_refuse(400, 401, 404, 422, 503)
READ_AGAIN = may_refuse(400, 401, 403, 404, 409, 422, 503)


@router.get("/referrals/{referral}/parts", responses=READ, response_model=told.CaseParts)
def get_parts(referral: UUID, call: TheCall) -> Response:
    """The parts of a case that are written as a whole, for those who stand on it."""
    places = call.service.places

    def look(a: Acting) -> Reply:
        found = acts.parts(a, referral, places)
        return Reply(found.owned(True), found.version)

    return call.read(look)


@router.get("/referrals/{referral}/threat", responses=READ_AGAIN, response_model=told.ThreatPicture)
def get_threat(referral: UUID, call: TheCall) -> Response:
    """The threat as she tells it beside what professionals found, for those who stand on the case."""
    return call.read(lambda a: Reply(acts.picture(a, referral).owned(True)))
