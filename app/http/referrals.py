"""Referrals, and every part of a case."""

from __future__ import annotations

from uuid import UUID

from fastapi import APIRouter, Response

from app import access
from app.contract import cases as told
from app.http.call import KEYED, KEYED_ON_VERSION, Reply, TheCall
from app.http.guard import GuardedRoute
from app.http.paging import ThePage, cursor_to
from app.http.problems import may_refuse
from app.store import cases, members, networks, referrals
from app.store.referrals import Case
from app.use_cases import referrals as acts
from app.use_cases import threat, wishes
from app.use_cases.acting import Acting
from app.use_cases.judging import judge_known
from app.use_cases.places import named
from matching.vocabulary import Priority
from models.words import AuditAct, ReferralState

router = APIRouter(prefix=access.BASE, route_class=GuardedRoute, tags=["referrals"])

READ = may_refuse(400, 401, 404, 422, 503)
FIND = may_refuse(400, 401, 404, 413, 415, 422, 503)
WRITE = may_refuse(400, 401, 404, 409, 412, 413, 415, 422, 428, 429, 503)

Changed = told.CaseChanged | told.PartMade | told.ThreatTold


def changed(body: Changed) -> Reply:
    """The answer to a write on a case: what was made and the version the case has now."""
    return Reply(body, body.version)


@router.post("/places/search", responses=FIND, response_model=told.PlacesFound)
def post_place_search(sent: told.PlaceSearch, call: TheCall) -> Response:
    """Places of the gazetteer whose name begins so; the only ones that a form may name.

    A search is a POST, so that no name of a place stands in an address that somebody may keep.
    """

    def look(_: Acting) -> Reply:
        found = call.service.places.find(sent.name)
        lines = [
            told.PlaceTold(code=e.code, name=e.name, kind=e.kind.value, region=e.region)
            for e in found
        ]
        return Reply(told.PlacesFound(places=lines))

    return call.read(look)


@router.post(
    "/networks",
    status_code=201,
    responses=WRITE,
    response_model=told.PartMade,
    openapi_extra=KEYED,
)
def post_network(sent: told.NewNetwork, call: TheCall) -> Response:
    """Enter a network by a label."""

    def act(a: Acting) -> Reply:
        made = networks.add(a.tx, **sent.model_dump())
        a.record(AuditAct.REFERRAL_CHANGED, "network", made, part="new")
        return Reply(told.PartMade(id=made, version=1))

    return call.write(act, 201)


@router.post(
    "/networks/{network}/areas",
    status_code=201,
    responses=WRITE,
    response_model=told.PartMade,
    openapi_extra=KEYED,
)
def post_network_area(network: UUID, sent: told.NewNetworkArea, call: TheCall) -> Response:
    """Name a place where a network was seen: a danger to everybody who fears it."""
    own = call.service
    places, quota = own.places, own.settings.places_allowed
    return call.write(
        lambda a: Reply(threat.add_network_area(a, network, sent, places, quota)), 201
    )


@router.get("/networks", responses=READ, response_model=told.NetworkPage)
def get_networks(call: TheCall, page: ThePage) -> Response:
    """A page of networks."""

    def look(a: Acting) -> Reply:
        rows, last = networks.listed(a.tx, page)
        found = [told.NetworkTold(**row) for row in rows]
        return Reply(told.NetworkPage(networks=found, next=cursor_to(last)))

    return call.read(look)


@router.post(
    "/referrals/phone",
    status_code=201,
    responses=WRITE,
    response_model=told.Taken,
    openapi_extra=KEYED,
)
def post_phone(sent: told.PhoneReferral, call: TheCall) -> Response:
    """Take a call: nine answers, each of which may be unknown."""
    places, quota = call.service.places, call.service.settings.places_allowed

    def act(a: Acting) -> Reply:
        made = acts.take_call(a, sent, places, quota)
        return Reply(made, made.version)

    return call.write(act, 201)


@router.post(
    "/referrals",
    status_code=201,
    responses=WRITE,
    response_model=told.Taken,
    openapi_extra=KEYED,
)
def post_referral(sent: told.NewReferral, call: TheCall) -> Response:
    """Take a referral by the full form."""

    own = call.service

    def act(a: Acting) -> Reply:
        made = acts.take_form(a, sent, own.places, own.settings.places_allowed)
        return Reply(made, made.version)

    return call.write(act, 201)


@router.get("/referrals", responses=READ, response_model=told.CasePage)
def get_referrals(call: TheCall, page: ThePage) -> Response:
    """A page of cases; on-call gets those she took herself."""

    def look(a: Acting) -> Reply:
        rows, last = referrals.lines(a.tx, page, account=a.actor.account, role=a.actor.role)
        lines = [told.CaseLine(**{**row, "priority": _name(row["priority"])}) for row in rows]
        return Reply(told.CasePage(referrals=lines, next=cursor_to(last)))

    return call.read(look)


@router.get("/referrals/{referral}", responses=READ, response_model=told.Case)
def get_referral(referral: UUID, call: TheCall) -> Response:
    """One case, as far as this reader may know it; that it was read is recorded."""

    def look(a: Acting) -> Reply:
        case = referrals.find(a.tx, referral, account=a.actor.account, role=a.actor.role)
        said = referrals.row(a.tx, case)
        judged = judge_known(a, case.household, said["version"], call.service.pictures)
        seen = cases.was_judged(a.tx, case.household)
        said |= {
            "level": judged.level.name if seen else None,
            "floor": judged.floor.name if seen else None,
            "review_due": judged.review_due,
            "priority": judged.priority.name,
        }
        a.record(AuditAct.CASE_READ, "referral", referral)
        body = told.Case(**{name: said[name] for name in told.Case.model_fields})
        own = members.stands(a.tx, referral, a.actor.account)
        return Reply(body.owned(own), said["version"])

    return call.read(look)


@router.patch(
    "/referrals/{referral}",
    responses=WRITE,
    response_model=told.CaseChanged,
    openapi_extra=KEYED_ON_VERSION,
)
def patch_referral(referral: UUID, sent: told.CaseChange, call: TheCall) -> Response:
    """Change the answers that are sent."""
    seen, own = call.version(), call.service
    return call.write(
        lambda a: changed(
            acts.change(a, referral, seen, sent, own.places, own.settings.places_allowed)
        )
    )


@router.post(
    "/referrals/{referral}/withdraw",
    responses=WRITE,
    response_model=told.CaseChanged,
    openapi_extra=KEYED_ON_VERSION,
)
def post_withdraw(referral: UUID, call: TheCall) -> Response:
    """She does not want to be looked for any more; no reason is asked."""
    seen = call.version()
    state = ReferralState.WITHDRAWN
    return call.write(lambda a: changed(acts.end(a, referral, seen, state)))


@router.post(
    "/referrals/{referral}/hand-over",
    responses=WRITE,
    response_model=told.CaseChanged,
    openapi_extra=KEYED_ON_VERSION,
)
def post_hand_over(referral: UUID, call: TheCall) -> Response:
    """Child welfare, or another service, has taken over (H17)."""
    seen = call.version()
    state = ReferralState.HANDED_OVER
    return call.write(lambda a: changed(acts.end(a, referral, seen, state)))


def _name(priority: Priority | None) -> str | None:
    return None if priority is None else priority.name


def _own_case(a: Acting, referral: UUID) -> Case:
    """The case, when this person stands on it."""
    return referrals.find(a.tx, referral, account=a.actor.account, role=a.actor.role, standing=True)


@router.get("/referrals/{referral}/actors", responses=READ, response_model=told.ActorPage)
def get_actors(referral: UUID, call: TheCall, page: ThePage) -> Response:
    """A page of those she fears."""

    def look(a: Acting) -> Reply:
        case = _own_case(a, referral)
        rows, last = cases.actors(a.tx, case.household, page)
        a.record(AuditAct.CASE_READ, "referral", referral, part="actors")
        found = [told.ActorTold(**row) for row in rows]
        return Reply(told.ActorPage(actors=found, next=cursor_to(last)).owned(True))

    return call.read(look)


@router.get("/referrals/{referral}/areas", responses=READ, response_model=told.AreaPage)
def get_areas(referral: UUID, call: TheCall, page: ThePage) -> Response:
    """A page of danger places that two persons have not cleared."""
    places = call.service.places

    def look(a: Acting) -> Reply:
        case = _own_case(a, referral)
        rows, last = cases.areas(a.tx, case.household, page)
        a.record(AuditAct.CASE_READ, "referral", referral, part="areas")
        found = [told.AreaTold(**row, name=named(places, row["place"])) for row in rows]
        return Reply(told.AreaPage(areas=found, next=cursor_to(last)).owned(True))

    return call.read(look)


@router.get("/referrals/{referral}/consents", responses=READ, response_model=told.ConsentPage)
def get_consents(referral: UUID, call: TheCall, page: ThePage) -> Response:
    """A page of what she agreed to, refused and took back."""

    def look(a: Acting) -> Reply:
        case = referrals.find(a.tx, referral, account=a.actor.account, role=a.actor.role)
        a.has_read(referral, "consents")
        rows, last = cases.consents(a.tx, case.household, page)
        found = [told.ConsentTold(**row) for row in rows]
        return Reply(told.ConsentPage(consents=found, next=cursor_to(last)))

    return call.read(look)


@router.get("/links", responses=READ, response_model=told.LinkPage)
def get_links(call: TheCall, page: ThePage) -> Response:
    """A page of the links that this role has set; those of others are not told."""

    def look(a: Acting) -> Reply:
        rows, last = cases.links(a.tx, a.actor.role, page, account=a.actor.account)
        found = [told.LinkTold(**row) for row in rows]
        return Reply(told.LinkPage(links=found, next=cursor_to(last)).owned(True))

    return call.read(look)


@router.post(
    "/links",
    status_code=201,
    responses=WRITE,
    response_model=told.PartMade,
    openapi_extra=KEYED,
)
def post_link(sent: told.NewLink, call: TheCall) -> Response:
    """Say how two cases stand to each other."""
    places = call.service.places
    return call.write(lambda a: Reply(wishes.set_link(a, sent, places)), 201)


@router.put(
    "/referrals/{referral}/people",
    responses=WRITE,
    response_model=told.CaseChanged,
    openapi_extra=KEYED_ON_VERSION,
)
def put_people(referral: UUID, sent: told.People, call: TheCall) -> Response:
    """The household is these people."""
    seen = call.version()
    return call.write(lambda a: changed(acts.put_people(a, referral, seen, sent)))


@router.post(
    "/referrals/{referral}/threat",
    status_code=201,
    responses=WRITE,
    response_model=told.ThreatTold,
    openapi_extra=KEYED_ON_VERSION,
)
def post_threat(referral: UUID, sent: told.Assessment, call: TheCall) -> Response:
    """Judge the threat; the floor is told afterwards."""
    seen, own = call.version(), call.service
    return call.write(lambda a: changed(threat.assess(a, referral, seen, sent, own.places)), 201)


@router.put(
    "/referrals/{referral}/networks",
    responses=WRITE,
    response_model=told.CaseChanged,
    openapi_extra=KEYED_ON_VERSION,
)
def put_networks(referral: UUID, sent: told.NetworksSent, call: TheCall) -> Response:
    """The networks that she fears."""
    seen, places = call.version(), call.service.places
    return call.write(lambda a: changed(threat.put_networks(a, referral, seen, sent, places)))


@router.post(
    "/referrals/{referral}/actors",
    status_code=201,
    responses=WRITE,
    response_model=told.PartMade,
    openapi_extra=KEYED_ON_VERSION,
)
def post_actor(referral: UUID, sent: told.NewActor, call: TheCall) -> Response:
    """Name somebody she fears by a letter."""
    seen, places = call.version(), call.service.places
    return call.write(lambda a: changed(threat.name_actor(a, referral, seen, sent, places)), 201)


@router.patch(
    "/referrals/{referral}/actors/{actor}",
    responses=WRITE,
    response_model=told.PartMade,
    openapi_extra=KEYED_ON_VERSION,
)
def patch_actor(referral: UUID, actor: UUID, sent: told.ActorChange, call: TheCall) -> Response:
    """What is known of somebody she fears by now."""
    seen, own = call.version(), call.service
    return call.write(
        lambda a: changed(threat.change_actor(a, referral, actor, seen, sent, own.places))
    )


@router.post(
    "/referrals/{referral}/areas",
    status_code=201,
    responses=WRITE,
    response_model=told.PartMade,
    openapi_extra=KEYED_ON_VERSION,
)
def post_area(referral: UUID, sent: told.NewArea, call: TheCall) -> Response:
    """Name a place that is dangerous to her."""
    seen, own = call.version(), call.service
    return call.write(
        lambda a: changed(
            threat.add_area(a, referral, seen, sent, own.places, own.settings.places_allowed)
        ),
        201,
    )


@router.post(
    "/referrals/{referral}/routes",
    status_code=201,
    responses=WRITE,
    response_model=told.PartMade,
    openapi_extra=KEYED_ON_VERSION,
)
def post_route(referral: UUID, sent: told.NewRoute, call: TheCall) -> Response:
    """Name a way of those she fears."""
    seen, own = call.version(), call.service
    return call.write(
        lambda a: changed(
            threat.add_route(a, referral, seen, sent, own.places, own.settings.places_allowed)
        ),
        201,
    )


@router.put(
    "/referrals/{referral}/no-go",
    responses=WRITE,
    response_model=told.CaseChanged,
    openapi_extra=KEYED_ON_VERSION,
)
def put_no_go(referral: UUID, sent: told.NoGoAreas, call: TheCall) -> Response:
    """Places she will not go to."""
    seen, own = call.version(), call.service
    return call.write(
        lambda a: changed(
            wishes.put_no_go(a, referral, seen, sent, own.places, own.settings.places_allowed)
        )
    )


@router.put(
    "/referrals/{referral}/found-at",
    responses=WRITE,
    response_model=told.CaseChanged,
    openapi_extra=KEYED_ON_VERSION,
)
def put_found_at(referral: UUID, sent: told.SheltersSent, call: TheCall) -> Response:
    """Shelters where she was found before."""
    seen = call.version()
    return call.write(lambda a: changed(wishes.put_found_at(a, referral, seen, sent)))


@router.put(
    "/referrals/{referral}/needs",
    responses=WRITE,
    response_model=told.CaseChanged,
    openapi_extra=KEYED_ON_VERSION,
)
def put_needs(referral: UUID, sent: told.Needs, call: TheCall) -> Response:
    """What she must be able to reach."""
    seen = call.version()
    return call.write(lambda a: changed(wishes.put_needs(a, referral, seen, sent)))


@router.put(
    "/referrals/{referral}/wishes",
    responses=WRITE,
    response_model=told.CaseChanged,
    openapi_extra=KEYED_ON_VERSION,
)
def put_wishes(referral: UUID, sent: told.Wishes, call: TheCall) -> Response:
    """What she wishes, in her own order."""
    seen, own = call.version(), call.service
    return call.write(
        lambda a: changed(
            wishes.put_wishes(a, referral, seen, sent, own.places, own.settings.places_allowed)
        )
    )


@router.put(
    "/referrals/{referral}/continuity",
    responses=WRITE,
    response_model=told.CaseChanged,
    openapi_extra=KEYED_ON_VERSION,
)
def put_continuity(referral: UUID, sent: told.Continuity, call: TheCall) -> Response:
    """What a move would break."""
    seen = call.version()
    return call.write(lambda a: changed(wishes.put_continuity(a, referral, seen, sent)))


@router.put(
    "/referrals/{referral}/legal",
    responses=WRITE,
    response_model=told.CaseChanged,
    openapi_extra=KEYED_ON_VERSION,
)
def put_legal(referral: UUID, sent: told.Legal, call: TheCall) -> Response:
    """Her legal track; no placement changes by it."""
    seen = call.version()
    return call.write(lambda a: changed(wishes.put_legal(a, referral, seen, sent)))


@router.get("/referrals/{referral}/legal", responses=READ, response_model=told.LegalTold)
def get_legal(referral: UUID, call: TheCall) -> Response:
    """Her legal track, its clocks, and the last text that was made for her."""
    return call.read(lambda a: Reply(wishes.legal(a, referral)))


@router.post(
    "/referrals/{referral}/consents",
    status_code=201,
    responses=WRITE,
    response_model=told.PartMade,
    openapi_extra=KEYED_ON_VERSION,
)
def post_consent(referral: UUID, sent: told.NewConsent, call: TheCall) -> Response:
    """Record what she said when she was asked."""
    seen = call.version()
    return call.write(lambda a: changed(acts.give_consent(a, referral, seen, sent)), 201)


@router.post(
    "/referrals/{referral}/consents/{consent}/withdraw",
    responses=WRITE,
    response_model=told.CaseChanged,
    openapi_extra=KEYED_ON_VERSION,
)
def post_withdraw_consent(referral: UUID, consent: UUID, call: TheCall) -> Response:
    """She takes a consent back."""
    seen = call.version()
    return call.write(lambda a: changed(acts.withdraw_consent(a, referral, consent, seen)))
