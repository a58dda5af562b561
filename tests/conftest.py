"""What tests may ask for. A test that asks for no database starts none.

``database`` is empty and migrated and belongs to that one test; ``module_database`` is shared by
the tests of a file; ``bare_database`` has no step yet. The server is a real one, thrown away at
the end; each xdist worker has its own.
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from typing import TYPE_CHECKING

import pytest
from hypothesis import settings

if TYPE_CHECKING:  # the fixtures import what they need: most tests need no database at all
    from app.postgres_cluster import Cluster
    from tests.support.database import Database

# Tests ask faster than people do; those of the flood itself say their own rates.
os.environ.setdefault("HAVN_NETWORK_RATE", "1000000")
os.environ.setdefault("HAVN_ACCOUNT_RATE", "1000000")
# What a kept picture takes over is compared with what stands; benchmarks do without.
os.environ["TEST_PICTURES_COMPARED"] = "yes"

# A slow machine is not a wrong program: no test fails for the time that one example took.
settings.register_profile("havn", deadline=None, print_blob=True)
settings.load_profile("havn")


@pytest.fixture(scope="session")
def postgres() -> Iterator[Cluster]:
    """A running throw-away server."""
    from app.postgres import ephemeral

    with ephemeral() as cluster:
        yield cluster


@pytest.fixture(scope="session")
def template(postgres: Cluster) -> str:
    """The name of a migrated database, to be copied."""
    from tests.support.database import make_template

    return make_template(postgres)


@pytest.fixture
def database(postgres: Cluster, template: str) -> Iterator[Database]:
    """A migrated, empty database for one test."""
    from tests.support.database import fresh

    with fresh(postgres, template=template) as made:
        yield made


@pytest.fixture(scope="module")
def module_database(postgres: Cluster, template: str) -> Iterator[Database]:
    """A migrated database that the tests of one file share."""
    from tests.support.database import fresh

    with fresh(postgres, template=template) as made:
        yield made


@pytest.fixture
def bare_database(postgres: Cluster) -> Iterator[Database]:
    """A database before the first step."""
    from tests.support.database import fresh

    with fresh(postgres) as made:
        yield made
