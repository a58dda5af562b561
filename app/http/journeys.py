"""The way to a house: planned, begun, read."""

from __future__ import annotations

from uuid import UUID

from fastapi import APIRouter, Response

from app import access
from app.contract import journeys as told
from app.http.call import KEYED, Reply, TheCall
from app.http.guard import GuardedRoute
from app.http.problems import may_refuse
from app.use_cases import journeys as acts

router = APIRouter(prefix=access.BASE, route_class=GuardedRoute, tags=["offers"])

READ = may_refuse(400, 401, 404, 422, 503)
WRITE = may_refuse(400, 401, 404, 409, 413, 415, 422, 503)


@router.put(
    "/offers/{offer}/way", responses=WRITE, response_model=told.WayTold, openapi_extra=KEYED
)
def put_way(offer: UUID, sent: told.Way, call: TheCall) -> Response:
    """Plan how she gets to the house whose offer she took; a later plan takes its place."""
    places = call.service.places
    return call.write(lambda a: Reply(acts.plan(a, offer, sent, places)))


@router.get("/offers/{offer}/way", responses=READ, response_model=told.WayTold)
def get_way(offer: UUID, call: TheCall) -> Response:
    """How she gets there; the house that expects her reads it too."""
    return call.read(lambda a: Reply(acts.read(a, offer)))


@router.post(
    "/offers/{offer}/set-out", responses=WRITE, response_model=told.WayTold, openapi_extra=KEYED
)
def post_set_out(offer: UUID, call: TheCall) -> Response:
    """She is on her way."""
    return call.write(lambda a: Reply(acts.set_out(a, offer)))
