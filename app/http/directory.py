"""The directory of what may be public, in the words of HSDS 3."""

from __future__ import annotations

from fastapi import APIRouter, Response

from app import access
from app.contract import directory as told
from app.http.call import Reply, TheCall
from app.http.calls import printed_late
from app.http.guard import GuardedRoute
from app.http.problems import may_refuse
from app.store.nights import local_date
from app.use_cases.directory import the_directory

router = APIRouter(prefix=access.BASE, route_class=GuardedRoute, tags=["statistics"])


@router.get(
    "/statistics/directory",
    responses=may_refuse(400, 401, 404, 503),
    response_model=told.Directory,
)
def get_directory(call: TheCall) -> Response:
    """Kinds, languages and three steps of what seemed free, by large region; never a place."""
    delay = printed_late(call.service, local_date(call.now).isoformat())
    return call.read(lambda a: Reply(the_directory(a, delay)))
