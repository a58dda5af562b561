"""The thread between a house and the coordinators."""

from __future__ import annotations

from uuid import UUID

from fastapi import APIRouter, Response

from app import access
from app.contract import questions as told
from app.contract.cases import PartMade
from app.http.call import KEYED, Reply, TheCall
from app.http.guard import GuardedRoute
from app.http.problems import may_refuse
from app.use_cases import questions as acts

router = APIRouter(prefix=access.BASE, route_class=GuardedRoute, tags=["shelters"])

READ = may_refuse(400, 401, 404, 422, 503)
WRITE = may_refuse(400, 401, 404, 409, 413, 415, 422, 503)


@router.post(
    "/shelters/{shelter}/questions",
    status_code=201,
    responses=WRITE,
    response_model=PartMade,
    openapi_extra=KEYED,
)
def post_message(shelter: UUID, sent: told.NewMessage, call: TheCall) -> Response:
    """Ask or answer; the other side has a task."""
    return call.write(lambda a: Reply(acts.say(a, shelter, sent)), 201)


@router.get("/shelters/{shelter}/questions", responses=READ, response_model=told.Thread)
def get_thread(shelter: UUID, call: TheCall) -> Response:
    """The last messages, the latest last, by role."""
    return call.read(lambda a: Reply(acts.read(a, shelter)))
