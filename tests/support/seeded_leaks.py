"""Twenty leaks put in on purpose, one after the other: what a sweep is good for, it must find."""

from __future__ import annotations

import base64
import json
import logging
import sys
from collections.abc import Callable
from dataclasses import dataclass
from urllib.parse import quote

import structlog
from sqlalchemy import text

from models.words import Role
from tests.support.canaries import Canary, Kind
from tests.support.sweeping import Cage

LEAKS: dict[str, tuple[str, Callable[[Cage, Canary], None]]] = {}
"""By name: the channel in which it must be found, and how it is put there."""


@dataclass(frozen=True)
class Seeded:
    """One leak and whether it was found where it is."""

    name: str
    found: bool


def leak(
    channel: str,
) -> Callable[[Callable[[Cage, Canary], None]], Callable[[Cage, Canary], None]]:
    """A way for a canary to get out, and where it comes out."""

    def register(put: Callable[[Cage, Canary], None]) -> Callable[[Cage, Canary], None]:
        LEAKS[put.__name__] = (channel, put)
        return put

    return register


def _sql(cage: Cage, statement: str, **values: object) -> None:
    with cage.world.admin.begin() as db:
        db.execute(text(statement), values)


@leak("standard output")
def a_name_in_a_line_of_the_log(cage: Cage, canary: Canary) -> None:
    """A processor that lets everything through."""
    structlog.wrap_logger(
        structlog.PrintLogger(), processors=[structlog.processors.JSONRenderer()]
    ).info("answered", name=canary.text)


@leak("standard error")
def printed_while_debugging(cage: Cage, canary: Canary) -> None:
    """A print that was forgotten."""
    print("address:", canary.text.upper(), file=sys.stderr)


@leak("log")
def a_warning_of_a_library(cage: Cage, canary: Canary) -> None:
    """A library that quotes what it was given."""
    logging.getLogger("some.library").warning("cannot parse %r", canary.text.encode())


@leak("log")
def hex_in_the_log(cage: Cage, canary: Canary) -> None:
    """Bytes logged as hex, as if that hid them."""
    logging.getLogger("some.library").warning("packet %s", canary.text.encode().hex())


@leak("statements")
def glued_into_a_statement(cage: Cage, canary: Canary) -> None:
    """A text where a parameter belongs."""
    with cage.heard():
        _sql(cage, f"SELECT '{canary.text}'")


@leak("answers to ON_CALL")
def repeated_in_an_error(cage: Cage, canary: Canary) -> None:
    """A validation error with its input."""
    body = json.dumps({"detail": [{"input": canary.text}]}).encode()
    cage.said.answers[Role.ON_CALL].append(b"content-type: application/json\n\n" + body)


@leak("answers to ON_CALL")
def in_a_header(cage: Cage, canary: Canary) -> None:
    """A header for debugging."""
    cage.said.answers[Role.ON_CALL].append(
        b"x-case: " + base64.b64encode(canary.text.encode()) + b"\n\n{}"
    )


@leak("answers to ON_CALL")
def in_a_location(cage: Cage, canary: Canary) -> None:
    """A name in an address."""
    cage.said.answers[Role.ON_CALL].append(
        b"location: /cases/" + quote(canary.text).encode() + b"\n\n"
    )


@leak("answers to ON_CALL")
def as_a_script_writes_it(cage: Cage, canary: Canary) -> None:
    """UTF-16, as a download for a spreadsheet is."""
    cage.said.answers[Role.ON_CALL].append(
        b"content-type: text/csv\n\n" + canary.text.encode("utf-16")
    )


@leak("audit")
def in_the_detail_of_an_act(cage: Cage, canary: Canary) -> None:
    """Content where only ids, words and counts may stand."""
    _sql(
        cage,
        "INSERT INTO audit_events (seq, at, act, detail, key_id, before, link)"
        " SELECT max(seq) + 1, now(), 'CASE_READ', jsonb_build_object('name', CAST(:t AS text)),"
        " 'k', :b, :b FROM audit_events",
        t=canary.text,
        b=bytes(32),
    )


@leak("database files")
def in_a_plain_column(cage: Cage, canary: Canary) -> None:
    """A name as a code name."""
    _sql(
        cage,
        "INSERT INTO threat_networks (id, label) VALUES (gen_random_uuid(), :t)",
        t=canary.token.upper(),
    )


@leak("write-ahead log")
def written_and_deleted(cage: Cage, canary: Canary) -> None:
    """Gone from the table, and not from the log of its changes."""
    _sql(cage, "CREATE TABLE scratch (said text)")
    _sql(cage, "INSERT INTO scratch VALUES (:t)", t=canary.text)
    _sql(cage, "DROP TABLE scratch")


@leak("dump")
def in_the_dump(cage: Cage, canary: Canary) -> None:
    """A column of bytes, which a dump writes as hex."""
    _sql(
        cage,
        "UPDATE contact_safety SET code_word_hash = :b WHERE id ="
        " (SELECT min(id::text)::uuid FROM contact_safety)",
        b=canary.text.encode(),
    )


@leak("kept answers")
def in_a_kept_answer(cage: Cage, canary: Canary) -> None:
    """An answer that is kept for a retry, with what it told."""
    _sql(
        cage,
        "INSERT INTO idempotency_keys (account_id, key, request_hash, status, response, created_at)"
        " SELECT id, 'seeded', :h, 200, :r, now() FROM accounts LIMIT 1",
        h=bytes(32),
        r=json.dumps({"brief": canary.text}).encode(),
    )


@leak("temporary files")
def in_a_temporary_file(cage: Cage, canary: Canary) -> None:
    """A form that was set aside."""
    (cage.temp / "form.json").write_text(json.dumps(canary.text), encoding="utf-8")


@leak("temporary files")
def in_a_temporary_file_in_base64(cage: Cage, canary: Canary) -> None:
    """An attachment."""
    (cage.temp / "mail.eml").write_bytes(b"x: " + base64.b64encode(b"a" + canary.text.encode()))


@leak("temporary files (name)")
def in_the_name_of_a_file(cage: Cage, canary: Canary) -> None:
    """A report named after somebody."""
    (cage.temp / f"{canary.token}.pdf").write_bytes(b"")


@leak("temporary files")
def in_an_export(cage: Cage, canary: Canary) -> None:
    """A table for somebody's statistics, as another system writes it."""
    (cage.exports / "cases.csv").write_bytes(canary.text.encode("utf-16-be"))


@leak("metrics")
def in_a_label(cage: Cage, canary: Canary) -> None:
    """A count by shelter."""
    cage.world.app.state.metrics._requests.labels("GET", canary.token, "2xx").inc()


@leak("OpenAPI")
def in_the_schema(cage: Cage, canary: Canary) -> None:
    """An example that was taken from a real case."""
    cage.world.app.openapi()["info"]["description"] = canary.text


@leak("crashes")
def in_what_a_crash_shows(cage: Cage, canary: Canary) -> None:
    """A traceback with its values."""
    try:
        raise ValueError(canary.text)
    except ValueError as error:
        cage.said.crashes.append(repr(error).encode())


@leak("server's log")
def in_the_log_of_the_server(cage: Cage, canary: Canary) -> None:
    """A failing statement with its data."""
    with cage.world.admin.begin() as db:
        db.execute(text("SET LOCAL log_min_messages = 'warning'"))
        said = canary.text.replace("'", "")
        db.execute(text(f"DO $$ BEGIN RAISE WARNING '{said}'; END $$"))


def seed_and_find(cage: Cage) -> list[Seeded]:
    """Put every leak in, sweep once, and look for each canary in its own channel."""
    canaries = {name: cage.aviary.new(Kind.SEALED, f"seeded {name}") for name in LEAKS}
    with cage.heard():
        for name, (_, put) in LEAKS.items():
            put(cage, canaries[name])
    hits = {(hit.channel, hit.canary) for hit in cage.sweep()}
    return [Seeded(name, (channel, canaries[name]) in hits) for name, (channel, _) in LEAKS.items()]
