"""What happened, for programs: kinds and ids, in the order in which it was committed."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Query, Response

from app import access
from app.contract import events as told
from app.event_cursors import after_number, number_of
from app.http.call import Reply, TheCall
from app.http.guard import GuardedRoute
from app.http.problems import may_refuse
from app.use_cases import events
from app.use_cases.acting import Acting

router = APIRouter(prefix=access.BASE, route_class=GuardedRoute, tags=["events"])

Cursor = Annotated[str | None, Query(min_length=1, max_length=64)]
Limit = Annotated[int, Query(ge=1, le=100)]


@router.get(
    "/own-events", responses=may_refuse(400, 401, 404, 410, 422, 503), response_model=told.EventFeed
)
def get_events(call: TheCall, cursor: Cursor = None, limit: Limit = 50) -> Response:
    """The events after a cursor, oldest first; without one, from the oldest that is kept."""
    begin = None if cursor is None else number_of(cursor)

    def look(a: Acting) -> Reply:
        found = events.told(a, after=begin, at_most=limit)
        lines = [told.EventTold(kind=one.kind, id=one.subject).owned(True) for one in found.lines]
        feed = told.EventFeed(events=lines, next=after_number(found.next), more=found.more)
        return Reply(feed.owned(True))

    return call.read(look)
