"""The step that lets a case be handed over: whoever took a call stands on it, once, and nobody else."""

from __future__ import annotations

from typing import Any
from uuid import UUID, uuid4

from alembic import command
from alembic.config import Config
from sqlalchemy import Connection, create_engine, text

from tests.support.database import ROOT, Database

TAKEN, ENDED = "2026-03-02 12:00:00+00", "2026-03-03 12:00:00+00"


def account(connection: Connection, role: str) -> UUID:
    made = uuid4()
    connection.execute(
        text(
            "INSERT INTO accounts (id, handle, role, status, created_at, version)"
            " VALUES (:id, :handle, :role, 'ACTIVE', :at, 1)"
        ),
        {"id": made, "handle": f"w-{made.hex[:12]}", "role": role, "at": TAKEN},
    )
    return made


def referral(connection: Connection, by: UUID | None) -> UUID:
    made = uuid4()
    connection.execute(
        text(
            "INSERT INTO referrals (id, code_name, referrer_reference, received_at, channel, state,"
            " version, referrer_account_id)"
            " VALUES (:id, :name, gen_random_uuid(), :at, 'PHONE', 'RECEIVED', 1, :by)"
        ),
        {"id": made, "name": f"R-{made.hex[:12]}", "at": TAKEN, "by": by},
    )
    return made


def member(connection: Connection, case: UUID, who: UUID, ended: str | None) -> None:
    connection.execute(
        text(
            "INSERT INTO case_members (id, referral_id, account_id, scope, added_at, added_by,"
            " ended_at, ended_by) VALUES (gen_random_uuid(), :case, :who, 'ASSIGNED', :at, :who,"
            " CAST(:ended AS timestamptz), CASE WHEN :over THEN CAST(:who AS uuid) END)"
        ),
        {"case": case, "who": who, "at": TAKEN, "ended": ended, "over": ended is not None},
    )


def members(connection: Connection) -> dict[UUID, list[Any]]:
    found = connection.execute(
        text(
            "SELECT referral_id, account_id, added_by, scope, added_at = :taken AS since,"
            " ended_at IS NULL AS stands FROM case_members"
        ),
        {"taken": TAKEN},
    )
    rows: dict[UUID, list[Any]] = {}
    for row in found:
        rows.setdefault(row.referral_id, []).append(tuple(row)[1:])
    return rows


def test_whoever_took_a_call_stands_on_it_once_and_an_agency_on_none(
    bare_database: Database,
) -> None:
    steps = Config(ROOT / "alembic.ini")
    steps.attributes["url"] = bare_database.owner_url
    command.upgrade(steps, "0010")
    engine = create_engine(bare_database.owner_url)
    with engine.begin() as connection:
        boss, worker = account(connection, "COORDINATOR"), account(connection, "ON_CALL")
        agency = account(connection, "REFERRER")
        taken = {referral(connection, boss): boss, referral(connection, worker): worker}
        standing, left = referral(connection, worker), referral(connection, worker)
        member(connection, standing, worker, None)
        member(connection, left, worker, ENDED)
        nobodys = [referral(connection, agency), referral(connection, None)]
    command.upgrade(steps, "0015")
    with engine.begin() as connection:
        rows = members(connection)
    engine.dispose()
    for case, who in taken.items():
        assert rows[case] == [(who, who, "ASSIGNED", True, True)]
    assert rows[standing] == [(worker, worker, "ASSIGNED", True, True)]
    # Whoever handed a call over before does not come back to it by this step.
    assert rows[left] == [(worker, worker, "ASSIGNED", True, False)]
    assert not [case for case in nobodys if case in rows]
