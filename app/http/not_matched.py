"""Who is never matched but handed over."""

from __future__ import annotations

from uuid import UUID

from fastapi import APIRouter, Response

from app import access
from app.contract import not_matched as told
from app.contract.cases import CaseChanged, PartMade
from app.http.call import KEYED_ON_VERSION, Reply, TheCall
from app.http.guard import GuardedRoute
from app.http.problems import may_refuse
from app.use_cases import not_matched as acts
from app.use_cases.acting import Acting

router = APIRouter(prefix=access.BASE, route_class=GuardedRoute, tags=["referrals"])

READ = may_refuse(400, 401, 404, 422, 503)
WRITE = may_refuse(400, 401, 404, 409, 412, 413, 415, 422, 428, 503)


@router.post(
    "/referrals/{referral}/not-matched",
    status_code=201,
    responses=WRITE,
    response_model=PartMade,
    openapi_extra=KEYED_ON_VERSION,
)
def post_begin(referral: UUID, sent: told.NewNotMatched, call: TheCall) -> Response:
    """No place is looked for from now on: a hospital first, or she wants support and no bed."""
    seen = call.version()

    def act(a: Acting) -> Reply:
        made = acts.begin(a, referral, seen, sent)
        return Reply(made, made.version)

    return call.write(act, 201)


@router.get("/referrals/{referral}/not-matched", responses=READ, response_model=told.NotMatchedAll)
def get_all(referral: UUID, call: TheCall) -> Response:
    """Why no place is, or was, looked for."""
    return call.read(lambda a: Reply(acts.read(a, referral).owned(True)))


@router.post(
    "/referrals/{referral}/not-matched/{not_matched}/end",
    responses=WRITE,
    response_model=CaseChanged,
    openapi_extra=KEYED_ON_VERSION,
)
def post_end(referral: UUID, not_matched: UUID, call: TheCall) -> Response:
    """She can be looked for again."""
    seen = call.version()

    def act(a: Acting) -> Reply:
        changed = acts.end(a, referral, not_matched, seen)
        return Reply(changed, changed.version)

    return call.write(act)
