"""The matrix told again in few words, and every answer compared with it: what a role is told of each
noun, what each route may answer, and what is found under the ids of somebody else."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any, get_args
from uuid import uuid4

from fastapi import FastAPI
from fastapi.routing import APIRoute

from app import access
from app.access import BASE
from app.contract.readers import _NOUN, Of, Told, model_for
from models.rights import FIELDS, Code, Field
from models.words import Role
from tests.support.examples import examples_of, filled
from tests.support.served import Caller


@dataclass
class Swept:
    """How much was asserted, and what was found that should not be there."""

    assertions: int = 0
    leaks: list[str] = field(default_factory=list)

    def must(self, holds: bool, what: str) -> None:
        """Count one assertion, and note it when it does not hold."""
        self.assertions += 1
        if not holds:
            self.leaks.append(what)


def nouns(of: type[Told] = Told) -> Iterator[type[Told]]:
    """Every noun that is told by the service, the derived models of readers left out."""
    for each in of.__subclasses__():
        if each.__module__.startswith("app.") and each not in _NOUN:
            yield each
            yield from nouns(each)


def may_be_told(fields: Mapping[str, Field], role: Role, of: Of, own: bool) -> bool:
    """The code letters of security 5, told again without a look at the readers."""
    letters = {code.value for code in fields[of.field].codes[role]}
    if letters & {code.value for code in of.by}:
        return True
    if "b" in letters and of.band is not None:
        return True
    if "U" in letters:
        return False
    return "R" in letters or ("O" in letters and own)


def sweep_models(swept: Swept, fields: Mapping[str, Field] = FIELDS) -> None:
    """Each field of each noun for each role, on a case on which she stands and on another one."""
    for noun in nouns():
        for role in Role:
            for own in (True, False):
                told = model_for(noun, role, own).model_fields
                for name, info in noun.model_fields.items():
                    (of,) = (one for one in info.metadata if isinstance(one, Of))
                    wanted = may_be_told(fields, role, of, own)
                    swept.must(
                        (name in told) == wanted, f"{noun.__name__}.{name} to {role}, own {own}"
                    )


def sweep_routes(swept: Swept, app: FastAPI) -> None:
    """Each route answers models of the roles that may call it, and of no other."""
    for route in app.routes:
        if not isinstance(route, APIRoute):
            continue
        for method in route.methods or ():
            where = (method, route.path_format.removeprefix(BASE))
            if where not in access.ROLES:
                continue
            met = set(get_args(route.response_model)) or {route.response_model}
            for model in met:
                noun = _NOUN.get(model, model)
                if not (isinstance(noun, type) and issubclass(noun, Told)):
                    continue
                theirs = {
                    model_for(noun, role, own)
                    for role in access.ROLES[where]
                    for own in (True, False)
                }
                swept.must(model in theirs, f"{where}: {model.__name__}")


def walk_foreign_ids(
    swept: Swept,
    app: FastAPI,
    role: Role,
    caller: Caller,
    foreign: Mapping[str, str],
    *,
    beyond_its_own: bool = False,
) -> int:
    """Every route this role may call, with the ids of somebody else: as with random ones.

    ``beyond_its_own``: routes of other roles as well. Gives back how many routes were met.
    """
    met = 0
    for where, example in examples_of(app).items():
        own = beyond_its_own or role in access.ROLES[where] if where in access.ROLES else False
        if not own or not example.params:
            continue
        if not set(example.params) <= foreign.keys():
            continue
        random = {name: str(uuid4()) for name in example.params}
        answers = []
        for ids in (foreign, random):
            path = re.sub(r"{(\w+)}", lambda m, ids=ids: ids[m[1]], where[1])  # type: ignore[misc]
            body: Any = filled(example.body, dict(random)) if example.body is not None else None
            got = caller(where[0], path, body, version=1)
            answers.append((got.status_code, got.content))
        swept.must(answers[0] == answers[1], f"{role} {where}: another answer than to a random id")
        swept.must(answers[0][0] in (404, 422), f"{role} {where}: {answers[0][0]}")
        met += 1
    return met


def without(entry: str, role: Role, codes: Iterable[Code]) -> dict[str, Field]:
    """The matrix with other codes of one role for one field."""
    told = FIELDS[entry]
    changed = Field(
        told.name,
        told.text,
        told.secrecy,
        told.columns,
        {**told.codes, role: frozenset(codes)},
        told.why,
    )
    return {**FIELDS, entry: changed}
