"""Commits, refusals, stale writes, busy locks, and errors that hold no value."""

from __future__ import annotations

import threading
import time
from contextlib import ExitStack
from threading import Thread

import pytest
from sqlalchemy import Connection, text

from app.store import locks, refusals, walls
from app.store.engine import make_engine
from app.store.gate import Gate
from app.store.refusals import Busy, ConstraintBroken, DatabaseAway, NameTaken, Refusal, Stale
from app.store.transactions import REFUSED_BY, Store
from models import lifecycle_sql, metadata
from models.shelter import ShelterRecord
from models.wall_sql import database_role
from models.words import Role
from tests.app.store.conftest import World
from tests.support import records


def test_every_constraint_that_is_mapped_exists() -> None:
    named = {c.name for table in metadata.tables.values() for c in table.constraints}
    named |= {index.name for table in metadata.tables.values() for index in table.indexes}
    assert set(REFUSED_BY) <= named | {lifecycle_sql.NO_SUCH_STEP}


def test_every_refusal_has_texts_of_its_own() -> None:
    found = [
        kind
        for kind in vars(refusals).values()
        if isinstance(kind, type) and issubclass(kind, Refusal)
    ]
    assert len({kind.slug for kind in found}) == len(found)
    assert len({kind.title for kind in found}) == len(found)


def test_a_broken_constraint_is_a_refusal_that_repeats_nothing(world: World) -> None:
    with pytest.raises(NameTaken) as refused, world.store.transaction() as tx:
        tx.add(records.shelter(0))
    assert "FJORD" not in repr(refused.value) + str(refused.value.__cause__)
    with pytest.raises(ConstraintBroken) as fault, world.store.transaction() as tx:
        tx.execute(text("UPDATE units SET beds = -77"))
    assert fault.value.constraint == "ck_units_beds_counted"
    assert "77" not in str(fault.value)


def test_v2_3_3_a_stale_write_changes_nothing(world: World) -> None:
    with pytest.raises(Stale), world.store.transaction() as tx:
        mine = tx.session.get_one(ShelterRecord, world.rows.shelters[0])
        with world.store.transaction() as other:
            theirs = other.session.get_one(ShelterRecord, world.rows.shelters[0])
            theirs.turnover_per_year = 40
        mine.turnover_per_year = 50
    with world.store.transaction() as tx:
        after = tx.session.get_one(ShelterRecord, world.rows.shelters[0])
        assert (after.turnover_per_year, after.version) == (40, 2)


@pytest.fixture
def stances(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The role of the database at each change of stance, as they come."""
    told: list[str] = []
    real = walls.stand

    def noted(connection: Connection, stance: walls.Stance) -> None:
        told.append(stance.database_role)
        real(connection, stance)

    monkeypatch.setattr(walls, "stand", noted)
    return told


def test_a_transaction_that_only_read_takes_no_stance_to_write(
    world: World, stances: list[str]
) -> None:
    with world.store.transaction(walls.PLANNER) as tx, tx.as_service(walls.StepOut.MATCHING):
        tx.execute(text("SELECT 1"))
    assert stances == ["NONE"]


@pytest.mark.parametrize("act", ["added", "changed"])
def test_what_was_written_beyond_the_wall_is_written_from_there(
    world: World, stances: list[str], act: str
) -> None:
    """Before the transaction stands elsewhere, and before whatever is read next."""
    one = records.shelter(99)
    if act != "added":
        with world.store.transaction() as tx:
            tx.add(one)
    stances.clear()
    with world.store.transaction(walls.PLANNER) as tx:
        with tx.as_service(walls.StepOut.MATCHING):
            if act == "added":
                tx.add(one)
            else:
                tx.session.get_one(ShelterRecord, one.id).turnover_per_year = 40
        tx.quick(text("SELECT 1"), {})
        assert stances == ["NONE", database_role(Role.BATCH)]
    with world.store.transaction() as tx:
        after = tx.session.get_one(ShelterRecord, one.id)
        assert after.turnover_per_year == (40 if act == "changed" else None)


def test_who_waits_too_long_for_a_lock_hears_busy(world: World) -> None:
    with world.store.transaction() as tx:
        locks.units(tx, [world.rows.units[0]])
        with pytest.raises(Busy), world.store.transaction() as other:
            locks.units(other, [world.rows.units[0]])


def test_a_statement_that_runs_too_long_is_ended(world: World) -> None:
    with pytest.raises(Busy), world.store.transaction() as tx:
        tx.execute(text("SET LOCAL statement_timeout = 50"))
        tx.execute(text("SELECT pg_sleep(5)"))


def test_a_database_that_is_away_is_a_refusal_that_names_no_place(world: World) -> None:
    away = make_engine("postgresql+psycopg://nobody@/nowhere?host=/nonexistent-folder")
    with pytest.raises(DatabaseAway) as refused, Store(away, world.key).transaction() as tx:
        tx.execute(text("SELECT 1"))
    assert "nonexistent" not in str(refused.value) + repr(refused.value)


def test_a_connection_that_died_is_replaced_after_one_refusal(world: World) -> None:
    with pytest.raises(DatabaseAway), world.store.transaction() as tx:
        tx.execute(text("SELECT pg_terminate_backend(pg_backend_pid())"))
    with world.store.transaction() as tx:
        assert tx.execute(text("SELECT 1")).scalar_one() == 1


def test_the_gate_lets_in_as_many_as_it_is_wide_and_in_order() -> None:
    gate, came, inside, most = Gate(2), list[int](), 0, 0
    lock = threading.Lock()

    def one(number: int) -> None:
        nonlocal inside, most
        with gate.passed():
            with lock:
                came.append(number)
                inside += 1
                most = max(most, inside)
            time.sleep(0.02)
            with lock:
                inside -= 1

    threads = []
    for number in range(8):
        thread = threading.Thread(target=one, args=(number,))
        thread.start()
        threads.append(thread)
        time.sleep(0.003)
    for thread in threads:
        thread.join()
    assert most == 2
    assert sorted(came) == list(range(8))
    assert came[:2] == [0, 1]


def test_a_gate_that_nobody_leaves_says_busy_and_loses_no_place(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr("app.store.gate.LONGEST_WAIT_S", 0.02)
    gate = Gate(1)
    with gate.passed(), pytest.raises(Busy), gate.passed():
        pass
    with gate.passed():
        pass


def test_others_never_take_the_places_that_are_kept_for_those_who_answer_calls() -> None:
    gate = Gate(4, kept=1)
    with ExitStack() as inside:
        for _ in range(3):
            inside.enter_context(gate.passed(first=False))
        late = Thread(target=_in_and_out, args=(gate, came := list[str](), "other"))
        late.start()
        with gate.passed(first=True):
            came.append("call")
        assert came == ["call"]
        inside.close()
        late.join(timeout=10)
    assert came == ["call", "other"]


def test_whoever_answers_calls_goes_in_before_others_who_came_earlier() -> None:
    gate, came = Gate(1), list[str]()
    with gate.passed():
        others = [Thread(target=_in_and_out, args=(gate, came, "other", False)) for _ in range(3)]
        call = Thread(target=_in_and_out, args=(gate, came, "call", True))
        for waiting, thread in enumerate((*others, call), start=1):
            thread.start()
            while len(gate._first) + len(gate._others) < waiting:
                time.sleep(0.001)
    for thread in (*others, call):
        thread.join(timeout=10)
    assert came == ["call", "other", "other", "other"]


def _in_and_out(gate: Gate, came: list[str], who: str, first: bool = False) -> None:
    with gate.passed(first=first):
        came.append(who)
