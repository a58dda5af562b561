"""Service accounts, for administrators: scopes by two, tokens told once, hooks, an end at once."""

from __future__ import annotations

from uuid import UUID

from fastapi import APIRouter, Response

from app import access
from app.contract import accounts as of_accounts
from app.contract import service_accounts as told
from app.contract.approvals import Asked
from app.event_cursors import number_of
from app.http.call import KEYED, Reply, TheCall
from app.http.guard import GuardedRoute
from app.http.paging import ThePage, cursor_to
from app.http.problems import may_refuse
from app.store import service_grants
from app.use_cases import service_accounts as acts
from app.use_cases.acting import Acting

router = APIRouter(prefix=access.BASE, route_class=GuardedRoute, tags=["accounts"])

READ = may_refuse(400, 401, 404, 422, 503)
WRITE = may_refuse(400, 401, 404, 409, 413, 415, 422, 503)
STEPPED_UP = may_refuse(400, 401, 403, 404, 409, 413, 415, 422, 503)


@router.get("/service-accounts", responses=READ, response_model=told.ServicePage)
def get_services(call: TheCall, page: ThePage) -> Response:
    """A page of the accounts of programs, with what each may do."""

    def look(a: Acting) -> Reply:
        rows, last = service_grants.listed(a.tx, page)
        found = [told.ServiceTold(**{**row, "scopes": sorted(row["scopes"])}) for row in rows]
        return Reply(told.ServicePage(services=found, next=cursor_to(last)))

    return call.read(look)


@router.post(
    "/accounts/{account}/service",
    status_code=201,
    responses=WRITE,
    response_model=Asked,
    openapi_extra=KEYED,
)
def post_service(account: UUID, sent: told.ServiceWanted, call: TheCall) -> Response:
    """Ask that an account is a program's, with these scopes."""
    return call.write(lambda a: Reply(acts.ask(a, account, sent)), 201)


@router.delete(
    "/accounts/{account}/service",
    responses=WRITE,
    response_model=told.ServiceChanged,
    openapi_extra=KEYED,
)
def delete_service(account: UUID, call: TheCall) -> Response:
    """End all that a program may; its very next request is refused."""

    def act(a: Acting) -> Reply:
        acts.end(a, account)
        return Reply(told.ServiceChanged(id=account))

    return call.write(act)


@router.post(
    "/accounts/{account}/service-tokens",
    status_code=201,
    responses=STEPPED_UP,
    response_model=of_accounts.TokenMade,
    openapi_extra=KEYED,
)
def post_service_token(account: UUID, sent: told.NewServiceToken, call: TheCall) -> Response:
    """Issue a token for one installation; its text is in this one answer and in nothing that is kept."""
    shown: list[of_accounts.TokenMade] = []

    def act(a: Acting) -> Reply:
        token, text, until = acts.new_token(a, account, sent)
        shown.append(of_accounts.TokenMade(id=token, token=text, expires_at=until))
        return Reply(of_accounts.TokenMade(id=token, token=None, expires_at=until))

    kept = call.write(act, 201)
    if not shown:
        return kept
    return Response(shown[0].model_dump_json(), 201, media_type="application/json")


@router.put(
    "/accounts/{account}/event-hook",
    responses=WRITE,
    response_model=told.ServiceChanged,
    openapi_extra=KEYED,
)
def put_event_hook(account: UUID, sent: told.EventHook, call: TheCall) -> Response:
    """Say where a program is sent what happens; null is nowhere, and it comes and asks."""

    def act(a: Acting) -> Reply:
        acts.send_to(a, account, sent.hook)
        return Reply(told.ServiceChanged(id=account))

    return call.write(act)


@router.post(
    "/accounts/{account}/event-hook/replay",
    responses=WRITE,
    response_model=told.ServiceChanged,
    openapi_extra=KEYED,
)
def post_replay(account: UUID, sent: told.Replay, call: TheCall) -> Response:
    """Send again what came after a cursor, and set a hook going that had stopped."""

    def act(a: Acting) -> Reply:
        acts.send_again(a, account, number_of(sent.after))
        return Reply(told.ServiceChanged(id=account))

    return call.write(act)
