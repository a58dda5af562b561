"""The step that counts outcomes: cases that were erased before it are counted by what stays of them."""

from __future__ import annotations

from alembic import command
from alembic.config import Config
from sqlalchemy import create_engine, text

from tests.support.database import ROOT, Database

SHELTER = """
INSERT INTO shelters (id, code_name, kind, phases, region, status, residents_gender,
    police_within_15_min, intake_hours_known, created_at, version)
VALUES (gen_random_uuid(), 'ALMA', 'SAFE_HOUSE', '{ACUTE}', 'EAST', 'OPEN', 'WOMEN', 'NO', false,
    now(), 1)
"""
CASE = """
WITH r AS (
    INSERT INTO referrals (id, code_name, referrer_reference, received_at, channel, state, version,
        closed_at, erased_at)
    VALUES (gen_random_uuid(), left(gen_random_uuid()::text, 8), gen_random_uuid(),
        CAST(:quarter AS timestamptz), 'PHONE', 'CLOSED', 1, now(),
        CASE WHEN CAST(:erased AS bool) THEN now() END)
    RETURNING id
)
INSERT INTO households (id, referral_id, code_name, together, version)
SELECT gen_random_uuid(), id, left(id::text, 8), 'MUST', 1 FROM r RETURNING id
"""
PLACEMENT = """
INSERT INTO placements (id, household_id, shelter_id, nights, actual_to, mode, state, rule_set,
    created_at, version)
SELECT gen_random_uuid(), CAST(:household AS uuid), id, '[2026-02-01,2026-02-09)', '2026-02-09',
    'WITHIN_LIMIT', 'ENDED', 'v1', now(), 1
FROM shelters
"""
FIRST, SECOND = "2026-01-01 00:00:00+00", "2026-04-01 00:00:00+00"


def test_cases_that_were_erased_before_are_counted_and_no_others(bare_database: Database) -> None:
    steps = Config(ROOT / "alembic.ini")
    steps.attributes["url"] = bare_database.owner_url
    command.upgrade(steps, "0028")
    engine = create_engine(bare_database.owner_url)
    with engine.begin() as connection:
        connection.execute(text(SHELTER))
        for quarter, erased, placed in (
            (FIRST, True, True),
            (FIRST, True, False),
            (FIRST, True, False),
            (SECOND, True, False),
            (SECOND, False, True),
        ):
            told = {"quarter": quarter, "erased": erased}
            household = connection.execute(text(CASE), told).scalar_one()
            if placed:
                connection.execute(text(PLACEMENT), {"household": household})
    command.upgrade(steps, "0037")
    with engine.begin() as connection:
        found = connection.execute(
            text("SELECT quarter::text, subject, word, number FROM case_counts ORDER BY 1, 3")
        )
        rows = [tuple(row) for row in found]
    engine.dispose()
    assert rows == [
        ("2026-01-01", "OUTCOME", "NOT_PLACED", 2),
        ("2026-01-01", "OUTCOME", "PLACED", 1),
        ("2026-04-01", "OUTCOME", "NOT_PLACED", 1),
    ]
