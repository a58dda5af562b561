"""What each role can do, tried for real as that role."""

from __future__ import annotations

from collections.abc import Iterator

import psycopg
import pytest
from sqlalchemy import Engine, create_engine, text
from sqlalchemy.exc import DBAPIError

from models.base import Base, Writes
from tests.support import records
from tests.support.database import Database

RECORDS = sorted(
    (mapper.class_ for mapper in Base.registry.mappers), key=lambda each: each.__name__
)
SEALED = ("shelters_sealed", "contacts_sealed", "persons_sealed", "data_keys")
PLANNED_WITH = frozenset(
    {
        "acceptance_policies",
        "actor_areas",
        "actor_routes",
        "actor_route_stops",
        "compromises",
        "consents",
        "continuity",
        "continuity_zones",
        "declines",
        "found_at",
        "household_networks",
        "households",
        "instrument_results",
        "intake_hours",
        "legal_periods",
        "municipality_support",
        "needs",
        "no_go_areas",
        "not_matched",
        "offers",
        "offer_units",
        "out_of_service",
        "person_links",
        "persons",
        "placements",
        "plan_proposals",
        "plan_proposal_units",
        "plan_runs",
        "plan_segments",
        "referrals",
        "refusals",
        "rule_sets",
        "security_features",
        "service_offers",
        "shelters",
        "staff_ties",
        "staffing",
        "stay_exemptions",
        "stay_policies",
        "stays",
        "threat_actors",
        "threat_answers",
        "threat_assessments",
        "threat_networks",
        "transfers",
        "unit_prices",
        "units",
        "vacancy_confirmations",
        "waivers",
        "wishes",
        "zones",
    }
)
"""Tables of which the planner reads everything; of every other one it reads no whole row."""


@pytest.fixture(scope="module")
def service(module_database: Database) -> Iterator[Engine]:
    owner = create_engine(module_database.owner_url)
    records.load(owner)
    owner.dispose()
    made = create_engine(module_database.service_url)
    yield made
    made.dispose()


@pytest.fixture(scope="module")
def planner(module_database: Database, service: Engine) -> Iterator[Engine]:
    made = create_engine(module_database.planner_url)
    yield made
    made.dispose()


def refused(engine: Engine, statement: str) -> bool:
    """Whether the database refuses for want of a right; nothing is kept."""
    with engine.connect() as connection:
        try:
            connection.execute(text(statement))
        except DBAPIError as error:
            return isinstance(error.orig, psycopg.errors.InsufficientPrivilege)
        finally:
            connection.rollback()
    return False


@pytest.mark.parametrize("record", RECORDS, ids=lambda record: record.__tablename__)
def test_v13_2_2_the_service_may_do_what_the_record_says_and_no_more(
    service: Engine, record: type[Base]
) -> None:
    name = record.__tablename__
    last = list(record.__table__.columns)[-1].name
    # Which cases are decoys is nothing that the service could give away.
    assert refused(service, f"SELECT * FROM {name}") == (name == "honey_records")
    if name == "honey_records":
        return
    assert not refused(service, f"INSERT INTO {name} SELECT * FROM {name} WHERE false")
    may_update = not refused(service, f"UPDATE {name} SET {last} = {last} WHERE false")
    may_delete = not refused(service, f"DELETE FROM {name} WHERE false")
    assert may_update == (record.writes is not Writes.APPEND)
    assert may_delete == (record.writes is Writes.REPLACE)
    assert refused(service, f"TRUNCATE {name} CASCADE")
    assert refused(service, f"ALTER TABLE {name} ADD COLUMN extra int")
    assert refused(service, f"DROP TABLE {name} CASCADE")


@pytest.mark.parametrize(
    "statement",
    [
        "CREATE TABLE extra (id int)",
        "CREATE FUNCTION extra() RETURNS int LANGUAGE sql AS 'SELECT 1'",
        "CREATE SCHEMA extra",
        "CREATE TEMPORARY TABLE extra (id int)",
        "CREATE ROLE extra",
        "ALTER TABLE audit_events DISABLE TRIGGER append_only",
        "DROP TRIGGER append_only ON audit_events",
        "SET session_replication_role = replica",
        "UPDATE alembic_version SET version_num = '0000'",
        "SET ROLE havn_owner",
    ],
)
def test_neither_service_nor_planner_changes_the_house_itself(
    service: Engine, planner: Engine, statement: str
) -> None:
    assert refused(service, statement)
    assert refused(planner, statement)


def test_the_planner_reads_what_a_plan_needs_and_no_sealed_field(planner: Engine) -> None:
    read = {
        record.__tablename__
        for record in RECORDS
        if not refused(planner, f"SELECT * FROM {record.__tablename__}")
    }
    assert read == PLANNED_WITH
    for name in SEALED:
        for verb in ("INSERT INTO {0} DEFAULT VALUES", "DELETE FROM {0}"):
            assert refused(planner, verb.format(name))


def test_the_planner_writes_proposals_and_links_of_the_chain_and_no_placement(
    planner: Engine,
) -> None:
    for name in ("plan_runs", "plan_proposals", "plan_proposal_units"):
        assert not refused(planner, f"INSERT INTO {name} SELECT * FROM {name} WHERE false")
    assert not refused(planner, "SELECT seq, link FROM audit_events_head()")
    assert refused(planner, "SELECT detail FROM audit_events")
    assert not refused(planner, "UPDATE stays SET state = 'EXPIRED' WHERE false")
    assert refused(planner, "UPDATE stays SET unit_id = unit_id WHERE false")
    for name in ("placements", "stays", "offers"):
        assert refused(planner, f"INSERT INTO {name} SELECT * FROM {name} WHERE false")
