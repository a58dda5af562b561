"""Every route of the service, asked by each role about rows of everybody else, and about nobody's.

The stage of the two worlds has a row behind every path, so no route is left out because nothing was
at hand. What may not be known is answered as an id that does not exist (security 5).
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from random import Random
from uuid import UUID

from models import metadata
from models.words import Role
from tests.support.examples import Example, Where, named
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
    """The answer to one request about these rows."""
    theatre.chance.begin("ids of others")
    secret = theatre.secret(0)
    return theatre.send(theatre.left, theatre.request(role, example, ids, secret, Random("body")))


@dataclass
class Walk:
    """What one role was answered about rows of others, and where no row was somebody else's."""

    met: Counter[int] = field(default_factory=Counter)
    told_apart: list[Where] = field(default_factory=list)
    left_out: list[str] = field(default_factory=list)

    def meet(self, where: Where, found: Answer, random: Answer) -> None:
        """One route: what is there must be answered as what is not."""
        if (found.status, found.body) != (404, random.body):
            self.told_apart.append(where)
        self.met[found.status] += 1


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
        answers = []
        for ids in (theirs[0], nobodys):
            theatre.left.set_back()  # what was allowed has changed something
            answers.append(asked(theatre, role, example, ids))
        walk.meet(where, *answers)
    return walk


def not_hers(theatre: Theatre, role: Role) -> Walk:
    """Every route that this role may not call, about a row that is there and about nobody's."""
    walk = Walk()
    theatre.left.set_back()
    for where, example in theatre.examples.items():
        if role in allowed_on(where):
            continue
        rows = theatre.ids.get(example.tables, []) if example.tables else []
        nobodys = tuple(random_id(Random(name)) for name in example.params)
        real = rows[0] if rows else named(example)
        walk.meet(where, *(asked(theatre, role, example, ids) for ids in (real, nobodys)))
    return walk
