"""Buckets: full at first, refilled by time, bounded in number, and apart for each key."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.http import buckets
from app.http.buckets import Buckets, Rate, network_of


class Clock:
    def __init__(self) -> None:
        self.now = 100.0

    def __call__(self) -> float:
        return self.now


def test_so_many_at_once_and_then_so_many_a_second() -> None:
    clock = Clock()
    bucket = Buckets(Rate(2.0, 5), clock=clock)
    assert [bucket.take(b"a") for _ in range(5)] == [0.0] * 5
    assert bucket.take(b"a") == pytest.approx(0.5)
    assert bucket.take(b"b") == 0.0
    clock.now += 0.5
    assert bucket.take(b"a") == 0.0
    assert bucket.take(b"a") > 0
    clock.now += 3600
    assert [bucket.take(b"a") for _ in range(6)].count(0.0) == 5


def test_what_is_given_back_is_there_again_and_never_more_than_full() -> None:
    clock = Clock()
    bucket = Buckets(Rate(1.0, 2), clock=clock)
    bucket.give_back(b"a")
    assert [bucket.take(b"a") == 0.0 for _ in range(3)] == [True, True, False]
    bucket.give_back(b"a")
    assert [bucket.take(b"a") == 0.0 for _ in range(2)] == [True, False]


@given(st.lists(st.floats(0, 10), min_size=1, max_size=60))
def test_over_any_time_no_more_than_the_rate_and_one_full_bucket(gaps: list[float]) -> None:
    clock = Clock()
    bucket, rate = Buckets(Rate(1.5, 4), clock=clock), 1.5
    passed = 0
    for gap in gaps:
        clock.now += gap
        passed += bucket.take(b"a") == 0.0
    assert passed <= 4 + rate * sum(gaps) + 1e-6


def test_a_flood_of_keys_does_not_grow_the_memory(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(buckets, "MOST_KEYS", 50)
    bucket = Buckets(Rate(1.0, 1), clock=Clock())
    for number in range(500):
        bucket.take(str(number).encode())
    assert len(bucket._left) == 50


def test_threads_share_one_bucket() -> None:
    bucket = Buckets(Rate(1.0, 100), clock=Clock())
    with ThreadPoolExecutor(8) as pool:
        got = list(pool.map(lambda _: bucket.take(b"a"), range(400)))
    assert got.count(0.0) == 100


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        ("192.0.2.1", "192.0.2.1", True),
        ("192.0.2.1", "192.0.2.2", False),
        ("2001:db8:1:2::1", "2001:db8:1:2:ffff::9", True),
        ("2001:db8:1:200::1", "2001:db8:1:300::1", False),
        ("nonsense", "other nonsense", True),
    ],
)
def test_a_network_is_an_address_or_a_customer(one: str, other: str, same: bool) -> None:
    assert (network_of(one) == network_of(other)) is same


def test_no_address_is_kept_in_the_clear() -> None:
    bucket = Buckets(Rate(1.0, 1))
    bucket.take(network_of("192.0.2.77"))
    assert b"192.0.2.77" not in b"".join(bucket._left)
    assert repr(bucket) == "<Buckets>"
