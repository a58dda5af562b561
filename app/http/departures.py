"""Leaving: its plan, visits before it, the hand-over to a municipality, the end of a case."""

from __future__ import annotations

from uuid import UUID

from fastapi import APIRouter, Response

from app import access
from app.contract import departures as told
from app.contract.cases import CaseChanged
from app.http.call import KEYED, KEYED_ON_VERSION, Reply, TheCall
from app.http.guard import GuardedRoute
from app.http.problems import may_refuse
from app.use_cases import departures as acts
from app.use_cases.acting import Acting

router = APIRouter(prefix=access.BASE, route_class=GuardedRoute, tags=["residents"])

READ = may_refuse(400, 401, 404, 422, 503)
WRITE = may_refuse(400, 401, 404, 409, 413, 415, 422, 503)


@router.put(
    "/placements/{placement}/departure-plan",
    responses=WRITE,
    response_model=told.DeparturePlanTold,
    openapi_extra=KEYED,
)
def put_plan(placement: UUID, sent: told.Leaves, call: TheCall) -> Response:
    """How she means to leave; with the first plan both tracks are prepared."""
    return call.write(lambda a: Reply(acts.plan(a, placement, sent).owned(True)))


@router.get(
    "/placements/{placement}/departure-plan",
    responses=READ,
    response_model=told.DeparturePlanTold,
)
def get_plan(placement: UUID, call: TheCall) -> Response:
    """How she means to leave."""
    return call.read(lambda a: Reply(acts.read_plan(a, placement).owned(True)))


@router.post(
    "/placements/{placement}/visits",
    status_code=201,
    responses=WRITE,
    response_model=told.Visits,
    openapi_extra=KEYED,
)
def post_visit(placement: UUID, sent: told.NewVisit, call: TheCall) -> Response:
    """Plan that somebody who is not of the house comes to her."""
    return call.write(lambda a: Reply(acts.plan_visit(a, placement, sent).owned(True)), 201)


@router.get("/placements/{placement}/visits", responses=READ, response_model=told.Visits)
def get_visits(placement: UUID, call: TheCall) -> Response:
    """Visits to her, planned and over."""
    return call.read(lambda a: Reply(acts.read_visits(a, placement).owned(True)))


@router.post(
    "/placements/{placement}/visits/{visit}/over",
    responses=WRITE,
    response_model=told.Visits,
    openapi_extra=KEYED,
)
def post_over(placement: UUID, visit: UUID, sent: told.VisitOver, call: TheCall) -> Response:
    """Say what became of a visit."""
    return call.write(lambda a: Reply(acts.end_visit(a, placement, visit, sent).owned(True)))


@router.post(
    "/referrals/{referral}/municipality-hand-over",
    status_code=201,
    responses=WRITE,
    response_model=told.HandOvers,
    openapi_extra=KEYED,
)
def post_hand_over(referral: UUID, call: TheCall) -> Response:
    """Offer the case to the contact of a municipality who stands on it."""
    return call.write(lambda a: Reply(acts.hand_over(a, referral).owned(True)), 201)


@router.get(
    "/referrals/{referral}/municipality-hand-over",
    responses=READ,
    response_model=told.HandOvers,
)
def get_hand_overs(referral: UUID, call: TheCall) -> Response:
    """Whether a municipality takes the case over."""
    return call.read(lambda a: Reply(acts.read_hand_overs(a, referral).owned(True)))


@router.get("/own-cases/{case}/hand-over", responses=READ, response_model=told.HandOvers)
def get_own(case: UUID, call: TheCall) -> Response:
    """What was offered to this contact of a municipality."""
    return call.read(lambda a: Reply(acts.read_own(a, case)))


@router.post(
    "/own-cases/{case}/hand-over",
    responses=WRITE,
    response_model=told.HandOvers,
    openapi_extra=KEYED,
)
def post_own(case: UUID, sent: told.TakesOver, call: TheCall) -> Response:
    """Say whether the municipality takes the case over."""
    return call.write(lambda a: Reply(acts.take_over(a, case, sent)))


@router.post(
    "/referrals/{referral}/close",
    responses=may_refuse(400, 401, 404, 409, 412, 413, 415, 422, 428, 503),
    response_model=CaseChanged,
    openapi_extra=KEYED_ON_VERSION,
)
def post_close(referral: UUID, call: TheCall) -> Response:
    """The work on the case is done; she has left."""
    seen = call.version()

    def act(a: Acting) -> Reply:
        changed = acts.close(a, referral, seen)
        return Reply(changed, changed.version)

    return call.write(act)
