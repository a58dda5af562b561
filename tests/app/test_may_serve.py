"""A service that would begin unsafe does not begin: the demonstration, another release, nobody there."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import psycopg
import pytest
from sqlalchemy import create_engine, text
from sqlalchemy.orm import Session

from app.demo import accounts
from app.demo.world import bring_in_world, traces_of_demonstration
from app.installing.install import SERVICE_FILE, Wanted, install
from app.installing.private_files import read_environment
from app.may_serve import AWAY, DEMONSTRATION, IN_USE, why_not_serve
from app.service import Service, open_service, store_of_owner
from app.settings import Settings
from app.store import tokens
from app.store.health import OTHER_RELEASE
from app.store.held import UNDER_WAY, UPGRADE, tried
from app.store.inspection import service_inside
from app.vault.keys import FileMasterKey
from models.words import Role
from tests.support import records
from tests.support.database import Database
from tests.support.operator import havn
from tests.support.served import MASTER


def service_of(url: str, *, demo: bool = False) -> Service:
    return open_service(Settings(database_url=url, demo=demo), master=FileMasterKey(MASTER))  # type: ignore[arg-type]


@pytest.fixture
def service(database: Database) -> Iterator[Service]:
    made = service_of(database.service_url)
    yield made
    made.close()


def test_an_empty_database_at_this_release_is_served(service: Service) -> None:
    assert why_not_serve(service) is None


def test_one_account_of_the_demonstration_is_enough_to_refuse(service: Service) -> None:
    with service.store.transaction() as tx:
        accounts.add(tx, f"{accounts.BEGINNING}line-0", Role.AUDITOR, None, service.now())
    assert why_not_serve(service) == DEMONSTRATION


def test_a_demonstration_that_was_broken_off_is_known_by_its_houses(
    database: Database, service: Service, monkeypatch: pytest.MonkeyPatch
) -> None:
    class BrokenOff(Exception):
        pass

    def broken_off(*_: object) -> None:
        raise BrokenOff

    monkeypatch.setattr("app.demo.world._people", broken_off)
    demo = service_of(database.service_url, demo=True)
    with pytest.raises(BrokenOff):
        bring_in_world(demo)
    assert not accounts.is_demo(service.store)
    assert traces_of_demonstration(service.store)
    assert why_not_serve(service) == DEMONSTRATION
    assert why_not_serve(demo) is None
    demo.close()


def test_a_database_that_init_made_is_never_a_demonstration(
    database: Database, tmp_path: Path
) -> None:
    given = {"DATABASE_URL": database.service_url, "DATABASE_OWNER_URL": database.owner_url}
    install(Wanted(tmp_path / "havn", "https://havn.example.org"), given, lambda _: None)
    told = read_environment(tmp_path / "havn" / SERVICE_FILE) | {"HAVN_DEMO": "1"}
    up = ("up", "--folder", str(tmp_path / "here"), "--port", "0")
    for words, code in ((("serve", "--port", "0"), 2), (up, 1)):
        done = havn(*words, env=told | given)
        assert done.returncode == code, done.stdout + done.stderr
        assert IN_USE in done.stderr
    with psycopg.connect(database.owner_url.replace("+psycopg", "")) as owner:
        found = owner.execute("SELECT handle FROM accounts").fetchall()
        assert found == [("first-administrator",)], "nothing invented came in"


def test_demo_mode_begins_on_nothing_and_not_where_somebody_is_or_a_house(
    database: Database, service: Service
) -> None:
    demo = service_of(database.service_url, demo=True)
    assert why_not_serve(demo) is None
    engine = create_engine(database.owner_url)
    with Session(engine) as session, session.begin():
        session.add(records.zone())
        session.flush()
        session.add(records.shelter(1))
    assert why_not_serve(demo) == IN_USE
    with Session(engine) as session, session.begin():
        session.execute(text("DELETE FROM shelters"))
    assert why_not_serve(demo) is None
    with service.store.transaction() as tx:
        tokens.add_account(
            tx, handle="somebody", role=Role.AUDITOR, shelter=None, now=service.now()
        )
    assert why_not_serve(demo) == IN_USE
    assert why_not_serve(service) is None, "it is real"
    engine.dispose()
    demo.close()


def test_another_release_and_a_database_before_any_are_refused(
    database: Database, bare_database: Database, service: Service
) -> None:
    before = service_of(bare_database.service_url)
    assert why_not_serve(before) == OTHER_RELEASE
    before.close()
    with psycopg.connect(database.owner_url.replace("+psycopg", "")) as owner:
        owner.execute("COMMENT ON SCHEMA walls IS 'another release'")
    assert why_not_serve(service) == OTHER_RELEASE


def test_while_it_is_brought_to_another_release_nobody_begins_and_who_came_first_is_seen(
    database: Database, service: Service
) -> None:
    owner = store_of_owner(database.owner_url, FileMasterKey(MASTER))
    with owner as store, tried(store, UPGRADE) as lock:
        assert lock.mine
        assert why_not_serve(service) == UNDER_WAY
    assert why_not_serve(service) is None
    assert service_inside(database.owner_url, "") == 1, "what asked stays where it can be counted"


def test_a_database_that_is_away_is_waited_for_by_whoever_starts_the_service(
    tmp_path: Path,
) -> None:
    FileMasterKey.make(tmp_path / "master.key")
    told = {"DATABASE_URL": "postgresql://nobody:x@127.0.0.1:1/none"}
    done = havn("serve", env=told | {"HAVN_MASTER_KEY_FILE": str(tmp_path / "master.key")})
    assert (done.returncode, done.stderr) == (1, f"error: {AWAY}\n")
