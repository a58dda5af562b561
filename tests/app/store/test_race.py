"""A short race on a real server; the long one is ``./dev bench race``."""

from __future__ import annotations

from tests.benchmarks.race import race
from tests.support.database import Database


def test_v2_3_4_16_writers_book_no_unit_twice_and_lose_nothing(database: Database) -> None:
    told = race(database, writers=16, attempts=600, seed=1, lock="row", processes=2, pool=4)
    assert told["attempts"] == 600
    assert told["booked"] > 100
    assert told["taken"] > 100
    wrong = ("overlaps", "deadlocks", "lost", "unheard", "without_audit_row", "chain_broken_at")
    assert {name: told[name] for name in wrong} == dict.fromkeys(wrong, 0)


def test_without_lock_and_constraint_the_same_writers_double_book(database: Database) -> None:
    told = race(database, writers=16, attempts=1200, seed=1, lock="none", processes=2, pool=8)
    assert told["overlaps"] > 0
