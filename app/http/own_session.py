"""The own session and the own ways in; a token has neither."""

from __future__ import annotations

from collections.abc import Callable
from uuid import UUID

from fastapi import APIRouter, Response
from pydantic import BaseModel

from app import access
from app.contract import sign_in as told
from app.errors import StepUpNeeded
from app.http.call import Call, TheCall
from app.http.guard import GuardedRoute
from app.http.house_cookie import stays_a_device
from app.http.own_page import with_cookie, without_cookie
from app.http.problems import may_refuse
from app.http.sign_in import entrance_of
from app.use_cases import own_session as acts
from app.use_cases.acting import Acting

router = APIRouter(prefix=access.BASE, route_class=GuardedRoute, tags=["session"])

READ = may_refuse(401, 404, 503)
WRITE = may_refuse(400, 401, 403, 404, 409, 413, 415, 422, 429, 503)


def _done(call: Call, act: Callable[[Acting], BaseModel]) -> Response:
    """What the act answers; all of it is committed.

    No key is asked for: what is done here twice is done once, or is refused the second time. Its
    transaction is that of the entrance, for no role may read what somebody proves herself with.
    """
    with call.service.store.transaction() as tx:
        body = act(Acting(tx, call.actor, call.now)).model_dump_json()
    return Response(body, media_type="application/json")


@router.get("/session", responses=READ, response_model=told.SessionTold)
def get_session(call: TheCall) -> Response:
    """Who is signed in, and until when."""
    return _done(call, acts.shown)


@router.delete("/session", responses=WRITE, response_model=told.SignedOut)
def delete_session(call: TheCall) -> Response:
    """Sign out; the browser forgets what it kept."""

    def act(a: Acting) -> told.SignedOut:
        acts.sign_out(a)
        return told.SignedOut()

    return stays_a_device(without_cookie(_done(call, act)), call.request)


@router.post("/session/step-up/options", responses=WRITE, response_model=told.PasskeyOptions)
def post_step_up_options(call: TheCall) -> Response:
    """Ask for a challenge for one of the own passkeys."""

    def act(a: Acting) -> told.PasskeyOptions:
        challenge, options = acts.step_up_options(a, entrance_of(call.service))
        return told.PasskeyOptions(challenge=challenge, publicKey=dict(options))

    return _done(call, act)


@router.post("/session/step-up", responses=WRITE, response_model=told.SteppedUp)
def post_step_up(sent: told.StepUp, call: TheCall) -> Response:
    """Show again who this is; for five minutes sealed things may be asked for."""
    with call.service.store.transaction() as tx:
        made = acts.step_up(entrance_of(call.service), Acting(tx, call.actor, call.now), sent)
    if made is None:
        raise StepUpNeeded
    secret, until = made
    body = told.SteppedUp(stepped_up_until=until).model_dump_json()
    return with_cookie(Response(body, media_type="application/json"), secret)


@router.get("/sessions", responses=READ, response_model=told.OwnSessions)
def get_sessions(call: TheCall) -> Response:
    """Where somebody is signed in to the own account."""
    return _done(call, acts.signed_in_where)


@router.delete("/sessions/{session}", responses=WRITE, response_model=told.SessionEnded)
def delete_one_session(session: UUID, call: TheCall) -> Response:
    """End one of them; the next request in it is refused."""

    def act(a: Acting) -> told.SessionEnded:
        acts.end_one(a, session)
        return told.SessionEnded(id=session)

    return _done(call, act)


@router.delete("/sessions", responses=WRITE, response_model=told.SignedOut)
def delete_sessions(call: TheCall) -> Response:
    """End all of them, also this one; the browser forgets what it kept."""

    def act(a: Acting) -> told.SignedOut:
        acts.end_all(a)
        return told.SignedOut()

    return stays_a_device(without_cookie(_done(call, act)), call.request)


@router.get("/credentials", responses=READ, response_model=told.CredentialsTold)
def get_credentials(call: TheCall) -> Response:
    """Every way in of the own account."""
    return _done(call, acts.ways_in)


@router.delete("/credentials/{credential}", responses=WRITE, response_model=told.CredentialRemoved)
def delete_credential(credential: UUID, call: TheCall) -> Response:
    """Close one of the own ways in; never the last."""

    def act(a: Acting) -> told.CredentialRemoved:
        acts.close_way_in(a, credential)
        return told.CredentialRemoved(id=credential)

    return _done(call, act)


@router.post("/credentials/enrolment-link", responses=WRITE, response_model=told.LinkMade)
def post_own_link(call: TheCall) -> Response:
    """A link with which to enrol one more way in, or a new password."""

    def act(a: Acting) -> told.LinkMade:
        link, text, until = acts.own_link(a)
        return told.LinkMade(id=link, link=text, expires_at=until)

    return _done(call, act)


@router.put("/credentials/duress-passkey", responses=WRITE, response_model=told.Kept)
def put_duress_passkey(sent: told.DuressKey, call: TheCall) -> Response:
    """Choose the passkey to sign in with when somebody makes her."""

    def act(a: Acting) -> told.Kept:
        acts.set_duress_key(a, sent.credential)
        return told.Kept()

    return _done(call, act)


@router.put("/credentials/duress-word", responses=WRITE, response_model=told.Kept)
def put_duress_word(sent: told.DuressWord, call: TheCall) -> Response:
    """Choose the word to sign in with when somebody makes her."""

    def act(a: Acting) -> told.Kept:
        acts.set_duress_word(entrance_of(call.service), a, sent.password)
        return told.Kept()

    return _done(call, act)
