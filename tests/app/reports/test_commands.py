"""The command as it is typed: files of a year, nothing of a time that is not over or of which nothing is known."""

from __future__ import annotations

import os
from pathlib import Path

import pytest
from sqlalchemy import create_engine, func, select
from typer.testing import CliRunner

from app.cli import app
from app.vault.keys import FileMasterKey
from models.audit import AuditEventRecord
from models.count import ToldCountRecord
from models.words import AuditAct, CountOf
from tests.support import counted_cases, records
from tests.support.counted_year import YEAR
from tests.support.database import Database


@pytest.fixture
def empty(database: Database, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Database:
    """The environment of a command, and nothing in the records."""
    path = tmp_path / "master.key"
    FileMasterKey.make(path)
    monkeypatch.setenv("DATABASE_URL", database.service_url)
    monkeypatch.setenv("DATABASE_OWNER_URL", database.owner_url)
    monkeypatch.setenv("HAVN_MASTER_KEY_FILE", str(path))
    return database


@pytest.fixture
def a_year(empty: Database) -> Database:
    """A year of cases."""
    engine = create_engine(empty.owner_url)
    rows = records.load(engine, shelters=1, households=0)
    counted_cases.fill(engine, rows, counted_cases.Year(YEAR, cases=120))
    engine.dispose()
    return empty


def typed(*words: str) -> tuple[int, str]:
    done = CliRunner().invoke(app, ["report", *words])
    return done.exit_code, done.output


def kept(database: Database, *where) -> int:
    engine = create_engine(database.owner_url)
    with engine.connect() as connection:
        found = connection.execute(select(func.count()).where(*where)).scalar_one()
    engine.dispose()
    return int(found)


def test_a_report_is_three_files_and_the_same_each_time(a_year: Database, tmp_path: Path) -> None:
    for name in ("annual", "equity", "stays", "expenses"):
        code, said = typed(name, "--year", str(YEAR), "--out", str(tmp_path / "one"))
        assert code == 0, said
        assert [Path(line).suffix for line in said.split()] == [".csv", ".xlsx", ".html"]
        typed(name, "--year", str(YEAR), "--out", str(tmp_path / "two"))
    made = {path.name: path.read_bytes() for path in (tmp_path / "one").iterdir()}
    assert len(made) == 12
    assert made == {path.name: path.read_bytes() for path in (tmp_path / "two").iterdir()}
    assert kept(a_year, AuditEventRecord.act == AuditAct.STATISTICS_READ) == 8


@pytest.mark.parametrize(
    "words",
    [("annual", "--year", str(YEAR + 1)), ("quarterly", "--year", "2098", "--quarter", "4")],
)
def test_a_time_that_is_not_over_gets_no_file(a_year: Database, tmp_path: Path, words) -> None:
    code, said = typed(*words, "--out", str(tmp_path / "files"))
    assert (code, said) == (
        1,
        "that time is not over since two weeks: a running one is never told\n",
    )
    assert not (tmp_path / "files").exists()
    assert kept(a_year, ToldCountRecord.told.is_not(None)) == 0


@pytest.mark.parametrize("words", [("annual",), ("quarterly", "--year", "2025"), ("other",)])
def test_what_is_missing_is_said(tmp_path: Path, words) -> None:
    assert typed(*words, "--out", str(tmp_path))[0] == 2


def test_a_time_of_which_no_night_is_recorded_has_no_gap_report_and_not_an_empty_one(
    empty: Database, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(os, "setpriority", lambda *_: None)
    code, said = typed("gap", "--out", str(tmp_path / "gap"))
    assert code == 1
    assert "no night is recorded of the last thirty: the gap is not known" in said
    assert not (tmp_path / "gap").exists()
    assert kept(empty, ToldCountRecord.subject == CountOf.GAP) == 0
