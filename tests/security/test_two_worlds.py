"""Two worlds that differ in one secret answer every request of whoever may not know it alike.

100 pairs in four parts, so that two workers share them. Each role meets each route five times in
each part, in pairs whose secret it may not learn there: 20 times in all. The thousand whole pairs
are those of ``./dev bench security``.
"""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import replace
from typing import Any
from uuid import UUID

import pytest
from sqlalchemy import text

from app.access import OPEN, ROLES
from app.errors import NotFound
from app.store import referrals, shelters
from app.store.readings import READINGS
from app.store.refusals import WrongState
from app.store.walls import StepOut
from models import metadata
from models.words import Role
from tests.support.two_worlds import MEETINGS, Tally, Theatre, World, deal
from tests.support.worlds_apart import KINDS, Secret

PARTS, PAIRS = 4, 100
LENGTH_ALONE = re.compile(r"length \d+ and \d+, header content-length")
OF_A_CASE = ("/referrals/{", "/own-cases/{", "/offers/{", "/placements/{", "/transfers/{")
"""How the paths begin that tell of one case."""
READ_AT_LEAST = {Role.COORDINATOR: 40, Role.ON_CALL: 15, Role.SHELTER: 10, Role.POLICE: 4}
"""Answers of those who read much of the stage: a test that met none would find nothing."""
EVERY = [(role, where) for role in Role for where in sorted(set(ROLES) | OPEN)]


@pytest.mark.parametrize("part", range(PARTS))
def test_no_answer_tells_of_the_secret(two_worlds: Theatre, part: int) -> None:
    numbers = [number for number in range(PAIRS) if number % PARTS == part]
    secrets = [two_worlds.secret(number) for number in numbers]
    dealt = deal(numbers, secrets, EVERY, MEETINGS // PARTS)
    tally = Tally()
    for number, secret in zip(numbers, secrets, strict=True):
        two_worlds.play(number, secret, dealt[number], tally)
    assert [str(found) for found in tally.differences] == []
    assert tally.pairs == PAIRS // PARTS
    assert min(tally.met[meeting] for meeting in EVERY) >= MEETINGS // PARTS
    assert two_worlds.without_rows() == set(), "the stage has something of every kind"
    asked = sum((tally.statuses[m] for m in EVERY if m[0] in ROLES.get(m[1], ())), Counter())
    assert sum(n for status, n in asked.items() if status < 300) > sum(asked.values()) / 4
    assert not [m for m, met in tally.statuses.items() if any(status >= 500 for status in met)]


def test_every_secret_sets_the_two_worlds_apart(two_worlds: Theatre) -> None:
    """Or all answers would be alike for nothing."""
    assert len(KINDS) <= PAIRS // PARTS
    for number in range(PAIRS):
        secret = two_worlds.secret(number)
        two_worlds.set_apart(number, secret)
        one, other = (world.contents() for world in two_worlds.worlds)
        assert one != other, secret.kind
    no_secret = replace(two_worlds.secret(0), sides=(two_worlds.secret(0).sides[0],) * 2)
    two_worlds.set_apart(0, no_secret)
    assert two_worlds.left.contents() == two_worlds.right.contents()


def played(theatre: Theatre, name: str, role: Role, *where: tuple[str, str]) -> list[str]:
    """The differences that one role finds by these routes, in some pairs of one kind."""
    tally = Tally()
    numbers = [n for n in range(len(KINDS) * 3) if list(KINDS)[n % len(KINDS)] == name]
    for number in numbers:
        secret: Secret = theatre.secret(number)
        assert not any(secret.knows(role, *one) for one in where)
        theatre.play(number, secret, [(role, one) for one in where] * 4, tally)
    return [found.what for found in tally.differences]


def test_a_list_with_one_line_too_many_is_found(
    two_worlds: Theatre, monkeypatch: pytest.MonkeyPatch
) -> None:
    real = referrals.lines

    def lines(tx: Any, wanted: Any, *, account: Any, role: Role) -> Any:
        # Beyond the wall: inside it the database would not give the line away.
        with tx.as_service(StepOut.MATCHING):
            return real(tx, wanted, account=account, role=Role.COORDINATOR)

    monkeypatch.setattr(referrals, "lines", lines)
    found = played(two_worlds, "another_case_exists", Role.ON_CALL, ("GET", "/referrals"))
    assert found and all(LENGTH_ALONE.fullmatch(what) for what in found)


def test_another_status_for_what_is_there_is_found(
    two_worlds: Theatre, monkeypatch: pytest.MonkeyPatch
) -> None:
    real = referrals.find

    def find(tx: Any, referral: Any, **who: Any) -> Any:
        try:
            return real(tx, referral, **who)
        except NotFound:
            query = text("SELECT id FROM referrals WHERE id = :r")
            with tx.as_service(StepOut.MATCHING):
                there = tx.execute(query, {"r": referral}).one_or_none()
            raise (NotFound if there is None else WrongState) from None

    monkeypatch.setattr(referrals, "find", find)
    route = ("GET", "/referrals/{referral}")
    found = played(two_worlds, "kode6_case_exists", Role.ON_CALL, route)
    assert any(what.startswith("status 409 and 404, ") for what in found)


def test_a_length_that_follows_a_sealed_text_is_found(
    two_worlds: Theatre, monkeypatch: pytest.MonkeyPatch
) -> None:
    real = shelters.profile

    def profile(tx: Any, shelter: Any, *more: Any) -> Any:
        said = real(tx, shelter, *more)
        query = text("SELECT octet_length(street_address) FROM shelters_sealed WHERE shelter_id=:s")
        with tx.as_service(StepOut.MATCHING):
            size = tx.execute(query, {"s": shelter}).scalar_one()
        return said | {"code_name": "X" * (size // 64)}

    monkeypatch.setattr(shelters, "profile", profile)
    route = ("GET", "/shelters/{shelter}")
    found = played(two_worlds, "street_address", Role.COORDINATOR, route)
    assert found and all(LENGTH_ALONE.fullmatch(what) for what in found)


@pytest.mark.parametrize("role", list(Role))
def test_to_read_puts_nobody_on_a_case(two_worlds: Theatre, role: Role) -> None:
    """Or whoever reads something harmless of a case may read the rest of it afterwards (0091)."""
    two_worlds.set_apart(0, two_worlds.secret(0))
    before = two_worlds.left.contents()
    statuses = Counter(
        two_worlds.send(two_worlds.left, request).status for request in two_worlds.readings(role)
    )
    after = two_worlds.left.contents()
    assert statuses[200] >= 3, "its own session at least"
    changed = {table for table in after if after[table] != before[table]}
    # Of the printed list is kept which level it said, so that it does not waver.
    assert changed <= {"audit_events", "sessions", "accounts", "fallback_levels"}


@pytest.mark.parametrize("role", list(Role))
def test_at04_whatever_is_read_of_a_case_stands_in_the_chain(
    two_worlds: Theatre, role: Role
) -> None:
    """Or she cannot be told who read of her, no second person hears it, and no decoy is heard."""
    two_worlds.set_apart(0, two_worlds.secret(0))
    world, reader = two_worlds.left, two_worlds.stage.callers[role].account
    answered, unnoted = 0, set()
    for request in two_worlds.readings(role):
        if not request.where[1].startswith(OF_A_CASE):
            continue
        before = world.number("SELECT max(seq) FROM audit_events")
        if two_worlds.send(world, request).status != 200:
            continue
        answered += 1
        noted = world.number(
            "SELECT count(*) FROM audit_events WHERE seq > %s AND actor_id = %s"
            " AND subject_id = %s AND act = ANY (%s)",
            before,
            reader,
            case_of(world, two_worlds, request),
            [act.value for act in READINGS],
        )
        if noted != 1:
            unnoted.add((request.where[1], noted))
    assert unnoted == set()
    assert answered >= READ_AT_LEAST.get(role, 0)


def case_of(world: World, theatre: Theatre, request: Any) -> UUID:
    """The referral of the case that this request names in its path."""
    (table, *_), row = theatre.examples[request.where].tables, request.target.split("/")[4]
    query = f"SELECT id FROM {table} WHERE id = %s"
    if "referral_id" in metadata.tables[table].c:
        query = f"SELECT referral_id FROM {table} WHERE id = %s"
    elif "household_id" in metadata.tables[table].c:
        query = (
            f"SELECT h.referral_id FROM {table} t JOIN households h ON h.id = t.household_id"
            " WHERE t.id = %s"
        )
    elif table == "transfers":
        query = (
            "SELECT h.referral_id FROM transfers t JOIN placements p ON p.id = t.from_placement_id"
            " JOIN households h ON h.id = p.household_id WHERE t.id = %s"
        )
    (found,) = world.direct.execute(query, [row]).fetchone() or (row,)
    return UUID(str(found))
