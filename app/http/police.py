"""What the police say of cases on which they stand: they judge, and they know where he is."""

from __future__ import annotations

from uuid import UUID

from fastapi import APIRouter, Response

from app import access
from app.contract import police as told
from app.http.call import KEYED, Reply, TheCall
from app.http.guard import GuardedRoute
from app.http.problems import may_refuse
from app.use_cases import police as acts

router = APIRouter(prefix=access.BASE, route_class=GuardedRoute, tags=["outside"])

WRITE = may_refuse(400, 401, 404, 409, 413, 415, 422, 429, 503)


@router.post(
    "/own-cases/{case}/threat",
    status_code=201,
    responses=WRITE,
    response_model=told.PoliceThreat,
    openapi_extra=KEYED,
)
def post_threat(case: UUID, sent: told.PoliceAssessment, call: TheCall) -> Response:
    """Judge the threat; it only ever raises, and the floor is told afterwards."""
    places = call.service.places
    return call.write(lambda a: Reply(acts.assess(a, case, sent, places)), 201)


@router.post(
    "/own-cases/{case}/areas",
    status_code=201,
    responses=WRITE,
    response_model=told.Said,
    openapi_extra=KEYED,
)
def post_area(case: UUID, sent: told.PoliceArea, call: TheCall) -> Response:
    """Enter a place that is dangerous to her."""
    places, quota = call.service.places, call.service.settings.places_allowed
    return call.write(lambda a: Reply(acts.add_area(a, case, sent, places, quota)), 201)


@router.post(
    "/own-cases/{case}/actors/{actor}/whereabouts",
    responses=WRITE,
    response_model=told.Said,
    openapi_extra=KEYED,
)
def post_whereabouts(case: UUID, actor: UUID, sent: told.Whereabouts, call: TheCall) -> Response:
    """Say whether somebody she fears is at large, in custody, abroad or dead."""
    places = call.service.places
    return call.write(lambda a: Reply(acts.say_where(a, case, actor, sent, places)))


@router.post(
    "/own-cases/{case}/compromises",
    status_code=201,
    responses=WRITE,
    response_model=told.Said,
    openapi_extra=KEYED,
)
def post_found(case: UUID, sent: told.Found, call: TheCall) -> Response:
    """Report that somebody she fears may know where she lives; no house is named."""
    places = call.service.places
    return call.write(lambda a: Reply(acts.report(a, case, sent, places)), 201)


@router.post(
    "/own-cases/{case}/consulted",
    responses=WRITE,
    response_model=told.Said,
    openapi_extra=KEYED,
)
def post_consulted(case: UUID, sent: told.Consulted, call: TheCall) -> Response:
    """Say that the police have looked at a move of her."""
    return call.write(lambda a: Reply(acts.consult(a, case, sent)))
