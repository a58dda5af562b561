"""Proposing a role for somebody else."""

from __future__ import annotations

from uuid import UUID

from fastapi import APIRouter, Response

from app import access
from app.contract.approvals import Asked
from app.contract.role_changes import NewGrant
from app.http.call import KEYED, Reply, TheCall
from app.http.guard import GuardedRoute
from app.http.problems import may_refuse
from app.use_cases import role_changes as acts

router = APIRouter(prefix=access.BASE, route_class=GuardedRoute, tags=["accounts"])

WRITE = may_refuse(400, 401, 404, 409, 413, 415, 422, 503)


@router.post(
    "/accounts/{account}/role",
    status_code=201,
    responses=WRITE,
    response_model=Asked,
    openapi_extra=KEYED,
)
def post_role(account: UUID, sent: NewGrant, call: TheCall) -> Response:
    """Ask for a role; nothing changes until a second person agrees."""
    return call.write(lambda a: Reply(acts.propose(a, account, sent)), 201)
