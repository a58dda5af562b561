"""Sealed answers have few lengths (security AT06)."""

from __future__ import annotations

import random
from typing import Annotated

from app.contract.base import Of, Told
from app.http.call import Reply
from app.http.padding import STEP, padded
from models.rights import Code
from models.words import Role


class Address(Told):
    street: Annotated[str, Of("address", by=(Code.ACCEPTED,))]


def test_sealed_lengths_take_at_most_four_values_over_500_addresses() -> None:
    chance = random.Random(7)
    met = set()
    for _ in range(500):
        length = chance.randint(1, 280)
        street = "".join(chance.choice('abcæøå "\\\n€') for _ in range(length))
        reply = Reply(Address(street=street), sealed=True)
        met.add(len(reply.bytes(Role.COORDINATOR)))
        assert Address.model_validate_json(reply.bytes(Role.COORDINATOR)).street == street
    assert len(met) <= 4
    assert all(length % STEP == 0 for length in met)


def test_only_what_is_sealed_is_padded() -> None:
    assert Reply(Address(street="a")).bytes(Role.COORDINATOR) == b'{"street":"a"}'
    assert padded(b"x" * STEP) == b"x" * STEP
    assert padded(b"") == b""
