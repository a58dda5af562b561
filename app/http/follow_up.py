"""What is done around her, for those of ROSA and for those who stand on the case beside them."""

from __future__ import annotations

from uuid import UUID

from fastapi import APIRouter, Response

from app import access
from app.contract import follow_up as told
from app.http.call import KEYED, Reply, TheCall
from app.http.guard import GuardedRoute
from app.http.problems import may_refuse
from app.use_cases import follow_up as acts
from app.use_cases.acting import Acting

router = APIRouter(prefix=access.BASE, route_class=GuardedRoute, tags=["follow-up"])

READ = may_refuse(400, 401, 404, 422, 503)
WRITE = may_refuse(400, 401, 404, 409, 413, 415, 422, 503)
ACTION = "/referrals/{referral}/follow-up-actions/{follow_up_action}"


@router.post(
    "/referrals/{referral}/follow-up-actions",
    status_code=201,
    responses=WRITE,
    response_model=told.Actions,
    openapi_extra=KEYED,
)
def post_action(referral: UUID, sent: told.NewAction, call: TheCall) -> Response:
    """Say what is to be done, by whom and until when."""
    return call.write(lambda a: Reply(acts.add(a, referral, sent).owned(True)), 201)


@router.get("/referrals/{referral}/follow-up-actions", responses=READ, response_model=told.Actions)
def get_actions(referral: UUID, call: TheCall) -> Response:
    """What is to be done, and what was."""
    return call.read(lambda a: Reply(acts.read(a, referral).owned(True)))


@router.post(f"{ACTION}/owner", responses=WRITE, response_model=told.Actions, openapi_extra=KEYED)
def post_owner(
    referral: UUID, follow_up_action: UUID, sent: told.ActionOwner, call: TheCall
) -> Response:
    """Say whose it is from now on."""

    def act(a: Acting) -> Reply:
        return Reply(acts.pass_on(a, referral, follow_up_action, sent).owned(True))

    return call.write(act)


@router.post(f"{ACTION}/end", responses=WRITE, response_model=told.Actions, openapi_extra=KEYED)
def post_end(
    referral: UUID, follow_up_action: UUID, sent: told.ActionEnd, call: TheCall
) -> Response:
    """Say that it was done, or falls away."""

    def act(a: Acting) -> Reply:
        return Reply(acts.end(a, referral, follow_up_action, sent).owned(True))

    return call.write(act)


@router.get("/own-cases/{case}/follow-up-actions", responses=READ, response_model=told.Actions)
def get_own_actions(case: UUID, call: TheCall) -> Response:
    """To somebody beside ROSA: the own ones and those of the same scope."""
    return call.read(lambda a: Reply(acts.read_own(a, case)))


@router.post(
    "/own-cases/{case}/follow-up-actions/{follow_up_action}/done",
    responses=WRITE,
    response_model=told.Actions,
    openapi_extra=KEYED,
)
def post_own_done(case: UUID, follow_up_action: UUID, call: TheCall) -> Response:
    """Its owner has done it."""
    return call.write(lambda a: Reply(acts.end_own(a, case, follow_up_action)))
