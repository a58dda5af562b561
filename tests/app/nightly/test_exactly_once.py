"""F16: one plan for each night, whoever starts, however often, and wherever a process is killed."""

from __future__ import annotations

import signal
from collections import Counter
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import func, select, text
from sqlalchemy.orm import Session

from app.nightly.night import Outcome, Patience, plan_once
from app.nightly.slots import night_due
from app.store import plan_runs, rule_sets
from app.store.refusals import DatabaseAway, PlanRunning
from app.store.walls import PLANNER, StepOut
from matching.vocabulary import Trigger
from models.plan_run import PlanProposalRecord, PlanRunRecord
from models.words import RunState
from tests.support.night_world import NightWorld, Process, a_night_world, a_planning, start

NOBODY_THERE = "postgresql+psycopg://nobody@127.0.0.1:1/nothing"
TRANSACTIONS = 10
"""In one start: look, enter, tidy twice, read twice, think, say that it stores, store."""


@pytest.fixture(scope="module")
def world(module_database) -> Iterator[NightWorld]:
    with a_night_world(module_database) as made:
        yield made


@pytest.fixture(scope="module")
def nights(world) -> Iterator[datetime]:
    """Instants at which another night is due each."""
    return (world.start + timedelta(days=n) for n in range(1, 10_000))


def run_of(world: NightWorld, night: date) -> Any:
    """The night's one row, which must be there."""
    with Session(world.owner) as session:
        query = select(PlanRunRecord).where(
            PlanRunRecord.night == night, PlanRunRecord.trigger == Trigger.NIGHT
        )
        return session.execute(query).scalar_one()


def lines_of(world: NightWorld, run: Any) -> int:
    with Session(world.owner) as session:
        query = select(func.count()).where(PlanProposalRecord.run_id == run)
        return session.execute(query).scalar_one()


def test_processes_that_start_at_once_make_one_plan(world, nights):
    now = next(nights)
    started = [Process(world.database, now) for _ in range(6)]
    ended = Counter(one.ended() for one in started)
    assert ended == {Outcome.PLANNED: 1, Outcome.PLANNED_ALREADY: 5}
    run = run_of(world, night_due(now))
    assert (run.state, run.attempt) == (RunState.GREEDY, 1)
    assert lines_of(world, run.id) == len(world.households)


@pytest.mark.parametrize("committed", [False, True], ids=["before its commit", "after it"])
@pytest.mark.parametrize("number", range(1, TRANSACTIONS + 1))
def test_killed_in_any_transaction_the_next_start_leaves_one_whole_plan(
    world, nights, number, committed
):
    now = next(nights)
    killed = Process(world.database, now, killed_in=number, committed=committed)
    assert killed.ended() == -signal.SIGKILL
    stored = number == TRANSACTIONS and committed
    assert Process(world.database, now).ended() is (
        Outcome.PLANNED_ALREADY if stored else Outcome.PLANNED
    )
    run = run_of(world, night_due(now))
    entered = (number, committed) >= (2, True)
    assert run.attempt == (2 if entered and not stored else 1)
    assert run.state is RunState.GREEDY
    assert lines_of(world, run.id) == len(world.households)
    assert start(world.database, now) is Outcome.PLANNED_ALREADY


def test_no_start_has_more_transactions_than_those_it_was_killed_in(world, nights):
    assert Process(world.database, next(nights), killed_in=TRANSACTIONS + 1).ended() is (
        Outcome.PLANNED
    )


@pytest.mark.parametrize("day", [date(2026, 3, 29), date(2026, 10, 25)])
def test_on_a_clock_change_each_night_has_one_plan(world, day):
    at_one = datetime(day.year, day.month, day.day, 1, tzinfo=UTC)
    moments = [at_one + timedelta(minutes=m) for m in (-90, -30, -1, 0, 1, 59, 60, 61, 120)]
    ended = Counter(start(world.database, now) for now in moments)
    assert ended == {Outcome.PLANNED: 2, Outcome.PLANNED_ALREADY: len(moments) - 2}
    for night in (day - timedelta(days=1), day):
        assert run_of(world, night).attempt == 1


def test_whoever_lost_the_run_to_a_later_start_stores_nothing(world, nights):
    now = next(nights)
    with a_planning(world.database, now) as planning:
        with planning.store.transaction(PLANNER) as tx:
            mine = plan_runs.start_night(tx, night=night_due(now), now=now)
        assert mine is not None
        assert start(world.database, now) is Outcome.PLANNED
        before = lines_of(world, mine.id)
        with pytest.raises(plan_runs.RunLost):
            planning.do(mine, night_due(now))
    assert lines_of(world, mine.id) == before
    assert run_of(world, night_due(now)).attempt == 2


@pytest.mark.parametrize("entered", [True, False], ids=["between two tries", "after it began"])
def test_a_plan_cites_the_rules_by_which_it_was_made(world, nights, entered):
    now, name = next(nights), f"later-{entered}"
    with a_planning(world.database, now) as planning:
        think = planning.do

        def new_rules():
            with planning.store.transaction(PLANNER) as tx, tx.as_service(StepOut.RULES):
                by = tx.execute(text("SELECT id FROM accounts LIMIT 1")).scalar_one()
                made = rule_sets.propose(tx, name, {"default_horizon_nights": 170}, now=now)
                rule_sets.activate(tx, made, by=by, now=now)

        if entered:
            with planning.store.transaction(PLANNER) as tx:
                plan_runs.start_night(tx, night=night_due(now), now=now)
            new_rules()
        else:
            planning.do = lambda *run: (new_rules(), think(*run))[1]
        assert plan_once(planning, Patience(20.0, 0.05)) is Outcome.PLANNED
        run = run_of(world, night_due(now))
        with planning.store.transaction(PLANNER) as tx, tx.as_service(StepOut.RULES):
            assert rule_sets.find(tx, run.rule_set_id).name == name
    assert run.attempt == (2 if entered else 1)


def test_a_person_waits_for_a_night_that_runs_and_not_for_one_that_died(world, nights):
    now, night = next(nights), None
    with a_planning(world.database, now) as planning:
        night = night_due(now)
        from app.store import held

        with held.tried(planning.store, held.NIGHT) as lock:
            assert lock.mine
            with planning.store.transaction(PLANNER) as tx:
                plan_runs.start_night(tx, night=night, now=now)
            with a_planning(world.database, now) as other:
                with pytest.raises(PlanRunning), other.store.transaction(PLANNER) as tx:
                    plan_runs.start(tx, night=night, by=None, now=now)
                plan_runs.end_all(other.store, now=now)
                assert run_of(world, night).state is RunState.RUNNING
        with planning.store.transaction(PLANNER) as tx:
            by_hand = plan_runs.start(tx, night=night, by=None, now=now)
            plan_runs.fail(tx, plan_runs.Started(by_hand), "LOST", refused=False, now=now)
    assert (run_of(world, night).state, run_of(world, night).failure) == (RunState.FAILED, "LOST")
    assert start(world.database, now) is Outcome.PLANNED


def test_a_database_that_is_away_for_a_while_costs_no_night(world, nights):
    now = next(nights)
    with a_planning(world.database, now) as planning:
        beside, away = planning.store.beside, [True, True]

        def gone():
            if away:
                away.pop()
                raise DatabaseAway
            return beside()

        planning.store.beside = gone
        assert plan_once(planning, Patience(20.0, 0.01)) is Outcome.PLANNED
    assert away == []
    assert run_of(world, night_due(now)).attempt == 1


def test_a_night_on_which_the_database_never_answers_is_tried_by_the_next_start(world, nights):
    now = next(nights)
    with a_planning(replace(world.database, service_url=NOBODY_THERE), now) as planning:
        assert plan_once(planning, Patience(0.05, 0.01)) is Outcome.UNDERWAY
    assert start(world.database, now) is Outcome.PLANNED


def test_the_database_has_the_last_word_on_one_run_a_night(world, nights):
    night = night_due(next(nights))
    insert = text(
        "INSERT INTO plan_runs (id, trigger, night, number, state, rule_set_id, seed, started_at,"
        " version) SELECT gen_random_uuid(), 'NIGHT', :night, :number, 'RUNNING', id, 0, now(), 1"
        " FROM rule_sets LIMIT 1"
    )
    from sqlalchemy.exc import IntegrityError

    with Session(world.owner) as session:
        session.execute(insert, {"night": night, "number": 1})
        with pytest.raises(IntegrityError, match="uq_plan_runs_night"):
            session.execute(insert, {"night": night, "number": 2})
        session.rollback()
