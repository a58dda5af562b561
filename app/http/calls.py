"""The telephone's routes: a call and its options in one request, sealed calls, the open calls."""

from __future__ import annotations

import gzip
import hashlib
from datetime import datetime, timedelta
from uuid import UUID

from fastapi import APIRouter, Depends, Request, Response

from app import access
from app.contract import calls as told
from app.contract.offers import Chosen, OfferMoved
from app.errors import ClientTooOld, Malformed
from app.http.call import KEYED, KEYED_ON_VERSION, Reply, TheCall
from app.http.guard import GuardedRoute
from app.http.last_picture import on_last_picture
from app.http.offers import on_offer
from app.http.problems import may_refuse
from app.intake_keys import IntakeKeys
from app.pictures import Kept
from app.service import Service
from app.store import phone_calls
from app.store.nights import local_date
from app.use_cases import booking
from app.use_cases import calls as acts
from app.use_cases.acting import Acting
from app.use_cases.fallback import the_list
from app.use_cases.sealed_calls import take_sealed

router = APIRouter(prefix=access.BASE, route_class=GuardedRoute, tags=["calls"])

READ = may_refuse(400, 401, 404, 409, 422, 503)
WRITE = may_refuse(400, 401, 404, 409, 413, 415, 422, 429, 503)
ON_VERSION = may_refuse(400, 401, 404, 409, 412, 413, 415, 422, 428, 503)
FORMS = frozenset({"1"})
"""Forms of intake that this service still speaks; what a program speaks it says in Havn-Intake."""
DELAY_AT_MOST_S = 3600


async def form_is_spoken(request: Request) -> None:
    """A program that speaks a form which is left behind is told so.

    Raises
    ------
    ClientTooOld
        When it says another form; one that says none is taken by its word.
    """
    if request.headers.get("havn-intake", "1") not in FORMS:
        raise ClientTooOld


Spoken = [Depends(form_is_spoken)]


def _hand(service: Service) -> acts.Hand:
    return acts.Hand(service.places, service.settings.places_allowed, IntakeKeys(service.master))


@router.post(
    "/calls",
    status_code=201,
    responses=WRITE,
    response_model=told.CallTold,
    openapi_extra=KEYED,
    dependencies=Spoken,
)
def post_call(sent: told.CallSent, call: TheCall) -> Response:
    """Take a call, or go on with it, and find up to three options; one request does all."""
    pictures, hand = call.service.pictures, _hand(call.service)

    def answer(kept: Kept) -> Response:
        told_ = call.write(lambda a: Reply(acts.take(a, sent, hand, pictures, kept)), 201)
        return _packed(told_, call.request)

    return on_last_picture(call, answer)


def _packed(answer: Response, request: Request) -> Response:
    """The same answer in fewer bytes, where the telephone can read it: its line may be slow.

    Nothing that somebody else could choose stands in it beside something secret, so its length tells
    no more than it did.
    """
    if "gzip" not in request.headers.get("accept-encoding", ""):
        return answer
    headers = {"Content-Encoding": "gzip"}
    body = gzip.compress(bytes(answer.body), compresslevel=9, mtime=0)
    return Response(body, answer.status_code, headers, answer.media_type)


@router.post(
    "/calls/sealed",
    status_code=201,
    responses=WRITE,
    response_model=told.CallTaken,
    openapi_extra=KEYED,
    dependencies=Spoken,
)
def post_sealed(sent: told.SealedCall, call: TheCall) -> Response:
    """Take a call that waited sealed on its device; exactly once, in any order."""
    hand, at = _hand(call.service), _sent_at(call.request)
    return call.write(lambda a: Reply(take_sealed(a, sent, hand, at)), 201)


def _sent_at(request: Request) -> datetime | None:
    """What the device's clock says now; none is one that is right."""
    said = request.headers.get("havn-sent-at")
    if said is None:
        return None
    try:
        moment = datetime.fromisoformat(said)
    except ValueError:
        raise Malformed("/Havn-Sent-At", "instant") from None
    if moment.tzinfo is None:
        raise Malformed("/Havn-Sent-At", "instant")
    return moment


@router.get("/calls", responses=READ, response_model=told.OpenCalls, dependencies=Spoken)
def get_calls(call: TheCall) -> Response:
    """The calls of this worker that are not over, promised call-backs first."""

    def look(a: Acting) -> Reply:
        rows = phone_calls.open_calls(a.tx, a.actor.account)
        found = [told.OpenCall(**row).owned(True) for row in rows]
        return Reply(told.OpenCalls(calls=found).owned(True))

    return call.read(look)


@router.post(
    "/referrals/{referral}/code-word",
    responses=WRITE,
    response_model=told.CodeWordTold,
    openapi_extra=KEYED,
)
def post_code_word(referral: UUID, sent: told.CodeWordSent, call: TheCall) -> Response:
    """Say whether somebody who calls back says the word that was agreed."""
    keys = IntakeKeys(call.service.master)

    def act(a: Acting) -> Reply:
        same = acts.says_the_word(a, referral, sent, keys)
        return Reply(told.CodeWordTold(same=same).owned(True))

    return call.write(act)


@router.post(
    "/offers/{offer}/telephone-yes",
    status_code=201,
    responses=ON_VERSION,
    response_model=OfferMoved,
    openapi_extra=KEYED_ON_VERSION,
)
def post_telephone_yes(offer: UUID, call: TheCall, sent: Chosen | None = None) -> Response:
    """The shelter said yes by telephone: its vacancy is confirmed, the units held, the yes recorded."""
    pictures, why = call.service.pictures, None if sent is None else sent.reason
    return on_offer(
        call, offer, lambda a, seen: booking.yes_by_telephone(a, offer, seen, pictures, why), 201
    )


@router.post(
    "/placements/{placement}/travel",
    responses=WRITE,
    response_model=told.TravelNoted,
    openapi_extra=KEYED,
)
def post_travel(placement: UUID, sent: told.TravelSent, call: TheCall) -> Response:
    """Note how she gets there."""

    def act(a: Acting) -> Reply:
        acts.note_travel(a, placement, sent)
        return Reply(told.TravelNoted(id=placement))

    return call.write(act)


@router.get("/fallback-list", responses=READ, response_model=told.FallbackList)
def get_fallback_list(call: TheCall) -> Response:
    """The list for when the line is down: switchboards, and levels of this evening by region."""
    service = call.service
    delay = printed_late(service, local_date(call.now).isoformat())
    return call.read(lambda a: Reply(the_list(a, service.settings.switchboards, delay)))


def printed_late(service: Service, day: str) -> timedelta:
    """How late that evening's list is made: nobody outside can tell."""
    secret = service.master.secret_for("printed list")
    drawn = int.from_bytes(hashlib.sha256(secret + day.encode()).digest()[:4], "big")
    return timedelta(seconds=drawn % DELAY_AT_MOST_S)
