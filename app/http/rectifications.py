"""What she puts right in her case."""

from __future__ import annotations

from uuid import UUID

from fastapi import APIRouter, Response

from app import access
from app.contract import rectifications as told
from app.contract.cases import PartMade
from app.http.call import KEYED, Reply, TheCall
from app.http.guard import GuardedRoute
from app.http.paging import ThePage, cursor_to
from app.http.problems import may_refuse
from app.use_cases import rectifying as acts
from app.use_cases.acting import Acting

router = APIRouter(prefix=access.BASE, route_class=GuardedRoute, tags=["referrals"])

READ = may_refuse(400, 401, 404, 422, 503)
WRITE = may_refuse(400, 401, 404, 409, 413, 415, 422, 503)


@router.post(
    "/referrals/{referral}/rectifications",
    status_code=201,
    responses=WRITE,
    response_model=PartMade,
    openapi_extra=KEYED,
)
def post_rectification(referral: UUID, sent: told.NewRectification, call: TheCall) -> Response:
    """Write down what is right by her word, beside what was recorded before."""
    return call.write(lambda a: Reply(acts.rectify(a, referral, sent)), 201)


@router.get(
    "/referrals/{referral}/rectifications", responses=READ, response_model=told.RectificationPage
)
def get_rectifications(referral: UUID, call: TheCall, page: ThePage) -> Response:
    """A page of what she put right."""

    def look(a: Acting) -> Reply:
        found, last = acts.read(a, referral, page)
        body = told.RectificationPage(rectifications=found, next=cursor_to(last))
        return Reply(body.owned(True))

    return call.read(look)
