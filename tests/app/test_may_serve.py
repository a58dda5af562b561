"""A service that would begin unsafe does not begin: the demonstration, another release, nobody there."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import psycopg
import pytest

from app.demo import accounts
from app.demo.world import bring_in_world, traces_of_demonstration
from app.may_serve import AWAY, DEMONSTRATION, why_not_serve
from app.service import Service, open_service
from app.settings import Settings
from app.store.health import OTHER_RELEASE
from app.vault.keys import FileMasterKey
from models.words import Role
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


def test_another_release_and_a_database_before_any_are_refused(
    database: Database, bare_database: Database, service: Service
) -> None:
    before = service_of(bare_database.service_url)
    assert why_not_serve(before) == OTHER_RELEASE
    before.close()
    with psycopg.connect(database.owner_url.replace("+psycopg", "")) as owner:
        owner.execute("COMMENT ON SCHEMA walls IS 'another release'")
    assert why_not_serve(service) == OTHER_RELEASE


def test_a_database_that_is_away_is_waited_for_by_whoever_starts_the_service(
    tmp_path: Path,
) -> None:
    FileMasterKey.make(tmp_path / "master.key")
    told = {"DATABASE_URL": "postgresql://nobody:x@127.0.0.1:1/none"}
    done = havn("serve", env=told | {"HAVN_MASTER_KEY_FILE": str(tmp_path / "master.key")})
    assert (done.returncode, done.stderr) == (1, f"error: {AWAY}\n")
