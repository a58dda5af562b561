"""Rows of everybody else, on every route that names one: as if they were not there (security 5, V8.2.2).

The stage of the two worlds has a row behind every path, so no route is left out because nothing was
at hand. Coordinators may know of every case; what keeps one of them away stands in test_matrix.py.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from random import Random
from uuid import UUID

import pytest

from models import metadata
from models.words import Role
from tests.support.examples import Example, Where
from tests.support.in_process import Answer
from tests.support.two_worlds import Theatre, allowed_on, random_id

HERS = frozenset({"hers", "at_own"})
"""Cases on which some who look stand, or of which the house of one of them knows."""
OF_AN_ACCOUNT = ("passkeys", "sessions", "api_tokens")
MAY = {
    (Role.AUDITOR, ("POST", "/complaints/{complaint}/review")),
    (Role.AUDITOR, ("POST", "/glass-breaks/{glass_break}/review")),
    (Role.ADMIN, ("DELETE", "/tokens/{token}")),
}
"""What somebody does about anybody's row, because it is her task."""
OF_ACCOUNTS = ("/accounts/{", "/duty-spans/{", "/organisations/{", "/alarms/{", "/tokens/{")
OF_NOBODY = (
    ("/dashboard/", "a file of the page"),
    ("/reports/", "a report by its name"),
    ("/plan-runs/", "the one plan of the country, which the planner reads"),
    ("/shelters/{shelter}/vacancy", "whoever takes calls writes down any house's vacancy"),
    ("/transfers/", "rows of a move name a placement alone; test_matrix.py has them"),
    ("/disclosures/", "whether a seal is opened is asked by test_disclosure.py"),
    ("/reading-digests/", "an auditor is told of everybody's readings, once"),
)
"""Beginnings of paths for which no row is somebody else's, and why."""


def rows_of_others(theatre: Theatre, role: Role) -> frozenset[str]:
    """Ids that this role's caller has nothing to do with."""
    ask, stage = theatre.left.direct.execute, theatre.stage
    cases = [case for name, case in stage.cases.items() if name not in HERS]
    found = {str(case.referral) for case in cases}
    houses = {stage.shelter(name) for name in stage.houses if name != "own"}
    if role is Role.SHELTER:
        found |= set(map(str, houses))
    wanted: dict[str, set[UUID]] = {
        "household_id": {case.household for case in cases},
        "referral_id": {case.referral for case in cases},
        "shelter_id": houses if role is Role.SHELTER else set[UUID](),
    }
    for table in metadata.sorted_tables:
        for column, values in wanted.items():
            if column in table.c and "id" in table.c and values:
                query = f"SELECT id FROM {table.name} WHERE {column} = ANY(%s)"
                found |= {str(one) for (one,) in ask(query, [list(values)]).fetchall()}
    account = theatre.stage.callers[role].account
    for name in OF_AN_ACCOUNT:
        rows = ask(f"SELECT id FROM {name} WHERE account_id <> %s", [account]).fetchall()
        found |= {str(one) for (one,) in rows}
    return frozenset(found) - theatre.near[role]


def asked(theatre: Theatre, role: Role, example: Example, ids: tuple[str, ...]) -> Answer:
    """The answer to one request about these rows, in a world in which nothing has happened."""
    theatre.left.set_back()
    theatre.chance.begin("ids of others")
    secret = theatre.secret(0)
    return theatre.send(theatre.left, theatre.request(role, example, ids, secret, Random("body")))


@dataclass
class Walk:
    """What one role was answered about rows of others, and where no row was somebody else's."""

    met: Counter[int] = field(default_factory=Counter)
    told_apart: list[Where] = field(default_factory=list)
    left_out: list[str] = field(default_factory=list)


def walked(theatre: Theatre, role: Role) -> Walk:
    """Every route of this role that names a row, once about somebody else's and once about nobody's."""
    others, walk = rows_of_others(theatre, role), Walk()
    for where, example in theatre.examples.items():
        if not example.params or role not in allowed_on(where) or (role, where) in MAY:
            continue
        rows = theatre.ids.get(example.tables, []) if example.tables else []
        theirs = [row for row in rows if others & set(row)]
        if not theirs:
            walk.left_out.append(where[1])
            continue
        nobodys = tuple(random_id(Random(name)) for name in example.params)
        found, random = (asked(theatre, role, example, ids) for ids in (theirs[0], nobodys))
        if (found.status, found.body) != (404, random.body):
            walk.told_apart.append(where)
        walk.met[found.status] += 1
    return walk


@pytest.mark.parametrize("role", [role for role in Role if role is not Role.COORDINATOR])
def test_v8_2_2_a_row_of_somebody_else_is_not_there(two_worlds: Theatre, role: Role) -> None:
    walk = walked(two_worlds, role)
    assert walk.told_apart == []
    known = tuple(path for path, _ in OF_NOBODY) + (OF_ACCOUNTS if role is Role.ADMIN else ())
    assert [path for path in walk.left_out if not path.startswith(known)] == []
    assert set(walk.met) <= {404}, "whoever asks wrongly is asked nothing"


def test_the_same_walk_finds_what_may_be_known(two_worlds: Theatre) -> None:
    """A coordinator may know of every case: were all answers alike for her too, it would show nothing."""
    assert len(walked(two_worlds, Role.COORDINATOR).told_apart) > 50
