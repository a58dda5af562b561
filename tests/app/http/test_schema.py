"""The API accepts only what its schema says, and answers only what it says (security F17).

``./dev bench faults --only F17 --cases 100000`` draws more, with other seeds and more callers.
"""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from schemathesis.generation import GenerationMode

from tests.support.database import Database
from tests.support.houses import load_all_zones
from tests.support.schema_cases import Drawing
from tests.support.served import serving

EXAMPLES = 2
"""Per operation, caller and mode."""


@pytest.fixture(scope="module")
def drawing(module_database: Database) -> Iterator[Drawing]:
    with serving(module_database) as served:
        load_all_zones(served.service)
        yield Drawing(served, most=2)


@pytest.mark.parametrize("mode", list(GenerationMode))
def test_answers_are_as_the_schema_says(drawing: Drawing, mode: GenerationMode) -> None:
    before = drawing.told.cases
    drawing.draw(EXAMPLES, 1, mode)
    assert drawing.told.cases - before > drawing.told.operations > 300
    assert drawing.told.statuses[200] > 50, "some got beyond the door"
