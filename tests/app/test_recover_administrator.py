"""When no two administrators can act, the host makes a way back for one; never while two can."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest
from sqlalchemy import create_engine, text

from models.words import Role
from tests.support.database import Database
from tests.support.people import Person, person
from tests.support.served import MASTER, serving

LATER = "UPDATE accounts SET created_at = created_at - interval '20 days' WHERE id = :id"


@pytest.fixture
def key(tmp_path: Path) -> Path:
    made = tmp_path / "master.key"
    made.write_bytes(MASTER)
    made.chmod(0o600)
    return made


def command(database: Database, key: Path, handle: str) -> subprocess.CompletedProcess[str]:
    told = {"DATABASE_URL": database.service_url, "HAVN_MASTER_KEY_FILE": str(key)}
    return subprocess.run(
        [sys.executable, "-P", "-m", "app.cli", "recover-administrator", "--as", handle],
        env={**os.environ, **told},
        capture_output=True,
        text=True,
        check=False,
    )


def unused_for_20_days(database: Database, who: Person) -> None:
    owner = create_engine(database.owner_url)
    with owner.begin() as rows:
        rows.execute(text(LATER), {"id": who.account})
    owner.dispose()


def test_the_last_but_one_comes_back_and_it_is_recorded_and_heard(database, key):
    with serving(database) as running:
        one = person(running, Role.ADMIN).enrol_passkey()
        lost = person(running, Role.ADMIN).enrol_passkey()
        worker = person(running).enrol_passkey()

        refused = command(database, key, lost.handle)
        assert (refused.returncode, refused.stdout) == (1, ""), "two can act"
        unused_for_20_days(database, lost)
        for handle in (one.handle, worker.handle, "nobody-at-all"):
            refused = command(database, key, handle)
            assert (refused.returncode, refused.stdout) == (1, ""), handle
        assert one.with_passkey().is_success

        made = command(database, key, lost.handle)
        assert made.returncode == 0, made.stderr
        assert lost.with_passkey().status_code == 401
        lost.key = type(lost.key)()
        lost.enrol_passkey(made.stdout.strip().partition("/#link=")[2])
        lost.with_passkey()
        lost.step_up()
        new = person(running)
        path = f"/accounts/{new.account}/enrolment-link"
        assert lost.caller()("POST", path).status_code == 201, "not paused any more"
        again = command(database, key, lost.handle)
        assert again.returncode == 1, "she can act"

        with running.service.store.transaction() as tx:
            query = "SELECT actor_id FROM audit_events WHERE act = 'ACCOUNT_RECOVERED'"
            assert tx.execute(text(query)).scalars().all() == [None]
            query = "SELECT subject_id FROM alarms WHERE kind = 'SECOND_PERSON_NEEDED'"
            assert tx.execute(text(query)).scalars().all() == [lost.account]


def test_a_paused_administrator_may_ask_for_waking_and_for_nothing_else(database):
    with serving(database) as running:
        paused = person(running, Role.ADMIN).enrol_passkey()
        asleep = person(running, Role.ADMIN).enrol_passkey()
        for who in (paused, asleep):
            unused_for_20_days(database, who)
            who.with_passkey()
        paused.step_up()
        why = {"purpose": "NEW_FACTS", "reason": "Both of us were away for three weeks."}
        her = paused.caller()
        assert her("POST", f"/accounts/{asleep.account}/recovery", why).status_code == 409
        assert her("POST", f"/accounts/{asleep.account}/waking", why).is_success
