"""The demonstration world in the records: once, from its seed, and nowhere else."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import psycopg
import pytest

from app.demo import accounts
from app.demo.ids import seeded
from app.demo.staff import DemoStaff
from app.demo.world import DemoRefused, bring_in_world, demo_shelters
from app.importing.columns import Kind
from app.importing.importing import Importer, bring_in
from app.service import open_service
from app.settings import Settings
from app.store import tokens
from app.vault.keys import FileMasterKey
from tests.app.importing.tables import table

NOW = datetime(2026, 11, 24, 12, 0, tzinfo=UTC)


class Clock:
    def __init__(self):
        self.now = NOW

    def __call__(self):
        return self.now


@pytest.fixture
def clock():
    return Clock()


def opened(database, clock, **more):
    told = {"database_url": database.service_url, "demo": True, **more}
    return open_service(Settings(**told), master=FileMasterKey(b"k" * 32), now=clock)


@pytest.fixture
def service(database, clock):
    made = opened(database, clock)
    yield made
    made.close()


@pytest.fixture(scope="module")
def there(module_database):
    """A world that is there; tests of this file look at it and may add to it."""
    made = opened(module_database, Clock())
    assert bring_in_world(made) is True
    yield made
    made.close()


def asked(database, query):
    with psycopg.connect(database.owner_url.replace("+psycopg", "")) as connection:
        return connection.execute(query).fetchall()


BY_SEED = ("shelters", "units", "households", "persons", "placements", "stays")


def ids(database):
    """Rows of those who lived there and of where; calls get ids of chance, like real ones."""
    found = {name: {r[0] for r in asked(database, f"SELECT id FROM {name}")} for name in BY_SEED}
    calls = "SELECT h.id FROM households h JOIN referrals r ON r.id = h.referral_id"
    found["households"] -= {r[0] for r in asked(database, f"{calls} WHERE channel = 'PHONE'")}
    found["persons"] = set()
    return found


def test_the_world_comes_in_once_and_whole(module_database, there):
    database = module_database
    assert asked(database, "SELECT count(*) FROM shelters") == [(43,)]
    assert asked(database, "SELECT count(*) FROM units") == [(455,)]
    [(taken,)] = asked(database, "SELECT count(*) FROM stays WHERE nights @> date '2026-11-24'")
    assert 0.80 <= taken / 455 <= 0.85
    assert asked(database, "SELECT count(*) FROM referrals WHERE channel = 'PHONE'") == [(12,)]
    before = ids(database)
    assert bring_in_world(there) is False
    assert ids(database) == before


def test_the_same_seed_gives_the_same_ids(module_database, there, database, service):
    assert bring_in_world(service) is True
    assert ids(database) == ids(module_database)
    assert set(demo_shelters()) == ids(database)["shelters"]
    assert seeded(1)("shelter", "A-1") != seeded(2)("shelter", "A-1")


def test_outside_of_demo_mode_it_is_refused(database, clock):
    real = opened(database, clock, demo=False)
    with pytest.raises(DemoRefused, match="demo mode"):
        bring_in_world(real)
    real.close()
    assert asked(database, "SELECT count(*) FROM shelters") == [(0,)]


def test_where_other_shelters_are_it_is_refused(database, service):
    importer = Importer(service.store, service.master, NOW)
    bring_in(importer, Kind.SHELTERS, table(Kind.SHELTERS))
    with pytest.raises(DemoRefused, match="not for a demonstration"):
        bring_in_world(service)
    assert asked(database, "SELECT count(*) FROM shelters") == [(1,)]


def test_a_run_that_was_killed_half_way_is_brought_to_its_end(database, service, monkeypatch):
    def killed(*_args, **_more):
        raise KeyboardInterrupt

    with monkeypatch.context() as patched, pytest.raises(KeyboardInterrupt):
        patched.setattr("app.demo.world._people", killed)
        bring_in_world(service)
    assert asked(database, "SELECT count(*) FROM shelters") == [(43,)]
    assert not accounts.is_demo(service.store)
    assert bring_in_world(service) is True
    assert asked(database, "SELECT count(*) FROM shelters") == [(43,)]


def test_staff_say_every_hour_what_is_free_and_who_has_left(module_database, there):
    database, clock = module_database, there.now
    staff = DemoStaff(there, demo_shelters())
    assert staff.round() == 43
    clock.now = NOW + timedelta(days=10)
    assert staff.round() == 43
    clock.now = NOW
    confirmed = "SELECT count(*) FROM vacancy_confirmations WHERE how = 'STAFF'"
    assert asked(database, confirmed) == [(86,)]
    over = (
        "SELECT count(*) FROM placements"
        " WHERE state = 'ARRIVED' AND upper(nights) <= date '2026-12-04'"
    )
    assert asked(database, over) == [(0,)]
    assert asked(database, "SELECT count(*) > 0 FROM placements WHERE state = 'ENDED'") == [(True,)]


def test_staff_speak_for_the_invented_houses_alone(module_database, there):
    importer = Importer(there.store, there.master, NOW)
    bring_in(importer, Kind.SHELTERS, table(Kind.SHELTERS))
    DemoStaff(there, demo_shelters()).round()
    own = (
        "SELECT count(*) FROM vacancy_confirmations v JOIN shelters s ON s.id = v.shelter_id"
        " WHERE s.code_name = 'FJORD-07'"
    )
    assert asked(module_database, own) == [(0,)]


def test_tokens_are_fresh_at_each_start_and_the_old_ones_are_worth_nothing(there, tmp_path):
    first = accounts.mint(there.store, now=NOW)
    second = accounts.mint(there.store, now=NOW)
    assert first.keys() == second.keys() == {"COORDINATOR", "ON_CALL", "SHELTER"}
    with there.store.transaction() as tx:
        for name in first:
            assert tokens.holder(tx, first[name], now=NOW) is None
            actor = tokens.holder(tx, second[name], now=NOW)
            assert actor.role.value == name
    path = accounts.write_tokens(tmp_path, "http://localhost:1", second)
    for written in (path, tmp_path / "tokens.json"):
        assert written.stat().st_mode & 0o777 == 0o600
