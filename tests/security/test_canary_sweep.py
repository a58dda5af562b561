"""A canary in every sealed field, every route driven, and everything that was written looked through."""

from __future__ import annotations

import base64
import json
from collections.abc import Iterator
from typing import Any
from urllib.parse import quote

import pytest
from sqlalchemy import text

from app.keeping.backup_files import LOCK
from app.postgres import ephemeral
from app.store import referrals, sealed
from models.words import Role
from tests.support.canaries import Aviary, Kind, search
from tests.support.database import make_template
from tests.support.seeded_leaks import LEAKS, seed_and_find
from tests.support.sweeping import ALLOWED, Cage, allowed, cage


@pytest.fixture(scope="module")
def driven() -> Iterator[Cage]:
    """A service on a server of its own, with canaries everywhere, on which every route was driven."""
    with ephemeral() as cluster, cage(cluster, make_template(cluster)) as made:
        made.seal_all()
        made.drive()
        made.export()
        yield made


def test_every_sealed_column_has_its_canary(driven: Cage) -> None:
    kept = {c.where.split(" ")[0] for c in driven.aviary.every.values() if c.kind is Kind.SEALED}
    assert kept >= {f"{table.name}.{column}" for table, column in sealed.COLUMNS}


def test_no_canary_is_anywhere_but_where_the_list_allows_it(driven: Cage) -> None:
    hits = driven.hits()
    assert sorted(str(hit) for hit in hits if not allowed(hit)) == []
    assert sum(map(len, driven.said.answers.values())) > 1000
    assert all(driven.said.answers.values()), "each role was answered"
    assert all(status < 500 for status in driven.said.statuses)
    # What the list allows is met: an entry that nobody needs would let a leak through.
    met = {allowed(hit) for hit in hits}
    # Who has written and reads it afterwards is drawn: not each answer that may hold one does.
    drawn = {entry for entry in ALLOWED if entry[0].startswith("answers to ")}
    assert set(ALLOWED) - drawn <= met <= set(ALLOWED)
    assert all(reason for reason in ALLOWED.values())


def test_v1_2_4_a_statement_is_the_same_whatever_was_sent(driven: Cage) -> None:
    """Each route was sent a text of its own, in every field, in the query and in headers."""
    sent = [c for c in driven.aviary.every.values() if c.kind in (Kind.SENT, Kind.FREE)]
    statements = "\n".join(driven.said.statements).encode()
    glued = search(statements, driven.aviary, "statements")
    assert len(sent) > 500
    assert len(driven.said.statements) > 500
    assert sorted(str(hit) for hit in glued) == []


def test_what_commands_write_was_written_and_swept(driven: Cage) -> None:
    found = [path for path in driven.exports.rglob("*") if path.is_file()]
    assert {path.suffix for path in found} >= {".havn", ".json", ".txt", ".csv", ".html", ".xml"}
    assert [path.name for path in found if not path.stat().st_size] == [LOCK]
    assert len({path.name.split("-")[0] for path in found if path.suffix == ".csv"}) == 4


def test_a_disclosure_shows_its_own_row_and_no_other(driven: Cage) -> None:
    """What the stage has asked for is how she of the own case is reached; a house reads its own street."""
    shown = search(b"\n".join(driven.disclosed), driven.aviary, "disclosed")
    found = {tuple(hit.canary.where.split(" ")) for hit in shown if hit.canary}
    query = text(
        "SELECT c.id FROM contact_safety c JOIN households h ON h.id = c.household_id"
        " WHERE h.referral_id = :case"
    )
    with driven.world.admin.begin() as db:
        case = {"case": driven.stage.cases["hers"].referral}
        hers = {("contacts_sealed.value", str(row)) for row in db.execute(query, case).scalars()}
    street = ("shelters_sealed.street_address", str(driven.stage.shelter("own")))
    assert found & hers
    assert found <= hers | {street}


def test_free_texts_were_really_written(driven: Cage) -> None:
    """Or the sweep would prove nothing: some stand in their columns, where the list allows it."""
    free = {c.token.encode() for c in driven.aviary.every.values() if c.kind is Kind.FREE}
    kept = driven.dump()
    assert [token for token in free if token in kept]


def test_no_token_and_no_key_stands_anywhere(driven: Cage) -> None:
    needles = driven.needles()
    assert len(needles) > len(Role) + len(driven.stage.houses)
    assert driven.secrets_in(needles) == set()


def test_a_fault_tells_nothing(driven: Cage, monkeypatch: pytest.MonkeyPatch) -> None:
    """A real 500, once with the secret in the fault's own text and once in the database's."""
    canary = driven.aviary.new(Kind.SEALED, "a fault")

    def lines(tx: Any, *_: Any, **__: Any) -> Any:
        raise RuntimeError(canary.text)

    def asked(tx: Any, *_: Any, **__: Any) -> Any:
        tx.execute(text("SELECT CAST(:said AS integer)"), {"said": canary.text})

    for broken in (lines, asked):
        monkeypatch.setattr(referrals, "lines", broken)
        assert json.loads(driven.ask(Role.COORDINATOR, "GET", "/referrals"))["status"] == 500
    monkeypatch.undo()
    assert sorted(str(hit) for hit in driven.sweep()) == []


def test_of_twenty_seeded_leaks_twenty_are_found(driven: Cage) -> None:
    """Last in this file: afterwards the service is full of leaks."""
    found = seed_and_find(driven)
    assert len(LEAKS) >= 20
    assert [one.name for one in found if not one.found] == []


@pytest.mark.parametrize(
    "dress",
    [
        lambda t: t.encode(),
        lambda t: t.upper().encode(),
        lambda t: quote(t).encode(),
        lambda t: json.dumps(t).encode(),
        lambda t: t.encode().hex().encode(),
        lambda t: t.encode("utf-16-le"),
        lambda t: t.encode("utf-16-be"),
        lambda t: base64.b64encode(t.encode()),
        lambda t: base64.urlsafe_b64encode(b"x" + t.encode()),
        lambda t: base64.b64encode(b"xy" + t.encode()),
    ],
)
def test_a_canary_is_known_in_every_dress(dress: Any) -> None:
    aviary = Aviary()
    canary, _ = aviary.new(Kind.SEALED, "here"), aviary.new(Kind.FREE, "there")
    found = search(b"\x00 before " + dress(canary.text) + b" after", aviary, "somewhere")
    assert {hit.canary for hit in found} == {canary}
    assert search(b"nothing of the kind", aviary, "somewhere") == set()
