"""A house's no reviewed, and her own no taken back."""

from __future__ import annotations

from uuid import UUID

from fastapi import APIRouter, Response

from app import access
from app.contract import noes as told
from app.contract.cases import CaseChanged
from app.http.call import KEYED, KEYED_ON_VERSION, Reply, TheCall
from app.http.guard import GuardedRoute
from app.http.problems import may_refuse
from app.use_cases import noes as acts
from app.use_cases.acting import Acting

router = APIRouter(prefix=access.BASE, route_class=GuardedRoute, tags=["offers"])

REVIEW = may_refuse(400, 401, 404, 409, 413, 415, 422, 503)
WRITE = may_refuse(400, 401, 404, 409, 412, 413, 415, 422, 428, 503)


@router.post(
    "/offers/{offer}/refusal-review",
    responses=REVIEW,
    response_model=told.ReviewDone,
    openapi_extra=KEYED,
)
def post_review(offer: UUID, sent: told.Reviewed, call: TheCall) -> Response:
    """Say whether a house's no stands."""
    return call.write(lambda a: Reply(acts.review(a, offer, sent)))


@router.post(
    "/referrals/{referral}/declines/{shelter}/lift",
    responses=WRITE,
    response_model=CaseChanged,
    openapi_extra=KEYED_ON_VERSION,
)
def post_lift(referral: UUID, shelter: UUID, call: TheCall) -> Response:
    """She asks for a house to which she said no."""
    seen = call.version()

    def act(a: Acting) -> Reply:
        changed = acts.ask_again(a, referral, shelter, seen)
        return Reply(changed, changed.version)

    return call.write(act)
