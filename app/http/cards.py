"""What she is told next."""

from __future__ import annotations

from uuid import UUID

from fastapi import APIRouter, Response

from app import access
from app.contract import cards as told
from app.contract.cases import CaseChanged
from app.http.call import KEYED, KEYED_ON_VERSION, Reply, TheCall
from app.http.guard import GuardedRoute
from app.http.problems import may_refuse
from app.use_cases import cards as acts
from app.use_cases.acting import Acting

router = APIRouter(prefix=access.BASE, route_class=GuardedRoute, tags=["cards"])

READ = may_refuse(400, 401, 404, 422, 503)
WRITE = may_refuse(400, 401, 404, 409, 413, 415, 422, 503)
WRITE_ON_VERSION = may_refuse(400, 401, 404, 409, 412, 413, 415, 422, 428, 503)


@router.get("/referrals/{referral}/cards", responses=READ, response_model=told.Cards)
def get_cards(referral: UUID, call: TheCall) -> Response:
    """What she is to be told, in her language, and how she wants to hear it."""
    return call.read(lambda a: Reply(acts.read(a, referral).owned(True)))


@router.put(
    "/referrals/{referral}/card-way",
    responses=WRITE_ON_VERSION,
    response_model=CaseChanged,
    openapi_extra=KEYED_ON_VERSION,
)
def put_way(referral: UUID, sent: told.CardChoice, call: TheCall) -> Response:
    """Say how she wants to be told."""
    seen = call.version()

    def act(a: Acting) -> Reply:
        changed = acts.choose(a, referral, seen, sent)
        return Reply(changed, changed.version)

    return call.write(act)


@router.post(
    "/referrals/{referral}/cards/{card}/tell",
    responses=WRITE,
    response_model=told.Cards,
    openapi_extra=KEYED,
)
def post_told(referral: UUID, card: UUID, sent: told.CardTelling, call: TheCall) -> Response:
    """Say that she was told, how and in which language."""
    return call.write(lambda a: Reply(acts.tell(a, referral, card, sent).owned(True)))


@router.get("/placements/{placement}/cards", responses=READ, response_model=told.Cards)
def get_at_house(placement: UUID, call: TheCall) -> Response:
    """To the people of the house where she lives: what they are to tell her."""
    return call.read(lambda a: Reply(acts.read_at_house(a, placement)))


@router.post(
    "/placements/{placement}/cards/{card}/tell",
    responses=WRITE,
    response_model=told.Cards,
    openapi_extra=KEYED,
)
def post_told_at_house(
    placement: UUID, card: UUID, sent: told.CardTelling, call: TheCall
) -> Response:
    """The people of the house say that they have told her."""
    return call.write(lambda a: Reply(acts.tell_at_house(a, placement, card, sent)))


@router.get("/card-texts", responses=READ, response_model=told.CardTexts)
def get_texts(call: TheCall) -> Response:
    """Every text of the cards, and who has read it when."""
    return call.read(lambda a: Reply(acts.listed(a).owned(True)))


@router.post(
    "/card-reviews",
    status_code=201,
    responses=WRITE,
    response_model=told.CardTexts,
    openapi_extra=KEYED,
)
def post_review(sent: told.NewCardReview, call: TheCall) -> Response:
    """Say that one has read a text and speaks its language."""
    return call.write(lambda a: Reply(acts.review(a, sent).owned(True)), 201)
