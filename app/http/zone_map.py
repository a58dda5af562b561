"""The map of the country by zone, and what it is for one case."""

from __future__ import annotations

from uuid import UUID

from fastapi import APIRouter, Response

from app import access
from app.contract import zone_map as told
from app.http.call import Reply, TheCall
from app.http.guard import GuardedRoute
from app.http.last_picture import on_last_picture
from app.http.problems import may_refuse
from app.use_cases import zone_map as acts

router = APIRouter(prefix=access.BASE, route_class=GuardedRoute, tags=["shelters"])

READ = may_refuse(400, 401, 404, 409, 422, 503)


@router.get("/zone-map", responses=READ, response_model=told.ZoneMapTold)
def get_map(call: TheCall) -> Response:
    """Every zone, coarse, with what is free in it tonight."""
    return call.read(lambda a: Reply(acts.read(a)))


@router.get("/referrals/{referral}/zones", responses=READ, response_model=told.ZonesForHer)
def get_zones_for_her(referral: UUID, call: TheCall) -> Response:
    """Which zones are out for her, and by which rule."""
    pictures = call.service.pictures
    return on_last_picture(
        call, lambda kept: call.read(lambda a: Reply(acts.for_her(a, referral, pictures, kept)))
    )
