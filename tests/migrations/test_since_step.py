"""The step that says since when a price stands: old rows, and those of the release before, are asked of all."""

from __future__ import annotations

from datetime import date

import pytest
from alembic import command
from alembic.config import Config
from sqlalchemy import create_engine, text
from sqlalchemy.exc import IntegrityError

from tests.support.database import ROOT, Database

RUN = """
WITH s AS (
    INSERT INTO shelters (id, code_name, kind, phases, region, status, residents_gender,
        police_within_15_min, intake_hours_known, created_at, version)
    VALUES (gen_random_uuid(), 'ALMA', 'SAFE_HOUSE', '{ACUTE}', 'EAST', 'OPEN', 'WOMEN', 'NO', false,
        now(), 1)
    RETURNING id
), u AS (
    INSERT INTO units (id, shelter_id, code, kind, beds, cots)
    SELECT gen_random_uuid(), id, 'A', 'ROOM', 1, 0 FROM s
), r AS (
    INSERT INTO rule_sets (id, name, numbers, created_at, version)
    VALUES (gen_random_uuid(), 'v1', '{}', now(), 1)
    RETURNING id
)
INSERT INTO plan_runs (id, trigger, night, number, state, rule_set_id, seed, started_at, finished_at,
    version)
SELECT gen_random_uuid(), 'NIGHT', '2026-03-10', 1, 'PROVEN', id, 1, now(), now(), 1 FROM r
"""
PRICE = """
INSERT INTO unit_prices (run_id, unit_id, night, tier, price)
SELECT r.id, u.id, CAST(:night AS date), 'p1', 500 FROM plan_runs r, units u
"""


def test_a_price_that_does_not_say_since_when_stands_from_before_any_plan(
    bare_database: Database,
) -> None:
    steps = Config(ROOT / "alembic.ini")
    steps.attributes["url"] = bare_database.owner_url
    command.upgrade(steps, "0138")
    engine = create_engine(bare_database.owner_url)
    with engine.begin() as connection:
        connection.execute(text(RUN))
        connection.execute(text(PRICE), {"night": "2026-03-13"})
    command.upgrade(steps, "0141")
    with engine.begin() as connection:
        connection.execute(text(PRICE), {"night": "2026-03-16"})  # as the release before writes it
        found = connection.execute(text("SELECT since FROM unit_prices ORDER BY night"))
        assert found.scalars().all() == [date(2000, 1, 1), date(2000, 1, 1)]
        with pytest.raises(IntegrityError, match="since_no_later"):
            connection.execute(text("UPDATE unit_prices SET since = night + 1"))
    engine.dispose()
