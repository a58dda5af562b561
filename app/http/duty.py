"""The roster, for coordinators and administrators."""

from __future__ import annotations

from uuid import UUID

from fastapi import APIRouter, Response

from app import access
from app.contract import duty as told
from app.http.call import KEYED, Reply, TheCall
from app.http.guard import GuardedRoute
from app.http.paging import ThePage, cursor_to
from app.http.problems import may_refuse
from app.store import duty
from app.use_cases import roster as acts
from app.use_cases.acting import Acting

router = APIRouter(prefix=access.BASE, route_class=GuardedRoute, tags=["duty"])

READ = may_refuse(400, 401, 404, 422, 503)
WRITE = may_refuse(400, 401, 403, 404, 409, 413, 415, 422, 503)


@router.post(
    "/duty-spans",
    status_code=201,
    responses=WRITE,
    response_model=told.DutyMade,
    openapi_extra=KEYED,
)
def post_duty(sent: told.NewDuty, call: TheCall) -> Response:
    """Enter somebody into the roster."""
    return call.write(lambda a: Reply(acts.enter(a, sent)), 201)


@router.get("/duty-spans", responses=READ, response_model=told.DutyPage)
def get_duty(call: TheCall, page: ThePage) -> Response:
    """A page of who is on duty now or will be."""

    def look(a: Acting) -> Reply:
        rows, last = duty.spans(a.tx, page, a.now)
        found = [told.DutyTold(**row) for row in rows]
        return Reply(told.DutyPage(spans=found, next=cursor_to(last)))

    return call.read(look)


@router.delete(
    "/duty-spans/{duty_span}", responses=WRITE, response_model=told.DutyMade, openapi_extra=KEYED
)
def delete_duty(duty_span: UUID, call: TheCall) -> Response:
    """Take somebody out of the roster; the span is kept and does not count."""
    return call.write(lambda a: Reply(acts.take_back(a, duty_span)))
