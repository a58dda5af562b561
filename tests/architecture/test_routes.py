"""Every route has its roles in app.access, or the service is not built at all."""

from __future__ import annotations

from collections.abc import Iterator
from inspect import iscoroutinefunction

import pytest
from fastapi import APIRouter, FastAPI
from fastapi.dependencies.models import Dependant
from fastapi.routing import APIRoute
from pydantic import SecretStr

import app.main
from app import access
from app.http.call import the_call
from app.http.guard import GuardedRoute
from app.main import create_app, routes_of
from app.service import Service, open_service
from app.settings import Settings
from app.vault.keys import FileMasterKey
from models.words import Role

SETTINGS = Settings(database_url=SecretStr("postgresql+psycopg://nobody@localhost/none"))


@pytest.fixture(scope="module")
def service() -> Service:
    return open_service(SETTINGS, master=FileMasterKey(bytes(32)))


def with_route(monkeypatch: pytest.MonkeyPatch, router: APIRouter) -> None:
    monkeypatch.setattr(app.main, "ROUTERS", (*app.main.ROUTERS, router))


def test_the_table_and_the_routes_agree(service: Service) -> None:
    built = create_app(SETTINGS, service=service)
    assert set(routes_of(built)) == set(access.ROLES) | access.OPEN


def test_what_endpoints_depend_on_is_asked_in_the_event_loop(service: Service) -> None:
    """A plain function would be run in a thread of its own, for each request anew."""

    def needed(by: Dependant) -> Iterator[Dependant]:
        for one in by.dependencies:
            yield one
            yield from needed(one)

    routes = [r for r in create_app(SETTINGS, service=service).routes if isinstance(r, APIRoute)]
    asked = {one.call for route in routes for one in needed(route.dependant)}
    assert the_call in asked
    assert [one for one in asked if not iscoroutinefunction(one)] == []


def test_a_route_without_a_role_stops_the_build(
    service: Service, monkeypatch: pytest.MonkeyPatch
) -> None:
    router = APIRouter(prefix=access.BASE, route_class=GuardedRoute)
    router.add_api_route("/everything", lambda: None, methods=["GET"])
    with_route(monkeypatch, router)
    with pytest.raises(access.UndeclaredRoute, match="GET /everything has no declared role"):
        create_app(SETTINGS, service=service)


def test_a_route_without_a_guard_stops_the_build(
    service: Service, monkeypatch: pytest.MonkeyPatch
) -> None:
    router = APIRouter(prefix=access.BASE)
    router.add_api_route("/zones", lambda: None, methods=["GET"])
    with_route(monkeypatch, router)
    with pytest.raises(access.UndeclaredRoute, match="not guarded"):
        create_app(SETTINGS, service=service)


def test_a_nested_router_stops_the_build() -> None:
    bare, inner = FastAPI(openapi_url=None), APIRouter()
    inner.add_api_route("/hidden", lambda: None)
    bare.include_router(inner)
    with pytest.raises(access.UndeclaredRoute, match="no API route"):
        routes_of(bare)


def test_a_role_without_a_route_stops_the_build(
    service: Service, monkeypatch: pytest.MonkeyPatch
) -> None:
    more = {**access.ROLES, ("GET", "/nothing"): frozenset({Role.ADMIN})}
    monkeypatch.setattr(access, "ROLES", more)
    with pytest.raises(access.UndeclaredRoute, match="GET /nothing has roles and no route"):
        create_app(SETTINGS, service=service)


def test_those_beside_rosa_have_routes_of_their_own_and_none_of_a_case_by_its_own_id() -> None:
    inside = {Role.COORDINATOR, Role.ON_CALL, Role.SHELTER, Role.BATCH, Role.ADMIN}
    beside = (
        "/own-",
        "/approvals",
        "/alarms",
        "/glass-breaks",
        "/complaint",
        "/reading-digests",
        "/audit",
        "/rule-sets",
        "/statistics",
        "/reports/",
        "/places/",
        "/tasks",
    )
    # A report names a house, and no case: the police make it where on-call does (O05).
    reports = ("POST", "/compromises")
    for where, roles in access.ROLES.items():
        if roles - inside and roles != access.PEOPLE and where != reports:
            assert where[1].startswith(beside), where
    assert access.ROLES[reports] - inside == {Role.POLICE}


def test_the_schema_is_told_in_demo_mode_alone(service: Service) -> None:
    assert create_app(SETTINGS, service=service).openapi_url is None
    demo = create_app(SETTINGS.model_copy(update={"demo": True}), service=service)
    assert demo.openapi()["openapi"].startswith("3.1")


def test_the_first_line_without_a_route_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    routes = set(access.ROLES) | access.OPEN
    access.check(routes)
    more = dict.fromkeys((("GET", "/a"), ("POST", "/b")), frozenset({Role.ADMIN}))
    monkeypatch.setattr(access, "ROLES", {**access.ROLES, **more})
    with pytest.raises(access.UndeclaredRoute, match="GET /a has roles and no route"):
        access.check(routes)
