"""How much work a password costs, whoever guesses, and how many may make the service do it at once."""

from __future__ import annotations

import threading
import time
from base64 import b64decode
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack
from uuid import uuid4

import pytest

from app.vault.keys import DataKey, FileMasterKey, new_wrapped_key
from app.vault.passwords import HashesFull, HashGate, Hashing, hashed, matches

KEY = DataKey(1, b"k" * 32)


def test_v11_4_2_a_hash_takes_19_mib_two_rounds_and_one_lane_with_a_salt_of_its_own() -> None:
    one, other = (hashed("correct horse", KEY).split("$") for _ in range(2))
    assert one[1:4] == ["argon2id", "v=19", "m=19456,t=2,p=1"]
    assert [len(b64decode(part + "==")) for part in one[4:]] == [16, 32]
    assert one[4] != other[4]


def test_a_password_is_known_again_under_its_own_key_alone() -> None:
    kept = hashed("correct horse", KEY)
    assert matches("correct horse", kept, KEY)
    assert not matches("correct horse ", kept, KEY)
    assert not matches("correct horse", kept, DataKey(1, b"o" * 32))


def test_eight_are_let_in_and_the_ninth_is_refused_at_once() -> None:
    gate, leave, inside = HashGate(), threading.Event(), threading.Semaphore(0)

    def wait() -> None:
        with gate.passed():
            inside.release()
            assert leave.wait(8)

    with ThreadPoolExecutor(8) as pool, ExitStack() as stack:
        stack.callback(leave.set)
        waiting = [pool.submit(wait) for _ in range(8)]
        assert [inside.acquire(timeout=5) for _ in range(2)] == [True, True]
        assert not inside.acquire(timeout=0.2), "two hash at the same time, and no third"
        until = time.monotonic() + 2
        while gate._inside._value and time.monotonic() < until:
            time.sleep(0.01)
        with pytest.raises(HashesFull), gate.passed():
            pass
        leave.set()
        for one in waiting:
            one.result(timeout=8)
    with gate.passed():
        pass


def test_who_is_not_there_has_what_anybody_has() -> None:
    nobody = Hashing().nobody
    hers = new_wrapped_key(FileMasterKey(bytes(32)), "ACCOUNT", uuid4())
    assert len(nobody.wrapped) == len(hers)
    assert nobody.phc.split("$")[:4] == hashed("hers", KEY).split("$")[:4]
    assert not matches("", nobody.phc, nobody.key)
    assert Hashing().nobody.wrapped != nobody.wrapped
