"""Two worlds that differ in one secret, and every request of those who may not know it (security 4).

Each world is a database of its own with a whole service before it. Both get the same requests with
the same chance and clock, so that whatever differs in an answer tells of the secret.
"""

from __future__ import annotations

import gc
import json
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field, replace
from random import Random
from time import perf_counter
from typing import Any
from urllib.parse import quote
from uuid import UUID

from fastapi import FastAPI
from pydantic import SecretStr
from sqlalchemy import Engine, ForeignKey, Table, create_engine

from app.http import door
from app.main import create_app
from app.pictures import Pictures
from app.plan_runner import PlanRunner
from app.postgres_cluster import ADMIN, Cluster
from app.service import Service, open_service, tie_key
from app.settings import Settings
from app.vault import passwords
from app.vault.keys import FileMasterKey
from models import metadata
from models.words import Role
from tests.support.database import Database, fresh
from tests.support.examples import Example, Where, examples_of, filled, named
from tests.support.in_process import (
    Answer,
    Chance,
    Headers,
    InProcess,
    Moment,
    chance_of_our_own,
    proof_of,
    without_threads,
)
from tests.support.served import MASTER, Served
from tests.support.stage import START, Stage, set_the_stage
from tests.support.worlds_apart import KINDS, OWNED, Secret

NOT_COMPARED = (b"date", b"x-request-id")
MEETINGS = 20
"""How often at least each role meets each route in a run of 100 pairs."""
INNER = {"/shelters/{shelter}/staff-ties"}
"""Paths whose version is the inner one of a shelter."""
ENDING = ("/accounts/{", "/approvals/{", "/credentials", "/session", "/tokens/{")
"""Beginnings of paths after which somebody may be let in no more."""
NEAR = 0.6
"""Share of requests about something real that are about what the caller may reach."""
UNLIMITED = 1e6
"""Requests a second: floods are told by the machine's clock, which is no part of any secret."""
STEP_S = 0.02
"""From one request to the next; a pair is over before anybody's five minutes of stepping up are."""
TIDY_EVERY = 25
"""Pairs after which both databases are vacuumed."""

Meeting = tuple[Role, Where]


class Still(PlanRunner):
    """A runner that starts nothing: its thread would have a chance of its own."""

    def start(self, run: UUID) -> None:
        """It stays RUNNING."""

    def ask(self, run: UUID, change: Any) -> None:
        """It stays RUNNING as well."""


def _as_new(own: Service) -> Service:
    """The same service before it has seen anything."""
    pictures = Pictures(own.store, own.places, tie_key(own.master))
    runner = Still(own.store, pictures, now=own.now, limits=own.runner.limits)
    return replace(own, pictures=pictures, runner=runner)


@dataclass(frozen=True)
class Request:
    """One request, as it goes to both worlds."""

    role: Role
    where: Where
    method: str
    target: str
    headers: Headers
    body: bytes


@dataclass(frozen=True)
class Difference:
    """Something that one world says and the other does not."""

    secret: str
    role: Role
    where: Where
    what: str
    target: str

    def __str__(self) -> str:
        method, path = self.where
        return f"{self.role} learns {self.secret} by {method} {path}: {self.what} ({self.target})"


@dataclass
class Tally:
    """What a run has met and found."""

    pairs: int = 0
    requests: int = 0
    met: Counter[Meeting] = field(default_factory=Counter)
    statuses: dict[Meeting, Counter[int]] = field(default_factory=dict)
    kinds: Counter[str] = field(default_factory=Counter)
    differences: list[Difference] = field(default_factory=list)
    seconds: dict[str, tuple[list[float], list[float]]] = field(default_factory=dict)
    """By kind of secret, how long each world took for each request."""


class World:
    """One database and the service before it."""

    def __init__(self, cluster: Cluster, database: Database, clock: Moment) -> None:
        settings = Settings(
            database_url=SecretStr(database.service_url),
            demo=True,
            place_quota=1000,
            pool_size=2,
            network_rate=UNLIMITED,
            account_rate=UNLIMITED,
        )
        self.service = _as_new(open_service(settings, master=FileMasterKey(MASTER), now=clock))
        self.app: FastAPI = create_app(settings, service=self.service)
        self.admin: Engine = create_engine(cluster.url(ADMIN, database.name))
        self.direct = cluster.connect(database.name)
        self._reset = ""

    def keep(self, *, backwards: bool = False) -> None:
        """What stands in every table now is what it is set back to.

        ``backwards``: the last row first, so that an answer which follows from where rows lie in
        their table differs from that of a world that is set back forwards.
        """
        tables = [t.name for t in metadata.sorted_tables]
        self.direct.execute("CREATE SCHEMA kept")
        for table in tables:
            rows = f"SELECT * FROM public.{table} ORDER BY ctid {'DESC' if backwards else 'ASC'}"
            self.direct.execute(f"CREATE TABLE kept.{table} AS {rows}")
            self.direct.execute(f"ALTER TABLE public.{table} SET (autovacuum_enabled = false)")
        always = self.direct.execute(
            "SELECT tgrelid::regclass::text, tgname FROM pg_trigger"
            " WHERE NOT tgisinternal AND tgenabled = 'A'"
        ).fetchall()
        steps = [
            "BEGIN",
            "SET LOCAL session_replication_role = replica",
            *(f"ALTER TABLE {table} DISABLE TRIGGER {name}" for table, name in always),
            *(f"DELETE FROM public.{table}" for table in tables),
            *(
                f"INSERT INTO public.{table} OVERRIDING SYSTEM VALUE SELECT * FROM kept.{table}"
                for table in tables
            ),
            *(f"ALTER TABLE {table} ENABLE ALWAYS TRIGGER {name}" for table, name in always),
            "COMMIT",
        ]
        self._reset = "; ".join(steps)

    def set_back(self) -> None:
        """Everything is as it was kept, and the service has seen nothing yet."""
        self.direct.execute(self._reset)
        self.app.state.service = _as_new(self.service)

    def apply(self, side: Any) -> None:
        """One side of a secret."""
        with self.admin.begin() as connection:
            side(connection)

    def contents(self) -> dict[str, str]:
        """What stands in each table, as one hash of its rows."""
        rows = "SELECT md5(string_agg(t::text, ' ' ORDER BY t::text)) FROM"
        tables = [table.name for table in metadata.sorted_tables]
        return {name: self._one(f"{rows} {name} t") for name in tables}

    def number(self, query: str, *values: Any) -> int:
        """What this query counts."""
        (found,) = self.direct.execute(query, values).fetchone() or (0,)
        return int(found)

    def _one(self, query: str) -> str:
        (found,) = self.direct.execute(query).fetchone() or ("",)
        return str(found)

    def tidy(self) -> None:
        """No dead row is left, in both worlds at the same step."""
        self.direct.execute("VACUUM")

    def version(self, path: str, table: str, row: str) -> int | None:
        """The version of that row, as somebody would send it who has just read it there."""
        if path in INNER:
            query = f"SELECT inner_version FROM {table} WHERE id = %s"
        elif table == "referrals":  # a case is one aggregate, and its household counts
            query = "SELECT version FROM households WHERE referral_id = %s"
        elif "version" in metadata.tables[table].c:
            query = f"SELECT version FROM {table} WHERE id = %s"
        else:
            return None
        found = self.direct.execute(query, [row]).fetchone()
        return None if found is None else int(found[0])

    def close(self) -> None:
        """Nobody is in the database any more."""
        self.service.close()
        self.admin.dispose()
        self.direct.close()


class Theatre:
    """Two worlds on one stage, the requests that are known, and the ids that a path may name."""

    def __init__(self, cluster: Cluster, template: str, stack: ExitStack) -> None:
        self.chance: Chance = stack.enter_context(chance_of_our_own())
        stack.enter_context(without_threads())
        stack.enter_context(silent())
        stack.enter_context(light_passwords())
        self.clock = Moment(START)
        self.loop = InProcess()
        stack.callback(self.loop.close)
        self.stage = self._set(cluster, template, stack)
        self.examples: dict[Where, Example] = examples_of(self.left.app)
        self.ids = ids_of_paths(self.left, self.examples.values())
        self.near = self._near()
        gc.collect()
        gc.freeze()  # what is made by now stays: no collection looks through it again
        stack.callback(gc.unfreeze)

    def _set(self, cluster: Cluster, template: str, stack: ExitStack) -> Stage:
        first = stack.enter_context(fresh(cluster, template=template))
        world = World(cluster, first, self.clock)
        self.chance.begin("stage")
        with self.loop.client(world.app) as client:
            served = Served(world.service, client, self.clock)  # type: ignore[arg-type]
            stage = set_the_stage(served, world.admin)
        stage.filled = frozenset(_filled(world, stage))
        world.close()
        second = stack.enter_context(fresh(cluster, template=first.name))
        self.left, self.right = (World(cluster, d, self.clock) for d in (first, second))
        for one in self.worlds:
            stack.callback(one.close)
            one.keep(backwards=one is self.right)
        return stage

    @property
    def worlds(self) -> tuple[World, World]:
        """Both."""
        return self.left, self.right

    def _near(self) -> dict[Role, frozenset[str]]:
        """What each role's own house or case has; most of what it asks is about that."""
        hers, house = self.stage.cases["hers"], self.stage.shelter("own")
        case = {"household_id": hers.household, "referral_id": hers.referral}
        found = {}
        for role in Role:
            its = {"shelter_id": house} if role is Role.SHELTER else case
            ids = {str(value) for value in its.values()}
            for table in metadata.sorted_tables:
                for column, value in its.items():
                    if column in table.c and "id" in table.c:
                        query = f"SELECT id FROM {table.name} WHERE {column} = %s"
                        rows = self.left.direct.execute(query, [value]).fetchall()
                        ids |= {str(row[0]) for row in rows}
            found[role] = frozenset(ids)
        return found

    def without_rows(self) -> set[tuple[str, ...]]:
        """Names in paths for which this world has no row at all."""
        return {names for names, rows in self.ids.items() if not rows}

    def secret(self, number: int) -> Secret:
        """The secret in which the pair of that number differs."""
        names = list(KINDS)
        rng = Random(f"secret {number}")
        return KINDS[names[number % len(names)]](self.stage, rng)

    def set_apart(self, number: int, secret: Secret) -> None:
        """Both worlds are set back, and from here on they differ in that secret."""
        self.clock.at = START
        for world, side in zip(self.worlds, secret.sides, strict=True):
            world.set_back()
            self.chance.begin(f"secret {number}")
            world.apply(side)

    def play(
        self,
        number: int,
        secret: Secret,
        meetings: Sequence[Meeting],
        tally: Tally,
        *,
        timed: bool = False,
    ) -> None:
        """Set both worlds back, let them differ, and send both every request of these meetings."""
        rng = Random(f"pair {number}")
        self.set_apart(number, secret)
        took = tally.seconds.setdefault(secret.kind, ([], [])) if timed else None
        tally.pairs += 1
        tally.kinds[secret.kind] += 1
        order = list(meetings)
        rng.shuffle(order)
        # Whoever signs out, or is signed out, is so last.
        order.sort(key=lambda m: m[1][0] != "GET" and m[1][1].startswith(ENDING))
        for step, (role, where) in enumerate(order):
            for n, request in enumerate(self._requests(role, where, secret, rng)):
                self.clock.forward(seconds=STEP_S)
                answers = []
                for side_, world in enumerate(self.worlds):
                    self.chance.begin(f"{number} {step} {n}")
                    began = perf_counter()
                    answers.append(self.send(world, request))
                    if took is not None:
                        took[side_].append(perf_counter() - began)
                tally.requests += 1
                tally.statuses.setdefault((role, where), Counter())[answers[0].status] += 1
                found = _difference(*answers)
                if found is not None:
                    difference = Difference(secret.kind, role, where, found, request.target)
                    tally.differences.append(difference)
            tally.met[role, where] += 1
        if number % TIDY_EVERY == TIDY_EVERY - 1:
            for world in self.worlds:
                world.tidy()

    def send(self, world: World, request: Request) -> Answer:
        """What that world answers."""
        return self.loop.ask(
            world.app, request.method, request.target, request.headers, request.body
        )

    def readings(self, role: Role) -> Iterator[Request]:
        """Everything that this role may read, of every row that there is."""
        for where, example in self.examples.items():
            if example.method == "GET" and role in allowed_on(where):
                for ids in self.ids[example.tables] if example.tables else [named(example)]:
                    yield self._about(role, example, ids)

    def _requests(self, role: Role, where: Where, secret: Secret, rng: Random) -> Iterator[Request]:
        """A request, about something real for those who are let in; at times a second one."""
        example = self.examples[where]
        allowed = role in allowed_on(where)
        yield self._drawn(role, example, secret, rng, real=allowed or rng.random() < 0.7)
        if allowed and example.params and rng.random() < 0.5:
            yield self._drawn(role, example, secret, rng, real=rng.random() < 0.7)

    def _drawn(
        self, role: Role, example: Example, secret: Secret, rng: Random, *, real: bool
    ) -> Request:
        ids = self._draw(role, example, secret, rng, real=real)
        return self.request(role, example, ids, secret, rng)

    def request(
        self, role: Role, example: Example, ids: Sequence[str], secret: Secret, rng: Random
    ) -> Request:
        """The whole request of this example about these rows; ``rng`` draws what its body says."""
        bare = self._about(role, example, ids)
        headers, body = bare.headers, b""
        if example.method != "GET":
            headers.append((b"idempotency-key", rng.randbytes(12).hex().encode()))
            if example.tables:
                seen = self.left.version(example.where[1], example.tables[0], ids[0])
                headers.append((b"if-match", b'"%d"' % (seen or 1)))
        if example.body is not None:
            headers.append((b"content-type", b"application/json"))
            body = json.dumps(filled(example.body, self._values(secret, rng))).encode()
        elif example.method != "GET":
            headers.append((b"content-type", b"application/json"))
        return replace(bare, headers=headers, body=body)

    def _about(self, role: Role, example: Example, ids: Sequence[str]) -> Request:
        """The request of this example about these rows, with nothing in it but who asks."""
        target = example.path
        for name, value in zip(example.params, ids, strict=True):
            target = target.replace("{" + name + "}", quote(value))
        proof = proof_of(self.stage.callers[role])
        return Request(role, example.where, example.method, target, proof, b"")

    def _draw(
        self, role: Role, example: Example, secret: Secret, rng: Random, *, real: bool
    ) -> tuple[str, ...]:
        if not example.tables:
            return named(example)
        params, rows = example.params, self.ids[example.tables]
        ghosts = secret.ids.get(example.tables[0], [])
        if real and ghosts and rng.random() < 0.5:
            return (rng.choice(ghosts), *(random_id(rng) for _ in params[1:]))
        if real and rows:
            own = [row for row in rows if row[0] in self.near[role]]
            return rng.choice(own if own and rng.random() < NEAR else rows)
        return tuple(random_id(rng) for _ in params)

    def _values(self, secret: Secret, rng: Random) -> dict[str, str]:
        """What the words of a body stand for this time."""
        cases = [str(case.referral) for case in self.stage.cases.values()]
        cases += secret.ids.get("referrals", [])
        one, other = rng.sample(cases, 2)
        networks = [one for one in self.stage.networks if one not in secret.unfeared]
        values = {
            "town": self.stage.town,
            "zone": self.stage.zone,
            "random": random_id(rng),
            "referral": one,
            "other_referral": other,
            "shelter": str(self.stage.shelter(rng.choice(list(self.stage.houses)))),
            "network": str(rng.choice(networks)),
            "account": str(rng.choice(list(self.stage.callers.values())).account),
        }
        for example in self.examples.values():
            rows = self.ids.get(example.tables, [])
            if len(example.params) == 1 and example.params[0] not in values and rows:
                values[example.params[0]] = rng.choice(rows)[0]
        return values


def ids_of_paths(
    world: World, examples: Iterable[Example]
) -> dict[tuple[str, ...], list[tuple[str, ...]]]:
    """For what each path names, the rows of this world that belong together."""
    found: dict[tuple[str, ...], list[tuple[str, ...]]] = {}
    for example in examples:
        if example.tables and example.tables not in found:
            query = _joined([metadata.tables[table] for table in example.tables])
            rows = world.direct.execute(query).fetchall()
            found[example.tables] = [tuple(str(v) for v in row) for row in rows]
    return found


@contextmanager
def theatre(cluster: Cluster, template: str) -> Iterator[Theatre]:
    """Two worlds, ready to be played."""
    with ExitStack() as stack:
        yield Theatre(cluster, template, stack)


def deal(
    numbers: Sequence[int], secrets: Sequence[Secret], meetings: Sequence[Meeting], each: int
) -> dict[int, list[Meeting]]:
    """Which meetings each pair replays: a fifth of them, and each ``each`` times at least.

    A role that may learn of a pair's secret by a route does not meet that route in that pair.
    """
    dealt: dict[int, list[Meeting]] = {number: [] for number in numbers}
    for role, where in meetings:
        blind = [
            number
            for number, secret in zip(numbers, secrets, strict=True)
            if not secret.knows(role, *where)
        ]
        assert len(blind) >= each, f"{role} knows too much of what {where} may tell"
        rng = Random(f"deal {numbers[0]} {role} {where}")
        for number in rng.sample(blind, max(each, len(blind) // 5)):
            dealt[number].append((role, where))
    return dealt


def allowed_on(where: Where) -> frozenset[Role]:
    """The roles that may call this route; every one, where nobody is asked who she is."""
    from app import access

    return access.ROLES.get(where, frozenset(Role))


def _difference(one: Answer, other: Answer) -> str | None:
    """All that differs, in words; None when nothing does."""
    found = []
    if one.status != other.status:
        found.append(f"status {one.status} and {other.status}")
    if len(one.body) != len(other.body):
        found.append(f"length {len(one.body)} and {len(other.body)}")
    elif one.body != other.body:
        found.append("body")
    apart = set(_compared(one)) ^ set(_compared(other))
    found += sorted({f"header {name.decode()}" for name, _ in apart})
    if not found and _compared(one) != _compared(other):
        found.append("order of headers")
    return ", ".join(found) or None


def _compared(answer: Answer) -> list[tuple[bytes, bytes]]:
    return [(name, value) for name, value in answer.headers if name not in NOT_COMPARED]


def random_id(rng: Random) -> str:
    """An id of nothing."""
    return str(UUID(bytes=rng.randbytes(16), version=4))


def _filled(world: World, stage: Stage) -> Iterator[str]:
    case = stage.cases["foreign"]
    for table in metadata.sorted_tables:
        for name in sorted(OWNED & set(table.c.keys())):
            its = case.referral if name == "referral_id" else case.household
            query = f"SELECT 1 FROM {table.name} WHERE {name} = %s LIMIT 1"
            if world.direct.execute(query, [its]).fetchone():
                yield table.name


def _joined(tables: Sequence[Table]) -> str:
    """Rows of these tables that belong together, by the references between them."""
    last = tables[-1]
    ids = [f"{tables[0].name}.id" if table is tables[0] else f"{table.name}.id" for table in tables]
    join, joined = last.name, {last.name}
    for table in reversed(tables[:-1]):
        stands = table.name == "case_members"  # hers by standing on the case; nothing refers to it
        way = _way(last, table.metadata.tables["referrals"] if stands else table)
        if way is None:  # of each with each: a case and a house that she said no to
            join += f" CROSS JOIN {table.name}"
            joined.add(table.name)
            continue
        for own, key in way:
            if key.column.table.name not in joined:
                there = key.column.table.name
                join += f" JOIN {there} ON {there}.{key.column.name} = {own}.{key.parent.name}"
                joined.add(there)
        if stands:
            join += " JOIN case_members ON case_members.referral_id = referrals.id"
            joined.add(table.name)
    return f"SELECT {', '.join(ids)} FROM {join} ORDER BY {', '.join(ids)}"


def _way(start: Table, goal: Table) -> list[tuple[str, ForeignKey]] | None:
    """References that lead from one table to another, the shortest way; None when there is none."""
    ways: list[tuple[Table, list[tuple[str, ForeignKey]]]] = [(start, [])]
    seen = {start.name}
    while ways:
        at, way = ways.pop(0)
        if at is goal:
            return way
        for key in sorted(at.foreign_keys, key=lambda k: k.parent.name):
            there = key.column.table
            if there.name not in seen:
                seen.add(there.name)
                ways.append((there, [*way, (at.name, key)]))
    return None


@contextmanager
def silent() -> Iterator[None]:
    """No line of the log for each of many thousand requests; the sweep of canaries reads logs."""
    real = vars(door)["answered"]
    vars(door)["answered"] = lambda *_: None
    try:
        yield
    finally:
        vars(door)["answered"] = real


@contextmanager
def light_passwords() -> Iterator[None]:
    """Passwords hashed by the same algorithm in its least memory: both worlds take it alike."""
    kept = passwords.MEMORY_KIB, passwords.ITERATIONS
    passwords.MEMORY_KIB, passwords.ITERATIONS = 8 * passwords.LANES, 1
    try:
        yield
    finally:
        passwords.MEMORY_KIB, passwords.ITERATIONS = kept
