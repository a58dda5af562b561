"""The first account of an empty service, and that there is only one first."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path
from uuid import uuid4

from tests.support.database import Database
from tests.support.served import MASTER, Caller, serving


def command(database: Database, key: Path) -> subprocess.CompletedProcess[str]:
    told = {"DATABASE_URL": database.service_url, "HAVN_MASTER_KEY_FILE": str(key)}
    return subprocess.run(
        [sys.executable, "-P", "-m", "app.cli", "first-administrator"],
        env={**os.environ, **told},
        capture_output=True,
        text=True,
        check=False,
    )


def test_the_first_token_is_told_once_and_makes_the_next_account(
    database: Database, tmp_path: Path
) -> None:
    key = tmp_path / "master.key"
    key.write_bytes(MASTER)
    key.chmod(0o600)

    made = command(database, key)
    assert made.returncode == 0, made.stderr
    token = made.stdout.strip()

    with serving(database) as running:
        administrator = Caller(running.client, token, uuid4(), uuid4())
        account = administrator.ok(
            "POST", "/accounts", {"handle": "coordinator-1", "role": "COORDINATOR"}
        )
        assert account["id"]
        assert administrator("GET", "/shelters").status_code == 404

    again = command(database, key)
    assert again.returncode == 1
    assert again.stdout == ""
    assert token not in again.stderr


def test_without_settings_it_says_what_is_missing(tmp_path: Path) -> None:
    bare = {name: value for name, value in os.environ.items() if not name.startswith("DATABASE")}
    told = subprocess.run(
        [sys.executable, "-P", "-m", "app.cli", "first-administrator"],
        env=bare,
        cwd=tmp_path,
        capture_output=True,
        text=True,
        check=False,
    )
    assert told.returncode == 2
    assert told.stderr.count("\n") == 1
