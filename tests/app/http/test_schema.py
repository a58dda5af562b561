"""The API accepts only what its schema says, and answers only what it says (security F17).

Drawn from the schema itself: no 5xx, no undocumented status or type, no answer of another form,
and nothing that the schema forbids is accepted.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any
from uuid import uuid4

import pytest
import schemathesis
from hypothesis import HealthCheck, Phase, given, settings
from schemathesis.checks import not_a_server_error
from schemathesis.generation import GenerationMode
from schemathesis.specs.openapi.checks import (
    content_type_conformance,
    negative_data_rejection,
    response_headers_conformance,
    response_schema_conformance,
    status_code_conformance,
)

from app.main import create_app
from models.words import Role
from tests.support.database import Database
from tests.support.houses import call, house, load_all_zones
from tests.support.served import Caller, Served, serving

CHECKS = [
    not_a_server_error,
    status_code_conformance,
    content_type_conformance,
    response_headers_conformance,
    response_schema_conformance,
    negative_data_rejection,
]
EXAMPLES = 3
"""Per operation, caller and mode; some 70 operations, two callers, two modes."""


@pytest.fixture(scope="module")
def running(module_database: Database) -> Iterator[Served]:
    with serving(module_database) as made:
        load_all_zones(made.service)
        yield made


@pytest.fixture(scope="module")
def callers(running: Served) -> list[Caller]:
    coordinator, on_call = running.caller(Role.COORDINATOR), running.caller(Role.ON_CALL)
    house(running, coordinator, "SCHEMA-1", "Tromsø")
    call(running, on_call)
    return [coordinator, on_call]


@pytest.mark.parametrize("mode", list(GenerationMode))
def test_answers_are_as_the_schema_says(
    running: Served, callers: list[Caller], mode: GenerationMode
) -> None:
    app = create_app(running.service.settings, service=running.service)
    schema = schemathesis.openapi.from_dict(app.openapi())
    base, drawn = str(running.client.base_url), 0
    for found in schema.get_all_operations():
        operation = found.ok()  # type: ignore[union-attr] # an error in the schema fails here

        @given(case=operation.as_strategy(generation_mode=mode))
        @settings(
            max_examples=EXAMPLES,
            deadline=None,
            database=None,
            derandomize=True,
            phases=[Phase.generate],
            suppress_health_check=list(HealthCheck),
        )
        def answers(case: schemathesis.Case[Any]) -> None:
            nonlocal drawn
            # The token and the key are our own, so a header that was spoilt alone is none.
            parts = case.meta.components.items() if case.meta else ()
            spoilt = {where.value for where, part in parts if part.mode is GenerationMode.NEGATIVE}
            checks = [c for c in CHECKS if spoilt - {"header"} or c is not negative_data_rejection]
            for caller in callers:
                headers = {"Authorization": f"Bearer {caller.token}"}
                if case.method.upper() != "GET":
                    headers["Idempotency-Key"] = uuid4().hex
                case.call_and_validate(base_url=base, headers=headers, checks=checks, timeout=30)
                drawn += 1

        try:
            answers()
        except Exception as refused:
            if type(refused).__name__ != "Unsatisfiable":
                raise
    assert drawn > 150
