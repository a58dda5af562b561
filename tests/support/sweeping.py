"""Where a canary could get out of a running service, and every place looked through.

One server, one database and one service of their own; everything they print, write and answer is
kept here until it is swept.
"""

from __future__ import annotations

import base64
import io
import json
import logging
import os
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager, redirect_stderr, redirect_stdout
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path
from random import Random
from typing import Any
from zipfile import ZipFile

from prometheus_client import generate_latest
from sqlalchemy import Connection, Engine, event, select, text

from app.access import BASE, ROLES
from app.keeping import breach
from app.keeping.backup import written
from app.postgres_cluster import ADMIN, Cluster
from app.reports import files, outside
from app.reports.commands import OF_YEAR
from app.store import sealed
from app.use_cases import reports
from app.vault.container import OfflineKey
from app.vault.keys import unwrapped_key
from app.vault.seal import Where as Place
from app.vault.seal import seal
from models.words import Role
from tests.support.canaries import Aviary, Canary, Hit, Kind, sweep_bytes, sweep_files
from tests.support.database import fresh
from tests.support.examples import Example, examples_of, filled, named
from tests.support.in_process import InProcess, Moment, chance_of_our_own, proof_of, without_threads
from tests.support.served import MASTER, Served
from tests.support.stage import START, Stage, set_the_stage
from tests.support.two_worlds import ENDING, World, ids_of_paths

FREE_TEXTS = frozenset(
    {"reason", "referrer_org", "house_duties", "status_rule", "text", "note", "said"}
)
"""Fields of bodies into which somebody writes freely."""

ANY = ""
COMPLAINT = f"{BASE}/referrals/{{referral}}/complaints reason"
QUESTION = f"{BASE}/shelters/{{shelter}}/questions said"
SHIFT_NOTE = f"{BASE}/shelters/{{shelter}}/shift-notes said"

ALLOWED: dict[tuple[str, Kind, str], str] = {
    ("database files", Kind.FREE, ANY): "the column of the case itself; retention empties it",
    ("write-ahead log", Kind.FREE, ANY): "the same column on its way to the files",
    ("dump", Kind.FREE, ANY): "the same column; a backup of it is encrypted as a whole",
    (f"answers to {Role.COORDINATOR}", Kind.FREE, ANY): "she reads that field, by the matrix",
    (f"answers to {Role.AUDITOR}", Kind.FREE, COMPLAINT): "complaints are hers to hear",
    (f"answers to {Role.ON_CALL}", Kind.FREE, COMPLAINT): "of a case on which she stands",
    (f"answers to {Role.SHELTER}", Kind.FREE, QUESTION): "a house reads its own thread",
    (f"answers to {Role.SHELTER}", Kind.FREE, SHIFT_NOTE): "a shift reads what the last one said",
    ("disclosed", Kind.SEALED, ANY): "what was opened, once, for its recipient after a step-up",
}
"""Where a canary may stand, which one, and why; everything else is a leak."""


@dataclass
class Said:
    """What the service has said so far."""

    out: io.StringIO = field(default_factory=io.StringIO)
    err: io.StringIO = field(default_factory=io.StringIO)
    logged: io.StringIO = field(default_factory=io.StringIO)
    answers: dict[Role, list[bytes]] = field(default_factory=lambda: {role: [] for role in Role})
    """Apart by who got them: what one may read another may not."""
    crashes: list[bytes] = field(default_factory=list)
    statements: set[str] = field(default_factory=set)
    """Texts that the database was sent; what stands for a parameter is none of it."""
    statuses: list[int] = field(default_factory=list)


class Cage:
    """A running service with a canary in everything that may not get out of it."""

    def __init__(self, cluster: Cluster, database: Any, stack: ExitStack) -> None:
        self.cluster, self.database = cluster, database
        self.disclosed: list[bytes] = []
        self.aviary, self.said = Aviary(), Said()
        self.temp = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="havn-sweep-")))
        self.exports = self.temp / "exports"
        self.exports.mkdir()
        self.clock, self.loop = Moment(START), InProcess()
        stack.callback(self.loop.close)
        self.world = World(cluster, database, self.clock)
        stack.callback(self.world.close)
        self.rng = Random("sweep")
        with self.heard(), self.loop.client(self.world.app) as client:
            served = Served(self.world.service, client, self.clock)  # type: ignore[arg-type]
            self.stage: Stage = set_the_stage(served, self.world.admin)
        self.examples: list[Example] = list(examples_of(self.world.app).values())
        self.ids = ids_of_paths(self.world, self.examples)

    @contextmanager
    def heard(self) -> Iterator[None]:
        """Whatever is printed, logged, put into a temporary file or sent as a statement is kept."""
        handler = logging.StreamHandler(self.said.logged)
        root, before = logging.getLogger(), tempfile.tempdir

        def sent(_: object, __: object, statement: str, *___: object) -> None:
            self.said.statements.add(statement)

        root.addHandler(handler)
        event.listen(Engine, "before_cursor_execute", sent)
        tempfile.tempdir, os.environ["TMPDIR"] = str(self.temp), str(self.temp)
        try:
            with redirect_stdout(self.said.out), redirect_stderr(self.said.err):
                yield
        finally:
            event.remove(Engine, "before_cursor_execute", sent)
            root.removeHandler(handler)
            tempfile.tempdir = before
            os.environ.pop("TMPDIR", None)

    # --- letting canaries out

    def seal_all(self) -> int:
        """A canary in every sealed column, in each row that there is; how many columns there are.

        Raises
        ------
        AssertionError
            When a sealed column has no row on the stage: a new one needs its row there.
        """
        with self.world.admin.begin() as db:
            for table, column in sealed.COLUMNS:
                kind, whose, joined = sealed._OWNER[table]
                (key,) = table.primary_key.columns
                rows = db.execute(
                    select(key.label("row"), whose.label("subject")).select_from(joined)
                ).all()
                assert rows, f"no canary for {table.name}.{column}: the stage has no row of it"
                for row in rows:
                    canary = self.aviary.new(Kind.SEALED, f"{table.name}.{column} {row.row}")
                    data_key = self._key(db, kind.value, row.subject)
                    place = Place(table.name, column, row.row)
                    value = seal(canary.text, data_key, place)
                    changed = table.update().where(key == row.row).values({column: value})
                    db.execute(changed)
        return len(sealed.COLUMNS)

    def _key(self, db: Connection, kind: str, subject: Any) -> Any:
        query = (
            "SELECT id, wrapped, generation FROM data_keys WHERE subject_id = :s"
            " AND subject_kind = :k ORDER BY generation DESC LIMIT 1"
        )
        row = db.execute(text(query), {"s": subject, "k": kind}).one()
        master = self.world.service.master
        return unwrapped_key(master, bytes(row.wrapped), row.id, kind, subject, row.generation)

    # --- driving every route

    def drive(self) -> None:
        """Every route as every role: as it should be called, and as somebody hostile would."""
        with self.heard():
            # Whoever signs out, or is signed out, is so last.
            order = sorted(
                self.examples, key=lambda e: e.path.removeprefix(BASE).startswith(ENDING)
            )
            for role in Role:
                for example in order:
                    self._ask(role, example, self._friendly(example))
                    if role in ROLES.get(example.where, ()) or self.rng.random() < 0.2:
                        for hostile in self._hostile(example):
                            self._ask(role, example, hostile)

    def export(self) -> list[Path]:
        """What commands write of this service: a backup, a breach report, the reports of its year.

        Workbooks are unpacked, since what is packed shows no token.
        """
        began, over = self.clock() - timedelta(days=1), START + timedelta(days=366)
        with self.heard():
            folder, offline = self.exports / "backup", OfflineKey.new().recipient()
            made = written(self.database.owner_url, folder, offline, over, ring_only=False)
            told = breach.report(self.world.service.store, began, over, None, over)
            for name, content in (("breach.json", told.as_json()), ("breach.txt", told.as_text())):
                made.append(self.exports / name)
                made[-1].write_text(content, encoding="utf-8")
            with self.world.service.store.transaction() as tx:
                known = reports.tell_year(tx, START.year, today=over.date(), now=over)
            year = [of(START.year, known) for of in OF_YEAR.values()]
            for report in (outside.annual(START.year, {START.year: known}), *year):
                made += files.write(report, self.exports / report.name)
        for book in [path for path in made if path.suffix == ".xlsx"]:
            with ZipFile(book) as packed:
                packed.extractall(book.with_suffix(""))
        return made

    def ask(self, role: Role, method: str, path: str) -> bytes:
        """One plain request of somebody new; everything that came back."""
        with self.heard():
            who = Served(self.world.service, None, self.clock).caller(role)  # type: ignore[arg-type]
            headers = proof_of(who)
            got = self.loop.ask(self.world.app, method, BASE + path, headers)
        self._keep(got, role)
        return got.body

    def _keep(self, got: Any, role: Role) -> None:
        head = b"\n".join(name + b": " + value for name, value in got.headers)
        into = self.said.crashes if got.status >= 500 else self.said.answers[role]
        into.append(head + b"\n\n" + got.body)
        self.said.statuses.append(got.status)

    def _ask(self, role: Role, example: Example, sent: tuple[str, bytes, list[Any]]) -> None:
        query, body, more = sent
        ids = self.ids.get(example.tables) or [named(example)]
        target = example.path
        for name, value in zip(example.params, self.rng.choice(ids), strict=False):
            target = target.replace("{" + name + "}", value)
        headers = [
            *proof_of(self.stage.callers[role]),
            (b"idempotency-key", self.rng.randbytes(12).hex().encode()),
            (b"if-match", b'"%d"' % self.rng.randint(1, 9)),
            (b"content-type", b"application/json"),
            *more,
        ]
        self.clock.forward(seconds=0.02)
        got = self.loop.ask(self.world.app, example.method, target + query, headers, body)
        if got.status == 200 and example.path.endswith("/open"):
            self.disclosed.append(got.body)
            return
        self._keep(got, role)

    def _friendly(self, example: Example) -> tuple[str, bytes, list[Any]]:
        if example.body is None:
            return "", b"", []
        body = _with_free_texts(filled(example.body, self._values()), example, self.aviary)
        return "", json.dumps(body).encode(), []

    def _hostile(self, example: Example) -> Iterator[tuple[str, bytes, list[Any]]]:
        """In a field's place, as a field's name, broken, too deep, in the query and in headers."""
        canary = self.aviary.new(Kind.SENT, f"{example.method} {example.path}")
        said = canary.text
        if not set(example.body or {"": ""}) <= FREE_TEXTS:  # else it is a good body, and kept
            yield "", json.dumps(_everywhere(example.body, said)).encode(), []
        yield "", json.dumps({said: said}).encode(), []
        yield "", f'{{"a": "{canary.token}'.encode(), []
        yield "", json.dumps([[said]]).encode(), []
        yield f"?limit={canary.token}&cursor={canary.token}", b"", []
        token = canary.token.encode()
        yield "", b"{}", [(b"if-match", token), (b"user-agent", token), (b"x-forwarded-for", token)]
        yield "", b"{}", [(b"idempotency-key", token + b" /")]
        yield "", b"{}", [(b"content-type", b"text/" + token), (b"referer", token)]

    def _values(self) -> dict[str, str]:
        cases = [str(case.referral) for case in self.stage.cases.values()]
        one, other = self.rng.sample(cases, 2)
        return {
            "town": self.stage.town,
            "zone": self.stage.zone,
            "referral": one,
            "other_referral": other,
            "shelter": self.stage.houses["other"]["id"],
            "network": str(self.stage.networks[0]),
        }

    # --- sweeping

    def sweep(self) -> set[Hit]:
        """Every canary that is anywhere it may not be."""
        return {hit for hit in self.hits() if not allowed(hit)}

    def hits(self) -> set[Hit]:
        """Every canary that is anywhere at all."""
        self.world.direct.execute("CHECKPOINT")
        found = sweep_bytes(self._texts(), self.aviary)
        data = self.cluster.data
        for part in ("base", "global"):
            found |= sweep_files("database files", data / part, self.aviary)
        found |= sweep_files("write-ahead log", data / "pg_wal", self.aviary)
        return found | sweep_files("temporary files", self.temp, self.aviary)

    def _texts(self) -> Iterator[tuple[str, bytes]]:
        said = self.said
        yield "standard output", said.out.getvalue().encode()
        yield "standard error", said.err.getvalue().encode()
        yield "log", said.logged.getvalue().encode()
        for role, answers in said.answers.items():
            yield f"answers to {role}", b"\n".join(answers)
        yield "disclosed", b"\n".join(self.disclosed)
        yield "statements", "\n".join(sorted(said.statements)).encode()
        yield "crashes", b"\n".join(said.crashes)
        yield "metrics", generate_latest(self.world.app.state.metrics.registry)
        yield "OpenAPI", json.dumps(self.world.app.openapi(), ensure_ascii=False).encode()
        yield "server's log", (self.cluster.home / "log").read_bytes()
        yield "dump", self.dump()
        yield "audit", self._rows("audit_events")
        yield "kept answers", self._kept_answers()

    def dump(self) -> bytes:
        """The database as it would leave in a backup of its admin."""
        url = self.cluster.url(ADMIN, self.database.name).replace("+psycopg", "")
        done = subprocess.run(
            [self.cluster.programs / "pg_dump", url], capture_output=True, check=True
        )
        return done.stdout

    def _rows(self, table: str) -> bytes:
        rows = self.world.direct.execute(f"SELECT {table}::text FROM {table}").fetchall()
        return "\n".join(row[0] for row in rows).encode()

    def _kept_answers(self) -> bytes:
        query = "SELECT response FROM idempotency_keys WHERE response IS NOT NULL"
        return b"\n".join(bytes(row[0]) for row in self.world.direct.execute(query).fetchall())

    def needles(self) -> list[tuple[str, bytes]]:
        """Secrets that are not texts of ours: tokens of every caller, the master key, data keys."""
        found = [
            (f"token of {role}", caller.token.encode())
            for role, caller in self.stage.callers.items()
        ]
        found += [
            (f"session of {role}", caller.cookie.encode())
            for role, caller in self.stage.callers.items()
            if caller.cookie
        ]
        found.append(("master key", MASTER))
        with self.world.admin.begin() as db:
            for row in db.execute(text("SELECT subject_kind, subject_id FROM data_keys")).all():
                key = self._key(db, row.subject_kind, row.subject_id)
                found.append((f"data key of {row.subject_id}", key._secret))
        return found

    def secrets_in(self, needles: list[tuple[str, bytes]]) -> set[str]:
        """Which of those stand anywhere, in plain, hex or base64."""
        haystacks = [data for _, data in self._texts()]
        for part in ("base", "global", "pg_wal"):
            haystacks += [p.read_bytes() for p in (self.cluster.data / part).rglob("*") if _is(p)]
        haystacks += [p.read_bytes() for p in self.temp.rglob("*") if p.is_file()]
        return {
            name
            for name, needle in needles
            for form in (needle, needle.hex().encode(), base64.b64encode(needle)[:-4])
            if any(form in data for data in haystacks)
        }


def allowed(hit: Hit) -> tuple[str, Kind, str] | None:
    """The entry of the list that names it with its reason; None for a leak."""
    if hit.canary is None:
        return None
    entries = ((hit.channel, hit.canary.kind, which) for which in (hit.canary.where, ANY))
    return next((entry for entry in entries if entry in ALLOWED), None)


def _is(path: Path) -> bool:
    return path.is_file()


def _with_free_texts(body: Any, example: Example, aviary: Aviary) -> Any:
    """The body with a canary in each of its free texts."""
    if isinstance(body, dict):
        return {
            name: aviary.new(Kind.FREE, f"{example.path} {name}").text
            if name in FREE_TEXTS and isinstance(value, str)
            else _with_free_texts(value, example, aviary)
            for name, value in body.items()
        }
    if isinstance(body, list):
        return [_with_free_texts(value, example, aviary) for value in body]
    return body


def _everywhere(body: Any, said: str) -> Any:
    """The body with the text in place of every value."""
    if isinstance(body, dict):
        return {name: _everywhere(value, said) for name, value in body.items()}
    return [_everywhere(value, said) for value in body] if isinstance(body, list) else said


@contextmanager
def cage(cluster: Cluster, template: str) -> Iterator[Cage]:
    """A service in which canaries may be let out."""
    with ExitStack() as stack:
        stack.enter_context(chance_of_our_own()).begin("cage")
        stack.enter_context(without_threads())
        database = stack.enter_context(fresh(cluster, template=template))
        yield Cage(cluster, database, stack)


__all__ = ["ALLOWED", "Cage", "Canary", "cage"]
