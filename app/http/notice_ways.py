"""By which hook somebody hears of a new task, for administrators."""

from __future__ import annotations

from uuid import UUID

from fastapi import APIRouter, Response

from app import access
from app.contract import notice_ways as told
from app.errors import NotFound
from app.http.call import KEYED, Reply, TheCall
from app.http.guard import GuardedRoute
from app.http.problems import may_refuse
from app.store import outbox, tokens
from app.use_cases.acting import Acting
from models.words import AuditAct

router = APIRouter(prefix=access.BASE, route_class=GuardedRoute, tags=["accounts"])

WRITE = may_refuse(400, 401, 404, 409, 413, 415, 422, 503)


@router.put(
    "/accounts/{account}/notice-way",
    responses=WRITE,
    response_model=told.NoticeWaySet,
    openapi_extra=KEYED,
)
def put_way(account: UUID, sent: told.NoticeWay, call: TheCall) -> Response:
    """Say by which hook somebody hears; null is the inbox alone."""

    def act(a: Acting) -> Reply:
        if tokens.acting(a.tx, account) is None:
            raise NotFound
        if sent.hook is None:
            outbox.drop_way(a.tx, account)
        else:
            outbox.put_way(a.tx, account, sent.hook)
        a.record(AuditAct.ACCOUNT_CHANGED, "account", account, part="notice_way")
        return Reply(told.NoticeWaySet(id=account))

    return call.write(act)
