"""Requests drawn from the schema itself, and whether each answer is as the schema says (F17).

No 5xx, no undocumented status or type, no answer of another form, nothing accepted that the schema
forbids, and nothing told without a token. Every drawn request is sent by each of a few callers; half of
them name things that are there, so that they get beyond the door.
"""

from __future__ import annotations

import random
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any
from uuid import uuid4

import schemathesis
from hypothesis import HealthCheck, Phase, given, seed, settings
from schemathesis.checks import not_a_server_error
from schemathesis.core.failures import FailureGroup
from schemathesis.generation import GenerationMode
from schemathesis.specs.openapi.checks import (
    content_type_conformance,
    ignored_auth,
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
    ignored_auth,
]
EXAMPLES = 10
"""Of each operation, mode and caller in a round."""
VERSIONS = ('"1"', '"2"', '"3"', '"7"')


@dataclass
class Told:
    """How many requests were sent, what they were answered, and what was wrong with which."""

    cases: int = 0
    operations: int = 0
    statuses: Counter[int] = field(default_factory=Counter)
    wrong: dict[str, str] = field(default_factory=dict)
    """By operation and kind, the first of each."""


@dataclass
class Drawing:
    """A service with something in it, and those who call it."""

    served: Served
    most: int = 4
    """How many callers send each request."""
    told: Told = field(default_factory=Told)
    known: dict[str, list[str]] = field(default_factory=dict)

    def __post_init__(self) -> None:
        me, worker = self.served.caller(Role.COORDINATOR), self.served.caller(Role.ON_CALL)
        homes = [house(self.served, me, f"SCHEMA-{n}", "Tromsø") for n in range(2)]
        cases = [call(self.served, worker)["id"] for _ in range(2)]
        found = me.ok("POST", f"/referrals/{cases[0]}/options", key=None)["options"]
        self.known = {
            "referral": cases,
            "shelter": [one["id"] for one in homes],
            "unit": [unit for one in homes for unit in one["units"]],
            "offer": [one["offer"] for one in found],
            "task": [one["id"] for one in me.ok("GET", "/tasks")["tasks"]],
        }
        self.house = homes[0]["id"]
        self.callers: list[Caller] = []
        self.renew()

    def renew(self) -> None:
        """Callers whose tokens are good, whatever the last ones did to theirs."""
        self.callers = [
            self.served.caller(Role.COORDINATOR),
            self.served.caller(Role.ON_CALL),
            self.served.caller(Role.SHELTER, self.house),
            self.served.caller(Role.ADMIN),
        ][: self.most]

    def draw(
        self, examples: int, number: int, mode: GenerationMode, *, keep_on: bool = False
    ) -> None:
        """So many requests of each operation, by each caller; ``keep_on``: note what is wrong and go on.

        Raises
        ------
        Exception
            What schemathesis found wrong first, unless it keeps on.
        """
        service = self.served.service
        app = create_app(service.settings, service=service)
        schema = schemathesis.openapi.from_dict(app.openapi())
        self.told.operations = 0
        for found in schema.get_all_operations():
            operation = found.ok()  # type: ignore[union-attr] # an error in the schema fails here
            self.told.operations += 1
            answers = self._answers(operation, examples, number, mode)
            try:
                answers()
            except (Exception, FailureGroup) as wrong:
                if type(wrong).__name__ == "Unsatisfiable":
                    continue
                if not keep_on:
                    raise
                said = f"{operation.label} {type(wrong).__name__}"
                self.told.wrong.setdefault(said, str(wrong)[:2_000])
            self.renew()

    def _answers(
        self, operation: Any, examples: int, number: int, mode: GenerationMode
    ) -> Callable[[], None]:
        chance = random.Random(number)

        @seed(number)
        @given(case=operation.as_strategy(generation_mode=mode))
        @settings(
            max_examples=examples,
            deadline=None,
            database=None,
            phases=[Phase.generate],
            suppress_health_check=list(HealthCheck),
        )
        def answers(case: schemathesis.Case[Any]) -> None:
            # The token and the key are our own, so a header that was spoilt alone is none.
            parts = case.meta.components.items() if case.meta else ()
            spoilt = {where.value for where, part in parts if part.mode is GenerationMode.NEGATIVE}
            checks = [c for c in CHECKS if spoilt - {"header"} or c is not negative_data_rejection]
            headers: dict[str, str] = {}
            if "path" not in spoilt and chance.random() < 0.5:
                self._name_what_is_there(case, chance)
                headers["If-Match"] = chance.choice(VERSIONS)
            for caller in self.callers:
                sent = {**headers, "Authorization": f"Bearer {caller.token}"}
                if case.method.upper() != "GET":
                    sent["Idempotency-Key"] = uuid4().hex
                base = str(self.served.client.base_url)
                self.told.cases += 1
                got = case.call_and_validate(base_url=base, headers=sent, checks=checks, timeout=30)
                self.told.statuses[got.status_code] += 1

        return answers

    def _name_what_is_there(self, case: schemathesis.Case[Any], chance: random.Random) -> None:
        for name in case.path_parameters or {}:
            if self.known.get(name):
                case.path_parameters[name] = chance.choice(self.known[name])


def draw_cases(database: Database, cases: int, *, number: int = 1) -> Told:
    """At least so many requests over the whole API, in both modes, round after round of other seeds."""
    # A probe with a wrong token is refused for the token, not for coming too often.
    with serving(database, network_rate=1e6, account_rate=1e6) as served:
        load_all_zones(served.service)
        drawing = Drawing(served)
        while drawing.told.cases < cases:
            for mode in GenerationMode:
                drawing.draw(EXAMPLES, number, mode, keep_on=True)
            number += 1
    return drawing.told
