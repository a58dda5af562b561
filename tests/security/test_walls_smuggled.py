"""AT02: what a statement that was smuggled into somebody's transaction gets: nothing of others."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path
from uuid import uuid4

import psycopg
import pytest
from sqlalchemy import Connection, create_engine, text
from sqlalchemy.exc import DBAPIError

from app.store import walls
from app.store.walls import StepOut
from models.base import Base
from models.wall_sql import ROLES, wide_role
from models.words import Role
from tests.support import walled
from tests.support.database import ROOT, Database
from tests.support.walled import Walled

ELSEWHERE = ("NONE", "havn_service", "havn_planner", *ROLES)
"""Every role into which the service's login may step."""


@pytest.fixture(scope="module")
def world(module_database: Database) -> Iterator[Walled]:
    owner = create_engine(module_database.owner_url)
    made = walled.load(module_database, owner)
    yield made
    made.service.dispose()
    owner.dispose()


def rows_seen(connection: Connection, tenant: walled.Tenant) -> dict[str, int]:
    """How many rows of a tenant are seen, by table."""
    found = {}
    for name, table in Base.metadata.tables.items():
        if name == "zones":  # the map is nobody's
            continue
        key = list(table.primary_key)
        names = ", ".join(f'"{column.name}"' for column in key)
        try:
            with connection.begin_nested():
                rows = {tuple(r) for r in connection.execute(text(f"SELECT {names} FROM {name}"))}
        except DBAPIError as error:
            if not isinstance(error.orig, psycopg.errors.InsufficientPrivilege):
                raise
            continue
        if n := len(rows & tenant.rows[name]):
            found[name] = n
    return found


@pytest.mark.parametrize("role", ELSEWHERE)
def test_another_role_shows_nothing_without_a_signature_for_it(world: Walled, role: str) -> None:
    """``SET ROLE`` and ``RESET ROLE`` cannot be forbidden to a login; they open nothing."""
    one, other = world.tenants
    with walled.standing(world, one.people[Role.SHELTER]) as connection:
        connection.execute(text("SELECT set_config('role', :role, true)"), {"role": role.lower()})
        assert rows_seen(connection, other) == {}


@pytest.mark.parametrize(
    "said", ["SERVICE|||", "SHELTER|{account}|{shelter}|", "ADMIN|{account}||"]
)
def test_another_name_shows_nothing_without_its_own_signature(world: Walled, said: str) -> None:
    one, other = world.tenants
    (account,), (shelter,) = other.one["accounts"], other.one["shelters"]
    forged = said.format(account=account, shelter=shelter)
    with walled.standing(world, one.people[Role.SHELTER]) as connection:
        mark = connection.execute(text("SELECT right(current_setting('havn.who'), 64)"))
        words = f"{forged}|{mark.scalar_one()}"
        for role in ("NONE", "havn_shelter_wide", "havn_administrator"):
            connection.execute(
                text("SELECT set_config('havn.who', :who, true), set_config('role', :role, true)"),
                {"who": words, "role": role.lower()},
            )
            assert rows_seen(connection, other) == {}
            assert rows_seen(connection, one) == {}


def test_a_signature_counts_on_its_own_connection_alone(world: Walled) -> None:
    one, other = world.tenants
    with walled.standing(world, other.people[Role.SHELTER]) as theirs:
        who = theirs.execute(text("SELECT current_setting('havn.who')")).scalar_one()
        assert rows_seen(theirs, other)
        with walled.standing(world, one.people[Role.SHELTER]) as connection:
            connection.execute(text("SELECT set_config('havn.who', :who, true)"), {"who": who})
            assert rows_seen(connection, other) == {}


def test_what_was_signed_ends_with_its_transaction(world: Walled) -> None:
    one = world.tenants[0]
    with walled.standing(world, one.people[Role.SHELTER]) as connection:
        assert rows_seen(connection, one)
        connection.rollback()
        assert rows_seen(connection, one) == {}


@pytest.mark.parametrize(
    "words",
    [
        "SELECT secret FROM walls.bonds",
        "INSERT INTO walls.bonds (secret) VALUES (decode(repeat('00', 32), 'hex'))",
        "INSERT INTO walls.bonds (pid, secret) VALUES (1, decode(repeat('00', 32), 'hex'))",
        "UPDATE walls.bonds SET secret = decode(repeat('00', 32), 'hex')",
        "DELETE FROM walls.bonds",
        "CREATE FUNCTION pg_temp.leak(text) RETURNS bool LANGUAGE sql COST 0.01 AS 'SELECT true'",
        "CREATE OR REPLACE FUNCTION walls.said(wanted text) RETURNS text[] LANGUAGE sql AS 'SELECT 1'",
        "ALTER TABLE shelters DISABLE ROW LEVEL SECURITY",
        "DROP POLICY wall_shelter ON shelters",
        "SET ROLE havn_walls",
        "SET ROLE havn_owner",
        "SET SESSION AUTHORIZATION havn_owner",
    ],
)
def test_the_secret_and_the_walls_are_out_of_reach(world: Walled, words: str) -> None:
    who = world.tenants[0].people[Role.SHELTER]
    for role in ("NONE", "havn_shelter", "havn_shelter_wide", "havn_coordinator_wide"):
        with walled.standing(world, who, role=role) as connection:
            with pytest.raises(DBAPIError) as refused:
                connection.execute(text(words))
            allowed = (psycopg.errors.InsufficientPrivilege, psycopg.errors.UniqueViolation)
            assert isinstance(refused.value.orig, allowed), words


def test_row_security_switched_off_is_an_error_and_no_way_around(world: Walled) -> None:
    who = world.tenants[0].people[Role.SHELTER]
    with walled.standing(world, who, role=wide_role(Role.SHELTER)) as connection:
        connection.execute(text("SET LOCAL row_security = off"))
        with pytest.raises(DBAPIError) as refused:
            connection.execute(text("SELECT id FROM shelters"))
        assert isinstance(refused.value.orig, psycopg.errors.InsufficientPrivilege)


def test_no_error_carries_a_value_of_a_row_behind_the_wall(world: Walled) -> None:
    """A cast that fails would tell the value; it is never tried on a row that is not seen."""
    nobody = walled.Somebody(uuid4(), Role.SHELTER, uuid4())
    with walled.standing(world, nobody, role=wide_role(Role.SHELTER)) as connection:
        for words in (
            "SELECT id FROM persons WHERE age_band::int = 1",
            "SELECT id FROM shelters WHERE code_name::int = 1",
            "SELECT 1 / (CASE WHEN code_name LIKE 'T%' THEN 0 ELSE 1 END) FROM shelters",
        ):
            assert connection.execute(text(words)).all() == []
    with (
        walled.standing(
            world, world.tenants[0].people[Role.SHELTER], role=wide_role(Role.SHELTER)
        ) as connection,
        pytest.raises(DBAPIError, match="invalid input syntax"),
    ):
        connection.execute(text("SELECT id FROM shelters WHERE code_name::int = 1"))


def test_the_statistics_of_the_planner_show_no_value(world: Walled) -> None:
    with world.owner.begin() as connection:
        connection.execute(text("ANALYZE"))
    for role in (Role.SHELTER, Role.ON_CALL, Role.COORDINATOR):
        who = world.tenants[0].people[role]
        with walled.standing(world, who, role=wide_role(role)) as connection:
            told = connection.execute(
                text("SELECT count(*) FROM pg_stats WHERE schemaname = 'public'")
            ).scalar_one()
            assert told == 0
            with pytest.raises(DBAPIError) as refused, connection.begin_nested():
                connection.execute(text("SELECT * FROM pg_statistic LIMIT 1"))
            assert isinstance(refused.value.orig, psycopg.errors.InsufficientPrivilege)


def test_the_login_of_the_service_sees_no_row_by_itself(world: Walled) -> None:
    with world.service.connect() as connection:
        for tenant in world.tenants:
            assert rows_seen(connection, tenant) == {}


STEPS = {
    StepOut.CONSENT: {
        "app.store.cases",
    },
    StepOut.QUOTA: {
        "app.store.place_uses",
    },
    StepOut.ALARM: {
        "app.store.alarms",
        "app.store.late_alarms",
    },
    StepOut.KEPT_ANSWER: {
        "app.store.idempotency",
        "app.store.phone_calls",
    },
    StepOut.LATE_WORD: {
        "app.store.phone_calls",
        "app.use_cases.sealed_calls",
    },
    StepOut.CHAIN: {
        "app.store.transactions",
    },
    StepOut.MATCHING: {
        "app.store.cases",
        "app.store.free_units",
        "app.store.her_word",
        "app.store.home",
        "app.store.merging",
        "app.store.noes",
        "app.store.picture",
        "app.store.picture_acts",
        "app.store.picture_past",
        "app.store.shelters",
        "app.store.units",
        "app.use_cases.moves_needed",
        "app.use_cases.outdoor_plans",
    },
    StepOut.BOOKING: {
        "app.store.checklists",
        "app.store.hearings",
        "app.store.holds",
        "app.store.journeys",
        "app.store.locks",
        "app.store.noes",
        "app.store.offers",
        "app.store.plan_lines",
        "app.store.referrals",
        "app.store.right_arrivals",
        "app.store.stay_limits",
        "app.store.stay_reviews",
        "app.store.steps",
        "app.store.transfers",
    },
    StepOut.TWO_PERSONS: {
        "app.store.approvals",
        "app.store.duty",
        "app.store.grants",
        "app.store.notices",
        "app.store.outbox",
        "app.store.referrals",
        "app.store.tokens",
        "app.use_cases.erasure_by_two",
        "app.use_cases.kode6",
        "app.use_cases.shelter_erasure",
    },
    StepOut.GLASS: {
        "app.store.glass",
    },
    StepOut.ALARM_INBOX: {
        "app.store.alarm_inbox",
    },
    StepOut.ENTRANCE: {
        "app.http.accounts",
        "app.notices.events_out",
        "app.store.locks",
        "app.store.service_grants",
        "app.store.sessions",
        "app.use_cases.account_erasure",
        "app.use_cases.accounts",
        "app.use_cases.devices",
        "app.use_cases.granting",
        "app.use_cases.recovery",
        "app.use_cases.service_accounts",
    },
    StepOut.READINGS: {
        "app.store.reading_digests",
        "app.store.readings",
    },
    StepOut.RULES: {
        "app.store.rule_sets",
    },
    StepOut.DISCLOSING: {
        "app.store.disclosures",
        "app.store.subject_rows",
    },
    StepOut.SEALING: {
        "app.intake_keys",
        "app.store.data_keys",
        "app.store.referrals",
        "app.store.shelters",
    },
    StepOut.STANDING: {
        "app.store.complaints",
        "app.store.departures",
        "app.store.follow_up",
        "app.store.going_on",
        "app.store.hearing",
        "app.store.local_teams",
        "app.store.members",
        "app.store.merging",
        "app.use_cases.merging",
        "app.use_cases.rectifying",
    },
    StepOut.OUTSIDE: {
        "app.store.departures",
        "app.store.outside",
        "app.store.police",
        "app.store.transfers",
        "app.use_cases.outside",
        "app.use_cases.police",
        "app.use_cases.safety",
    },
    StepOut.CARDS: {
        "app.store.cards",
        "app.use_cases.cards",
    },
    StepOut.REFUNDS: {
        "app.store.benefits",
        "app.store.expenses",
    },
    StepOut.TASKS: {
        "app.store.due_cases",
        "app.store.escalation_contacts",
        "app.store.ladders",
        "app.store.late_tasks",
        "app.store.task_inbox",
        "app.store.tasks",
        "app.store.tasks_past",
    },
    StepOut.TEXTS: {
        "app.store.cards",
    },
    StepOut.FEED: {
        "app.store.event_hooks",
        "app.store.feeds",
    },
    StepOut.COUNTS: {
        "app.store.complaints",
        "app.store.directory",
        "app.store.fallback",
        "app.store.inside_counts",
        "app.store.same_person",
        "app.store.statistics",
        "app.store.told_counts",
    },
}
"""Every file in which a transaction goes beyond the wall of whoever it is for, and for which reason."""


def steps_in(path: Path) -> Iterator[tuple[str, str]]:
    """Why and where a file steps out: name of the reason, and its module."""
    module = ".".join(path.relative_to(ROOT).with_suffix("").parts)
    if module == "app.store.stepping":
        return
    for part in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(part, ast.Call) and _name(part.func) in ("beyond", "as_service"):
            (why,) = part.args
            assert isinstance(why, ast.Attribute), f"{module}:{part.lineno} does not say why"
            yield why.attr, module


def _name(called: ast.expr) -> str:
    return called.attr if isinstance(called, ast.Attribute) else getattr(called, "id", "")


def test_every_step_beyond_a_wall_is_listed_with_its_why() -> None:
    found: dict[StepOut, set[str]] = {}
    for path in sorted((ROOT / "app").rglob("*.py")):
        for why, where in steps_in(path):
            found.setdefault(StepOut[why], set()).add(where)
    assert found == STEPS
    assert set(STEPS) == set(StepOut)
    assert all(why.value for why in StepOut)


def test_only_the_transaction_takes_a_stance() -> None:
    for path in sorted((ROOT / "app").rglob("*.py")):
        if path.name in ("walls.py", "transactions.py"):
            continue
        words = path.read_text(encoding="utf-8")
        assert "AS_SERVICE" not in words, path
        assert "SET LOCAL ROLE" not in words, path
    assert walls.inside(walled.Somebody(uuid4(), Role.POLICE)).database_role == "havn_police"
