"""Accounts and links to enrol, for administrators; tokens, for whoever will use them."""

from __future__ import annotations

from collections.abc import Sequence
from uuid import UUID

from fastapi import APIRouter, Response
from pydantic import BaseModel

from app import access
from app.contract import accounts as told
from app.contract import sign_in
from app.contract.approvals import Asked, Reasoned
from app.errors import Malformed
from app.http.call import KEYED, Reply, TheCall
from app.http.guard import GuardedRoute
from app.http.paging import ThePage, cursor_to
from app.http.problems import may_refuse
from app.store import organisations, shelters, tokens
from app.store.refusals import NotFound
from app.store.walls import StepOut
from app.use_cases import accounts as acts
from app.use_cases import granting, recovery
from app.use_cases.acting import Acting
from models.words import AuditAct, Role

router = APIRouter(prefix=access.BASE, route_class=GuardedRoute, tags=["accounts"])

READ = may_refuse(400, 401, 404, 422, 503)
WRITE = may_refuse(400, 401, 404, 409, 413, 415, 422, 503)
STEPPED_UP = may_refuse(400, 401, 403, 404, 409, 413, 415, 422, 503)


@router.post(
    "/accounts",
    status_code=201,
    responses=WRITE,
    response_model=told.AccountMade,
    openapi_extra=KEYED,
)
def post_account(sent: told.NewAccount, call: TheCall) -> Response:
    """Enter an account; it may act when a second person agrees to its role."""

    def act(a: Acting) -> Reply:
        if sent.shelter is not None:
            try:
                shelters.must_exist(a.tx, sent.shelter)
            except NotFound:
                raise Malformed("/shelter", "not_known") from None
        if sent.organisation is not None and not organisations.is_verified(a.tx, sent.organisation):
            raise Malformed("/organisation", "not_verified")
        account = tokens.add_account(
            a.tx,
            handle=sent.handle,
            role=sent.role,
            shelter=sent.shelter,
            organisation=sent.organisation,
            now=a.now,
        )
        a.record(AuditAct.ACCOUNT_CHANGED, "account", account, role=sent.role)
        return Reply(told.AccountMade(id=account, approval=granting.ask_for_new(a, account)))

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
    "/accounts/{account}/enrolment-link",
    status_code=201,
    responses=STEPPED_UP,
    response_model=sign_in.LinkMade,
    openapi_extra=KEYED,
)
def post_enrolment_link(account: UUID, call: TheCall) -> Response:
    """Make the link with which its person enrols; its text is in this one answer."""
    shown: list[sign_in.LinkMade] = []

    def act(a: Acting) -> Reply:
        link, text, until = acts.invite(a, account)
        shown.append(sign_in.LinkMade(id=link, link=text, expires_at=until))
        return Reply(sign_in.LinkMade(id=link, link=None, expires_at=until))

    return _told_once(call.write(act, 201), shown)


@router.post(
    "/accounts/{account}/end-sessions",
    responses=WRITE,
    response_model=sign_in.Ended,
    openapi_extra=KEYED,
)
def post_end_sessions(account: UUID, call: TheCall) -> Response:
    """End all sessions and tokens of a person; the very next request is refused."""

    def act(a: Acting) -> Reply:
        acts.end_sessions(a, account)
        return Reply(sign_in.Ended(id=account))

    return call.write(act)


@router.post(
    "/accounts/{account}/grant",
    responses=WRITE,
    response_model=Asked,
    openapi_extra=KEYED,
)
def post_grant(account: UUID, sent: Reasoned, call: TheCall) -> Response:
    """Ask a second person anew for the role of an account that waits."""
    return call.write(lambda a: Reply(granting.ask_again(a, account, sent)))


@router.post(
    "/accounts/{account}/recovery",
    responses=STEPPED_UP,
    response_model=Asked,
    openapi_extra=KEYED,
)
def post_recovery(account: UUID, sent: Reasoned, call: TheCall) -> Response:
    """Ask a second administrator that its person may enrol anew; every way in ends then."""
    return call.write(lambda a: Reply(recovery.ask_recovery(a, account, sent)))


@router.post(
    "/accounts/{account}/waking",
    responses=STEPPED_UP,
    response_model=Asked,
    openapi_extra=KEYED,
)
def post_waking(account: UUID, sent: Reasoned, call: TheCall) -> Response:
    """Ask a second administrator that an account nobody used may be used again."""
    return call.write(lambda a: Reply(recovery.ask_waking(a, account, sent)))


@router.post(
    "/tokens",
    status_code=201,
    responses=STEPPED_UP,
    response_model=told.TokenMade,
    openapi_extra=KEYED,
)
def post_token(sent: told.NewToken, call: TheCall) -> Response:
    """Issue a token for a device; its text is in this one answer and in nothing that is kept."""
    shown: list[told.TokenMade] = []

    def act(a: Acting) -> Reply:
        token, text, until = acts.new_token(a, sent)
        shown.append(told.TokenMade(id=token, token=text, expires_at=until))
        return Reply(told.TokenMade(id=token, token=None, expires_at=until))

    return _told_once(call.write(act, 201), shown)


@router.get("/tokens", responses=READ, response_model=told.TokenPage)
def get_tokens(call: TheCall, page: ThePage) -> Response:
    """A page of tokens: the own ones, or for an administrator all."""

    def look(a: Acting) -> Reply:
        of = None if a.actor.role is Role.ADMIN else a.actor.account
        with a.tx.as_service(StepOut.ENTRANCE):
            rows, last = tokens.listed(a.tx, page, of=of)
        found = [told.TokenTold(**row) for row in rows]
        return Reply(told.TokenPage(tokens=found, next=cursor_to(last)).owned(True))

    return call.read(look)


@router.delete("/tokens/{token}", responses=WRITE, response_model=told.Revoked, openapi_extra=KEYED)
def delete_token(token: UUID, call: TheCall) -> Response:
    """Revoke a token; the very next request with it is refused."""

    def act(a: Acting) -> Reply:
        acts.revoke_token(a, token)
        return Reply(told.Revoked(id=token))

    return call.write(act)


def _told_once(kept: Response, shown: Sequence[BaseModel]) -> Response:
    """The answer with the secret; what is kept for a retry has none."""
    if not shown:
        return kept
    return Response(shown[0].model_dump_json(), 201, media_type="application/json")
