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


def test_two_links_enrol_two_people_who_together_make_the_next_account(
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
        made_one = her.caller().ok("POST", "/accounts", order)
        path = f"/accounts/{made_one['id']}/enrolment-link"
        assert her.caller()("POST", path).status_code == 404
        assert her.caller()("GET", "/shelters").status_code == 404

        told = command(database, key).stdout.strip().partition("/#link=")[2]
        second = Person(running, UUID(int=0), "second-administrator").enrol_passkey(told)
        second.with_passkey()
        agreed = f"/approvals/{made_one['approval']}/agree"
        assert her.caller()("POST", agreed).status_code == 409
        second.step_up()
        second.caller().ok("POST", agreed)
        assert len(her.caller().ok("POST", path)["link"]) == 43

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
