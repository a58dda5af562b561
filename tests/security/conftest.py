"""The two worlds of a pair, and the world in which something sealed may be disclosed."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from pydantic import SecretStr

from app.postgres_cluster import Cluster
from app.service import Service, open_service
from app.settings import Settings
from app.store.tokens import Actor
from app.vault.keys import FileMasterKey
from models.words import Role
from tests.security.disclosing import NOW, World
from tests.support.database import Database
from tests.support.two_worlds import Theatre, theatre


@pytest.fixture(scope="module")
def two_worlds(postgres: Cluster, template: str) -> Iterator[Theatre]:
    """Two worlds on one stage."""
    with theatre(postgres, template) as made:
        yield made


@pytest.fixture(scope="module")
def service(module_database: Database) -> Iterator[Service]:
    """A service whose clock stands at NOW."""
    settings = Settings(database_url=SecretStr(module_database.service_url), pool_size=4)
    made = open_service(settings, master=FileMasterKey(b"m" * 32), now=lambda: NOW)
    yield made
    made.close()


@pytest.fixture(scope="module")
def world(service: Service, module_database: Database) -> Iterator[World]:
    """Cases and people of this file's service."""
    made = World(service, module_database)
    yield made
    made.close()


@pytest.fixture(scope="module")
def second(world: World) -> Actor:
    """Whoever agrees as the second person."""
    return world.person(Role.COORDINATOR)
