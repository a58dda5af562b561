"""The doctor's verdict is recorded where somebody hears of it, and nowhere where that would do harm."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path

import psycopg
import pytest
from pydantic import SecretStr

from app.doctor import command
from app.doctor.findings import Finding, fault, good
from app.installing.install import OWNER_FILE, SERVICE_FILE, Wanted, install
from app.installing.private_files import read_environment
from app.service import open_service
from app.settings import Settings
from app.store import examinations
from app.store.examinations import Examination
from app.store.held import UPGRADE
from app.vault.keys import FileMasterKey, new_private_file
from tests.support.database import Database

Told = Callable[[], list[Examination]]


@pytest.fixture
def installed(database: Database, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    given = {"DATABASE_URL": database.service_url, "DATABASE_OWNER_URL": database.owner_url}
    folder = tmp_path / "havn"
    install(Wanted(folder, "https://localhost"), given, lambda _: None)
    environ = read_environment(folder / SERVICE_FILE)
    for name, value in (environ | read_environment(folder / OWNER_FILE)).items():
        monkeypatch.setenv(name, value)
    return folder


@pytest.fixture
def told(installed: Path, database: Database) -> Told:
    """What stands in the chain by now."""

    def those() -> list[Examination]:
        settings = Settings(database_url=SecretStr(database.service_url))
        master = FileMasterKey.read(installed / "master.key")
        service = open_service(settings, master=master, now=lambda: datetime.now(UTC))
        try:
            with service.store.transaction() as tx:
                now = datetime.now(UTC)
                return examinations.newest(tx, now - timedelta(hours=1), now)
        finally:
            service.close()

    return those


def test_asked_by_a_person_the_doctor_leaves_no_trace(told: Told) -> None:
    command.run(as_json=False)
    assert told() == []


def test_told_to_tell_he_records_whether_all_was_well(
    told: Told, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(command, "examine", lambda _: good("all", "well"))
    assert command.run(as_json=False, record=True) == command.WELL
    assert [one.well for one in told()] == [True]
    monkeypatch.setattr(command, "examine", lambda _: good("one", "well") + fault("two", "ill", ""))
    assert command.run(as_json=False, record=True) == command.WRONG
    assert [one.well for one in told()] == [False]


def test_under_another_master_key_nothing_enters_the_chain(
    told: Told, installed: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    other = installed / "other.key"
    new_private_file(other, b"o" * 32)
    monkeypatch.setenv("HAVN_MASTER_KEY_FILE", str(other))
    monkeypatch.setattr(command, "examine", lambda _: good("all", "well"))
    assert command.run(as_json=False, record=True) == command.WRONG
    assert "could not be recorded" in capsys.readouterr().err
    assert told() == []


def test_nothing_is_recorded_when_an_upgrade_came_while_he_looked(
    told: Told, database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    with psycopg.connect(database.owner_url.replace("+psycopg", ""), autocommit=True) as owner:

        def upgraded(_: object) -> list[Finding]:
            owner.execute("SELECT pg_advisory_unlock_all()")
            owner.execute("COMMENT ON SCHEMA walls IS NULL")
            return good("all", "well")

        def upgrading(_: object) -> list[Finding]:
            owner.execute("SELECT pg_advisory_lock(%s)", (UPGRADE,))
            return good("all", "well")

        for meanwhile in (upgrading, upgraded):
            monkeypatch.setattr(command, "examine", meanwhile)
            assert command.run(as_json=False, record=True) == command.WRONG
            assert told() == []


def test_nothing_is_recorded_in_a_database_of_another_release(
    told: Told, database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    with psycopg.connect(database.owner_url.replace("+psycopg", "")) as owner:
        owner.execute("COMMENT ON SCHEMA walls IS NULL")
    monkeypatch.setattr(command, "examine", lambda _: good("all", "well"))
    assert command.run(as_json=False, record=True) == command.WRONG
    assert told() == []
