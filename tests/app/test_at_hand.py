"""What a command has in hand: nothing, where the database is of another release or on its way to one."""

from __future__ import annotations

import os
from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from app.cli import app
from app.service import store_of_owner
from app.store.health import OTHER_RELEASE
from app.store.held import UNDER_WAY, UPGRADE, tried
from app.vault.container import OfflineKey
from app.vault.keys import FileMasterKey
from tests.support.database import Database
from tests.support.previous_release import content, leave_as_before

TIMERS = [
    ["night"],
    ["backup", "--to", "{to}", "--out", "{out}"],
    ["erase", "due"],
    ["keys", "rotate"],
    ["audit", "verify"],
]
ADMINISTRATORS = [["first-administrator"], ["recover-administrator", "--as", "first-administrator"]]


@pytest.fixture
def master(database: Database, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> FileMasterKey:
    """The environment of a command, and its master key."""
    OfflineKey.make(tmp_path / "private", tmp_path / "public")
    monkeypatch.setattr(os, "setpriority", lambda *_: None)
    monkeypatch.setenv("DATABASE_URL", database.service_url)
    monkeypatch.setenv("DATABASE_OWNER_URL", database.owner_url)
    monkeypatch.setenv("HAVN_MASTER_KEY_FILE", str(tmp_path / "master.key"))
    return FileMasterKey.make(tmp_path / "master.key")


def typed(words: list[str], folder: Path) -> Result:
    named = {"to": folder / "public", "out": folder / "out"}
    return CliRunner().invoke(app, [word.format(**named) for word in words])


def said(got: Result) -> str:
    return got.output.splitlines()[-1].removeprefix("error: ")


def test_a_command_does_nothing_in_a_database_of_another_release(
    database: Database, master: FileMasterKey, tmp_path: Path
) -> None:
    leave_as_before(database, master)
    before = content(database.owner_url)
    for words in (*TIMERS, *ADMINISTRATORS):
        got = typed(words, tmp_path)
        assert (got.exit_code, said(got)) == (2, OTHER_RELEASE), words
    assert content(database.owner_url) == before
    assert not (tmp_path / "out").exists()
    told = typed(["doctor"], tmp_path).output
    assert "the database stands at another release than this program" in told
    done = typed(["upgrade", "--to", "{to}", "--out", "{out}"], tmp_path)
    assert done.exit_code == 0, done.output
    assert typed(["erase", "due"], tmp_path).exit_code == 0


def test_a_command_does_nothing_while_an_upgrade_is_under_way(
    database: Database, master: FileMasterKey, tmp_path: Path
) -> None:
    before = content(database.owner_url)
    with store_of_owner(database.owner_url, master) as store, tried(store, UPGRADE) as lock:
        assert lock.mine
        upgrade = ["upgrade", "--to", "{to}", "--out", "{out}"]
        for words in (*TIMERS, *ADMINISTRATORS, ["serve", "--port", "0"], upgrade):
            got = typed(words, tmp_path)
            assert (got.exit_code, said(got)) == (2, UNDER_WAY), words
    assert content(database.owner_url) == before
    assert typed(["erase", "due"], tmp_path).exit_code == 0
