"""What is done for a resident: lists, reviews."""

from __future__ import annotations

from uuid import UUID

from fastapi import APIRouter, Response

from app import access
from app.contract import residents as told
from app.http.call import KEYED, Reply, TheCall
from app.http.guard import GuardedRoute
from app.http.problems import may_refuse
from app.use_cases import residents as acts

router = APIRouter(prefix=access.BASE, route_class=GuardedRoute, tags=["residents"])

READ = may_refuse(400, 401, 404, 422, 503)
WRITE = may_refuse(400, 401, 404, 409, 413, 415, 422, 503)


@router.get("/placements/{placement}/checklists", responses=READ, response_model=told.Checklists)
def get_checklists(placement: UUID, call: TheCall) -> Response:
    """What is done for her on arrival, in the first days and before she leaves."""
    return call.read(lambda a: Reply(acts.read_checklists(a, placement).owned(True)))


@router.post(
    "/placements/{placement}/checklists/done",
    responses=WRITE,
    response_model=told.Checklists,
    openapi_extra=KEYED,
)
def post_done(placement: UUID, sent: told.Ticked, call: TheCall) -> Response:
    """Something of a list is done."""
    return call.write(lambda a: Reply(acts.tick(a, placement, sent).owned(True)))


@router.get("/placements/{placement}/reviews", responses=READ, response_model=told.Reviews)
def get_reviews(placement: UUID, call: TheCall) -> Response:
    """Reviews of what she needs, done and due."""
    return call.read(lambda a: Reply(acts.read_reviews(a, placement).owned(True)))


@router.post(
    "/placements/{placement}/reviews",
    responses=WRITE,
    response_model=told.Reviews,
    openapi_extra=KEYED,
)
def post_review(placement: UUID, sent: told.Reviewed, call: TheCall) -> Response:
    """The review of one day of her stay is done."""
    return call.write(lambda a: Reply(acts.review(a, placement, sent).owned(True)))
