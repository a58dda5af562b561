"""Benefits applied for her, and how long that takes."""

from __future__ import annotations

from uuid import UUID

from fastapi import APIRouter, Response

from app import access
from app.contract import benefits as told
from app.http.call import KEYED, Reply, TheCall
from app.http.guard import GuardedRoute
from app.http.problems import may_refuse
from app.use_cases import benefits as acts
from app.use_cases.acting import Acting

router = APIRouter(prefix=access.BASE, route_class=GuardedRoute, tags=["benefits"])

READ = may_refuse(400, 401, 404, 422, 503)
WRITE = may_refuse(400, 401, 404, 409, 413, 415, 422, 503)


@router.post(
    "/referrals/{referral}/benefits",
    status_code=201,
    responses=WRITE,
    response_model=told.Benefits,
    openapi_extra=KEYED,
)
def post_benefit(referral: UUID, sent: told.NewBenefit, call: TheCall) -> Response:
    """Say what was applied for, where and when."""
    return call.write(lambda a: Reply(acts.apply(a, referral, sent).owned(True)), 201)


@router.get("/referrals/{referral}/benefits", responses=READ, response_model=told.Benefits)
def get_benefits(referral: UUID, call: TheCall) -> Response:
    """What was applied for, and what came of it."""
    return call.read(lambda a: Reply(acts.read(a, referral).owned(True)))


@router.post(
    "/referrals/{referral}/benefits/{benefit}/step",
    responses=WRITE,
    response_model=told.Benefits,
    openapi_extra=KEYED,
)
def post_step(referral: UUID, benefit: UUID, sent: told.BenefitStep, call: TheCall) -> Response:
    """Say that it was decided, or that the first money came."""

    def act(a: Acting) -> Reply:
        return Reply(acts.step(a, referral, benefit, sent).owned(True))

    return call.write(act)


@router.get("/benefit-times", responses=READ, response_model=told.AllBenefitTimes)
def get_times(call: TheCall) -> Response:
    """How long it takes at each office."""
    return call.read(lambda a: Reply(acts.times(a).owned(True)))


@router.get("/own-benefit-times", responses=READ, response_model=told.AllBenefitTimes)
def get_own_times(call: TheCall) -> Response:
    """How long it takes at the own office."""
    return call.read(lambda a: Reply(acts.own_times(a)))
