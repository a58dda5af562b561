"""The inbox of alarms."""

from __future__ import annotations

from uuid import UUID

from fastapi import APIRouter, Response

from app import access
from app.contract import alarms as told
from app.http.call import KEYED, Reply, TheCall
from app.http.guard import GuardedRoute
from app.http.paging import ThePage, cursor_to
from app.http.problems import may_refuse
from app.store import alarm_inbox
from app.use_cases.acting import Acting
from models.words import AuditAct

router = APIRouter(prefix=access.BASE, route_class=GuardedRoute, tags=["alarms"])

READ = may_refuse(400, 401, 404, 422, 503)
WRITE = may_refuse(400, 401, 404, 409, 413, 415, 422, 503)


@router.get("/alarms", responses=READ, response_model=told.AlarmPage)
def get_alarms(call: TheCall, page: ThePage) -> Response:
    """A page of open alarms; one about the reader is not in it."""

    def look(a: Acting) -> Reply:
        rows, last = alarm_inbox.lines(a.tx, page, account=a.actor.account, role=a.actor.role)
        found = [told.AlarmTold(**row) for row in rows]
        return Reply(told.AlarmPage(alarms=found, next=cursor_to(last)))

    return call.read(look)


@router.post(
    "/alarms/{alarm}/answer",
    responses=WRITE,
    response_model=told.AlarmAnswered,
    openapi_extra=KEYED,
)
def post_answer(alarm: UUID, call: TheCall) -> Response:
    """Answer for an alarm; never for one about oneself."""

    def act(a: Acting) -> Reply:
        alarm_inbox.answer(a.tx, alarm, by=a.actor.account, role=a.actor.role, now=a.now)
        a.record(AuditAct.ALARM_ANSWERED, "alarm", alarm)
        return Reply(told.AlarmAnswered(id=alarm))

    return call.write(act)
