"""Sealed values in the wrong place, cut, changed or from another time: how many are refused.

``trials`` is called by the test with few rows and by the benchmark with many.
"""

from __future__ import annotations

import itertools
import random
from dataclasses import dataclass
from uuid import UUID

from app.store.sealed import COLUMNS
from app.vault.keys import DataKey
from app.vault.open import SealBroken, open_sealed
from app.vault.seal import Where, seal
from models.types import SealedValue


@dataclass(frozen=True)
class Trials:
    """How many were tried and how many were refused."""

    tried: int
    refused: int


def trials(*, rows: int, cuts: int, seed: int = 1) -> Trials:
    """Every value in every other place of every column and row; cut, changed and replayed ones."""
    chance = random.Random(seed)
    keys = [DataKey(n + 1, chance.randbytes(32)) for n in range(2)]
    ids = [UUID(int=chance.getrandbits(128)) for _ in range(rows)]
    places = [Where(t.name, c, row) for (t, c), row in itertools.product(COLUMNS, ids)]
    values = {place: seal(f"secret of {place.row}", keys[0], place) for place in places}
    tried = refused = 0
    for (place, value), other in itertools.product(values.items(), places):
        if place != other:
            tried += 1
            refused += _refused(value, keys[0], other)
    for place, value in values.items():
        for wrong in _spoiled(value.blob, cuts, chance):
            tried += 1
            refused += _refused(SealedValue(wrong), keys[0], place)
        # From before a rotation: its header names a key that is not the one of now.
        tried += 2
        refused += _refused(value, keys[1], place)
        renamed = value.blob[:1] + keys[1].id.to_bytes(4, "big") + value.blob[5:]
        refused += _refused(SealedValue(renamed), keys[1], place)
    return Trials(tried, refused)


def _spoiled(blob: bytes, cuts: int, chance: random.Random) -> list[bytes]:
    """Cut at some places, and with some bits turned over."""
    found = [blob[: chance.randrange(len(blob))] for _ in range(cuts)]
    for _ in range(cuts):
        at, bit = chance.randrange(len(blob)), 1 << chance.randrange(8)
        found.append(blob[:at] + bytes([blob[at] ^ bit]) + blob[at + 1 :])
    return [*found, blob + b"\0", blob[::-1], b""]


def _refused(value: SealedValue, key: DataKey, place: Where) -> bool:
    try:
        open_sealed(value, key, place)
    except SealBroken:
        return True
    return False
