"""Accounts and tokens, for administrators alone."""

from __future__ import annotations

from datetime import timedelta
from uuid import UUID

from fastapi import APIRouter, Response

from app import access
from app.contract import accounts as told
from app.errors import Malformed
from app.http.call import KEYED, Reply, TheCall
from app.http.guard import GuardedRoute
from app.http.paging import ThePage, cursor_to
from app.http.problems import may_refuse
from app.store import shelters, tokens
from app.store.refusals import NotFound
from app.use_cases.acting import Acting
from models.words import AuditAct, Role

router = APIRouter(prefix=access.BASE, route_class=GuardedRoute, tags=["accounts"])

READ = may_refuse(400, 401, 404, 422, 503)
WRITE = may_refuse(400, 401, 404, 409, 413, 415, 422, 503)


@router.post(
    "/accounts",
    status_code=201,
    responses=WRITE,
    response_model=told.AccountMade,
    openapi_extra=KEYED,
)
def post_account(sent: told.NewAccount, call: TheCall) -> Response:
    """Enter an account."""

    def act(a: Acting) -> Reply:
        if sent.shelter is not None:
            try:
                shelters.must_exist(a.tx, sent.shelter)
            except NotFound:
                raise Malformed("/shelter", "not_known") from None
        account = tokens.add_account(
            a.tx, handle=sent.handle, role=Role(sent.role), shelter=sent.shelter, now=a.now
        )
        a.record(AuditAct.ACCOUNT_CHANGED, "account", account, role=sent.role)
        return Reply(told.AccountMade(id=account))

    return call.write(act, 201)


@router.get("/accounts", responses=READ, response_model=told.AccountPage)
def get_accounts(call: TheCall, page: ThePage) -> Response:
    """A page of accounts."""

    def look(a: Acting) -> Reply:
        rows, last = tokens.accounts(a.tx, page)
        found = [told.AccountTold(**row) for row in rows]
        return Reply(told.AccountPage(accounts=found, next=cursor_to(last)))

    return call.read(look)


@router.post(
    "/tokens",
    status_code=201,
    responses=WRITE,
    response_model=told.TokenMade,
    openapi_extra=KEYED,
)
def post_token(sent: told.NewToken, call: TheCall) -> Response:
    """Issue a token; its text is in this one answer and in nothing that is kept."""
    shown: list[told.TokenMade] = []

    def act(a: Acting) -> Reply:
        until = a.now + timedelta(days=sent.days)
        token, text = tokens.issue(a.tx, sent.account, scopes=sent.scopes, now=a.now, until=until)
        a.record(AuditAct.TOKEN_ISSUED, "token", token)
        shown.append(told.TokenMade(id=token, token=text, expires_at=until))
        return Reply(told.TokenMade(id=token, token=None, expires_at=until))

    kept = call.write(act, 201)
    if not shown:
        return kept
    return Response(shown[0].model_dump_json(), 201, media_type="application/json")


@router.delete("/tokens/{token}", responses=WRITE, response_model=told.Revoked, openapi_extra=KEYED)
def delete_token(token: UUID, call: TheCall) -> Response:
    """Revoke a token; the very next request with it is refused."""

    def act(a: Acting) -> Reply:
        tokens.revoke(a.tx, token, now=a.now)
        a.record(AuditAct.TOKEN_REVOKED, "token", token)
        return Reply(told.Revoked(id=token))

    return call.write(act)
