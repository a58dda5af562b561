"""AT02, ASVS 8.4.1: as the role of a tenant in the database, no row of another one in any table."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from typing import Any
from uuid import uuid4

import psycopg
import pytest
from sqlalchemy import Connection, Table, create_engine, text
from sqlalchemy.exc import DBAPIError

from models.base import Base
from models.wall_sql import WIDE_ROLES, database_role, wide_role
from models.walls import OF_CASES, WALLS, Between, Households, OfCase, Referrals, Stays
from models.words import Role
from tests.support import walled
from tests.support.database import Database
from tests.support.walled import Key, Somebody, Walled

TABLES = sorted(Base.metadata.tables)
TENANTS = (*OF_CASES, Role.SHELTER)
STANCES = [
    *((role, database_role(role)) for role in TENANTS),
    *((role, wide_role(role)) for role in TENANTS if role in WIDE_ROLES),
]
SHARED = ("zones",)
"""Tables whose rows are nobody's."""


@pytest.fixture(scope="module")
def world(module_database: Database) -> Iterator[Walled]:
    owner = create_engine(module_database.owner_url)
    made = walled.load(module_database, owner)
    yield made
    made.service.dispose()
    owner.dispose()


def seen(connection: Connection, table: Table) -> set[Key] | None:
    """Keys of the rows that this stance sees; None when it may read no key of the table."""
    keys = ", ".join(f'"{column.name}"' for column in table.primary_key)
    try:
        with connection.begin_nested():
            return {tuple(row) for row in connection.execute(text(f"SELECT {keys} FROM {table}"))}
    except DBAPIError as error:
        if not isinstance(error.orig, psycopg.errors.InsufficientPrivilege):
            raise
        return None


def rows_of_others(world: Walled, who: Somebody, role: str, number: int) -> dict[str, set[Key]]:
    """Rows of other tenants that this person's stance sees, by table."""
    others = [tenant for tenant in world.tenants if tenant.number != number]
    found: dict[str, set[Key]] = {}
    with walled.standing(world, who, role=role) as connection:
        for name, table in Base.metadata.tables.items():
            theirs: set[Key] = set().union(*(tenant.rows[name] for tenant in others))
            leaked = (seen(connection, table) or set()) & theirs
            if leaked and name not in SHARED:
                found[name] = leaked
    return found


def test_every_table_is_filled_for_every_tenant(world: Walled) -> None:
    for tenant in world.tenants:
        assert sorted(tenant.rows) == TABLES
    assert sorted(WALLS) == TABLES


@pytest.mark.parametrize(("role", "stance"), STANCES)
def test_no_row_of_another_tenant_in_any_table(world: Walled, role: Role, stance: str) -> None:
    for tenant in world.tenants:
        assert rows_of_others(world, tenant.people[role], stance, tenant.number) == {}


@pytest.mark.parametrize(
    ("role", "own"),
    [
        (Role.SHELTER, {"shelters", "units", "offers", "placements", "persons", "stays"}),
        (Role.ON_CALL, {"referrals", "households", "actor_areas", "threat_answers", "offers"}),
    ],
)
def test_the_own_rows_are_there(world: Walled, role: Role, own: set[str]) -> None:
    for tenant in world.tenants:
        with walled.standing(world, tenant.people[role], role=wide_role(role)) as connection:
            for name in own:
                mine = seen(connection, Base.metadata.tables[name]) or set()
                assert mine & tenant.rows[name], name


@pytest.mark.parametrize(("role", "stance"), STANCES)
def test_no_row_of_another_tenant_is_changed_removed_or_added(
    world: Walled, role: Role, stance: str
) -> None:
    one, other = world.tenants
    with walled.standing(world, one.people[role], role=stance) as connection:
        for name, table in Base.metadata.tables.items():
            if name in SHARED:
                continue
            key = " AND ".join(f'"{c.name}" = :k{n}' for n, c in enumerate(table.primary_key))
            told = {f"k{n}": part for n, part in enumerate(other.one[name])}
            last = list(table.columns)[-1].name
            for words in (
                f'UPDATE {name} SET "{last}" = "{last}" WHERE {key}',
                f"DELETE FROM {name} WHERE {key}",
            ):
                assert changed(connection, words, told) == 0, (name, words)


def changed(connection: Connection, words: str, told: dict[str, Any]) -> int:
    """Rows that a statement changes; none when it is refused for want of a right."""
    try:
        with connection.begin_nested():
            return connection.execute(text(words), told).rowcount
    except DBAPIError as error:
        if not isinstance(error.orig, psycopg.errors.InsufficientPrivilege):
            raise
        return 0


def test_whoever_took_a_call_and_handed_it_over_sees_no_row_of_it(world: Walled) -> None:
    """Who stands on a case decides alone; who took the call is only what happened once."""
    one = world.tenants[0]
    goes = one.people[Role.ON_CALL]
    ended = text("UPDATE case_members SET ended_at = :at WHERE account_id = :account")
    of_the_case = (OfCase, Households, Referrals, Between, Stays)
    names = [name for name, wall in WALLS.items() if isinstance(wall, of_the_case)]

    def rows_left() -> set[str]:
        with walled.standing(world, goes, role=wide_role(Role.ON_CALL)) as connection:
            there = {name: seen(connection, Base.metadata.tables[name]) or set() for name in names}
        return {name for name, keys in there.items() if keys & one.rows[name]}

    assert {"referrals", "households", "threat_actors", "offers", "stays"} <= rows_left()
    with world.owner.begin() as connection:
        connection.execute(ended, {"at": walled.NOW, "account": goes.account})
    try:
        assert rows_left() == set()
    finally:
        with world.owner.begin() as connection:
            connection.execute(ended, {"at": None, "account": goes.account})


LATER, BEFORE = walled.NOW + timedelta(minutes=1), walled.NOW - timedelta(minutes=1)
SAID_NO = (
    "INSERT INTO consents (id, household_id, purpose, answer, given_at) SELECT :new, household_id,"
    " coalesce(:purpose, purpose), :answer, :at FROM consents WHERE id = :consent"
)
HELD = "UPDATE consents SET withdrawn_at = :withdrawn, expires_at = :expires WHERE id = :consent"
SCOPED = "UPDATE case_members SET consent_id = :consent WHERE referral_id = :case"
BESIDE_ROSA = [role for role in OF_CASES if role not in (Role.ON_CALL, Role.REFERRER)]


@pytest.mark.parametrize("role", BESIDE_ROSA)
@pytest.mark.parametrize(
    ("said", "open_"),
    [
        ((SAID_NO, {"answer": "REFUSED", "at": LATER, "purpose": None}), False),
        ((SAID_NO, {"answer": "NOT_ANSWERED", "at": walled.NOW, "purpose": None}), False),
        ((SAID_NO, {"answer": "REFUSED", "at": BEFORE, "purpose": None}), True),
        ((SAID_NO, {"answer": "REFUSED", "at": LATER, "purpose": "ANOTHER"}), True),
        ((SAID_NO, {"answer": "GIVEN", "at": LATER, "purpose": None}), True),
        ((HELD, {"withdrawn": walled.NOW, "expires": LATER}), False),
        ((HELD, {"withdrawn": None, "expires": BEFORE}), False),
        ((HELD, {"withdrawn": None, "expires": None}), False),
        ((SCOPED, {"consent": None}), False),
    ],
)
def test_the_wall_asks_of_a_consent_what_the_service_asks(
    world: Walled, role: Role, said: tuple[str, dict[str, Any]], open_: bool
) -> None:
    """Also when she says no later, rather than taking back what she gave."""
    one = world.tenants[0]
    (case,), (consent,) = one.one["referrals"], one.one["consents"]

    def her_cases() -> set[Any]:
        words = text("SELECT unnest(walls.cases(:role))")
        with walled.standing(world, one.people[role], role=database_role(role)) as connection:
            return set(connection.execute(words, {"role": role.value}).scalars())

    assert case in her_cases()
    words, values = said
    stood = {"withdrawn": None, "expires": walled.NOW + timedelta(days=1), "consent": consent}
    told = {"consent": consent, "case": case, "new": uuid4(), **values}
    try:
        with world.owner.begin() as connection:
            connection.execute(text(words), told)
        assert (case in her_cases()) is open_
    finally:
        with world.owner.begin() as connection:
            connection.execute(text("DELETE FROM consents WHERE id = :new"), told)
            connection.execute(text(HELD), stood)
            connection.execute(text(SCOPED), {**stood, "case": case})


def test_a_shelters_worker_who_is_denied_sees_no_row_of_that_case(world: Walled) -> None:
    """Her brother may be a guest of the house in which she works."""
    one = world.tenants[0]
    works = one.people[Role.SHELTER]
    (case,) = one.one["referrals"]
    of_the_case = (OfCase, Households, Referrals, Between, Stays)
    hung_on_it = {"offer_units", "plan_segments", "transfers"}
    names = {name for name, wall in WALLS.items() if isinstance(wall, of_the_case)} | hung_on_it

    def rows_left(role: str) -> set[str]:
        with walled.standing(world, works, role=role) as connection:
            there = {name: seen(connection, Base.metadata.tables[name]) or set() for name in names}
        return {name for name, keys in there.items() if keys & one.rows[name]}

    told = {"case": case, "account": works.account, "at": walled.NOW}
    deny = text(
        "INSERT INTO case_readers (id, referral_id, account_id, listing, listed_at, listed_by)"
        " VALUES (gen_random_uuid(), :case, :account, 'DENIED', :at, :account)"
    )
    wide = wide_role(Role.SHELTER)
    assert {"offers", "placements", "stays", "persons", *hung_on_it} <= rows_left(wide)
    with world.owner.begin() as connection:
        connection.execute(deny, told)
    try:
        for role in (wide, database_role(Role.SHELTER)):
            assert rows_left(role) == set()
    finally:
        with world.owner.begin() as connection:
            connection.execute(text("DELETE FROM case_readers WHERE account_id = :account"), told)


def test_a_house_sees_no_move_out_of_it_that_was_never_firm(world: Walled) -> None:
    """That the police are asked about it may tell who it is whom she fears."""
    one = world.tenants[0]
    works, moves = one.people[Role.SHELTER], Base.metadata.tables["transfers"]

    def moves_seen() -> set[Key]:
        with walled.standing(world, works, role=wide_role(Role.SHELTER)) as connection:
            return (seen(connection, moves) or set()) & one.rows["transfers"]

    (move,), (offer,) = one.one["transfers"], one.one["offers"]
    kept = text("UPDATE transfers SET offer_id = :offer WHERE id = :move")
    assert moves_seen() == {(move,)}
    with world.owner.begin() as connection:
        connection.execute(kept, {"offer": None, "move": move})
    try:
        assert moves_seen() == set()
    finally:
        with world.owner.begin() as connection:
            connection.execute(kept, {"offer": offer, "move": move})


@pytest.mark.parametrize("table", TABLES)
def test_a_wall_that_fell_is_noticed(world: Walled, table: str) -> None:
    """The mutation: without the policies of one table the test above is not empty any more."""
    shelter, on_call = Role.SHELTER, Role.ON_CALL
    one = world.tenants[0]
    if table in SHARED or any(c.info["class"] == "X" for c in Base.metadata.tables[table].columns):
        pytest.skip("rows of nobody, or a table on which no role has any right")
    with world.owner.begin() as connection:
        connection.execute(text(f"ALTER TABLE {table} NO FORCE ROW LEVEL SECURITY"))
        connection.execute(text(f"ALTER TABLE {table} DISABLE ROW LEVEL SECURITY"))
    try:
        leaks = [
            rows_of_others(world, one.people[role], wide_role(role), 1)
            for role in (shelter, on_call)
        ]
        assert any(table in leak for leak in leaks)
    finally:
        with world.owner.begin() as connection:
            connection.execute(text(f"ALTER TABLE {table} ENABLE ROW LEVEL SECURITY"))
            connection.execute(text(f"ALTER TABLE {table} FORCE ROW LEVEL SECURITY"))
