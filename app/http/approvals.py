"""Approvals: what waits for a second person, and the yes or no."""

from __future__ import annotations

from uuid import UUID

from fastapi import APIRouter, Response

from app import access
from app.contract import approvals as told
from app.http.call import KEYED, Reply, TheCall
from app.http.guard import GuardedRoute
from app.http.paging import ThePage, cursor_to
from app.http.problems import may_refuse
from app.store import approvals
from app.use_cases import two_persons as acts
from app.use_cases.acting import Acting
from app.use_cases.seconds import unasked_kinds
from models.words import ApprovalState, AuditAct

router = APIRouter(prefix=access.BASE, route_class=GuardedRoute, tags=["approvals"])

READ = may_refuse(400, 401, 404, 422, 503)
AGREE = may_refuse(400, 401, 403, 404, 409, 412, 413, 415, 422, 503)
WRITE = may_refuse(400, 401, 404, 409, 412, 413, 415, 422, 503)


@router.get("/approvals", responses=READ, response_model=told.ApprovalPage)
def get_approvals(call: TheCall, page: ThePage) -> Response:
    """A page of what this person asked, was asked, or may decide."""

    def look(a: Acting) -> Reply:
        kinds = unasked_kinds(a.actor.role)
        who = a.actor
        rows, last = approvals.lines(
            a.tx, page, account=who.account, role=who.role, kinds=kinds, now=a.now
        )
        found = [told.ApprovalLine(**row) for row in rows]
        return Reply(told.ApprovalPage(approvals=found, next=cursor_to(last)))

    return call.read(look)


@router.get("/approvals/{approval}", responses=READ, response_model=told.ApprovalTold)
def get_approval(approval: UUID, call: TheCall) -> Response:
    """One approval with what is asked for; reading one of a case is recorded."""

    def look(a: Acting) -> Reply:
        found = acts.seen_by(a, approval)
        if found.referral is not None:
            a.record(AuditAct.CASE_READ, "referral", found.referral, part="approval")
        asked_by, case = approvals.names(a.tx, found)
        over = found.state is ApprovalState.OPEN and not found.open_at(a.now)
        return Reply(
            told.ApprovalTold(
                id=found.id,
                kind=found.kind,
                state=ApprovalState.EXPIRED if over else found.state,
                asked_by=asked_by,
                case=case,
                purpose=found.purpose,
                reason=found.reason,
                words=found.words,
                asked_at=found.asked_at,
                expires_at=found.expires_at,
            )
        )

    return call.read(look)


@router.post(
    "/approvals/{approval}/agree",
    responses=AGREE,
    response_model=told.Decided,
    openapi_extra=KEYED,
)
def post_agree(approval: UUID, call: TheCall) -> Response:
    """Say yes as the second person; when this answers, what was asked for is done."""
    return call.write(lambda a: _decided(acts.agree(a, approval)))


@router.post(
    "/approvals/{approval}/refuse",
    responses=WRITE,
    response_model=told.Decided,
    openapi_extra=KEYED,
)
def post_refuse(approval: UUID, call: TheCall) -> Response:
    """Say no as the second person; nothing is done."""
    return call.write(lambda a: _decided(acts.refuse(a, approval)))


@router.post(
    "/approvals/{approval}/withdraw",
    responses=WRITE,
    response_model=told.Decided,
    openapi_extra=KEYED,
)
def post_withdraw(approval: UUID, call: TheCall) -> Response:
    """Take back what one asked for oneself."""
    return call.write(lambda a: _decided(acts.withdraw(a, approval)))


def _decided(found: approvals.Approval) -> Reply:
    return Reply(told.Decided(id=found.id, state=found.state))
