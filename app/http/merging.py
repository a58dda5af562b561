"""Two cases of one person, and arrivals that are put right."""

from __future__ import annotations

from uuid import UUID

from fastapi import APIRouter, Response

from app import access
from app.contract import merging as told
from app.contract.cases import CaseChanged, PartMade
from app.http.call import KEYED_ON_VERSION, Reply, TheCall
from app.http.guard import GuardedRoute
from app.http.problems import may_refuse
from app.use_cases import merging as acts
from app.use_cases import right_arrivals
from app.use_cases.acting import Acting

router = APIRouter(prefix=access.BASE, route_class=GuardedRoute, tags=["referrals"])

READ = may_refuse(400, 401, 404, 422, 503)
WRITE = may_refuse(400, 401, 404, 409, 412, 413, 415, 422, 428, 503)


@router.post(
    "/referrals/{referral}/merge",
    responses=WRITE,
    response_model=CaseChanged,
    openapi_extra=KEYED_ON_VERSION,
)
def post_merge(referral: UUID, sent: told.Into, call: TheCall) -> Response:
    """This case is of a person whose other case goes on."""
    seen, places = call.version(), call.service.places

    def act(a: Acting) -> Reply:
        changed = acts.merge(a, referral, seen, sent, places)
        return Reply(changed, changed.version)

    return call.write(act)


@router.post(
    "/referrals/{referral}/follows",
    responses=WRITE,
    response_model=CaseChanged,
    openapi_extra=KEYED_ON_VERSION,
)
def post_follows(referral: UUID, sent: told.Follows, call: TheCall) -> Response:
    """Who calls was here before: the closed case is linked, and its dangers count."""
    seen, places = call.version(), call.service.places

    def act(a: Acting) -> Reply:
        changed = acts.follow(a, referral, seen, sent, places)
        return Reply(changed, changed.version)

    return call.write(act)


@router.get("/referrals/{referral}/related", responses=READ, response_model=told.RelatedTold)
def get_related(referral: UUID, call: TheCall) -> Response:
    """Cases of the same person beside this one."""
    return call.read(lambda a: Reply(acts.read(a, referral).owned(True)))


@router.post(
    "/placements/{placement}/right-arrival",
    responses=WRITE,
    response_model=PartMade,
    openapi_extra=KEYED_ON_VERSION,
)
def post_right_arrival(placement: UUID, sent: told.RightArrival, call: TheCall) -> Response:
    """Put right whether she is there, and since when; the answer names where that stands now."""
    seen = call.version()

    def act(a: Acting) -> Reply:
        return Reply(PartMade(id=right_arrivals.correct(a, placement, seen, sent), version=1))

    return call.write(act)
