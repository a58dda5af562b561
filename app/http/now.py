"""What a day begins with."""

from __future__ import annotations

from fastapi import APIRouter, Response

from app import access
from app.contract import now as told
from app.http.call import Reply, TheCall
from app.http.guard import GuardedRoute
from app.http.last_picture import on_last_picture
from app.http.problems import may_refuse
from app.store import rule_sets
from app.use_cases import now as acts

router = APIRouter(prefix=access.BASE, route_class=GuardedRoute, tags=["now"])

READ = may_refuse(400, 401, 404, 503)


@router.get("/waiting", responses=READ, response_model=told.Waiting)
def get_waiting(call: TheCall) -> Response:
    """Everybody who waits, by class, then by how long: also residents whose place is not safe."""
    pictures = call.service.pictures
    return on_last_picture(
        call, lambda kept: call.read(lambda a: Reply(acts.waiting(a, pictures, kept)))
    )


@router.get("/free-units", responses=READ, response_model=told.FreePage)
def get_free_units(call: TheCall) -> Response:
    """How many units are free tonight, by region, security level and kind of house."""
    return call.read(lambda a: Reply(acts.free(a, rule_sets.in_force(a.tx))))


@router.get("/since-last", responses=READ, response_model=told.Since)
def get_since_last(call: TheCall) -> Response:
    """What came about since the reader was last here."""
    return call.read(lambda a: Reply(acts.since_last(a)))
