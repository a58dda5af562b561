"""The table of data keys written anew: what is deleted is in its file no more, or that is said."""

from __future__ import annotations

import pytest
from sqlalchemy import create_engine, text

from app.store import rewriting
from app.store.rewriting import forget_erased_keys
from tests.app.store.conftest import World
from tests.support.database import Database

ONE = text(
    "INSERT INTO data_keys (subject_kind, subject_id, generation, wrapped, master_id, created_at)"
    " VALUES ('CASE', gen_random_uuid(), 1, '\\x00', 'test', now())"
)


def test_what_an_older_reader_still_sees_is_not_forgotten_and_that_is_said(
    database: Database, world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(rewriting, "FORGOTTEN_S", 0.0)
    with world.owner.begin() as owner:
        owner.execute(ONE)
    reading = create_engine(database.owner_url, isolation_level="REPEATABLE READ")
    with reading.connect() as older:
        older.execute(text("SELECT FROM alembic_version"))
        with world.owner.begin() as owner:
            owner.execute(text("DELETE FROM data_keys"))
        assert not forget_erased_keys(database.owner_url)
    assert forget_erased_keys(database.owner_url)
    with reading.connect() as older:
        older.execute(text("SELECT FROM data_keys"))
        assert not forget_erased_keys(database.owner_url), "its lock is waited for, and given up"
    reading.dispose()
