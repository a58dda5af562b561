"""Routes of those beside ROSA: police, lawyers, municipalities, counsellors, followers, agencies."""

from __future__ import annotations

from uuid import UUID

from fastapi import APIRouter, Response

from app import access
from app.contract import cases as of_cases
from app.contract import outside as told
from app.http.call import KEYED, Reply, TheCall
from app.http.guard import GuardedRoute
from app.http.paging import ThePage, cursor_to
from app.http.problems import may_refuse
from app.store import outside
from app.use_cases import outside as acts
from app.use_cases.acting import Acting
from app.use_cases.places import named
from models.words import AuditAct

router = APIRouter(prefix=access.BASE, route_class=GuardedRoute, tags=["outside"])

READ = may_refuse(400, 401, 404, 422, 503)
WRITE = may_refuse(400, 401, 404, 409, 413, 415, 422, 429, 503)


@router.get("/own-cases", responses=READ, response_model=told.OutsidePage)
def get_cases(call: TheCall, page: ThePage) -> Response:
    """A page of the cases on which this person stands by a consent that holds."""

    def look(a: Acting) -> Reply:
        rows, last = outside.listed(a.tx, page, account=a.actor.account, now=a.now)
        found = [told.OutsideLine(**row) for row in rows]
        return Reply(told.OutsidePage(cases=found, next=cursor_to(last)))

    return call.read(look)


@router.get("/own-cases/{case}", responses=READ, response_model=told.OutsideCase)
def get_case(case: UUID, call: TheCall) -> Response:
    """One of them, as far as this role may know it."""
    places = call.service.places
    return call.read(lambda a: Reply(acts.read(a, case, places)))


@router.get("/own-cases/{case}/actors", responses=READ, response_model=of_cases.ActorPage)
def get_actors(case: UUID, call: TheCall, page: ThePage) -> Response:
    """A page of those she fears, for the police."""

    def look(a: Acting) -> Reply:
        entry = acts.own(a, case)
        rows, last = outside.actors(a.tx, entry, page)
        a.record(AuditAct.CASE_READ, "referral", entry.referral, part="actors")
        found = [of_cases.ActorTold(**row) for row in rows]
        return Reply(of_cases.ActorPage(actors=found, next=cursor_to(last)))

    return call.read(look)


@router.get("/own-cases/{case}/areas", responses=READ, response_model=of_cases.AreaPage)
def get_areas(case: UUID, call: TheCall, page: ThePage) -> Response:
    """A page of danger places, for the police."""
    places = call.service.places

    def look(a: Acting) -> Reply:
        entry = acts.own(a, case)
        rows, last = outside.areas(a.tx, entry, page)
        a.record(AuditAct.CASE_READ, "referral", entry.referral, part="areas")
        found = [of_cases.AreaTold(**row, name=named(places, row["place"])) for row in rows]
        return Reply(of_cases.AreaPage(areas=found, next=cursor_to(last)))

    return call.read(look)


@router.get("/own-cases/{case}/compromises", responses=READ, response_model=told.OutsideCompromises)
def get_compromises(case: UUID, call: TheCall, page: ThePage) -> Response:
    """A page of reports on what this case fears, for the police."""

    def look(a: Acting) -> Reply:
        entry = acts.own(a, case)
        rows, last = outside.compromises(a.tx, entry.household, page)
        a.record(AuditAct.CASE_READ, "referral", entry.referral, part="compromises")
        found = [told.OutsideCompromise(**row) for row in rows]
        return Reply(told.OutsideCompromises(compromises=found, next=cursor_to(last)))

    return call.read(look)


@router.get("/own-cases/{case}/links", responses=READ, response_model=told.OutsideLinks)
def get_links(case: UUID, call: TheCall, page: ThePage) -> Response:
    """A page of the links that the police have set for this case."""

    def look(a: Acting) -> Reply:
        entry = acts.own(a, case)
        a.has_read(entry.referral, "links")
        rows, last = outside.links(
            a.tx, entry, a.actor.role, page, account=a.actor.account, now=a.now
        )
        found = [told.OutsideLink(**row) for row in rows]
        return Reply(told.OutsideLinks(links=found, next=cursor_to(last)))

    return call.read(look)


@router.post(
    "/own-cases/{case}/links",
    status_code=201,
    responses=WRITE,
    response_model=of_cases.PartMade,
    openapi_extra=KEYED,
)
def post_link(case: UUID, sent: told.NewOutsideLink, call: TheCall) -> Response:
    """Say how two own cases stand to each other; no other role reads it."""
    return call.write(
        lambda a: Reply(of_cases.PartMade(id=acts.link(a, case, sent), version=1)), 201
    )


@router.get("/own-cases/{case}/clocks", responses=READ, response_model=of_cases.LegalTold)
def get_clocks(case: UUID, call: TheCall) -> Response:
    """Her legal track and its clocks, for her lawyer."""
    return call.read(lambda a: Reply(acts.clocks(a, case)))


@router.post(
    "/own-referrals",
    status_code=201,
    responses=WRITE,
    response_model=told.OwnReferral,
    openapi_extra=KEYED,
)
def post_referral(sent: of_cases.PhoneReferral, call: TheCall) -> Response:
    """Refer somebody by the short form; the answer tells nothing of her."""
    places, quota = call.service.places, call.service.settings.places_allowed
    return call.write(lambda a: Reply(acts.refer(a, sent, places, quota)), 201)


@router.get("/own-referrals", responses=READ, response_model=told.OwnReferralPage)
def get_referrals(call: TheCall, page: ThePage) -> Response:
    """A page of the referrals that this account made: received, in progress, closed."""

    def look(a: Acting) -> Reply:
        rows, last = outside.own_referrals(a.tx, a.actor.account, page)
        found = [told.OwnReferral(**row) for row in rows]
        return Reply(told.OwnReferralPage(referrals=found, next=cursor_to(last)))

    return call.read(look)


@router.get("/own-referrals/{reference}", responses=READ, response_model=told.OwnReferral)
def get_referral(reference: UUID, call: TheCall) -> Response:
    """One of them."""
    return call.read(
        lambda a: Reply(told.OwnReferral(**outside.own_referral(a.tx, a.actor.account, reference)))
    )
