"""Break-glass and its review."""

from __future__ import annotations

from uuid import UUID

from fastapi import APIRouter, Response

from app import access
from app.contract import glass as told
from app.http.call import KEYED, Reply, TheCall
from app.http.guard import GuardedRoute
from app.http.paging import ThePage, cursor_to
from app.http.problems import may_refuse
from app.store import glass
from app.use_cases import break_glass as acts
from app.use_cases.acting import Acting

router = APIRouter(prefix=access.BASE, route_class=GuardedRoute, tags=["glass"])

READ = may_refuse(400, 401, 404, 422, 503)
WRITE = may_refuse(400, 401, 403, 404, 409, 413, 415, 422, 503)


@router.post(
    "/referrals/{referral}/glass-breaks",
    status_code=201,
    responses=WRITE,
    response_model=told.Broken,
    openapi_extra=KEYED,
)
def post_break(referral: UUID, sent: told.NewBreak, call: TheCall) -> Response:
    """Open one group of sealed fields alone, for life and health; others hear of it at once."""
    return call.write(lambda a: Reply(acts.break_glass(a, referral, sent)), 201)


@router.get("/glass-breaks", responses=READ, response_model=told.BreakPage)
def get_breaks(call: TheCall, page: ThePage) -> Response:
    """A page of what is not reviewed yet."""

    def look(a: Acting) -> Reply:
        rows, last = glass.lines(a.tx, page, account=a.actor.account, role=a.actor.role)
        found = [told.BreakTold(**row) for row in rows]
        return Reply(told.BreakPage(breaks=found, next=cursor_to(last)))

    return call.read(look)


@router.post(
    "/glass-breaks/{glass_break}/review",
    responses=WRITE,
    response_model=told.Reviewed,
    openapi_extra=KEYED,
)
def post_review(glass_break: UUID, sent: told.GlassReview, call: TheCall) -> Response:
    """Say whether it was justified; never who broke it."""
    return call.write(lambda a: Reply(acts.review(a, glass_break, sent)))
