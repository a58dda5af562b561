"""The first account of an empty service, and that there is only one first."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path
from uuid import UUID

from models.words import Role
from tests.support.database import Database
from tests.support.people import Person
from tests.support.served import MASTER, serving


def command(database: Database, key: Path) -> subprocess.CompletedProcess[str]:
    told = {"DATABASE_URL": database.service_url, "HAVN_MASTER_KEY_FILE": str(key)}
    return subprocess.run(
        [sys.executable, "-P", "-m", "app.cli", "first-administrator"],
        env={**os.environ, **told},
        capture_output=True,
        text=True,
        check=False,
    )


def test_the_first_link_enrols_one_person_who_makes_the_next_account(
    database: Database, tmp_path: Path
) -> None:
    key = tmp_path / "master.key"
    key.write_bytes(MASTER)
    key.chmod(0o600)

    lost, made = command(database, key), command(database, key)
    assert (lost.returncode, made.returncode) == (0, 0), made.stderr
    address, _, link = made.stdout.strip().partition("/#link=")
    assert (address, len(link)) == ("http://localhost:8000", 43)

    with serving(database) as running:
        her = Person(running, UUID(int=0), "first-administrator")
        void = {"link": lost.stdout.strip().partition("/#link=")[2]}
        assert her.send("POST", "/enrolment/begin", void).status_code == 404
        her.enrol_passkey(link)
        assert her.with_passkey().status_code == 200
        assert her.send("GET", "/session").json()["role"] == Role.ADMIN
        her.step_up()
        order = {"handle": "coordinator-1", "role": "COORDINATOR"}
        account = her.caller().ok("POST", "/accounts", order)
        assert account["id"]
        assert her.caller()("GET", "/shelters").status_code == 404

    again = command(database, key)
    assert again.returncode == 1
    assert again.stdout == ""
    assert link not in again.stderr


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
