"""Shelters, their units, features, spans out of service and vacancies."""

from __future__ import annotations

import base64
import binascii
from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Query, Response

from app import access
from app.contract import shelters as told
from app.contract.base import Day, Nights, Sent
from app.errors import BadCursor
from app.http.call import KEYED, KEYED_ON_VERSION, Call, Reply, TheCall
from app.http.guard import GuardedRoute
from app.http.paging import ThePage, cursor_to
from app.http.problems import may_refuse
from app.store import beds, shelters, units
from app.use_cases import shelters as acts
from app.use_cases.acting import Acting
from models.words import Role

router = APIRouter(prefix=access.BASE, route_class=GuardedRoute, tags=["shelters"])

READ = may_refuse(400, 401, 404, 422, 503)
WRITE = may_refuse(400, 401, 404, 409, 412, 413, 415, 422, 428, 503)


def changed(body: told.Changed) -> Reply:
    """The answer to a write on an aggregate: its id and new version."""
    return Reply(body, body.version)


@router.get("/zones", responses=READ, response_model=told.ZonePage)
def get_zones(
    call: TheCall,
    limit: Annotated[int, Query(ge=1, le=50)] = 20,
    cursor: Annotated[str | None, Query(min_length=1, max_length=64)] = None,
) -> Response:
    """A page of zones by code; where they lie is not told."""
    after = None if cursor is None else _zone_after(cursor)

    def look(a: Acting) -> Reply:
        rows, last = shelters.zones(a.tx, limit, after)
        onward = None if last is None else base64.urlsafe_b64encode(last.encode()).decode()
        return Reply(told.ZonePage(zones=[told.Zone(**row) for row in rows], next=onward))

    return call.read(look)


def _zone_after(cursor: str) -> str:
    try:
        after = base64.urlsafe_b64decode(cursor).decode()
    except (ValueError, binascii.Error):
        raise BadCursor from None
    if "\x00" in after:
        raise BadCursor
    return after


@router.post(
    "/shelters",
    status_code=201,
    responses=WRITE,
    response_model=told.Changed,
    openapi_extra=KEYED,
)
def post_shelter(sent: told.NewShelter, call: TheCall) -> Response:
    """Enter a shelter. Its address is not part of this; it is sealed by itself."""
    return call.write(lambda a: changed(acts.register(a, sent)), 201)


@router.get("/shelters", responses=READ, response_model=told.ShelterPage)
def get_shelters(call: TheCall, page: ThePage) -> Response:
    """A page of shelters; a shelter's account gets its own line alone."""

    def look(a: Acting) -> Reply:
        if a.actor.role is Role.SHELTER:
            assert a.actor.shelter is not None, "the role has its shelter"
            own = shelters.profile(a.tx, a.actor.shelter, a.tonight)
            line = {name: own[name] for name in told.ShelterLine.model_fields}
            return Reply(told.ShelterPage(shelters=[told.ShelterLine(**line)], next=None))
        rows, last = shelters.lines(a.tx, page, a.tonight)
        lines = [told.ShelterLine(**row) for row in rows]
        return Reply(told.ShelterPage(shelters=lines, next=cursor_to(last)))

    return call.read(look)


@router.get("/shelters/{shelter}", responses=READ, response_model=told.Shelter)
def get_shelter(shelter: UUID, call: TheCall) -> Response:
    """One profile, as far as this reader may know it."""

    def look(a: Acting) -> Reply:
        a.own_shelter(shelter)
        said = shelters.profile(a.tx, shelter, a.tonight)
        body = told.Shelter(**{name: said[name] for name in told.Shelter.model_fields})
        return Reply(body, said["version"])

    return call.read(look)


@router.patch(
    "/shelters/{shelter}",
    responses=WRITE,
    response_model=told.Changed,
    openapi_extra=KEYED_ON_VERSION,
)
def patch_shelter(shelter: UUID, sent: told.ShelterChange, call: TheCall) -> Response:
    """Change the fields that are sent; PAUSED and CLOSED keep everybody new out."""
    seen = call.version()
    return call.write(lambda a: changed(acts.change_profile(a, shelter, seen, sent)))


@router.put(
    "/shelters/{shelter}/address",
    responses=WRITE,
    response_model=told.Changed,
    openapi_extra=KEYED_ON_VERSION,
)
def put_address(shelter: UUID, sent: told.Address, call: TheCall) -> Response:
    """Seal the street address; no answer of this API ever holds it."""
    seen, master = call.version(), call.service.master
    return call.write(lambda a: changed(acts.seal_address(a, shelter, seen, sent, master)))


def _put_policy(call: Call, shelter: UUID, part: str, sent: Sent) -> Response:
    seen, values = call.version(), sent.model_dump()
    return call.write(lambda a: changed(acts.put_policy(a, shelter, seen, part, values)))


@router.put(
    "/shelters/{shelter}/acceptance",
    responses=WRITE,
    response_model=told.Changed,
    openapi_extra=KEYED_ON_VERSION,
)
def put_acceptance(shelter: UUID, sent: told.Acceptance, call: TheCall) -> Response:
    """Whom the house takes, whole."""
    return _put_policy(call, shelter, "acceptance", sent)


@router.put(
    "/shelters/{shelter}/stay-policy",
    responses=WRITE,
    response_model=told.Changed,
    openapi_extra=KEYED_ON_VERSION,
)
def put_stay_policy(shelter: UUID, sent: told.StayRules, call: TheCall) -> Response:
    """How long a household may stay, whole."""
    return _put_policy(call, shelter, "stay_policy", sent)


@router.put(
    "/shelters/{shelter}/staffing",
    responses=WRITE,
    response_model=told.Changed,
    openapi_extra=KEYED_ON_VERSION,
)
def put_staffing(shelter: UUID, sent: told.Staffing, call: TheCall) -> Response:
    """Who works there, whole; no person is named."""
    return _put_policy(call, shelter, "staffing", sent)


@router.put(
    "/shelters/{shelter}/municipality-support",
    responses=WRITE,
    response_model=told.Changed,
    openapi_extra=KEYED_ON_VERSION,
)
def put_support(shelter: UUID, sent: told.MunicipalitySupport, call: TheCall) -> Response:
    """What the host municipality does, whole."""
    return _put_policy(call, shelter, "municipality_support", sent)


@router.put(
    "/shelters/{shelter}/services",
    responses=WRITE,
    response_model=told.Changed,
    openapi_extra=KEYED_ON_VERSION,
)
def put_services(shelter: UUID, sent: told.Services, call: TheCall) -> Response:
    """Every service of the house."""
    seen = call.version()
    return call.write(lambda a: changed(acts.put_services(a, shelter, seen, sent)))


@router.put(
    "/shelters/{shelter}/intake-hours",
    responses=WRITE,
    response_model=told.Changed,
    openapi_extra=KEYED_ON_VERSION,
)
def put_hours(shelter: UUID, sent: told.IntakeHours, call: TheCall) -> Response:
    """When somebody can arrive."""
    seen = call.version()
    return call.write(lambda a: changed(acts.put_hours(a, shelter, seen, sent)))


@router.put(
    "/shelters/{shelter}/features",
    responses=WRITE,
    response_model=told.Changed,
    openapi_extra=KEYED_ON_VERSION,
)
def put_features(shelter: UUID, sent: told.Features, call: TheCall) -> Response:
    """Record what somebody saw; the security level follows from it."""
    seen, places = call.version(), call.service.places
    return call.write(lambda a: changed(acts.verify_features(a, shelter, seen, sent, places)))


@router.get("/shelters/{shelter}/staff-ties", responses=READ, response_model=told.StaffTiesTold)
def get_ties(shelter: UUID, call: TheCall) -> Response:
    """Read the declared ties; their version is their own."""

    def look(a: Acting) -> Reply:
        ties = acts.staff_ties(a, shelter)
        return Reply(ties, ties.version)

    return call.read(look)


@router.put(
    "/shelters/{shelter}/staff-ties",
    responses=WRITE,
    response_model=told.Changed,
    openapi_extra=KEYED_ON_VERSION,
)
def put_ties(shelter: UUID, sent: told.StaffTies, call: TheCall) -> Response:
    """Declared ties of staff to networks; never who has them."""
    seen, places = call.version(), call.service.places
    return call.write(lambda a: changed(acts.declare_ties(a, shelter, seen, sent, places)))


@router.post(
    "/shelters/{shelter}/units",
    status_code=201,
    responses=WRITE,
    response_model=told.Changed,
    openapi_extra=KEYED_ON_VERSION,
)
def post_unit(shelter: UUID, sent: told.NewUnit, call: TheCall) -> Response:
    """Add a unit; the version is the shelter's."""
    seen = call.version()
    return call.write(lambda a: changed(acts.add_unit(a, shelter, seen, sent)), 201)


@router.get("/shelters/{shelter}/units", responses=READ, response_model=told.UnitPage)
def get_units(shelter: UUID, call: TheCall, page: ThePage) -> Response:
    """A page of units and whether each is free tonight."""

    def look(a: Acting) -> Reply:
        a.own_shelter(shelter)
        shelters.must_exist(a.tx, shelter)
        rows, last = units.of_shelter(a.tx, shelter, page, night=a.tonight, now=a.now)
        found = [told.UnitTold(**row) for row in rows]
        return Reply(told.UnitPage(units=found, next=cursor_to(last)))

    return call.read(look)


@router.get("/shelters/{shelter}/beds", responses=READ, response_model=told.Beds)
def get_beds(shelter: UUID, call: TheCall, night: Day | None = None) -> Response:
    """What each unit is on one night; tonight unless another is named. No such state is stored."""

    def look(a: Acting) -> Reply:
        a.own_shelter(shelter)
        shelters.must_exist(a.tx, shelter)
        on = a.tonight if night is None else night
        rows = beds.of_shelter(a.tx, shelter, night=on, now=a.now)
        return Reply(told.Beds(night=on, beds=[told.Bed(**row) for row in rows]))

    return call.read(look)


@router.patch(
    "/shelters/{shelter}/units/{unit}",
    responses=WRITE,
    response_model=told.Changed,
    openapi_extra=KEYED_ON_VERSION,
)
def patch_unit(shelter: UUID, unit: UUID, sent: told.UnitChange, call: TheCall) -> Response:
    """Change fields of a unit; the version is the shelter's."""
    seen = call.version()
    return call.write(lambda a: changed(acts.change_unit(a, shelter, unit, seen, sent)))


@router.post(
    "/shelters/{shelter}/units/{unit}/out-of-service",
    status_code=201,
    responses=WRITE,
    response_model=told.Changed,
    openapi_extra=KEYED_ON_VERSION,
)
def post_out_of_service(
    shelter: UUID, unit: UUID, sent: told.NewOutOfService, call: TheCall
) -> Response:
    """Close a unit for some nights; the version is the shelter's."""
    seen = call.version()
    return call.write(lambda a: changed(acts.close_unit(a, shelter, unit, seen, sent)), 201)


@router.get(
    "/shelters/{shelter}/units/{unit}/out-of-service",
    responses=READ,
    response_model=told.OutOfServicePage,
)
def get_out_of_service(shelter: UUID, unit: UUID, call: TheCall, page: ThePage) -> Response:
    """A page of spans that are neither over nor lifted."""

    def look(a: Acting) -> Reply:
        a.own_shelter(shelter)
        units.must_be_of(a.tx, unit, shelter)
        rows, last = units.spans(a.tx, unit, page, a.tonight)
        spans = [
            told.OutOfServiceTold(
                id=row["id"], nights=Nights.of(row["nights"]), reason=row["reason"]
            )
            for row in rows
        ]
        return Reply(told.OutOfServicePage(spans=spans, next=cursor_to(last)))

    return call.read(look)


@router.delete(
    "/shelters/{shelter}/units/{unit}/out-of-service/{span}",
    responses=WRITE,
    response_model=told.Changed,
    openapi_extra=KEYED_ON_VERSION,
)
def delete_out_of_service(shelter: UUID, unit: UUID, span: UUID, call: TheCall) -> Response:
    """Lift a span; its row stays as history."""
    seen = call.version()
    return call.write(lambda a: changed(acts.open_unit(a, shelter, unit, span, seen)))


@router.post(
    "/shelters/{shelter}/vacancy",
    status_code=201,
    responses=WRITE,
    response_model=told.Made,
    openapi_extra=KEYED,
)
def post_vacancy(shelter: UUID, sent: told.NewVacancy, call: TheCall) -> Response:
    """Say that the free units are free, by staff or as heard by telephone."""
    return call.write(lambda a: Reply(acts.report_vacancy(a, shelter, sent)), 201)


@router.get("/vacancy-reviews", responses=READ, response_model=told.ReviewPage)
def get_reviews(call: TheCall, page: ThePage) -> Response:
    """A page of telephone confirmations that wait for a second look."""

    def look(a: Acting) -> Reply:
        rows, last = shelters.to_review(a.tx, page)
        found = [told.ToReview(**row) for row in rows]
        return Reply(told.ReviewPage(confirmations=found, next=cursor_to(last)))

    return call.read(look)


@router.post(
    "/vacancy-reviews/{confirmation}",
    status_code=201,
    responses=WRITE,
    response_model=told.Made,
    openapi_extra=KEYED,
)
def post_review(confirmation: UUID, sent: told.Review, call: TheCall) -> Response:
    """Record the second look; a denied confirmation counts no more."""
    return call.write(lambda a: Reply(acts.review_vacancy(a, confirmation, sent)), 201)
