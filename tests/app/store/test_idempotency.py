"""A key is one act: repeated, changed, concurrent, and interrupted."""

from __future__ import annotations

import threading
from datetime import timedelta

import pytest
from sqlalchemy import text

from app.store import idempotency
from app.store.refusals import Busy, KeyReused
from tests.app.store.conftest import World
from tests.support.records import NOON

ASKED = idempotency.request_hash("POST", "/api/v1/holds", b'{"a":1}')
OTHER = idempotency.request_hash("POST", "/api/v1/holds", b'{"a":2}')


def ask(world: World, key: str, asked: bytes = ASKED) -> bytes | None:
    """The stored body, or None when the act was done now."""
    with world.store.transaction() as tx:
        known = idempotency.begin(tx, world.rows.account, key, asked, now=NOON)
        if known:
            return known.body
        idempotency.answer(tx, world.rows.account, key, status=201, body=b"held")
        return None


def test_the_same_request_gets_the_stored_answer(world: World) -> None:
    assert ask(world, "k1") is None
    assert ask(world, "k1") == b"held"
    assert ask(world, "k2") is None


def test_the_same_key_with_another_body_is_refused(world: World) -> None:
    ask(world, "k1")
    with pytest.raises(KeyReused):
        ask(world, "k1", OTHER)


def test_a_failed_act_leaves_the_key_free(world: World) -> None:
    with pytest.raises(ZeroDivisionError), world.store.transaction() as tx:
        idempotency.begin(tx, world.rows.account, "k1", ASKED, now=NOON)
        idempotency.answer(tx, world.rows.account, "k1", status=201, body=b"held")
        raise ZeroDivisionError
    assert ask(world, "k1") is None


def test_a_key_taken_and_not_answered_is_a_fault_and_commits_nothing(world: World) -> None:
    with pytest.raises(AssertionError), world.store.transaction() as tx:
        idempotency.begin(tx, world.rows.account, "k1", ASKED, now=NOON)
    with world.owner.connect() as connection:
        assert connection.execute(text("SELECT count(*) FROM idempotency_keys")).scalar() == 0


def test_of_eight_at_once_one_acts_and_the_others_hear_its_answer(world: World) -> None:
    heard: list[bytes | str | None] = []
    start = threading.Barrier(8)

    def one() -> None:
        start.wait()
        try:
            heard.append(ask(world, "k1"))
        except Busy:
            heard.append("busy")

    threads = [threading.Thread(target=one) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert heard.count(None) == 1
    assert set(heard) <= {None, b"held", "busy"}


def test_old_keys_are_forgotten_and_new_ones_kept(world: World) -> None:
    ask(world, "k1")
    with world.store.transaction() as tx:
        assert idempotency.forget(tx, NOON) == 0
        assert idempotency.forget(tx, NOON + timedelta(seconds=1)) == 1


def test_parts_of_a_request_cannot_be_shifted() -> None:
    one = idempotency.request_hash("POST", "/a", b"bc")
    assert one != idempotency.request_hash("POST", "/ab", b"c")
    assert one == idempotency.request_hash("post", "/a", b"bc")
