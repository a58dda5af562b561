"""What one more answer of hers would change."""

from __future__ import annotations

from uuid import UUID

from fastapi import APIRouter, Response

from app import access
from app.contract import open_questions as told
from app.http.call import Reply, TheCall
from app.http.guard import GuardedRoute
from app.http.last_picture import on_last_picture
from app.http.problems import may_refuse
from app.use_cases.open_questions import open_questions

router = APIRouter(prefix=access.BASE, route_class=GuardedRoute, tags=["offers"])


@router.post(
    "/referrals/{referral}/open-questions",
    responses=may_refuse(400, 401, 404, 409, 413, 415, 422, 503),
    response_model=told.OpenQuestions,
)
def post_open_questions(referral: UUID, call: TheCall) -> Response:
    """What an answer to each open question would change now. A search: it needs no key."""
    pictures = call.service.pictures
    return on_last_picture(
        call, lambda kept: call.read(lambda a: Reply(open_questions(a, referral, pictures, kept)))
    )
