"""Requests drawn from the schema itself, and whether each answer is as the schema says (F17).

No 5xx, no undocumented status or type, no answer of another form, nothing accepted that the schema
forbids, and nothing told without a token. Each drawn request is sent once, most by somebody whose role
may; most name things that are there, so that they get beyond the door.
"""

from __future__ import annotations

import random
import re
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import uuid4

import schemathesis
from hypothesis import HealthCheck, Phase, given, seed, settings
from schemathesis.checks import not_a_server_error
from schemathesis.core.failures import FailureGroup
from schemathesis.generation import GenerationMode
from schemathesis.specs.openapi.checks import (
    allow_header_conformance,
    content_type_conformance,
    ignored_auth,
    negative_data_rejection,
    response_headers_conformance,
    response_schema_conformance,
    status_code_conformance,
)
from sqlalchemy import Engine, String, cast, create_engine, select

from app.access import BASE, PEOPLE, ROLES
from app.main import create_app
from app.store import tokens
from models.base import Base
from models.words import Role
from tests.support.database import Database
from tests.support.examples import tables_of
from tests.support.served import Caller, Clock, Served, serving
from tests.support.stage import START, set_the_stage

CHECKS = [
    not_a_server_error,
    status_code_conformance,
    content_type_conformance,
    response_headers_conformance,
    response_schema_conformance,
    negative_data_rejection,
    allow_header_conformance,
    ignored_auth,
]
"""All of schemathesis but six.

``missing_required_header`` and ``unsupported_method`` look only at cases of its coverage phase, which is
not drawn from; ``_without_headers`` and ``_other_methods`` ask the same. ``use_after_free`` and
``ensure_resource_availability`` look at chains of requests by links, and our schema has no link.
``object_level_authorization`` wants two identities who own things by themselves; who sees whose case is
tests/security. ``positive_data_acceptance`` would call every 422 a fault, and a rule over two fields or
over what is stored can stand in no schema; how often it was said is told.
"""
EXAMPLES = 10
"""Of each operation and mode in a round."""
VERSIONS = ('"1"', '"2"', '"3"', '"7"')
MAY_SHARE = 0.8
"""Of the requests, those of somebody whose role may call the operation."""
SOME = 12
"""Ids of each table that are named."""
THERE_SHARE = 0.75
"""Of the requests whose path is not spoilt, those that name what is there."""
AT_THE_DOOR = frozenset({401, 403, 404, 405, 429})
METHODS = ("GET", "POST", "PUT", "PATCH", "DELETE")
MISSING = frozenset({400, 422, 428})


@dataclass
class Told:
    """How many requests were sent, what they were answered, and what was wrong with which."""

    cases: int = 0
    operations: int = 0
    statuses: Counter[int] = field(default_factory=Counter)
    wrong: dict[str, str] = field(default_factory=dict)
    """By operation and kind, the first of each."""
    drawn: set[str] = field(default_factory=set)
    """Operations of which a request could be drawn."""
    not_drawn: set[str] = field(default_factory=set)
    """Operations and modes of which none could be, for instance nothing to spoil."""
    beyond: Counter[str] = field(default_factory=Counter)
    """How often each operation was asked for by somebody whom the door lets in, and with what is there."""
    roles: Counter[str] = field(default_factory=Counter)
    """How often each role got beyond the door."""
    unfit: int = 0
    """Sound requests that were answered 422, for a rule that the schema cannot say."""
    probes: int = 0
    """Requests without a header that must be there, and by methods that are none."""

    @property
    def beyond_share(self) -> float:
        """Of the requests, those that were not refused at the door."""
        return self.beyond.total() / self.cases if self.cases else 0.0

    @property
    def never_drawn(self) -> int:
        """Operations of which no request could be drawn in any mode."""
        return self.operations - len(self.drawn)

    @property
    def without(self) -> list[str]:
        """Roles none of whose requests got beyond the door."""
        return [role for role in Role if not self.roles[role]]


@dataclass
class Drawing:
    """A service with something in it, and those who call it: one for each role."""

    served: Served
    owner: Engine
    told: Told = field(default_factory=Told)

    def __post_init__(self) -> None:
        self.stage = set_the_stage(self.served, self.owner)
        self.callers: dict[tuple[Role, bool], Caller] = {}
        self.ids: dict[str, list[str]] = {}

    def caller(self, role: Role, *, stepped_up: bool = False) -> Caller:
        """Who has this role on the stage, with a fresh token or session, whatever became of her last one."""
        known = self.callers.get((role, stepped_up))
        if known is None:
            who = self.stage.callers[role]
            if stepped_up and role is not Role.BATCH:
                known = self.served.again(who)
            else:
                now = self.served.clock()
                scopes, until = {"read", "write"}, now + timedelta(days=1)
                with self.served.service.store.transaction() as tx:
                    token, text = tokens.issue(tx, who.account, scopes=scopes, now=now, until=until)
                known = Caller(self.served.client, text, who.account, token)
            self.callers[role, stepped_up] = known
        return known

    def there(self, path: str) -> dict[str, list[str]]:
        """Of each id that this path names, some that are there."""
        names, found = re.findall(r"{(\w+)}", path), {}
        for name, table in zip(names, tables_of(path), strict=True):
            if table not in self.ids:
                self.ids[table] = self._some_of(table)
            if self.ids[table]:
                found[name] = self.ids[table]
        return found

    def _some_of(self, table: str) -> list[str]:
        if table not in Base.metadata.tables or "id" not in Base.metadata.tables[table].c:
            return []
        rows = select(cast(Base.metadata.tables[table].c.id, String)).limit(SOME)
        with self.owner.connect() as connection:
            return sorted(connection.execute(rows).scalars())

    def draw(
        self, examples: int, number: int, mode: GenerationMode, *, keep_on: bool = False
    ) -> None:
        """So many requests of each operation, by roles in turn; ``keep_on``: note what is wrong and go on.

        Raises
        ------
        Exception
            What schemathesis found wrong first, unless it keeps on.
        """
        self.told.operations = 0
        for operation in self._operations():
            self.told.operations += 1
            try:
                self._answers(operation, examples, number, mode)()
                self.told.drawn.add(operation.label)
            except (Exception, FailureGroup) as wrong:
                if type(wrong).__name__ == "Unsatisfiable":
                    self.told.not_drawn.add(f"{operation.label} {mode.value}")
                    continue
                if not keep_on:
                    raise
                self.told.drawn.add(operation.label)
                said = f"{operation.label} {type(wrong).__name__}"
                self.told.wrong.setdefault(said, str(wrong)[:2_000])
            self.callers.clear()

    def probe(self) -> None:
        """Each path by methods that it has not, each operation without a header that must be there."""
        has: dict[str, set[str]] = {}
        for operation in self._operations():
            has.setdefault(operation.path, set()).add(operation.method.upper())
            self._without_headers(operation)
        for path in has:
            self._other_methods(path, has)

    def _operations(self) -> Iterator[Any]:
        service = self.served.service
        app = create_app(service.settings, service=service)
        for found in schemathesis.openapi.from_dict(app.openapi()).get_all_operations():
            yield found.ok()  # type: ignore[union-attr] # an error in the schema fails here

    def _without_headers(self, operation: Any) -> None:
        must = [h["name"] for h in operation.definition.raw.get("parameters", ())
                if h["in"] == "header" and h.get("required")]  # fmt: skip
        good = {"Idempotency-Key": uuid4().hex, "If-Match": VERSIONS[0]}
        by = self._may(operation)[0]
        for left_out in must:
            headers = {name: good[name] for name in must if name != left_out}
            got = self._sent(self.caller(by), operation.method.upper(), operation.path, headers)
            if got.status_code not in MISSING:
                said = f"{operation.label} without {left_out}"
                self.told.wrong.setdefault(said, f"answered {got.status_code}")

    def _other_methods(self, path: str, paths: dict[str, set[str]]) -> None:
        # A word where another path has an id is such an id to that one.
        like = [re.compile(re.sub(r"{\w+}", "[^/]+", other) + "$") for other in paths]
        there = [
            m for p, has in zip(like, paths.values(), strict=True) if p.match(path) for m in has
        ]
        for method in METHODS:
            if method not in there:
                got = self._sent(self.caller(Role.COORDINATOR), method, path, {})
                if got.status_code != 405 or not got.headers.get("Allow"):
                    self.told.wrong.setdefault(f"{method} {path}", f"answered {got.status_code}")

    def _sent(self, who: Caller, method: str, path: str, headers: dict[str, str]) -> Any:
        self.told.probes += 1
        ids = {name: [str(uuid4())] for name in re.findall(r"{(\w+)}", path)} | self.there(path)
        for name, some in ids.items():
            path = path.replace(f"{{{name}}}", some[0])
        body: Any = None if method == "GET" else {}
        return self.served.client.request(
            method, path, headers={**who.proof(), **headers}, json=body
        )

    def _answers(
        self, operation: Any, examples: int, number: int, mode: GenerationMode
    ) -> Callable[[], None]:
        chance = random.Random(f"{number} {operation.label}")
        may = self._may(operation)

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
            role = chance.choice(may if chance.random() < MAY_SHARE else list(Role))
            caller = self.caller(role, stepped_up=chance.random() < 0.5)
            if caller.cookie:  # whose proof is no token that could be left out of the schema's
                checks.remove(ignored_auth)
            sent = caller.proof()
            if "path" not in spoilt and chance.random() < THERE_SHARE:
                self._name_what_is_there(case, chance)
                sent["If-Match"] = chance.choice(VERSIONS)
            if case.method.upper() != "GET":
                sent["Idempotency-Key"] = uuid4().hex
            base = str(self.served.client.base_url)
            self.told.cases += 1
            got = case.call_and_validate(base_url=base, headers=sent, checks=checks, timeout=30)
            self.told.statuses[got.status_code] += 1
            self.told.unfit += mode is GenerationMode.POSITIVE and got.status_code == 422
            if got.status_code not in AT_THE_DOOR:
                self.told.beyond[operation.label] += 1
                self.told.roles[role] += 1

        return answers

    @staticmethod
    def _may(operation: Any) -> list[Role]:
        where = operation.method.upper(), operation.path.removeprefix(BASE)
        return sorted(ROLES.get(where, PEOPLE))

    def _name_what_is_there(self, case: schemathesis.Case[Any], chance: random.Random) -> None:
        for name, ids in self.there(case.path).items():
            case.path_parameters[name] = chance.choice(ids)


@contextmanager
def drawing_on(database: Database) -> Iterator[Drawing]:
    """A drawing on the stage of that empty database, whose service refuses nobody for coming too often."""
    clock, owner = Clock(), create_engine(database.owner_url)
    clock.forward(seconds=(START - datetime.now(UTC)).total_seconds())
    # A probe with a wrong token is refused for the token alone.
    with serving(database, clock, network_rate=1e6, account_rate=1e6) as served:
        yield Drawing(served, owner)
    owner.dispose()


def draw_cases(database: Database, cases: int, *, number: int = 1) -> Told:
    """At least so many requests over the whole API, in both modes, round after round of other seeds."""
    with drawing_on(database) as drawing:
        drawing.probe()
        examples = max(1, min(EXAMPLES, cases // 600))
        while drawing.told.cases < cases:
            for mode in GenerationMode:
                drawing.draw(examples, number, mode, keep_on=True)
            number += 1
    return drawing.told
