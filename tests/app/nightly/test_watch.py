"""A night that nobody plans is heard of, once, whether a run failed or none was ever started."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta

import pytest
from sqlalchemy import create_engine, func, select, update

from app.nightly.slots import last_due, night_due
from app.nightly.watch import GRACE, look_for_the_plan
from app.service import Service, open_service
from app.settings import Settings
from app.store import plan_runs
from app.vault.keys import FileMasterKey
from models.account import AccountRecord
from models.alarm import AlarmRecord
from models.plan_run import PlanRunRecord
from models.referral import ReferralRecord
from models.words import AlarmKind, RunState
from tests.support import records
from tests.support.database import Database
from tests.support.records import NOON

DUE = last_due(NOON + timedelta(days=2))
LATE = DUE + GRACE


@pytest.fixture
def service(database: Database) -> Iterator[Service]:
    owner = create_engine(database.owner_url)
    records.load(owner)
    owner.dispose()
    settings = Settings(database_url=database.service_url)  # type: ignore[arg-type]
    made = open_service(settings, master=FileMasterKey(b"k" * 32), now=lambda: LATE)
    with made.store.transaction() as tx:
        tx.execute(update(ReferralRecord).values(received_at=NOON))
    yield made
    made.close()


def alarms(service: Service) -> int:
    kind = AlarmRecord.kind == AlarmKind.NIGHT_NOT_PLANNED
    with service.store.transaction() as tx:
        found: int = tx.execute(select(func.count()).where(kind)).scalar_one()
    return found


def test_an_hour_after_it_was_due_an_alarm_is_raised_once_for_each_night(service: Service) -> None:
    look_for_the_plan(service, LATE - timedelta(seconds=1))
    assert alarms(service) == 0
    look_for_the_plan(service, LATE)
    look_for_the_plan(service, LATE + timedelta(hours=3))
    assert alarms(service) == 1
    with service.store.transaction() as tx:
        somebody = select(AccountRecord.id).limit(1).scalar_subquery()
        tx.execute(update(AlarmRecord).values(answered_at=LATE, answered_by=somebody))
    look_for_the_plan(service, LATE + timedelta(hours=4))
    assert alarms(service) == 1, "who has heard of it is left in peace"
    look_for_the_plan(service, LATE + timedelta(days=1))
    assert alarms(service) == 2


def test_a_night_with_its_plan_or_without_anybody_who_waited_needs_no_alarm(
    service: Service,
) -> None:
    assert planned(service, DUE, RunState.PROVEN)
    look_for_the_plan(service, LATE)
    assert alarms(service) == 0
    with service.store.transaction() as tx:
        tx.execute(update(ReferralRecord).values(received_at=LATE + timedelta(days=1)))
    look_for_the_plan(service, LATE + timedelta(days=1))
    assert alarms(service) == 0
    look_for_the_plan(service, LATE + timedelta(days=2))
    assert alarms(service) == 1


def test_a_run_that_failed_and_told_so_is_not_told_twice(service: Service) -> None:
    assert not planned(service, DUE, RunState.FAILED)
    look_for_the_plan(service, LATE)
    look_for_the_plan(service, LATE + timedelta(minutes=10))
    assert alarms(service) == 1
    with service.store.transaction() as tx:
        (about,) = tx.execute(select(AlarmRecord.subject_id)).scalars()
        assert about == plan_runs.of_night(tx, night_due(DUE))


def planned(service: Service, due: datetime, state: RunState) -> bool:
    """A run of the night that was due then, ended so; whether it made a plan."""
    with service.store.transaction() as tx:
        run = plan_runs.start_night(tx, night=night_due(due), now=due)
        assert run is not None
        ended = {"state": state, "finished_at": due}
        tx.execute(update(PlanRunRecord).where(PlanRunRecord.id == run.id).values(**ended))
        return plan_runs.has_plan(tx, night_due(due))
