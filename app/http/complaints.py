"""Complaints and exclusions, and their review."""

from __future__ import annotations

from uuid import UUID

from fastapi import APIRouter, Response

from app import access
from app.contract import complaints as told
from app.http.call import KEYED, Reply, TheCall
from app.http.guard import GuardedRoute
from app.http.paging import ThePage, cursor_to
from app.http.problems import may_refuse
from app.use_cases import complaints as acts
from app.use_cases.acting import Acting

router = APIRouter(prefix=access.BASE, route_class=GuardedRoute, tags=["complaints"])

READ = may_refuse(400, 401, 404, 422, 503)
WRITE = may_refuse(400, 401, 404, 409, 413, 415, 422, 503)


@router.post(
    "/referrals/{referral}/complaints",
    status_code=201,
    responses=WRITE,
    response_model=told.ComplaintMade,
    openapi_extra=KEYED,
)
def post_complaint(referral: UUID, sent: told.NewComplaint, call: TheCall) -> Response:
    """Say what somebody objects to, or why she would be left out; nothing else changes."""
    return call.write(lambda a: Reply(acts.make(a, referral, sent)), 201)


@router.get("/referrals/{referral}/complaints", responses=READ, response_model=told.Complaints)
def get_of_case(referral: UUID, call: TheCall) -> Response:
    """All of one case."""
    return call.read(lambda a: Reply(acts.read(a, referral).owned(True)))


@router.get("/complaints", responses=READ, response_model=told.ComplaintPage)
def get_waiting(call: TheCall, page: ThePage) -> Response:
    """A page of those that wait for somebody independent."""

    def look(a: Acting) -> Reply:
        found, last = acts.waiting(a, page)
        return Reply(told.ComplaintPage(complaints=found, next=cursor_to(last)).owned(True))

    return call.read(look)


@router.get("/complaint-counts", responses=READ, response_model=told.ComplaintCounts)
def get_counts(call: TheCall) -> Response:
    """How many there are, by what they are about and what was found."""
    return call.read(lambda a: Reply(acts.counts(a).owned(True)))


@router.post(
    "/complaints/{complaint}/review",
    responses=WRITE,
    response_model=told.ComplaintCounts,
    openapi_extra=KEYED,
)
def post_review(complaint: UUID, sent: told.ComplaintReview, call: TheCall) -> Response:
    """Say what somebody who had no part in it finds."""
    return call.write(lambda a: Reply(acts.review(a, complaint, sent).owned(True)))
