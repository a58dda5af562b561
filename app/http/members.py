"""Who stands on a case, who is kept away from it, and the hand-over of a shift."""

from __future__ import annotations

from uuid import UUID

from fastapi import APIRouter, Response

from app import access
from app.contract import members as told
from app.http.call import KEYED, Reply, TheCall
from app.http.guard import GuardedRoute
from app.http.paging import ThePage, cursor_to
from app.http.problems import may_refuse
from app.store import members, referrals
from app.use_cases import members as acts
from app.use_cases.acting import Acting

router = APIRouter(prefix=access.BASE, route_class=GuardedRoute, tags=["members"])

READ = may_refuse(400, 401, 404, 422, 503)
WRITE = may_refuse(400, 401, 404, 409, 413, 415, 422, 503)


def _own(a: Acting, referral: UUID, part: str) -> None:
    referrals.find(a.tx, referral, account=a.actor.account, role=a.actor.role, standing=True)
    a.has_read(referral, part)


@router.post(
    "/referrals/{referral}/take-over",
    responses=WRITE,
    response_model=told.OnCase,
    openapi_extra=KEYED,
)
def post_take_over(referral: UUID, sent: told.TakeOver, call: TheCall) -> Response:
    """Stand on a case from now on, and say why."""
    return call.write(lambda a: Reply(acts.take_over(a, referral, sent)))


@router.get("/referrals/{referral}/members", responses=READ, response_model=told.MemberPage)
def get_members(referral: UUID, call: TheCall, page: ThePage) -> Response:
    """A page of those who stand on the case."""

    def look(a: Acting) -> Reply:
        _own(a, referral, "members")
        rows, last = members.members(a.tx, referral, page)
        found = [told.MemberTold(**row) for row in rows]
        return Reply(told.MemberPage(members=found, next=cursor_to(last)).owned(True))

    return call.read(look)


@router.post(
    "/referrals/{referral}/members",
    status_code=201,
    responses=WRITE,
    response_model=told.OnCase,
    openapi_extra=KEYED,
)
def post_member(referral: UUID, sent: told.NewMember, call: TheCall) -> Response:
    """Put somebody on the case."""
    return call.write(lambda a: Reply(acts.add(a, referral, sent)), 201)


@router.post(
    "/referrals/{referral}/members/{member}/end",
    responses=WRITE,
    response_model=told.OnCase,
    openapi_extra=KEYED,
)
def post_end(referral: UUID, member: UUID, call: TheCall) -> Response:
    """Take somebody off the case."""
    return call.write(lambda a: Reply(acts.end(a, referral, member)))


@router.post(
    "/shift/hand-over", responses=WRITE, response_model=told.HandedOver, openapi_extra=KEYED
)
def post_shift(sent: told.ShiftTo, call: TheCall) -> Response:
    """Hand all own cases to whoever comes on duty."""
    return call.write(lambda a: Reply(acts.hand_over_shift(a, sent)))


@router.get("/referrals/{referral}/readers", responses=READ, response_model=told.ReaderPage)
def get_readers(referral: UUID, call: TheCall, page: ThePage) -> Response:
    """A page of who is kept away from the case, or who alone may open it."""

    def look(a: Acting) -> Reply:
        _own(a, referral, "readers")
        rows, last = members.readers(a.tx, referral, page)
        found = [told.ReaderTold(**row) for row in rows]
        return Reply(told.ReaderPage(readers=found, next=cursor_to(last)).owned(True))

    return call.read(look)


@router.post(
    "/referrals/{referral}/readers",
    status_code=201,
    responses=WRITE,
    response_model=told.OnCase,
    openapi_extra=KEYED,
)
def post_reader(referral: UUID, sent: told.NewDenial, call: TheCall) -> Response:
    """Keep somebody away from the case."""
    return call.write(lambda a: Reply(acts.deny(a, referral, sent)), 201)


@router.post(
    "/referrals/{referral}/readers/{reader}/lift",
    responses=WRITE,
    response_model=told.OnCase,
    openapi_extra=KEYED,
)
def post_lift(referral: UUID, reader: UUID, call: TheCall) -> Response:
    """Take a denial back."""
    return call.write(lambda a: Reply(acts.lift(a, referral, reader)))
