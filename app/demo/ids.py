"""Ids of the demonstration world: made from its seed, so that the same seed gives the same rows."""

from __future__ import annotations

from collections.abc import Callable
from uuid import UUID, uuid5

HAVN = UUID("5f0e6a1c-6a3f-4d0e-9d5b-1f0c52d6a7e4")


def seeded(seed: int) -> Callable[[str, str], UUID]:
    """From what something is and its name to its id in the world of this seed."""

    def new_id(what: str, name: str) -> UUID:
        return uuid5(HAVN, f"demo/{seed}/{what}/{name}")

    return new_id
