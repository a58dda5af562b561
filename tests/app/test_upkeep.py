"""What time alone brings about comes about while the service runs, and ends with it."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterator
from datetime import datetime, timedelta
from uuid import UUID

import pytest
from sqlalchemy import create_engine, select

from app.service import Service, open_service
from app.settings import Settings
from app.store import holds, idempotency, rounds
from app.store.holds import By
from app.store.refusals import DatabaseAway
from app.upkeep import ANSWERS_KEPT, DAILY, HOURLY, Job, Upkeep
from app.vault.keys import FileMasterKey
from matching.vocabulary import NightSpan
from models.account import IdempotencyKeyRecord
from models.stay import StayRecord
from models.words import Role, RoundOf, StayState
from tests.support import records
from tests.support.database import Database
from tests.support.records import NOON

TONIGHT = NightSpan(NOON.date(), NOON.date() + timedelta(days=1))


class Clock:
    def __init__(self) -> None:
        self.now = NOON

    def __call__(self) -> datetime:
        return self.now


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def rows(database: Database) -> records.Rows:
    owner = create_engine(database.owner_url)
    loaded = records.load(owner)
    owner.dispose()
    return loaded


@pytest.fixture
def service(database: Database, clock: Clock) -> Iterator[Service]:
    settings = Settings(database_url=database.service_url)  # type: ignore[arg-type]
    made = open_service(settings, master=FileMasterKey(b"k" * 32), now=clock)
    yield made
    made.close()


def held(service: Service, rows: records.Rows, unit: int) -> UUID:
    with service.store.transaction() as tx:
        (stay,) = holds.hold(
            tx,
            household=rows.households[unit],
            units=[rows.units[unit]],
            nights=TONIGHT,
            until=NOON + timedelta(hours=1 + unit),
            by=By(rows.account, Role.COORDINATOR, NOON),
        )
    return stay


def answered(service: Service, rows: records.Rows, key: str, at: datetime) -> None:
    with service.store.transaction() as tx:
        idempotency.begin(tx, rows.account, key, b"\0" * 32, now=at)
        idempotency.answer(tx, rows.account, key, status=201, body=b"held")


def state(service: Service, stay: UUID) -> StayState:
    with service.store.transaction() as tx:
        return tx.session.get_one(StayRecord, stay).state


def keys(service: Service) -> set[str]:
    with service.store.transaction() as tx:
        return set(tx.execute(select(IdempotencyKeyRecord.key)).scalars())


def soon(what: Callable[[], bool]) -> bool:
    """Whether it comes true within some seconds."""
    until = time.monotonic() + 10
    while not what() and time.monotonic() < until:
        time.sleep(0.02)
    return what()


def test_holds_that_are_over_expire_and_the_others_stay(service, rows, clock):
    over, running = held(service, rows, 0), held(service, rows, 1)
    clock.now = NOON + timedelta(hours=1)
    Upkeep(service).start()
    assert soon(lambda: state(service, over) is StayState.EXPIRED)
    assert state(service, running) is StayState.HELD


def test_a_later_round_finds_what_ran_out_meanwhile(service, rows, clock):
    stay = held(service, rows, 0)
    Upkeep(service, every_s=0.02).start()
    time.sleep(0.2)
    assert state(service, stay) is StayState.HELD
    clock.now = NOON + timedelta(hours=1)
    assert soon(lambda: state(service, stay) is StayState.EXPIRED)


def test_old_answers_are_forgotten_and_those_of_a_week_are_not(service, rows, clock):
    assert ANSWERS_KEPT >= timedelta(days=7)
    answered(service, rows, "old", NOON - ANSWERS_KEPT - timedelta(seconds=1))
    answered(service, rows, "kept", NOON - timedelta(days=7))
    Upkeep(service).start()
    assert soon(lambda: "old" not in keys(service))
    assert keys(service) == {"kept"}


def test_a_round_that_failed_is_followed_by_another(service, rows, clock, monkeypatch):
    stay, real, failed = held(service, rows, 0), holds.expire_due, []

    def away_once(*arguments):
        if not failed:
            failed.append(True)
            raise DatabaseAway
        return real(*arguments)

    monkeypatch.setattr(holds, "expire_due", away_once)
    clock.now = NOON + timedelta(hours=1)
    Upkeep(service, every_s=0.02).start()
    assert soon(lambda: state(service, stay) is StayState.EXPIRED)
    assert failed


def test_a_job_that_fails_is_tried_again_at_once_and_no_round_ends_meanwhile(
    service: Service,
) -> None:
    tried = {"each": 0, "hourly": 0, "daily": 0}

    def job(name: str, every: int, fails: int) -> Job:
        def act(*_: object) -> None:
            tried[name] += 1
            if tried[name] <= fails:
                raise DatabaseAway

        return Job(name, every, act)

    jobs = (job("each", 1, 0), job("hourly", HOURLY, 5), job("daily", DAILY, 0))
    Upkeep(service, every_s=0.01, jobs=jobs, known_as=RoundOf.CHAIN).start()
    assert soon(lambda: tried["each"] > 2)
    ended_before = []
    while tried["hourly"] < 6:
        ended_before.append(ended(service))
        time.sleep(0.005)
    assert set(ended_before[:-1]) <= {frozenset()}
    assert soon(lambda: ended(service) == frozenset({RoundOf.CHAIN}))
    assert soon(lambda: tried["each"] > 20)
    assert (tried["hourly"], tried["daily"]) == (6, 1)
    assert (Job("", DAILY, len).again, Job("", HOURLY, len).again) == (HOURLY, 1)  # type: ignore[arg-type]


def ended(service: Service) -> frozenset[RoundOf]:
    with service.store.transaction() as tx:
        return frozenset(rounds.last_ended(tx))


def test_it_stops_with_the_service(service):
    before = set(threading.enumerate())
    Upkeep(service).start()
    (ours,) = set(threading.enumerate()) - before
    service.close()
    assert not ours.is_alive()


def test_the_picture_is_one_that_holds_before_anybody_calls(
    service: Service, rows: records.Rows, clock: Clock
) -> None:
    service.pictures.renew(clock.now)
    first = service.pictures.last(clock.now)
    service.pictures.renew(clock.now)
    assert service.pictures.last(clock.now) is first
    held(service, rows, 0)
    service.pictures.renew(clock.now)
    assert service.pictures.last(clock.now) is not first
    assert service.pictures.last(clock.now).known.seq > first.known.seq
