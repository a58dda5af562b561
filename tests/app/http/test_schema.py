"""The API accepts only what its schema says, and answers only what it says (security F17).

``./dev bench faults --only F17 --cases 100000`` draws more, with other seeds and more callers.
"""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from schemathesis.generation import GenerationMode

from tests.support.database import Database
from tests.support.schema_cases import Drawing, drawing_on

EXAMPLES = 1
"""Per operation and mode."""


@pytest.fixture(scope="module")
def drawing(module_database: Database) -> Iterator[Drawing]:
    with drawing_on(module_database) as made:
        yield made


@pytest.mark.parametrize("mode", list(GenerationMode))
def test_answers_are_as_the_schema_says(drawing: Drawing, mode: GenerationMode) -> None:
    before = drawing.told.cases
    drawing.draw(EXAMPLES, 1, mode)
    assert drawing.told.cases - before > 300
    assert not drawing.told.never_drawn


def test_most_got_beyond_the_door(drawing: Drawing) -> None:
    assert drawing.told.cases > 600
    assert drawing.told.beyond_share > 0.25, drawing.told.statuses


def test_no_path_has_another_method_and_no_header_that_must_be_there_may_be_left_out(
    drawing: Drawing,
) -> None:
    drawing.probe()
    assert drawing.told.probes > 1_000
    assert drawing.told.wrong == {}
