"""Standing teams of a municipality, and whom of them a case is proposed."""

from __future__ import annotations

from uuid import UUID

from fastapi import APIRouter, Response

from app import access
from app.contract import local_teams as told
from app.http.call import KEYED, KEYED_ON_VERSION, Reply, TheCall
from app.http.guard import GuardedRoute
from app.http.problems import may_refuse
from app.use_cases import local_teams as acts
from app.use_cases.acting import Acting

router = APIRouter(prefix=access.BASE, route_class=GuardedRoute, tags=["follow-up"])

READ = may_refuse(400, 401, 404, 422, 503)
WRITE = may_refuse(400, 401, 404, 409, 412, 413, 415, 422, 428, 503)


@router.post(
    "/local-teams",
    status_code=201,
    responses=WRITE,
    response_model=told.TeamTold,
    openapi_extra=KEYED,
)
def post_team(sent: told.NewTeam, call: TheCall) -> Response:
    """Name a standing team of a municipality."""
    places = call.service.places

    def act(a: Acting) -> Reply:
        made = acts.add(a, sent, places)
        return Reply(made.owned(True), made.version)

    return call.write(act, 201)


@router.get("/local-teams", responses=READ, response_model=told.Teams)
def get_teams(call: TheCall) -> Response:
    """Every standing team."""
    return call.read(lambda a: Reply(acts.listed(a).owned(True)))


@router.put(
    "/local-teams/{local_team}/members",
    responses=WRITE,
    response_model=told.TeamTold,
    openapi_extra=KEYED_ON_VERSION,
)
def put_people(local_team: UUID, sent: told.TeamPeople, call: TheCall) -> Response:
    """Say who is in it."""
    seen = call.version()

    def act(a: Acting) -> Reply:
        changed = acts.put_members(a, local_team, seen, sent)
        return Reply(changed.owned(True), changed.version)

    return call.write(act)


@router.get(
    "/referrals/{referral}/proposed-members",
    responses=READ,
    response_model=told.ProposedMembers,
)
def get_proposed(referral: UUID, call: TheCall) -> Response:
    """Whom of the team of the place where she called from to ask her about."""
    places = call.service.places
    return call.read(lambda a: Reply(acts.proposed(a, referral, places).owned(True)))
