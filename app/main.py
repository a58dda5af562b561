"""The application: routers behind the guard, errors without echo, headers on everything."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from math import ceil
from typing import Any

from fastapi import FastAPI
from fastapi.routing import APIRoute

from app import access
from app.described.schema import TITLE, VERSION, describe
from app.http import (
    accounts,
    alarms,
    approvals,
    audit,
    benefits,
    calls,
    cards,
    case_parts,
    changes,
    child_decisions,
    complaints,
    countries,
    departures,
    devices,
    directory,
    disclosures,
    duty,
    enrolment,
    erasure,
    escalation_contacts,
    events,
    expenses,
    follow_up,
    glass,
    house_entrance,
    journeys,
    kode6,
    ladder,
    local_teams,
    lowering,
    members,
    merging,
    noes,
    not_matched,
    notice_ways,
    now,
    occupancy,
    offers,
    open_questions,
    organisations,
    outdoors,
    outside,
    own_session,
    pages,
    plans,
    police,
    problems,
    provider,
    questions,
    reading_digests,
    readings,
    rectifications,
    referrals,
    reports,
    residents,
    role_changes,
    rule_sets,
    safety,
    service_accounts,
    shelters,
    shift_notes,
    sign_in,
    statistics,
    stay_limits,
    steps,
    system,
    tasks,
    transfers,
    what_ifs,
    zone_map,
)
from app.http.buckets import Rate
from app.http.changes import Seats
from app.http.door import Door
from app.http.flood import Flood
from app.http.guard import GuardedRoute
from app.http.metrics import Metrics
from app.http.wire import Wire
from app.log import set_up
from app.service import Service, open_service
from app.settings import Settings

ROUTERS = (
    system.router,
    pages.router,
    sign_in.router,
    enrolment.router,
    provider.open_router,
    provider.back_router,
    provider.own_router,  # before the next, whose /credentials/{id} would take its words
    own_session.router,
    changes.router,
    house_entrance.open_router,
    house_entrance.router,
    now.router,
    devices.open_router,
    devices.router,
    accounts.router,
    service_accounts.router,
    events.router,
    shelters.router,
    shift_notes.router,
    members.router,
    safety.router,
    approvals.router,
    duty.router,
    glass.router,
    notice_ways.router,
    role_changes.router,
    rule_sets.router,
    alarms.router,
    calls.router,
    case_parts.router,
    referrals.router,
    lowering.router,
    readings.router,
    reading_digests.router,
    rectifications.router,
    child_decisions.router,
    cards.router,
    complaints.router,
    follow_up.router,
    expenses.router,
    benefits.router,
    countries.router,
    local_teams.router,
    not_matched.router,
    erasure.router,
    kode6.router,
    offers.router,
    ladder.router,
    noes.router,
    outside.router,
    police.router,
    open_questions.router,
    organisations.router,
    audit.router,
    statistics.router,
    reports.router,
    directory.router,
    steps.router,
    tasks.router,
    escalation_contacts.router,
    transfers.router,
    journeys.router,
    residents.router,
    stay_limits.router,
    departures.router,
    merging.router,
    outdoors.router,
    questions.router,
    disclosures.router,
    plans.router,
    what_ifs.router,
    occupancy.router,
    zone_map.router,
)


def create_app(settings: Settings, *, service: Service | None = None) -> FastAPI:
    """The service as an ASGI application; its schema is told in demo mode only.

    Raises
    ------
    UndeclaredRoute
        When a route has no declared role, or a declared role no route.
    """
    set_up()

    @asynccontextmanager
    async def life(_: FastAPI) -> AsyncIterator[None]:
        app.state.service.runner.take_over()
        yield
        app.state.service.close()

    app = FastAPI(
        title=TITLE,
        version=VERSION,
        openapi_url=f"{access.BASE}/openapi.json" if settings.demo else None,
        docs_url=None,
        redoc_url=None,
        redirect_slashes=False,
        lifespan=life,
    )
    app.state.service = service or open_service(settings)
    problems.handle_in(app)
    for router in ROUTERS:
        # Not nested: each route stays in sight, so that none can be there without its roles.
        app.router.routes.extend(router.routes)
    access.check(routes_of(app))
    app.openapi = lambda: _described(app)  # type: ignore[method-assign]
    app.state.metrics = Metrics()
    app.state.seats, app.state.leaving = Seats(), lambda: False
    app.state.flood = Flood(
        network=_share(settings, settings.network_rate, 5),
        account=_share(settings, settings.account_rate, 4),
    )
    wire = Wire(demo=settings.demo, proxies=settings.trusted_proxies)
    app.add_middleware(Door, wire=wire, metrics=app.state.metrics)
    return app


def _share(settings: Settings, per_second: float, at_once: int) -> Rate:
    """What one process lets in of a limit that holds for all of them together."""
    mine = per_second / settings.processes
    return Rate(mine, ceil(at_once * mine))


def routes_of(app: FastAPI) -> list[tuple[str, str]]:
    """Every route by method and template, the base left out.

    Raises
    ------
    UndeclaredRoute
        When there is a route of another kind, or one that nobody guards.
    """
    found = []
    for route in app.routes:
        if getattr(route, "path", None) == app.openapi_url and app.openapi_url is not None:
            continue  # the schema itself, told in demo mode only
        if not isinstance(route, APIRoute):
            raise access.UndeclaredRoute("a route that is no API route")
        for method in sorted(route.methods or ()):
            where = (method, route.path_format.removeprefix(access.BASE))
            if where not in access.OPEN and not isinstance(route, GuardedRoute):
                raise access.UndeclaredRoute(f"{where[0]} {where[1]} is not guarded")
            found.append(where)
    return found


def _described(app: FastAPI) -> dict[str, Any]:
    if app.openapi_schema is None:
        app.openapi_schema = describe(app.routes)
    return app.openapi_schema
