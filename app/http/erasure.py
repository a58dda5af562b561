"""Erasing a case that has ended, an account, a house: each a matter of two persons."""

from __future__ import annotations

from uuid import UUID

from fastapi import APIRouter, Response

from app import access
from app.contract.approvals import Asked, Reasoned
from app.http.call import KEYED, Reply, TheCall
from app.http.guard import GuardedRoute
from app.http.problems import may_refuse
from app.use_cases import account_erasure, shelter_erasure
from app.use_cases import erasure_by_two as acts

router = APIRouter(prefix=access.BASE, route_class=GuardedRoute, tags=["erasure"])

WRITE = may_refuse(400, 401, 403, 404, 409, 413, 415, 422, 503)


@router.post(
    "/referrals/{referral}/erasure",
    status_code=201,
    responses=WRITE,
    response_model=Asked,
    openapi_extra=KEYED,
)
def post_erasure(referral: UUID, sent: Reasoned, call: TheCall) -> Response:
    """Ask that a case is erased; a second person decides."""
    return call.write(lambda a: Reply(acts.ask(a, referral, sent)), 201)


@router.post(
    "/accounts/{account}/erasure",
    status_code=201,
    responses=WRITE,
    response_model=Asked,
    openapi_extra=KEYED,
)
def post_account_erasure(account: UUID, sent: Reasoned, call: TheCall) -> Response:
    """Ask that the account of somebody who left is erased; another administrator decides."""
    return call.write(lambda a: Reply(account_erasure.ask(a, account, sent)), 201)


@router.post(
    "/shelters/{shelter}/erasure",
    status_code=201,
    responses=WRITE,
    response_model=Asked,
    openapi_extra=KEYED,
)
def post_shelter_erasure(shelter: UUID, sent: Reasoned, call: TheCall) -> Response:
    """Ask that a closed house is erased; a second person decides."""
    return call.write(lambda a: Reply(shelter_erasure.ask(a, shelter, sent)), 201)
