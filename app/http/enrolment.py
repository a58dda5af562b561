"""Enrolling with a link: for whoever holds it, once."""

from __future__ import annotations

from fastapi import APIRouter

from app import access
from app.contract import sign_in as told
from app.http.guard import OpenRoute
from app.http.problems import may_refuse
from app.http.sign_in import TheEntrance
from app.use_cases import enrolment as acts

router = APIRouter(prefix=access.BASE, route_class=OpenRoute, tags=["enrolment"])

REFUSED = may_refuse(400, 401, 404, 409, 413, 415, 422, 503)


@router.post("/enrolment/begin", responses=REFUSED, response_model=told.Invitation)
def post_begin(sent: told.Link, e: TheEntrance) -> told.Invitation:
    """Say whose link it is, and ask for a passkey."""
    begun = acts.begin(e, sent.link)
    return told.Invitation(
        handle=begun.handle,
        role=begun.role,
        challenge=begun.challenge,
        publicKey=dict(begun.options),
    )


@router.post("/enrolment/passkey", responses=REFUSED, response_model=told.Enrolled)
def post_passkey(sent: told.EnrolPasskey, e: TheEntrance) -> told.Enrolled:
    """Enrol a passkey; the link is used up."""
    acts.passkey(e, sent.link, sent.challenge, sent.credential)
    return told.Enrolled()


@router.post("/enrolment/password", responses=REFUSED, response_model=told.CodesTold)
def post_password(sent: told.EnrolPassword, e: TheEntrance) -> told.CodesTold:
    """Choose a password; it waits for the first code of the generator that is told here."""
    codes = acts.password(e, sent.link, sent.password)
    return told.CodesTold(totp_uri=codes.uri, qr_svg=codes.picture)


@router.post("/enrolment/totp", responses=REFUSED, response_model=told.Enrolled)
def post_totp(sent: told.EnrolCode, e: TheEntrance) -> told.Enrolled:
    """Show the first code; password and codes are good, and the link is used up."""
    acts.code(e, sent.link, sent.code)
    return told.Enrolled()
