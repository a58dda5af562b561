"""What somebody has to do: the inbox of tasks."""

from __future__ import annotations

from uuid import UUID

from fastapi import APIRouter, Response

from app import access
from app.contract import tasks as told
from app.http.call import KEYED, Reply, TheCall
from app.http.guard import GuardedRoute
from app.http.paging import ThePage, cursor_to
from app.http.problems import may_refuse
from app.use_cases import tasks as acts
from app.use_cases.acting import Acting

router = APIRouter(prefix=access.BASE, route_class=GuardedRoute, tags=["tasks"])

READ = may_refuse(400, 401, 404, 422, 503)
WRITE = may_refuse(400, 401, 404, 409, 413, 415, 422, 503)


@router.get("/tasks", responses=READ, response_model=told.TaskPage)
def get_tasks(
    call: TheCall,
    page: ThePage,
    overdue: bool = False,
    mine: bool = False,
    referral: UUID | None = None,
) -> Response:
    """A page of open tasks that the reader has or may take."""

    def look(a: Acting) -> Reply:
        found, last = acts.read(a, page, overdue=overdue, mine=mine, referral=referral)
        return Reply(told.TaskPage(tasks=found, next=cursor_to(last)).owned(True))

    return call.read(look)


@router.post(
    "/tasks/{task}/take", responses=WRITE, response_model=told.TaskDone, openapi_extra=KEYED
)
def post_take(task: UUID, call: TheCall) -> Response:
    """Take a task: it has one owner, who says so."""
    return call.write(lambda a: Reply(acts.take(a, task)))


@router.post(
    "/tasks/{task}/done", responses=WRITE, response_model=told.TaskDone, openapi_extra=KEYED
)
def post_done(task: UUID, sent: told.Done, call: TheCall) -> Response:
    """Say that a task is done, and what came of it."""
    return call.write(lambda a: Reply(acts.done(a, task, sent)))
