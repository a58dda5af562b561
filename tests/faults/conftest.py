"""A real server with a real database for the tests of one file."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from models.words import Role
from tests.support.database import Database
from tests.support.houses import load_all_zones
from tests.support.served import Caller, Served, serving


@pytest.fixture(scope="module")
def served(module_database: Database) -> Iterator[Served]:
    """The service, with the shipped zones and nothing else."""
    with serving(module_database) as running:
        load_all_zones(running.service)
        yield running


@pytest.fixture(scope="module")
def coordinator(served: Served) -> Caller:
    """A coordinator."""
    return served.caller(Role.COORDINATOR)


@pytest.fixture(scope="module")
def on_call(served: Served) -> Caller:
    """An on-call worker."""
    return served.caller(Role.ON_CALL)
