"""One service for every organisation that works with it, three far houses, and fresh people each time."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest

from app.postgres_cluster import Cluster
from models.words import Role
from tests.support.counted_year import serving_a_year
from tests.support.database import fresh
from tests.support.houses import house, load_all_zones
from tests.support.served import Caller, Served, serving

TOWNS = {"ORG-1": "Tromsø", "ORG-2": "Bodø", "ORG-3": "Kristiansand"}


@pytest.fixture(scope="session")
def served(postgres: Cluster, template: str) -> Iterator[Served]:
    """The service, with the shipped zones."""
    with fresh(postgres, template=template) as database, serving(database) as running:
        load_all_zones(running.service)
        yield running


@pytest.fixture(scope="session")
def all_houses(served: Served) -> dict[str, dict[str, Any]]:
    """Three houses by their ids, each with many rooms."""
    boss = served.caller(Role.COORDINATOR)
    made = [house(served, boss, name, town, units=12) for name, town in TOWNS.items()]
    return {one["id"]: one for one in made}


@pytest.fixture
def houses(served: Served, all_houses: dict[str, dict[str, Any]]) -> dict[str, dict[str, Any]]:
    """The same, each with somebody at work who has said what is free."""
    for one in all_houses.values():
        one["staff"] = served.caller(Role.SHELTER, one["id"])
        one["staff"].ok("POST", f"/shelters/{one['id']}/vacancy", {"how": "STAFF"})
    return all_houses


@pytest.fixture
def coordinator(served: Served) -> Caller:
    """One of the two coordinators of ROSA."""
    return served.caller(Role.COORDINATOR)


@pytest.fixture
def second(served: Served) -> Caller:
    """The other one."""
    return served.caller(Role.COORDINATOR)


@pytest.fixture
def on_call(served: Served) -> Caller:
    """Who answers the telephone."""
    return served.caller(Role.ON_CALL)


@pytest.fixture(scope="session")
def a_year(postgres: Cluster, template: str) -> Iterator[Served]:
    """Another service, over a year of invented cases that was told."""
    with fresh(postgres, template=template) as database, serving_a_year(database) as running:
        yield running
