"""The two worlds of this worker: made once, set back before each pair."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from app.postgres_cluster import Cluster
from tests.support.two_worlds import Theatre, theatre


@pytest.fixture(scope="module")
def two_worlds(postgres: Cluster, template: str) -> Iterator[Theatre]:
    """Two worlds on one stage."""
    with theatre(postgres, template) as made:
        yield made
