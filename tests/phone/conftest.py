"""A real server for the telephone, with houses far from Oslo."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest

from models.words import Role
from tests.support.database import Database
from tests.support.houses import house, load_all_zones
from tests.support.served import Caller, Served, serving


@pytest.fixture(scope="module")
def served(module_database: Database) -> Iterator[Served]:
    """The service, with the shipped zones and nothing else."""
    with serving(module_database, switchboards=("+47 00 00 00 00",)) as running:
        load_all_zones(running.service)
        yield running


@pytest.fixture(scope="module")
def coordinator(served: Served) -> Caller:
    """A coordinator."""
    return served.caller(Role.COORDINATOR)


@pytest.fixture(scope="module")
def houses(served: Served, coordinator: Caller) -> list[dict[str, Any]]:
    """Three far houses with fresh vacancies and many rooms, and one that must be called first."""
    return [
        house(served, coordinator, "FJORD-01", "Tromsø", units=9),
        house(served, coordinator, "FJORD-02", "Bodø", units=9),
        house(served, coordinator, "FJORD-03", "Alta", units=9),
        house(served, coordinator, "STALE-01", "Narvik", confirmed=False),
    ]
