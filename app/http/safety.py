"""Compromises of shelters, and waivers of rules."""

from __future__ import annotations

from uuid import UUID

from fastapi import APIRouter, Response

from app import access
from app.contract import safety as told
from app.contract.approvals import Asked, Reasoned
from app.http.call import KEYED, KEYED_ON_VERSION, Reply, TheCall
from app.http.guard import GuardedRoute
from app.http.paging import ThePage, cursor_to
from app.http.problems import may_refuse
from app.store import safety
from app.use_cases import safety as acts
from app.use_cases.acting import Acting

router = APIRouter(prefix=access.BASE, route_class=GuardedRoute, tags=["safety"])

READ = may_refuse(400, 401, 404, 422, 503)
WRITE = may_refuse(400, 401, 404, 409, 412, 413, 415, 422, 428, 503)


@router.post(
    "/compromises",
    status_code=201,
    responses=WRITE,
    response_model=told.Reported,
    openapi_extra=KEYED,
)
def post_compromise(sent: told.NewCompromise, call: TheCall) -> Response:
    """Report that somebody may know, or knows, a shelter."""

    places = call.service.places

    def act(a: Acting) -> Reply:
        made = acts.report(a, sent, places)
        return Reply(made, made.version)

    return call.write(act, 201)


@router.get("/compromises", responses=READ, response_model=told.CompromisePage)
def get_compromises(call: TheCall, page: ThePage) -> Response:
    """A page of reports that are not cleared."""

    def look(a: Acting) -> Reply:
        rows, last = safety.reports(a.tx, page)
        names = told.CompromiseTold.model_fields
        found = [told.CompromiseTold(**{n: row[n] for n in names}) for row in rows]
        return Reply(told.CompromisePage(compromises=found, next=cursor_to(last)))

    return call.read(look)


@router.get("/compromises/{compromise}", responses=READ, response_model=told.CompromiseTold)
def get_compromise(compromise: UUID, call: TheCall) -> Response:
    """One report."""

    def look(a: Acting) -> Reply:
        found = acts.compromise_told(a, compromise)
        return Reply(found, found.version)

    return call.read(look)


@router.patch(
    "/compromises/{compromise}",
    responses=WRITE,
    response_model=told.CompromiseTold,
    openapi_extra=KEYED_ON_VERSION,
)
def patch_compromise(compromise: UUID, sent: told.CompromiseChange, call: TheCall) -> Response:
    """Say how sure it is by now; only two persons together make it less sure."""
    seen, places = call.version(), call.service.places

    def act(a: Acting) -> Reply:
        found = acts.change(a, compromise, seen, sent, places)
        return Reply(found, found.version)

    return call.write(act)


@router.post(
    "/compromises/{compromise}/clear",
    status_code=201,
    responses=WRITE,
    response_model=Asked,
    openapi_extra=KEYED_ON_VERSION,
)
def post_clear(compromise: UUID, sent: Reasoned, call: TheCall) -> Response:
    """Ask that it no longer counts; nothing changes until a second person agrees."""
    seen = call.version()
    return call.write(lambda a: Reply(acts.clear(a, compromise, seen, sent)), 201)


@router.post(
    "/waivers",
    status_code=201,
    responses=WRITE,
    response_model=told.WaiverTold,
    openapi_extra=KEYED,
)
def post_waiver(sent: told.NewWaiver, call: TheCall) -> Response:
    """Set a rule aside for one case and one shelter; most rules wait for a second person."""
    return call.write(lambda a: Reply(acts.waive(a, sent)), 201)
