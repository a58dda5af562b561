"""Options, offers and placements: from a caller's question to an arrival."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any
from uuid import UUID

from fastapi import APIRouter, Response
from pydantic import BaseModel

from app import access
from app.contract import offers as told
from app.contract.base import Nights
from app.http.call import KEYED_ON_VERSION, Reply, TheCall
from app.http.guard import GuardedRoute
from app.http.last_picture import on_last_picture
from app.http.paging import ThePage, cursor_to
from app.http.problems import may_refuse
from app.store import offers, placements, referrals
from app.store.holds import LIVED
from app.use_cases import booking
from app.use_cases import placements as lives
from app.use_cases.acting import Acting
from app.use_cases.briefs import brief
from app.use_cases.options import options_told
from app.use_cases.readings import have_read
from models.words import OfferState, Role

router = APIRouter(prefix=access.BASE, route_class=GuardedRoute, tags=["offers"])

READ = may_refuse(400, 401, 404, 422, 503)
WRITE = may_refuse(400, 401, 404, 409, 412, 413, 415, 422, 428, 503)
ATTEMPTS = 4
CAME_TO_NOTHING = frozenset(
    {OfferState.SHELTER_NO, OfferState.DECLINED, OfferState.EXPIRED, OfferState.RELEASED}
)


@router.post(
    "/referrals/{referral}/options",
    responses=may_refuse(400, 401, 404, 409, 413, 415, 422, 503),
    response_model=told.Options,
)
def post_options(referral: UUID, call: TheCall) -> Response:
    """Find up to three options now. A search: it may be repeated and needs no key."""
    pictures = call.service.pictures
    return on_last_picture(
        call, lambda kept: call.read(lambda a: Reply(options_told(a, referral, pictures, kept)))
    )


def offer_told(a: Acting, row: dict[str, Any]) -> told.Offer:
    """One offer; only a house is told who comes."""
    said = {**row, "nights": Nights.of(row["nights"]), "units": sorted(row["units"], key=str)}
    said["next_offer"] = _instead(a, row)
    asked = a.actor.role is Role.SHELTER and _concerns_it(a, row)
    said["brief"] = brief(a, row["household"]) if asked else None
    return told.Offer(**_only(told.Offer, said))


def _instead(a: Acting, row: dict[str, Any]) -> UUID | None:
    """What she may choose instead of an offer that came to nothing."""
    if row["state"] not in CAME_TO_NOTHING or a.actor.role is Role.SHELTER:
        return None
    return offers.next_for_her(a.tx, row["household"], a.now)


def _concerns_it(a: Acting, row: dict[str, Any]) -> bool:
    """Whether the house is asked for her now, or expects or houses her by this offer."""
    if row["state"] is OfferState.TAKEN:
        return row["moving"] or row["placement_state"] in LIVED
    until = row["hold_until"]
    return row["state"] in offers.OPEN and until is not None and until > a.now


def placement_told(a: Acting, row: dict[str, Any]) -> told.Placement:
    """One placement; only a house is told who comes."""
    said = {**row, "nights": Nights.of(row["nights"]), "units": sorted(row["units"], key=str)}
    lives_there = a.actor.role is Role.SHELTER and row["state"] in LIVED
    said["brief"] = brief(a, row["household"]) if lives_there else None
    return told.Placement(**_only(told.Placement, said)).owned(row["own"])


def _kept(reply: Reply) -> Reply:
    """The answer to a write, which is kept for a retry: what she agreed to tell is read anew."""
    body = reply.body
    if isinstance(body, told.Offer):
        body = told.OfferMoved(**_only(told.OfferMoved, dict(body)))
    elif isinstance(body, told.Placement):
        body = told.PlacementMoved(**_only(told.PlacementMoved, dict(body)))
    return Reply(body.owned(reply.body.is_own()), reply.version)


def _only(model: type[BaseModel], said: dict[str, Any]) -> dict[str, Any]:
    return {name: said[name] for name in model.model_fields}


def _who(a: Acting) -> dict[str, Any]:
    return {"account": a.actor.account, "role": a.actor.role, "shelter": a.actor.shelter}


def _offer(a: Acting, offer: UUID) -> Reply:
    row = offers.find(a.tx, offer, **_who(a))
    return Reply(offer_told(a, row), row["version"])


def _placement(a: Acting, placement: UUID) -> Reply:
    a.tx.flush()
    row = placements.find(a.tx, placement, **_who(a))
    return Reply(placement_told(a, row), row["version"])


@router.get("/offers", responses=READ, response_model=told.OfferPage)
def get_offers(call: TheCall, page: ThePage) -> Response:
    """A page of offers that concern this reader."""

    def look(a: Acting) -> Reply:
        rows, last = offers.listed(a.tx, page, **_who(a))
        found = [offer_told(a, row) for row in rows]
        who_comes = (r["referral"] for r, one in zip(rows, found, strict=True) if one.brief)
        have_read(a, who_comes, "offers")
        return Reply(told.OfferPage(offers=found, next=cursor_to(last)))

    return call.read(look)


@router.get("/referrals/{referral}/offers", responses=READ, response_model=told.OfferPage)
def get_offers_of_case(referral: UUID, call: TheCall, page: ThePage) -> Response:
    """A page of the offers of one case: what stands, what was asked and what became of it."""

    def look(a: Acting) -> Reply:
        account, role = a.actor.account, a.actor.role
        referrals.find(a.tx, referral, account=account, role=role)
        a.has_read(referral, "offers")
        rows, last = offers.of_case(a.tx, referral, page, account=account, role=role)
        found = [offer_told(a, row) for row in rows]
        return Reply(told.OfferPage(offers=found, next=cursor_to(last)))

    return call.read(look)


@router.get("/offers/{offer}", responses=READ, response_model=told.Offer)
def get_offer(offer: UUID, call: TheCall) -> Response:
    """One offer."""

    def look(a: Acting) -> Reply:
        row = offers.find(a.tx, offer, **_who(a))
        a.has_read(row["referral"], "offer")
        return Reply(offer_told(a, row), row["version"])

    return call.read(look)


def on_offer(
    call: TheCall, offer: UUID, act: Callable[[Acting, int], object], status: int = 200
) -> Response:
    """Do this to an offer at the version that was read, and tell what became of it."""
    seen = call.version()

    def do(a: Acting) -> Reply:
        act(a, seen)
        return _kept(_offer(a, offer))

    return call.write(do, status)


@router.post(
    "/offers/{offer}/hold",
    status_code=201,
    responses=WRITE,
    response_model=told.OfferMoved,
    openapi_extra=KEYED_ON_VERSION,
)
def post_hold(offer: UUID, call: TheCall, sent: told.Chosen | None = None) -> Response:
    """Hold the units and ask the shelter; when this answers 201, the hold is committed."""
    pictures, why = call.service.pictures, None if sent is None else sent.reason
    return on_offer(call, offer, lambda a, seen: booking.hold(a, offer, seen, pictures, why), 201)


@router.post(
    "/offers/{offer}/answer",
    responses=WRITE,
    response_model=told.OfferMoved,
    openapi_extra=KEYED_ON_VERSION,
)
def post_answer(offer: UUID, sent: told.ShelterAnswer, call: TheCall) -> Response:
    """The shelter says yes or no, itself or by telephone."""
    return on_offer(call, offer, lambda a, seen: booking.answer(a, offer, seen, sent))


@router.post(
    "/offers/{offer}/show",
    responses=WRITE,
    response_model=told.OfferMoved,
    openapi_extra=KEYED_ON_VERSION,
)
def post_show(offer: UUID, call: TheCall, sent: told.Shown | None = None) -> Response:
    """She was told of it, in which language and how."""
    return on_offer(call, offer, lambda a, seen: booking.show(a, offer, seen, sent))


@router.post(
    "/offers/{offer}/accept",
    responses=WRITE,
    response_model=told.OfferMoved,
    openapi_extra=KEYED_ON_VERSION,
)
def post_accept(offer: UUID, call: TheCall) -> Response:
    """She says yes; the answer names her placement."""
    pictures = call.service.pictures
    return on_offer(call, offer, lambda a, seen: booking.accept(a, offer, seen, pictures))


@router.post(
    "/offers/{offer}/decline",
    responses=WRITE,
    response_model=told.OfferMoved,
    openapi_extra=KEYED_ON_VERSION,
)
def post_decline(offer: UUID, sent: told.Decline, call: TheCall) -> Response:
    """She says no; it costs her nothing."""
    return on_offer(call, offer, lambda a, seen: booking.decline(a, offer, seen, sent))


@router.post(
    "/offers/{offer}/release",
    responses=WRITE,
    response_model=told.OfferMoved,
    openapi_extra=KEYED_ON_VERSION,
)
def post_release(offer: UUID, call: TheCall) -> Response:
    """Give up a hold."""
    return on_offer(call, offer, lambda a, seen: booking.release(a, offer, seen))


@router.get("/choice-counts", responses=READ, response_model=told.ChoiceCounts)
def get_choice_counts(call: TheCall) -> Response:
    """How often the first option is chosen, and with which word: whether it is taken for its place."""

    def look(a: Acting) -> Reply:
        found = [told.ChoiceCount(**row) for row in offers.choices(a.tx)]
        return Reply(told.ChoiceCounts(counts=found))

    return call.read(look)


@router.get("/placements", responses=READ, response_model=told.PlacementPage)
def get_placements(call: TheCall, page: ThePage) -> Response:
    """A page of placements that concern this reader."""

    def look(a: Acting) -> Reply:
        rows, last = placements.listed(a.tx, page, **_who(a))
        found = [placement_told(a, row) for row in rows]
        house = a.actor.role is Role.SHELTER
        of_her = (
            row["referral"]
            for row, one in zip(rows, found, strict=True)
            if (one.brief if house else row["own"])
        )
        have_read(a, of_her, "placements")
        return Reply(told.PlacementPage(placements=found, next=cursor_to(last)))

    return call.read(look)


@router.get("/placements/{placement}", responses=READ, response_model=told.Placement)
def get_placement(placement: UUID, call: TheCall) -> Response:
    """One placement."""

    def look(a: Acting) -> Reply:
        row = placements.find(a.tx, placement, **_who(a))
        a.has_read(row["referral"], "placement")
        return Reply(placement_told(a, row), row["version"])

    return call.read(look)


def _on_placement(call: TheCall, placement: UUID, act: Callable[[Acting, int], object]) -> Response:
    seen = call.version()

    def do(a: Acting) -> Reply:
        act(a, seen)
        return _kept(_placement(a, placement))

    return call.write(do)


@router.post(
    "/placements/{placement}/arrive",
    responses=WRITE,
    response_model=told.PlacementMoved,
    openapi_extra=KEYED_ON_VERSION,
)
def post_arrive(placement: UUID, call: TheCall) -> Response:
    """She is there."""
    return _on_placement(call, placement, lambda a, seen: lives.arrive(a, placement, seen))


@router.post(
    "/placements/{placement}/call-off",
    responses=WRITE,
    response_model=told.PlacementMoved,
    openapi_extra=KEYED_ON_VERSION,
)
def post_call_off(placement: UUID, sent: told.CallOff, call: TheCall) -> Response:
    """She does not come."""
    return _on_placement(call, placement, lambda a, seen: lives.call_off(a, placement, seen, sent))


@router.post(
    "/placements/{placement}/end",
    responses=WRITE,
    response_model=told.PlacementMoved,
    openapi_extra=KEYED_ON_VERSION,
)
def post_end(placement: UUID, sent: told.Leaving, call: TheCall) -> Response:
    """She left."""
    return _on_placement(call, placement, lambda a, seen: lives.end(a, placement, seen, sent))
