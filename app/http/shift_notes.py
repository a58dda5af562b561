"""Notes from one shift of a house to the next."""

from __future__ import annotations

from uuid import UUID

from fastapi import APIRouter, Response

from app import access
from app.contract import shift_notes as told
from app.http.call import KEYED, Reply, TheCall
from app.http.guard import GuardedRoute
from app.http.problems import may_refuse
from app.use_cases import shift_notes as acts

router = APIRouter(prefix=access.BASE, route_class=GuardedRoute, tags=["shelters"])

READ = may_refuse(400, 401, 404, 422, 503)
WRITE = may_refuse(400, 401, 404, 409, 413, 415, 422, 503)
NOTES = "/shelters/{shelter}/shift-notes"


@router.post(
    NOTES, status_code=201, responses=WRITE, response_model=told.ShiftNotes, openapi_extra=KEYED
)
def post_note(shelter: UUID, sent: told.NewShiftNote, call: TheCall) -> Response:
    """Tell the next shift; nothing of a case."""
    return call.write(lambda a: Reply(acts.say(a, shelter, sent)), 201)


@router.get(NOTES, responses=READ, response_model=told.ShiftNotes)
def get_notes(shelter: UUID, call: TheCall) -> Response:
    """What earlier shifts told, the latest first; nothing is older than three days."""
    return call.read(lambda a: Reply(acts.read(a, shelter)))


@router.delete(
    NOTES + "/{shift_note}", responses=WRITE, response_model=told.ShiftNotes, openapi_extra=KEYED
)
def delete_note(shelter: UUID, shift_note: UUID, call: TheCall) -> Response:
    """Take away what is settled."""
    return call.write(lambda a: Reply(acts.take_away(a, shelter, shift_note)))
