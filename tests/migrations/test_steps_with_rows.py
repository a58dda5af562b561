"""Every step down and up again while each table that can belong to a case has rows in it."""

from __future__ import annotations

from alembic import command
from sqlalchemy import create_engine

from app.service import store_of_owner
from app.vault.keys import FileMasterKey
from tests.migrations.test_steps import STEPS, config, count, tables
from tests.support import records
from tests.support.case_rows import fill_every_table
from tests.support.database import Database
from tests.support.served import MASTER


def test_rows_of_every_table_go_down_and_up_through_every_revision(database: Database) -> None:
    engine, steps = create_engine(database.owner_url), config(database.owner_url)
    rows = records.load(engine)
    with (
        store_of_owner(database.owner_url, FileMasterKey(MASTER)) as store,
        store.transaction() as tx,
    ):
        filled = fill_every_table(tx, rows, rows.households[0])
    assert len(filled) > 50, "rows in most tables of a case"
    held = {name: number for name in tables(engine) if (number := count(engine, name))}
    for below in reversed(STEPS[:-1]):
        command.downgrade(steps, below)
        left = {name: number for name, number in held.items() if name in tables(engine)}
        now = {name: count(engine, name) for name in left}
        assert now == left, below
        command.upgrade(steps, "+1")
        assert {name: count(engine, name) for name in left} == left, below
        command.downgrade(steps, below)
        held = left
    assert {"accounts", "shelters", "units"} <= set(held), "rows of the first step, at the last"
    command.upgrade(steps, "head")
    assert {name: count(engine, name) for name in held} == held
    engine.dispose()
