"""What is paid for her, and what is refunded by whom."""

from __future__ import annotations

from uuid import UUID

from fastapi import APIRouter, Response

from app import access
from app.contract import expenses as told
from app.http.call import KEYED, Reply, TheCall
from app.http.guard import GuardedRoute
from app.http.problems import may_refuse
from app.use_cases import expenses as acts
from app.use_cases.acting import Acting

router = APIRouter(prefix=access.BASE, route_class=GuardedRoute, tags=["expenses"])

READ = may_refuse(400, 401, 404, 422, 503)
WRITE = may_refuse(400, 401, 404, 409, 413, 415, 422, 503)


@router.post(
    "/referrals/{referral}/expenses",
    status_code=201,
    responses=WRITE,
    response_model=told.Expenses,
    openapi_extra=KEYED,
)
def post_expense(referral: UUID, sent: told.NewExpense, call: TheCall) -> Response:
    """Ask for something to be paid."""
    country = call.service.country
    return call.write(lambda a: Reply(acts.ask(a, referral, sent, country).owned(True)), 201)


@router.get("/referrals/{referral}/expenses", responses=READ, response_model=told.Expenses)
def get_expenses(referral: UUID, call: TheCall) -> Response:
    """What was asked for, and where each claim stands."""
    return call.read(lambda a: Reply(acts.read(a, referral).owned(True)))


@router.post(
    "/referrals/{referral}/expenses/{expense}/step",
    responses=WRITE,
    response_model=told.Expenses,
    openapi_extra=KEYED,
)
def post_step(referral: UUID, expense: UUID, sent: told.ExpenseStep, call: TheCall) -> Response:
    """Say where the claim goes next."""

    def act(a: Acting) -> Reply:
        return Reply(acts.step(a, referral, expense, sent).owned(True))

    return call.write(act)


@router.get("/refunds", responses=READ, response_model=told.Refunds)
def get_refunds(call: TheCall) -> Response:
    """What each organisation refunds, by quarter."""
    country = call.service.country
    return call.read(lambda a: Reply(acts.refunds(a, country).owned(True)))


@router.get("/own-refunds", responses=READ, response_model=told.Refunds)
def get_own_refunds(call: TheCall) -> Response:
    """What the own organisation refunds, by quarter."""
    country = call.service.country
    return call.read(lambda a: Reply(acts.own_refunds(a, country)))
