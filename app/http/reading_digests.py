"""Digests of what others read: who is the second person reads and acknowledges them."""

from __future__ import annotations

from uuid import UUID

from fastapi import APIRouter, Response

from app import access
from app.contract import reading_digests as told
from app.http.call import KEYED, Reply, TheCall
from app.http.guard import GuardedRoute
from app.http.paging import ThePage, cursor_to
from app.http.problems import may_refuse
from app.store import reading_digests
from app.use_cases import reading_digests as acts
from app.use_cases.acting import Acting

router = APIRouter(prefix=access.BASE, route_class=GuardedRoute, tags=["readings"])

READ = may_refuse(400, 401, 404, 422, 503)
WRITE = may_refuse(400, 401, 404, 409, 413, 415, 422, 503)


@router.get("/reading-digests", responses=READ, response_model=told.DigestPage)
def get_digests(call: TheCall, page: ThePage) -> Response:
    """A page of digests that this person has not acknowledged."""

    def look(a: Acting) -> Reply:
        rows, last = reading_digests.lines(a.tx, page, account=a.actor.account)
        found = [told.DigestLine(**row) for row in rows]
        return Reply(told.DigestPage(digests=found, next=cursor_to(last)).owned(True))

    return call.read(look)


@router.get("/reading-digests/{digest}", responses=READ, response_model=told.Digest)
def get_digest(digest: UUID, call: TheCall, page: ThePage) -> Response:
    """A page of one digest; reading it is recorded."""

    def look(a: Acting) -> Reply:
        found, me = acts.opened(a, digest), a.actor
        rows, last = reading_digests.lines_of(a.tx, digest, page, account=me.account, role=me.role)
        said = [told.DigestReading(**row) for row in rows]
        return Reply(told.Digest(**found, readings=said, next=cursor_to(last)).owned(True))

    return call.read(look)


@router.post(
    "/reading-digests/{digest}/acknowledge",
    responses=WRITE,
    response_model=told.DigestAcknowledged,
    openapi_extra=KEYED,
)
def post_acknowledge(digest: UUID, call: TheCall) -> Response:
    """Say that one has looked at it."""
    return call.write(lambda a: Reply(acts.acknowledge(a, digest)))
