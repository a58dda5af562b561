"""Moves of residents, from a proposal to the day she is there."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any
from uuid import UUID

from fastapi import APIRouter, Response

from app import access
from app.contract import transfers as told
from app.contract.approvals import Asked, Reasoned
from app.http.call import KEYED_ON_VERSION, Reply, TheCall
from app.http.guard import GuardedRoute
from app.http.paging import ThePage, cursor_to
from app.http.problems import may_refuse
from app.store import transfers
from app.use_cases import transfers as acts
from app.use_cases.acting import Acting
from models.words import Role

router = APIRouter(prefix=access.BASE, route_class=GuardedRoute, tags=["transfers"])

READ = may_refuse(400, 401, 404, 422, 503)
WRITE = may_refuse(400, 401, 404, 409, 412, 413, 415, 422, 428, 503)


def _who(a: Acting) -> dict[str, Any]:
    return {"account": a.actor.account, "role": a.actor.role, "shelter": a.actor.shelter}


def _told(a: Acting, row: dict[str, Any]) -> told.TransferTold:
    """One move; only a house is told which way, and which of its units are kept."""
    said = {**row, "comes_here": None, "units": None}
    if a.actor.role is Role.SHELTER:
        here = row["to_shelter"] == a.actor.shelter
        said["comes_here"] = here
        said["units"] = sorted(row["kept"], key=str) if here else None
    names = told.TransferTold.model_fields
    return told.TransferTold(**{n: said[n] for n in names}).owned(row["own"])


def _reply(a: Acting, transfer: UUID) -> Reply:
    row = transfers.find(a.tx, transfer, **_who(a))
    return Reply(_told(a, row), row["version"])


def _on(call: TheCall, transfer: UUID, act: Callable[[Acting, int], object]) -> Response:
    seen = call.version()

    def do(a: Acting) -> Reply:
        act(a, seen)
        return _reply(a, transfer)

    return call.write(do)


@router.post(
    "/placements/{placement}/transfers",
    status_code=201,
    responses=WRITE,
    response_model=told.TransferTold,
    openapi_extra=KEYED_ON_VERSION,
)
def post_transfer(placement: UUID, sent: told.NewTransfer, call: TheCall) -> Response:
    """Propose that she moves; it names the version of her placement."""
    seen = call.version()
    return call.write(lambda a: _reply(a, acts.propose(a, placement, seen, sent)), 201)


@router.get("/transfers", responses=READ, response_model=told.TransferPage)
def get_transfers(call: TheCall, page: ThePage) -> Response:
    """A page of moves that concern this reader."""

    def look(a: Acting) -> Reply:
        rows, last = transfers.listed(a.tx, page, **_who(a))
        found = [_told(a, row) for row in rows]
        return Reply(told.TransferPage(transfers=found, next=cursor_to(last)))

    return call.read(look)


@router.get("/transfers/{transfer}", responses=READ, response_model=told.TransferTold)
def get_transfer(transfer: UUID, call: TheCall) -> Response:
    """One move."""

    def look(a: Acting) -> Reply:
        row = transfers.find(a.tx, transfer, **_who(a))
        a.has_read(row["referral"], "move")
        return Reply(_told(a, row), row["version"])

    return call.read(look)


@router.post(
    "/transfers/{transfer}/agree",
    responses=WRITE,
    response_model=told.TransferTold,
    openapi_extra=KEYED_ON_VERSION,
)
def post_agree(transfer: UUID, call: TheCall) -> Response:
    """She says yes to moving."""
    return _on(call, transfer, lambda a, seen: acts.agree(a, transfer, seen))


@router.post(
    "/transfers/{transfer}/police",
    responses=WRITE,
    response_model=told.TransferTold,
    openapi_extra=KEYED_ON_VERSION,
)
def post_police(transfer: UUID, sent: told.PoliceSaid, call: TheCall) -> Response:
    """The police were asked."""
    return _on(call, transfer, lambda a, seen: acts.consult(a, transfer, seen, sent))


@router.post(
    "/transfers/{transfer}/danger",
    status_code=201,
    responses=WRITE,
    response_model=Asked,
    openapi_extra=KEYED_ON_VERSION,
)
def post_danger(transfer: UUID, sent: Reasoned, call: TheCall) -> Response:
    """Say that she must go at once; nothing changes until a second person agrees."""
    seen = call.version()
    return call.write(lambda a: Reply(acts.say_danger(a, transfer, seen, sent)), 201)


@router.post(
    "/offers/{offer}/move",
    responses=WRITE,
    response_model=told.TransferTold,
    openapi_extra=KEYED_ON_VERSION,
)
def post_move(offer: UUID, sent: told.Firm, call: TheCall) -> Response:
    """Make her move firm by this offer; it names the version of the offer."""
    seen, pictures = call.version(), call.service.pictures

    def act(a: Acting) -> Reply:
        row = acts.make_firm(a, offer, seen, sent, pictures)
        return Reply(_told(a, row), row["version"])

    return call.write(act)


@router.post(
    "/transfers/{transfer}/arrive",
    responses=WRITE,
    response_model=told.TransferTold,
    openapi_extra=KEYED_ON_VERSION,
)
def post_arrive(transfer: UUID, call: TheCall) -> Response:
    """She is in the new house; her old unit is free from this moment."""
    return _on(call, transfer, lambda a, seen: acts.arrive(a, transfer, seen))


@router.post(
    "/transfers/{transfer}/cancel",
    responses=WRITE,
    response_model=told.TransferTold,
    openapi_extra=KEYED_ON_VERSION,
)
def post_cancel(transfer: UUID, sent: told.CallMoveOff, call: TheCall) -> Response:
    """She does not move, or did not come."""
    return _on(call, transfer, lambda a, seen: acts.cancel(a, transfer, seen, sent))
