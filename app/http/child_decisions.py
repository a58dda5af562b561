"""What child welfare decided on the children of a case."""

from __future__ import annotations

from uuid import UUID

from fastapi import APIRouter, Response

from app import access
from app.contract import child_decisions as told
from app.contract.cases import CaseChanged, PartMade
from app.http.call import KEYED_ON_VERSION, Reply, TheCall
from app.http.guard import GuardedRoute
from app.http.paging import ThePage, cursor_to
from app.http.problems import may_refuse
from app.use_cases import child_decisions as acts
from app.use_cases.acting import Acting

router = APIRouter(prefix=access.BASE, route_class=GuardedRoute, tags=["referrals"])

READ = may_refuse(400, 401, 404, 422, 503)
WRITE = may_refuse(400, 401, 403, 404, 409, 412, 413, 415, 422, 428, 503)


@router.post(
    "/referrals/{referral}/child-decisions",
    status_code=201,
    responses=WRITE,
    response_model=PartMade,
    openapi_extra=KEYED_ON_VERSION,
)
def post_decision(referral: UUID, sent: told.NewChildDecision, call: TheCall) -> Response:
    """Record a decision on a child; it takes the place of an earlier one."""
    seen = call.version()

    def act(a: Acting) -> Reply:
        made = acts.record(a, referral, seen, sent)
        return Reply(made, made.version)

    return call.write(act, 201)


@router.get(
    "/referrals/{referral}/child-decisions",
    responses=READ,
    response_model=told.ChildDecisionPage,
)
def get_decisions(referral: UUID, call: TheCall, page: ThePage) -> Response:
    """A page of decisions on the children of the case."""

    def look(a: Acting) -> Reply:
        found, last = acts.read(a, referral, page)
        body = told.ChildDecisionPage(decisions=found, next=cursor_to(last))
        return Reply(body.owned(True))

    return call.read(look)


@router.post(
    "/referrals/{referral}/child-decisions/{child_decision}/end",
    responses=WRITE,
    response_model=CaseChanged,
    openapi_extra=KEYED_ON_VERSION,
)
def post_end(referral: UUID, child_decision: UUID, call: TheCall) -> Response:
    """Say that a decision stands no more; nothing opens by that."""
    seen = call.version()

    def act(a: Acting) -> Reply:
        changed = acts.end(a, referral, child_decision, seen)
        return Reply(changed, changed.version)

    return call.write(act)
