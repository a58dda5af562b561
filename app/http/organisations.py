"""Organisations outside ROSA, for administrators alone."""

from __future__ import annotations

from uuid import UUID

from fastapi import APIRouter, Response

from app import access
from app.contract import organisations as told
from app.http.call import KEYED, Reply, TheCall
from app.http.guard import GuardedRoute
from app.http.paging import ThePage, cursor_to
from app.http.problems import may_refuse
from app.store import organisations, shelters
from app.use_cases.acting import Acting
from models.words import AuditAct

router = APIRouter(prefix=access.BASE, route_class=GuardedRoute, tags=["organisations"])

READ = may_refuse(400, 401, 404, 422, 503)
WRITE = may_refuse(400, 401, 404, 409, 413, 415, 422, 503)


@router.post(
    "/organisations",
    status_code=201,
    responses=WRITE,
    response_model=told.OrganisationMade,
    openapi_extra=KEYED,
)
def post_organisation(sent: told.NewOrganisation, call: TheCall) -> Response:
    """Enter an organisation; nobody can work for it before it is verified."""

    def act(a: Acting) -> Reply:
        made = organisations.add(a.tx, code_name=sent.code_name, kind=sent.kind)
        a.record(AuditAct.ORGANISATION_CHANGED, "organisation", made, part="new")
        return Reply(told.OrganisationMade(id=made))

    return call.write(act, 201)


@router.get("/organisations", responses=READ, response_model=told.OrganisationPage)
def get_organisations(call: TheCall, page: ThePage) -> Response:
    """A page of organisations."""

    def look(a: Acting) -> Reply:
        rows, last = organisations.listed(a.tx, page)
        found = [told.OrganisationTold(**row) for row in rows]
        return Reply(told.OrganisationPage(organisations=found, next=cursor_to(last)))

    return call.read(look)


@router.get("/house-names", responses=READ, response_model=told.HouseNames)
def get_houses(call: TheCall, page: ThePage) -> Response:
    """A page of houses by their code names, so that an account can be one of theirs."""

    def look(a: Acting) -> Reply:
        rows, last = shelters.named(a.tx, page)
        found = [told.HouseName(**row) for row in rows]
        return Reply(told.HouseNames(houses=found, next=cursor_to(last)))

    return call.read(look)


@router.post(
    "/organisations/{organisation}/verify",
    responses=WRITE,
    response_model=told.OrganisationMade,
    openapi_extra=KEYED,
)
def post_verify(organisation: UUID, call: TheCall) -> Response:
    """Somebody called it back on its registered number."""

    def act(a: Acting) -> Reply:
        organisations.verify(a.tx, organisation, now=a.now)
        a.record(AuditAct.ORGANISATION_CHANGED, "organisation", organisation, part="verified")
        return Reply(told.OrganisationMade(id=organisation))

    return call.write(act)
